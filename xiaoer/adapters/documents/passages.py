"""Lines of running text gathered under their headings."""

import re
from typing import Final

from xiaoer.training.model import Passage

MOST_CHARACTERS: Final = 3_000_000  # of one document; what comes after is not read
_LONGEST_HEADING: Final = 40
_MARKDOWN: Final = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_NUMBERED: Final = re.compile(
    r"^(?:第\s?[一二三四五六七八九十百\d]+\s?[章节条部分篇]|[一二三四五六七八九十]{1,3}[、.．]"
    r"|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}(?:\.\d{1,2}){1,3}(?=\D)|\d{1,2}[、.．]\s?(?=[^\d\s]))\s*(.+)$"
)
_BRACKETED: Final = re.compile(r"^[【〖\[]\s*(.{2,30}?)\s*[】〗\]][:：]?$")
_SENTENCE: Final = re.compile(r"[。；;！!，,]$|[。；]")


def heading_of(line: str) -> str:
    """Return the heading that a line of plain text is, without its number; "" when it is none.

    Marked headings (`# …`, 【…】) count as they are, numbered lines only when they are short and no sentence:
    steps are numbered too.
    """
    text = line.strip()
    if len(text) > 2 * _LONGEST_HEADING:
        return ""
    for marked in (_MARKDOWN, _BRACKETED):
        found = marked.match(text)
        if found:
            return found.group(1)
    found = _NUMBERED.match(text)
    if found and len(text) <= _LONGEST_HEADING // 2 and not _SENTENCE.search(text):
        return found.group(1).strip()
    return ""


class Passages:
    """Collects lines; a heading begins a new passage."""

    def __init__(self) -> None:
        self._done: list[Passage] = []
        self._place = ""
        self._heading = ""
        self._lines: list[str] = []
        self._characters = 0

    @property
    def heading(self) -> str:
        """Return the heading that holds now."""
        return self._heading

    @property
    def characters(self) -> int:
        """Return how much text was taken."""
        return self._characters

    def add(self, place: str, line: str, *, heading: bool | None = None) -> None:
        """Take a line; `heading` says whether it is one, None: by its looks."""
        text = " ".join(line.split())
        if not text or self._characters > MOST_CHARACTERS:
            return
        self._characters += len(text)
        title = text[:_LONGEST_HEADING] if heading else "" if heading is False else heading_of(text)
        if title:
            self._end()
            self._place, self._heading = place, title
            return
        if not self._lines and not self._place:
            self._place = place
        self._lines.append(text)

    def whole(self) -> tuple[Passage, ...]:
        """Return the passages in reading order."""
        self._end()
        return tuple(self._done)

    def _end(self) -> None:
        if self._lines:
            self._done.append(Passage(self._place, self._heading, "\n".join(self._lines)))
        self._lines, self._place = [], ""
