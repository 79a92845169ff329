"""The outside as the bot sees it: something that can say what a picture shows."""

from typing import Protocol


class ImageReader(Protocol):
    """Reads pictures. Called in a thread, outside every transaction."""

    def shows(self, url: str) -> str:
        """Return what a person would see on the picture, empty when nothing can be said."""
        ...


class NoImageReader:
    """Sees nothing: the bot then asks the buyer, or a person looks."""

    def shows(self, url: str) -> str:  # noqa: ARG002 (the port's signature)
        """Return nothing."""
        return ""
