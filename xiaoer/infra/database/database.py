"""The database as the rest of the house sees it: write a unit, read a snapshot."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Final, Protocol, TypeVar

from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Entry
from xiaoer.infra.database.group import Done
from xiaoer.infra.database.statement import Dialect
from xiaoer.infra.database.unit import Shops, Unit

T = TypeVar("T")
_UNAVAILABLE: Final = frozenset({"storage_unavailable", "outcome_unknown"})
Committed = Callable[[list[Entry]], None]


class Database(Protocol):
    """Units go through group-committing writer threads, reads through a pool of read connections."""

    dialect: Dialect

    async def write(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> T:
        """Run `work` in a durable unit and return its result after the commit is on disk.

        `key` (a conversation id) keeps units of one conversation on one writer, in order. Errors of
        `work` are raised here and undo its own writes only. A storage failure raises
        `XiaoerError("storage_unavailable", 503)`; nothing of the unit has then happened.
        """
        ...

    async def read(self, work: Callable[[Unit], T], shops: Shops) -> T:
        """Run `work` on one short snapshot (limit 1 s) that writes nothing."""
        ...

    def submit(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> Future[T]:
        """Like `write`, from any thread, without waiting: the future settles when the unit is durable.

        Its callbacks run on the event loop once the database is attached to one.
        """
        ...

    def post(self, work: Callable[[Unit], T], shops: Shops, key: str, done: Done) -> None:
        """Like `submit`, calling `done(result, error)` instead of settling a future."""
        ...

    def write_now(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> T:
        """Like `write`, from a thread without an event loop (commands, tests); blocks."""
        ...

    def read_now(self, work: Callable[[Unit], T], shops: Shops) -> T:
        """Like `read`, on the calling thread and its own connection; blocks."""
        ...

    def read_many(self, works: Sequence[Callable[[Unit], T]], shops: Shops) -> list[T]:
        """Like `read_now` for several closures on one snapshot; PostgreSQL runs them side by side.

        An error of one is raised and ends all.
        """
        ...

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver results and entries on `loop` from now on; before that, on the writer's thread."""
        ...

    def when_committed(self, listener: Committed) -> None:
        """Call `listener` with the entries of each committed group."""
        ...

    def close(self) -> None:
        """Finish what was accepted, then close every connection."""
        ...


def is_unavailable(error: BaseException) -> bool:
    """Return whether the store, not the work, is why a unit failed: the same again may well succeed later."""
    return isinstance(error, XiaoerError) and error.code in _UNAVAILABLE
