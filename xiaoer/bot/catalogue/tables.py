"""Small tables that shops write into one attribute: a line a row, the names of the columns first."""

import re
from dataclasses import dataclass

_BETWEEN = re.compile(r"[|\t｜]")
_UNIT = re.compile("[（(]?(cm|mm|kg|厘米|毫米|公斤|斤|岁)[）)]?$")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the names of its columns but the first, and for each row its name and cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def line(self, cells: tuple[str, ...]) -> str:
        """Return the cells of a row under their columns, in words."""
        return "，".join(told(column, cell) for column, cell in zip(self.columns, cells, strict=True))


def grid_in(value: str) -> Grid | None:
    """Return the table that a text is, lines of cells divided by | or tabs; None when it is none."""
    lines = [[cell.strip() for cell in _BETWEEN.split(line)] for line in value.splitlines()]
    lines = [line for line in lines if any(line)]
    if len(lines) < 2 or len(lines[0]) < 2 or any(len(line) != len(lines[0]) for line in lines):  # noqa: PLR2004  # a head and a row, a name and a cell
        return None
    return Grid(tuple(lines[0][1:]), tuple((line[0], tuple(line[1:])) for line in lines[1:]))


def told(column: str, cell: str) -> str:
    """Return a cell under its column with the unit behind it: 身高cm, 170-175 → 身高170-175cm."""
    unit = _UNIT.search(column)
    return f"{without_unit(column)}{cell}{unit.group() if unit else ''}"


def without_unit(column: str) -> str:
    """Return the name of a column without the unit that it ends with."""
    return _UNIT.sub("", column)
