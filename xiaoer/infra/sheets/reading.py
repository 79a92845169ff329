"""Reads a file of any known kind into sheets: bytes in, sheets and problems out, nothing else touched."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from xiaoer.base.sheets.cells import clean
from xiaoer.base.sheets.model import Limits, Problem, Reading, Row, Sheet, UnreadableError
from xiaoer.infra.sheets import json_files, text_files, workbooks

_ZIP: Final = b"PK\x03\x04"
_OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
_HEADER_SEARCH: Final = 10  # exports may put a title and the moment of export above the headers
_PROBLEMS: Final = 10_000
NumberedRow = tuple[int, Sequence[str]]


def read_file(name: str, data: bytes, limits: Limits | None = None) -> Reading:
    """Return the sheets of a file by its content (CSV, XLSX, JSON; the name is only a label).

    Never raises for what a file may hold: what cannot be read is a problem with its line and reason.
    """
    bounds = limits or Limits()
    builder = _Builder(name, bounds)
    try:
        _check_kind(data, bounds)
        if data.startswith(_ZIP):
            for sheet, numbered in workbooks.workbook_rows(data, bounds):
                builder.add(sheet, numbered)
        else:
            text = text_files.decode(data)
            if text.lstrip()[:1] in {"[", "{"}:
                document = json_files.parse(text)
                for sheet, records in json_files.tables_of(document, bounds):
                    builder.add_records(sheet, records)
            else:
                builder.add("", text_files.rows_of(text))
    except UnreadableError as error:
        builder.problems.append(Problem(name, error.line, "", error.code, error.reason))
    if not builder.sheets and not builder.problems:
        builder.problems.append(Problem(name, 0, "", "empty_file", "文件里没有数据"))
    return Reading(tuple(builder.sheets), tuple(builder.problems))


def _check_kind(data: bytes, limits: Limits) -> None:
    if len(data) > limits.file_bytes:
        raise UnreadableError("too_big", f"文件超过 {limits.file_bytes // 1024 // 1024} MB，请分成几个再导入")
    if not data.strip():
        raise UnreadableError("empty_file", "文件里没有数据")
    if data.startswith(_OLD_WORKBOOK):
        raise UnreadableError(
            "old_workbook", "这是旧版 XLS（或有密码的工作簿），请另存为 XLSX 或 CSV 后再导入"
        )
    if data.startswith(_OTHER_KINDS):
        raise UnreadableError("not_a_table", "这不是表格文件；可以导入 CSV、XLSX 和 JSON")


class _Builder:
    """Collects the sheets of one file, checking sizes as rows go by."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.sheets: list[Sheet] = []
        self.problems: list[Problem] = []
        self._rows = 0
        self._refused = 0

    def add(self, sheet: str, numbered: Iterable[NumberedRow]) -> None:
        """Add a sheet of plain rows, finding its headers among the first of them."""
        source = (row for row in numbered if _filled(row[1]))
        first = list(islice(source, _HEADER_SEARCH))
        if not first:
            return
        at = next((place for place, row in enumerate(first) if _filled(row[1]) > 1), 0)
        headers = self._headers(first[at])
        rows: list[Row] = []
        for part in (first[at + 1 :], source):
            for line, cells in part:
                self._add_row(rows, line, cells, headers)
        self.sheets.append(Sheet(self.file, sheet, headers, tuple(rows)))

    def add_records(self, sheet: str, records: Sequence[json_files.Record]) -> None:
        """Add a sheet of records, its headers in the order in which they first appear."""
        headers = tuple(dict.fromkeys(key for _, values in records for key in values))
        if len(headers) > self.limits.columns:
            raise UnreadableError("too_many_columns", f"列超过 {self.limits.columns} 个")
        rows: list[Row] = []
        for place, values in records:
            self._add_row(rows, place, [values.get(header, "") for header in headers], headers)
        if rows:
            self.sheets.append(Sheet(self.file, sheet, tuple(_cleaned(h) for h in headers), tuple(rows)))

    def _headers(self, row: NumberedRow) -> tuple[str, ...]:
        names = [_cleaned(cell) for cell in row[1]]
        while names and not names[-1]:
            names.pop()
        if len(names) > self.limits.columns:
            raise UnreadableError("too_many_columns", f"列超过 {self.limits.columns} 个", row[0])
        seen: dict[str, int] = {}
        for place, header in enumerate(names):
            seen[header] = seen.get(header, 0) + 1
            if header and seen[header] > 1:
                names[place] = f"{header}_{seen[header]}"
        return tuple(names)

    def _add_row(self, rows: list[Row], line: int, cells: Sequence[str], headers: tuple[str, ...]) -> None:
        self._rows += 1
        if self._rows > self.limits.rows:
            raise UnreadableError("too_many_rows", f"超过 {self.limits.rows} 行，请分成几个文件再导入", line)
        known = self._refused
        values = [self._cell(line, place, cell, headers) for place, cell in enumerate(cells)]
        if not any(values) and self._refused == known:
            return
        extra = [value for value in values[len(headers) :] if value]
        if extra:
            self._problem(
                line,
                "",
                "too_many_cells",
                f"这一行比表头多出 {len(extra)} 格（“{extra[0][:20]}”），可能是内容里有没加引号的逗号",
            )
        width = len(headers)
        rows.append(Row(line, tuple((values + [""] * width)[:width]), damaged=self._refused > known))

    def _cell(self, line: int, place: int, cell: str, headers: tuple[str, ...]) -> str:
        header = headers[place] if place < len(headers) else ""
        if len(cell) > self.limits.cell_characters:
            self._problem(line, header, "cell_too_long", f"单元格超过 {self.limits.cell_characters} 个字符")
            return ""
        try:
            return clean(cell)
        except UnreadableError as error:
            self._problem(line, header, error.code, error.reason)
            return ""

    def _problem(self, line: int, column: str, code: str, reason: str) -> None:
        self._refused += 1
        if len(self.problems) < _PROBLEMS:
            self.problems.append(Problem(self.file, line, column, code, reason))


def _filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def _cleaned(cell: str) -> str:
    try:
        return " ".join(clean(cell[:200]).split())
    except UnreadableError:
        return ""
