"""The outside as the bot sees it: what reads pictures, what makes vectors of sentences, a language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.model import Prompt


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


class SentenceEncoder(Protocol):
    """Turns sentences into vectors of meaning. Called in threads of the encoder pool, never elsewhere.

    `name` says which model and version made a vector: vectors of two names are never compared.
    """

    @property
    def name(self) -> str:
        """Return the model and its version."""
        ...

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length for each text, (texts, dimension); may take 20 ms a text."""
        ...


@dataclass(frozen=True, slots=True)
class Completion:
    """What a language model said, and how many tokens question and answer took (0 when it does not tell)."""

    text: str
    tokens: int


class ModelFailedError(Exception):
    """A language model said nothing of use; the bot goes on without it. The text says why in a word."""


class LanguageModel(Protocol):
    """Answers prompts. Called in threads of its own, outside every transaction; may take seconds."""

    def complete(self, prompts: Sequence[Prompt], most_tokens: int) -> Completion:
        """Return what the model says; ModelFailedError when it fails, is slow or refuses."""
        ...
