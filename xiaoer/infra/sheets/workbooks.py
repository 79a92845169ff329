"""XLSX workbooks into rows of text, without trusting their size and without running their formulas."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from xiaoer.base.sheets.model import Limits, UnreadableError

_PARTS: Final = 2_000
_EXACT: Final = 10**15  # a spreadsheet keeps 15 digits of a number; beyond that the rest is invented
_TEXT_FORMULA: Final = re.compile(r'^="[^"]*"$')
_FORMULA: Final = re.compile(rb"<f[ >/]")
Rows = Iterator[tuple[int, list[str]]]


def workbook_rows(data: bytes, limits: Limits) -> Iterator[tuple[str, Rows]]:
    """Yield (sheet name, rows as (row number, cells)) of every visible sheet.

    Raises UnreadableError `bad_workbook` for what is no workbook and `too_big` for one that unpacks to
    more than the limits (a zip bomb is refused before it is unpacked).
    """
    _check_parts(data, limits)
    book = _open(data, values=False)
    # A second reading gives what the formulas came to; it costs as much again, so only when there are any.
    computed = _open(data, values=True) if _has_formulas(data) else None
    try:
        for name in book.sheetnames:
            sheet = book[name]
            if getattr(sheet, "sheet_state", "visible") != "visible" or not hasattr(sheet, "iter_rows"):
                continue
            yield name, _rows(sheet, None if computed is None else computed[name], limits)
    finally:
        book.close()
        if computed is not None:
            computed.close()


def cell_text(value: object) -> str:
    """Return a cell's value as the text that a person would have typed.

    A number with more digits than a spreadsheet keeps is written as 3.13E+17, so that reading it as
    an id refuses it.
    """
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case int() | float():
            return _number_text(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return str(value)


def _number_text(value: float) -> str:
    if abs(value) >= _EXACT:
        return f"{value:.14E}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)


def _check_parts(data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableError("bad_workbook", "这不是完整的 XLSX 文件，请重新导出") from error
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise UnreadableError("too_big", "工作簿解开后太大，请分成几个文件再导入")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("encrypted", "工作簿有密码，请取消密码后再导入")


def _open(data: bytes, *, values: bool) -> Any:
    try:
        return openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=values, keep_links=False, rich_text=False
        )
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, ParseError) as error:
        raise UnreadableError("bad_workbook", "这不是完整的 XLSX 文件，请重新导出") from error


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if not part.startswith("xl/worksheets/"):
                continue
            with archive.open(part) as stream:
                before = b""
                while block := stream.read(1 << 20):
                    if _FORMULA.search(before + block):
                        return True
                    before = block[-3:]
    return False


def _rows(sheet: Any, computed: Any | None, limits: Limits) -> Rows:
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=limits.columns)
    try:
        if computed is None:
            for number, cells in enumerate(rows, start=1):
                yield number, [cell_text(cell.value) for cell in cells]
            return
        computed.reset_dimensions()
        paired = zip(rows, computed.iter_rows(max_col=limits.columns), strict=True)
        for number, (cells, results) in enumerate(paired, start=1):
            yield number, [_text(cell, result) for cell, result in zip(cells, results, strict=True)]
    except (KeyError, ValueError, TypeError, IndexError, ParseError, zipfile.BadZipFile) as error:
        raise UnreadableError("bad_workbook", "工作簿的内容有损坏，请重新导出") from error


def _text(cell: Any, result: Any) -> str:
    if cell.data_type == "f" and not _TEXT_FORMULA.match(str(cell.value)):
        # What the spreadsheet last computed; a formula nobody computed stays as its own text.
        return cell_text(cell.value if result.value is None or result.data_type == "e" else result.value)
    return cell_text(cell.value)
