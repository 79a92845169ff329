"""One row of a mapped table, read field by field; what cannot be read becomes a problem of that row."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from xiaoer.base.money import Money
from xiaoer.base.sheets import cells
from xiaoer.base.sheets.model import Problem, Row, UnreadableError
from xiaoer.onboarding.model import TITLES, Field, MappedTable

T = TypeVar("T")
_SEVERAL: Final = re.compile(r"[,，;；、\s|]+")
_TOTALS: Final = ("合计", "总计", "小计", "汇总")
_KEPT_DIGITS: Final = 15  # of a number in a spreadsheet
_LONG: Final = 17
_IDENTIFIERS: Final = (Field.ORDER, Field.WAYBILL, Field.PRODUCT, Field.SUB_ORDER)


class Line:
    """A row whose cells are asked for by meaning. `bad` once anything in it was refused."""

    __slots__ = ("_problems", "_refused", "_row", "bad", "table")

    def __init__(self, table: MappedTable, row: Row, problems: list[Problem]) -> None:
        self.table = table
        self._row = row
        self._problems = problems
        self._refused: set[tuple[Field, str]] = set()  # a cell that is asked for twice is one problem
        self.bad = row.damaged

    @property
    def number(self) -> int:
        """Return the line in the file."""
        return self._row.line

    def has(self, field: Field) -> bool:
        """Return whether the table has a column of this meaning."""
        return field in self.table.places

    def texts(self, field: Field) -> list[str]:
        """Return the filled cells of this meaning, the preferred column first."""
        values = (self._row.cells[place] for place in self.table.places.get(field, ()))
        return [value for value in values if not cells.empty(value)]

    def text(self, field: Field) -> str:
        """Return the first filled cell of this meaning, empty when there is none."""
        for place in self.table.places.get(field, ()):
            value = self._row.cells[place]
            if value and not cells.empty(value):
                return value
        return ""

    def cell(self, place: int) -> str:
        """Return the cell of a column by its place."""
        return self._row.cells[place]

    def identifier(self, field: Field) -> str:
        """Return an id; a damaged one is refused and comes back empty."""
        return self._read(field, self.text(field), cells.identifier, "")

    def identifiers(self, field: Field) -> tuple[str, ...]:
        """Return the ids of a cell that may hold several (merged orders, several parcels)."""
        text = self.text(field)
        parts = [text] if cells.empty(text) else _SEVERAL.split(text)
        found = (self._read(field, part, cells.identifier, "") for part in parts if part)
        return tuple(dict.fromkeys(part for part in found if part))

    def money(self, field: Field) -> Money | None:
        """Return the amount of the first filled cell, None when there is none."""
        text = self.text(field)
        return self._read(field, text, cells.money, None) if text else None

    def money_due(self, field: Field) -> Money | None:
        """Return the first amount that is not zero, else zero, else None when there is no amount."""
        nothing: Money | None = None
        for text in self.texts(field):
            amount = self._read(field, text, cells.money, None)
            if amount is not None and amount.fen:
                return amount
            nothing = nothing or amount
        return nothing

    def moment(self, field: Field) -> int:
        """Return epoch milliseconds of the first filled cell, 0 when there is none."""
        return self._read(field, self.text(field), cells.moment, 0)

    def newest(self, field: Field) -> int:
        """Return epoch milliseconds of the newest of all cells of this meaning, 0 when there is none."""
        return max((self._read(field, text, cells.moment, 0) for text in self.texts(field)), default=0)

    def quantity(self, field: Field) -> int | None:
        """Return a count, None when there is none."""
        text = self.text(field)
        return self._read(field, text, cells.quantity, None) if text else None

    def flag(self, field: Field) -> bool:
        """Return yes or no, no when empty."""
        return self._read(field, self.text(field), cells.flag, default=False)

    def require(self, field: Field, value: T) -> T:
        """Return `value`, refusing the row when it is empty."""
        if not value and not self.bad:
            self.refuse(field, "missing", f"缺少{TITLES[field]}")
        return value

    def refuse(self, field: Field, code: str, reason: str) -> None:
        """Refuse this row for what stands in the column of `field`."""
        self.bad = True
        if (field, code) in self._refused:
            return
        self._refused.add((field, code))
        sheet = self.table.sheet
        places = self.table.places.get(field, ())
        column = sheet.headers[places[0]] if places else TITLES[field]
        self._problems.append(Problem(sheet.file, self.number, column, code, reason))

    def _read(self, field: Field, text: str, reader: Callable[[str], T], default: T) -> T:
        if not text:
            return default
        try:
            return reader(text)
        except UnreadableError as error:
            self.refuse(field, error.code, error.reason)
            return default


def lines_of(tables: Iterable[MappedTable], problems: list[Problem]) -> Iterator[Line]:
    """Yield the rows of tables, without the sums that exports put under them."""
    for table in tables:
        rounded = {field: _rounded(table, field) for field in _IDENTIFIERS if field in table.places}
        for row in table.sheet.rows:
            first = next((cell for cell in row.cells if cell), "")
            if first.startswith(_TOTALS):
                continue
            line = Line(table, row, problems)
            for field, damaged in rounded.items():
                if line.text(field) in damaged:
                    line.refuse(
                        field,
                        "damaged_identifier",
                        f"编号“{line.text(field)}”第 {_KEPT_DIGITS} 位后都是 0，被表格软件截断了；请重新导出",
                    )
            yield line


def _rounded(table: MappedTable, field: Field) -> frozenset[str]:
    """Return the long ids that a spreadsheet cut to 15 digits: when most of a column end in zeros.

    One id may end so by chance; most of them do not.
    """
    values = {row.cells[place] for row in table.sheet.rows for place in table.places[field]}
    long = [value for value in values if len(value) >= _LONG and value.isdecimal()]
    zeros = [value for value in long if not value[_KEPT_DIGITS:].strip("0")]
    return frozenset(zeros) if len(zeros) > 1 and len(zeros) * 2 > len(long) else frozenset()
