"""PDF into passages by page: bounded pages, bytes and time; scans and locked files are refused clearly."""

import io
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from pypdf import PdfReader

from xiaoer.adapters.documents.passages import Passages
from xiaoer.base.sheets.model import UnreadableError
from xiaoer.training.model import Document

MOST_PAGES: Final = 400
_SECONDS: Final = 60.0
_LEAST_TEXT: Final = 20  # characters; a scan has none
_REPEATED: Final = 0.6  # a line on so many pages is a running head
_FEW: Final = 4  # pages; of fewer nothing can be said to run
_PAGE_NUMBER: Final = re.compile(r"^[-—\s]*(?:第\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?(?:\s*页)?[-—\s]*$")

# What it finds odd in a shop's file is told by the error or by the missing text.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(name: str, data: bytes, stopped: Callable[[], bool]) -> Document:
    """Return the text of a PDF under its headings, each passage with its page."""
    pages = _pages(data, stopped)
    if sum(len(line) for page in pages for line in page) < _LEAST_TEXT:
        raise UnreadableError("no_text", "这份 PDF 里没有文字（多半是扫描件），请先做文字识别，或改传 DOCX。")
    running = _running_lines(pages)
    passages = Passages()
    for number, page in enumerate(pages, 1):
        for line in page:
            if line not in running and not _PAGE_NUMBER.match(line):
                passages.add(f"第{number}页", line)
    return Document(name, passages.whole())


def _pages(data: bytes, stopped: Callable[[], bool]) -> list[list[str]]:
    try:
        reader = PdfReader(io.BytesIO(data))
        locked, count = reader.is_encrypted, 0 if reader.is_encrypted else len(reader.pages)
        if not locked and count <= MOST_PAGES:
            return _texts(reader, stopped)
    except UnreadableError:
        raise
    except Exception as error:  # the library meets any damage with any error
        raise UnreadableError("bad_pdf", "这不是完整的 PDF，请重新导出后再上传。") from error
    if locked:
        raise UnreadableError("encrypted", "这份 PDF 有密码，请取消密码后再上传。")
    raise UnreadableError("too_long", f"这份 PDF 超过 {MOST_PAGES} 页，请拆开后再上传。")


def _texts(reader: PdfReader, stopped: Callable[[], bool]) -> list[list[str]]:
    until = time.monotonic() + _SECONDS
    pages: list[list[str]] = []
    for page in reader.pages:
        if stopped():
            break
        if time.monotonic() > until:
            raise UnreadableError("too_slow", "这份 PDF 太复杂，读了一分钟还没读完，请拆开后再上传。")
        text = page.extract_text()
        pages.append([" ".join(line.split()) for line in text.splitlines() if line.strip()])
    return pages


def _running_lines(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    if len(pages) < _FEW:
        return frozenset()
    seen = Counter(line for page in pages for line in {*page[:2], *page[-2:]})
    return frozenset(line for line, count in seen.items() if count >= _REPEATED * len(pages))
