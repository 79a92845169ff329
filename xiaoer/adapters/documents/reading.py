"""Reads a file of any kind that the desk takes into a document: bytes in, text with its places out."""

from collections.abc import Callable
from typing import Final

from xiaoer.adapters.documents.chats import lines_of_chat
from xiaoer.adapters.documents.passages import Passages
from xiaoer.adapters.documents.pdf import read_pdf
from xiaoer.adapters.documents.word import is_word, read_word
from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.sheets.model import Limits, Sheet, UnreadableError
from xiaoer.infra.sheets.reading import read_file
from xiaoer.infra.sheets.text_files import decode
from xiaoer.training.model import Document, Table

LARGEST: Final = 20 << 20
_ZIP: Final = b"PK\x03\x04"
_PDF: Final = b"%PDF-"
_TEXTS: Final = (".txt", ".md", ".markdown", ".log")
_LIMITS: Final = Limits(
    file_bytes=LARGEST, unpacked_bytes=200 << 20, rows=50_000, columns=100, cell_characters=20_000
)
_HEAD: Final = 1024  # a PDF may have a few bytes before its mark


class FileReader:
    """Tells the kind of a file by its content and has it read (`training.ports.Reader`)."""

    def read(self, name: str, data: bytes, stopped: Callable[[], bool]) -> Document:
        """Return what a file holds; XiaoerError (422) with one reason (zh-CN) when it cannot be read."""
        if not data.strip():
            raise invalid("empty_file", "文件里没有内容。")
        if len(data) > LARGEST:
            raise invalid("too_big", f"文件超过 {LARGEST >> 20} MB，请拆成几个再上传。")
        try:
            return self._read(name, data, stopped)
        except UnreadableError as error:
            raise XiaoerError(error.code, 422, error.reason) from error

    def _read(self, name: str, data: bytes, stopped: Callable[[], bool]) -> Document:
        if _PDF in data[:_HEAD]:
            return read_pdf(name, data, stopped)
        if data.startswith(_ZIP) and is_word(data):
            return read_word(name, data, stopped)
        if not data.startswith(_ZIP) and name.lower().endswith(_TEXTS):
            return read_text(name, decode(data))
        return _read_sheets(name, data)


def read_text(name: str, text: str) -> Document:
    """Return a chat log as its lines, any other text by its headings."""
    lines = lines_of_chat(text)
    if lines:
        return Document(name, lines=lines)
    passages = Passages()
    for number, line in enumerate(text.splitlines(), 1):
        passages.add(f"第{number}行", line)
    return Document(name, passages.whole())


def _read_sheets(name: str, data: bytes) -> Document:
    reading = read_file(name, data, _LIMITS)
    if not reading.sheets:
        first = reading.problems[0] if reading.problems else None
        raise UnreadableError(
            first.code if first else "empty_file", first.reason if first else "文件里没有内容。"
        )
    return Document(name, tables=tuple(_table(sheet) for sheet in reading.sheets))


def _table(sheet: Sheet) -> Table:
    sound = [row for row in sheet.rows if not row.damaged]
    return Table(
        sheet.name,
        sheet.name,
        sheet.headers,
        tuple(row.cells for row in sound),
        tuple(row.line for row in sound),
    )
