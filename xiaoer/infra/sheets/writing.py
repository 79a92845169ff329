"""Tables as files: CSV that spreadsheet programs open in the right letters, and workbooks."""

import csv
import io
from collections.abc import Sequence

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for the local code page
_FORMULA = ("=", "@", "+", "-", "\t")


def csv_file(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8; what a program would take for a formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return (_BYTE_ORDER_MARK + text.getvalue()).encode()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) and not cell[1:].replace(".", "", 1).isdigit() else cell


def workbook(rows: Sequence[Sequence[str]], title: str) -> bytes:
    """Return rows as an XLSX file with one sheet; every cell is text, so long numbers keep their digits."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
