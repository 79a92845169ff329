"""Bytes of a text file into text, and delimited text into rows with the physical line of each."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Final

from xiaoer.base.sheets.model import UnreadableError

DELIMITERS: Final = (",", "\t", ";")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD: Final = 65_536
_BROKEN_SHARE: Final = 10  # under one broken character in ten the file is UTF-8 with damage, not GBK

# The default of 131,072 characters would end the reading with an exception; cells that are too long
# are refused one by one by the caller instead.
csv.field_size_limit(256 * 1024 * 1024)


def decode(data: bytes) -> str:
    """Return the text of UTF-8 (with or without mark), UTF-16 with mark, or GBK/GB18030 bytes.

    Raises UnreadableError `bad_encoding`, with the line of the first bad byte, for anything else.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        lenient = data.decode("utf-8", "replace")
        broken = lenient.count("\ufffd")
        good = sum(1 for character in lenient if character > "\x7f") - broken
        if broken * _BROKEN_SHARE <= good:
            raise _bad_encoding(data, error.start) from error
    return _strict(data, "gb18030")


def delimiter_of(text: str) -> str:
    """Return what separates the cells: the commonest of comma, tab, semicolon in one of the first lines."""
    first = ["".join(line.split('"')[::2]) for line in text[:_HEAD].splitlines()[:10]]
    return max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in first), default=0))


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every row of delimited text; the line is where the row begins.

    Raises UnreadableError `open_quote` when a quotation mark that was never closed has swallowed lines.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    begins = 1
    last: tuple[int, list[str]] | None = None
    for cells in reader:
        if last is not None:
            yield last
        last = (begins, cells)
        begins = reader.line_num + 1
    if last is None:
        return
    if begins - last[0] > 1 and text.count('"') % 2:
        raise UnreadableError(
            "open_quote", "从这一行起有一个双引号没有配对，后面的内容都被并进了一格", last[0]
        )
    yield last


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _bad_encoding(data, error.start) from error


def _bad_encoding(data: bytes, at: int) -> UnreadableError:
    line = data.count(b"\n", 0, at) + 1
    return UnreadableError(
        "bad_encoding",
        "文件的编码不是 UTF-8 也不是 GBK，或这一行有损坏的字节；请另存为“CSV UTF-8”后再导入",
        line,
    )
