"""Sheets of text with the lines they came from, and what is wrong with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that cannot be taken.

    `line` counts from 1 as the file's reader would count it (the row of a spreadsheet, the physical
    line of a text file, the place of a JSON object); 0 speaks of the whole file. `column` is the
    header, or empty. `code` is stable snake_case, `reason` a sentence in zh-CN for people.
    """

    file: str
    line: int
    column: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file and its cells, as many as the sheet has headers, cleaned.

    A damaged row has a cell that was refused in reading (it is empty here); nothing may be made of it.
    """

    line: int
    cells: tuple[str, ...]
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. `name` is empty for files that hold one table only."""

    file: str
    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. Bytes, rows of all its sheets, columns, characters of a cell, JSON depth."""

    file_bytes: int = 64 * 1024 * 1024
    unpacked_bytes: int = 512 * 1024 * 1024
    rows: int = 500_000
    columns: int = 512
    cell_characters: int = 100_000
    depth: int = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one file: its sheets, and what could not be read."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


class UnreadableError(ValueError):
    """A file or a cell that cannot be taken, with the code and the reason of its Problem."""

    def __init__(self, code: str, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.line = line
