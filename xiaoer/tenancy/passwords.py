"""Passwords: argon2id in a small pool of threads, so that neither the loop nor a writer waits for it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from xiaoer.base.errors import XiaoerError

T = TypeVar("T")
_THREADS: Final = 2
_NOBODYS: Final = "nobody has this password"
_WAITING: Final = 64  # one check costs about 50 ms of CPU: a longer queue would only be a way to stall us


@cache
def _nobodys_hash() -> str:
    """Return a hash with the costs of today, made once a process: replay makes a house for every script."""
    return PasswordHasher().hash(_NOBODYS)


class Passwords:
    """Hashes and checks passwords. `hasher` with small costs is for tests only."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="xiaoer-password")
        self._waiting = 0
        # An unknown login is checked against this, so that it takes as long as a known one.
        self._nobody = _nobodys_hash() if hasher is None else hasher.hash(_NOBODYS)

    def hash_now(self, password: str) -> str:
        """Return the argon2id hash, blocking (for commands)."""
        return self._hasher.hash(password)

    async def hash(self, password: str) -> str:
        """Return the argon2id hash."""
        return await self._run(lambda: self._hasher.hash(password))

    async def fits(self, password_hash: str | None, password: str) -> bool:
        """Return whether the password is right; None is nobody's, takes as long, and never fits."""
        fits = await self._run(lambda: self._fits(password_hash or self._nobody, password))
        return fits and password_hash is not None

    def is_weak(self, password_hash: str) -> bool:
        """Return whether a hash was made with other costs than today's, and should be made anew."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= _WAITING:
            raise XiaoerError(
                "busy", 503, "Too many people log in at this moment. Try again.", {"retry_after_seconds": 2}
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._waiting -= 1
