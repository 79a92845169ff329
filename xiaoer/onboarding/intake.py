"""Keeps uploaded files by the hash of their bytes, and reads them. Blocking: call it in a thread."""

import hashlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Final

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ShopId
from xiaoer.base.sheets.cells import clean
from xiaoer.base.sheets.model import UnreadableError
from xiaoer.onboarding.model import UploadedFile
from xiaoer.onboarding.ports import ExportFormat
from xiaoer.onboarding.recognition import Taken, take

_KEPT: Final = 2  # parsed file sets held in memory, so that a running import is not parsed for each chunk
_LONGEST_NAME: Final = 120
_OWNER_ONLY: Final = 0o700


class Intake:
    """Files on disk and the formats that can read them. Safe to use from several threads."""

    def __init__(self, folder: Path, formats: Sequence[ExportFormat]) -> None:
        """Take the folder that keeps uploads; it holds personal data, so only its owner may look into it."""
        self._folder = folder
        self._formats = tuple(formats)
        self._lock = Lock()
        self._recent: dict[tuple[object, ...], Taken] = {}

    def keep(self, name: str, data: bytes) -> UploadedFile:
        """Write a file down durably, under the hash of its bytes; the same bytes are written once."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not path.exists():
            self._folder.mkdir(mode=_OWNER_ONLY, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as writing:
                writing.write(data)
                writing.flush()
                os.fsync(writing.fileno())
            Path(writing.name).replace(path)
        return UploadedFile(plain_name(name), digest, len(data))

    def take(self, files: Sequence[UploadedFile], shop: ShopId, mapping: Mapping[str, str]) -> Taken:
        """Return what kept files hold, always the same for the same files and mapping.

        XiaoerError `import_file_missing` (410) when a file is no longer there.
        """
        key = (shop, tuple((file.name, file.digest) for file in files), tuple(sorted(mapping.items())))
        with self._lock:
            known = self._recent.get(key)
        if known is not None:
            return known
        taken = take([(file.name, self._read(file)) for file in files], self._formats, shop, mapping)
        with self._lock:
            while len(self._recent) >= _KEPT:
                self._recent.pop(next(iter(self._recent)))
            self._recent[key] = taken
        return taken

    def forget(self) -> None:
        """Drop what is held in memory."""
        with self._lock:
            self._recent.clear()

    def _path(self, digest: str) -> Path:
        return self._folder / digest

    def _read(self, file: UploadedFile) -> bytes:
        try:
            return self._path(file.digest).read_bytes()
        except FileNotFoundError as error:
            raise XiaoerError(
                "import_file_missing", 410, f"The uploaded file {file.name!r} is gone; upload it again."
            ) from error


def plain_name(name: str) -> str:
    """Return a file name without folders and without characters that would disturb a screen."""
    last = name.replace("\\", "/").rpartition("/")[2]
    try:
        text = clean(last.replace("\x00", ""))
    except UnreadableError:
        text = ""
    return text[-_LONGEST_NAME:] or "file"
