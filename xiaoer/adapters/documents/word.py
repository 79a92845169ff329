"""DOCX into passages and tables under their headings; checked before it is unpacked."""

import io
import time
import zipfile
from collections.abc import Callable
from typing import Final

import docx
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from xiaoer.adapters.documents.passages import Passages
from xiaoer.base.sheets.model import UnreadableError
from xiaoer.training.model import Document, Table

_BODY: Final = "word/document.xml"
_PARTS: Final = 5_000
_UNPACKED: Final = 200 << 20
_BODY_UNPACKED: Final = 40 << 20  # the text itself; pictures are not read
_MOST_ROWS: Final = 2_000
_SECONDS: Final = 60.0
_HEADINGS: Final = ("heading", "标题", "title")


def is_word(data: bytes) -> bool:
    """Return whether a ZIP file is a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _BODY in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_word(name: str, data: bytes, stopped: Callable[[], bool]) -> Document:
    """Return the text of a Word document under its headings, and its tables."""
    _check_parts(data)
    try:
        return _read(name, data, stopped)
    except UnreadableError:
        raise
    except Exception as error:  # the library meets any damage with any error
        raise UnreadableError("bad_word", "这不是完整的 DOCX，请另存后再上传。") from error


def _read(name: str, data: bytes, stopped: Callable[[], bool]) -> Document:
    passages, tables = Passages(), list[Table]()
    until = time.monotonic() + _SECONDS
    for number, block in enumerate(docx.Document(io.BytesIO(data)).iter_inner_content(), 1):
        if stopped():
            break
        if time.monotonic() > until:
            raise UnreadableError("too_slow", "这份文档太长，读了一分钟还没读完，请拆开后再上传。")
        if isinstance(block, Paragraph):
            passages.add(f"第{number}段", block.text, heading=_heading(block))
        else:
            tables.append(_table(block, len(tables) + 1, passages.heading))
    return Document(name, passages.whole(), tuple(table for table in tables if table.rows))


def _heading(paragraph: Paragraph) -> bool | None:
    style = paragraph.style
    named = (style.name or "").lower() if style is not None else ""
    return True if named.startswith(_HEADINGS) else None


def _table(block: WordTable, number: int, heading: str) -> Table:
    rows = [tuple(" ".join(cell.text.split()) for cell in row.cells) for row in block.rows[:_MOST_ROWS]]
    headers = rows[0] if rows else ()
    body = tuple(rows[1:])
    return Table(f"表{number}", heading, headers, body, tuple(range(2, len(body) + 2)))


def _check_parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    body = sum(part.file_size for part in parts if part.filename.endswith(".xml"))
    if len(parts) > _PARTS or sum(p.file_size for p in parts) > _UNPACKED or body > _BODY_UNPACKED:
        raise UnreadableError("too_big", "文档解开后太大，请拆开后再上传。")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableError("encrypted", "文档有密码，请取消密码后再上传。")
