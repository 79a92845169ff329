"""One process owns an SQLite file: a lock beside it, let go by the kernel when the process ends, even killed.

The lock is on a file of its own (`….db-lock`): closing any other handle of the database file itself
would drop SQLite's own locks (POSIX advisory locks, fcntl(2)).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiaoer.base.errors import XiaoerError


class Ownership:
    """Holds an SQLite file until released; XiaoerError `database_in_use` (409) when another one has it."""

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path.with_name(f"{path.name}-lock"), os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise unusable(path, error.strerror or str(error)) from error
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.read(self._handle, 32).decode(errors="replace").strip()
            os.close(self._handle)
            raise XiaoerError("database_in_use", 409, _in_use(path, owner)) from error
        os.ftruncate(self._handle, 0)
        os.write(self._handle, str(os.getpid()).encode())

    def release(self) -> None:
        """Let others have it. The lock's file stays: without it two could believe they own the database."""
        os.close(self._handle)


@contextmanager
def owning(path: Path | None) -> Iterator[None]:
    """Own the file for a while; None (a database that is no file) needs no owner."""
    owned = None if path is None else Ownership(path)
    try:
        yield
    finally:
        if owned is not None:
            owned.release()


def unusable(which: Path | str, why: str) -> XiaoerError:
    """Return the error of a database that cannot be opened or read, in one line."""
    return XiaoerError(
        "storage_unavailable",
        503,
        f"The database {which} cannot be used: {' '.join(why.split())}. It was left as it is; free space, "
        "restore a backup, or name another one in XIAOER_DATABASE_URL.",
    )


def _in_use(path: Path, owner: str) -> str:
    who = f"process {owner}" if owner else "another process"
    return (
        f"The database {path} is in use by {who} (a running `xiaoer serve`?), and one process owns an SQLite "
        "file. Stop it first, or do this in its console; on PostgreSQL several processes work together."
    )
