"""Keeps uploaded files by the hash of their bytes, in a folder that only its owner may look into."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final

from xiaoer.base.errors import XiaoerError
from xiaoer.base.sheets.cells import clean
from xiaoer.base.sheets.model import UnreadableError

_LONGEST_NAME: Final = 120
_OWNER_ONLY: Final = 0o700


class FolderShelf:
    """Files on disk (`training.ports.Shelf`). Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, name: str, data: bytes) -> tuple[str, str]:
        """Write bytes down durably, once for the same bytes; return (plain name, digest in hex)."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._folder / digest
        if not path.exists():
            self._folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as writing:
                writing.write(data)
                writing.flush()
                os.fsync(writing.fileno())
            Path(writing.name).replace(path)
        return plain_name(name), digest

    def take(self, digest: str) -> bytes:
        """Return the bytes; XiaoerError `file_missing` (410) when they are gone."""
        try:
            return (self._folder / digest).read_bytes()
        except FileNotFoundError as error:
            raise XiaoerError("file_missing", 410, "文件已不在服务器上，请重新上传。") from error


def plain_name(name: str) -> str:
    """Return a file name without folders and without characters that would disturb a screen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    try:
        text = clean(last.replace("\x00", ""))
    except UnreadableError:
        text = ""
    return text[-_LONGEST_NAME:] or "file"
