"""What the desk asks of others: play tests without effect, read files, keep uploaded bytes."""

from collections.abc import Callable, Sequence
from typing import Protocol

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq
from xiaoer.training.model import Document, Played, TestCase, TestKind

Scene = object  # what a player read of a shop; only the player knows what is in it


class Player(Protocol):
    """Plays tests against the bot's own decisions with a copy of the shop's data, and changes nothing."""

    def check(self, kind: TestKind, line: str) -> str:
        """Return the id of a test; XiaoerError `bad_script` or `bad_question` (422) with the reason."""
        ...

    def look(self, unit: Unit, shop: ShopId, tests: Sequence[TestCase]) -> Scene:
        """Read what these tests need of the shop as it is now."""
        ...

    def play(self, scene: Scene, tests: Sequence[TestCase], faqs: Sequence[Faq] | None) -> list[Played]:
        """Play tests one after the other; `faqs` stand in the place of the shop's entries, None: as they are.

        Blocking: call it in a thread.
        """
        ...


class Reader(Protocol):
    """Reads one file into a document. Blocking: call it in a thread."""

    def read(self, name: str, data: bytes, stopped: Callable[[], bool]) -> Document:
        """Return what a file holds; XiaoerError (422) with one clear reason when it cannot be read.

        `stopped` is asked between parts; when it says yes, what was read so far is returned.
        """
        ...


class Shelf(Protocol):
    """Keeps the bytes of uploads by the hash of their content."""

    def keep(self, name: str, data: bytes) -> tuple[str, str]:
        """Write bytes down durably; return (plain name, digest)."""
        ...

    def take(self, digest: str) -> bytes:
        """Return the bytes; XiaoerError `file_missing` (410) when they are gone."""
        ...
