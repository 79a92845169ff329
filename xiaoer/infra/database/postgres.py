"""PostgreSQL: a few writer threads with group commit, a small pool of readers, row-level security."""

import asyncio
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import Final, TypeVar

import psycopg
from psycopg import errors

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.database.database import Committed
from xiaoer.infra.database.group import Call, Delivery, Done, Job, storage_unavailable
from xiaoer.infra.database.postgres_writer import Common, PostgresWriter
from xiaoer.infra.database.seat import Seat, View, side_by_side
from xiaoer.infra.database.statement import Dialect, Value
from xiaoer.infra.database.unit import Shops, Unit
from xiaoer.infra.database.wire import NO_VALUES, LostError, Wire

T = TypeVar("T")

READ_LIMIT_S: Final = 1.0
READING: Final = {"statement_timeout": f"{READ_LIMIT_S:.0f}s"}
BEGIN: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class _Reader(Seat):
    """The cursor of a read: it ends when the snapshot has been held too long."""

    __slots__ = ("_deadline",)

    def __init__(self, wire: Wire, view: View, shops: Shops) -> None:
        super().__init__(wire, view, shops)
        self._deadline = time.monotonic() + READ_LIMIT_S

    def execute(self, text: str, parameters: Mapping[str, Value] = NO_VALUES, /) -> None:
        """Send a statement, unless it is too late."""
        if time.monotonic() > self._deadline:
            raise read_too_long()
        super().execute(text, parameters)


class PostgresDatabase:
    """One PostgreSQL database, reached as an unprivileged role that row-level security binds.

    `url` is `postgresql://user:password@host:port/name`; `now_ms` gives epoch milliseconds. Raises
    `psycopg.OperationalError` when the server cannot be reached.
    """

    dialect = Dialect.POSTGRESQL

    def __init__(self, url: str, now_ms: Callable[[], int], writers: int = 2, readers: int = 3) -> None:
        self._url = url
        self._now_ms = now_ms
        self._delivery = Delivery()
        self._closed = False
        common = Common(url, now_ms, self._delivery, threading.Lock())
        self._writers = [PostgresWriter(common, f"xiaoer-writer-{number}") for number in range(writers)]
        self._spread = count()
        self._threads = ThreadPoolExecutor(readers, thread_name_prefix="xiaoer-reader")
        self._free = threading.BoundedSemaphore(readers + 1)  # one more for `read_now`
        self._idle: list[Wire] = []

    async def write(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> T:
        """Run `work` in a durable unit; see `Database.write`."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(Job(work, shops, key, future))
        return await future

    async def read(self, work: Callable[[Unit], T], shops: Shops) -> T:
        """Run `work` on one short snapshot; see `Database.read`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, work, shops)

    def submit(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> Future[T]:
        """Hand `work` to a writer from any thread; see `Database.submit`."""
        future: Future[T] = Future()
        self._put(Job(work, shops, key, future))
        return future

    def post(self, work: Callable[[Unit], T], shops: Shops, key: str, done: Done) -> None:
        """Hand `work` to a writer from any thread; see `Database.post`."""
        self._put(Job(work, shops, key, Call(done)))

    def write_now(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> T:
        """Run `work` in a durable unit and block for its result."""
        return self.submit(work, shops, key).result()

    def read_now(self, work: Callable[[Unit], T], shops: Shops) -> T:
        """Run `work` on one short snapshot, on the calling thread."""
        return self._reading(lambda wire: self._snapshot(wire, [work], shops))[0]

    def read_many(self, works: Sequence[Callable[[Unit], T]], shops: Shops) -> list[T]:
        """Run several closures side by side on one snapshot; see `Database.read_many`."""
        return self._reading(lambda wire: self._snapshot(wire, works, shops))

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Deliver results and entries on `loop` from now on."""
        self._delivery.attach(loop)

    def when_committed(self, listener: Committed) -> None:
        """Call `listener` with the entries of each committed group, in order."""
        self._delivery.listen(listener)

    def close(self) -> None:
        """Finish what was accepted, then close every connection."""
        if self._closed:
            return
        self._closed = True
        for writer in self._writers:
            writer.stop()
        for writer in self._writers:
            writer.join()
        self._threads.shutdown()
        self._forget_idle()

    # ------------------------------------------------------------------ inside

    def _put(self, job: Job) -> None:
        if self._closed:
            raise XiaoerError("stopping", 503, "The server is stopping; try again in a moment.")
        number = zlib.crc32(job.key.encode()) if job.key else next(self._spread)
        self._writers[number % len(self._writers)].put(job)

    def _reading(self, work: Callable[[Wire], T]) -> T:
        with self._free:
            try:
                return self._read(work)
            except LostError:
                self._forget_idle()
            try:
                return self._read(work)  # a read may be repeated
            except LostError as error:
                raise storage_unavailable(error) from error

    def _read(self, work: Callable[[Wire], T]) -> T:
        wire = self._borrow()
        lost = False
        try:
            return work(wire)
        except LostError:
            lost = True
            raise
        finally:
            if lost:
                wire.close()
            else:
                self._idle.append(wire)

    def _snapshot(self, wire: Wire, works: Sequence[Callable[[Unit], T]], shops: Shops) -> list[T]:
        view, snapshot = View(wire), object()
        results: dict[int, T] = {}

        def lane(number: int) -> None:
            unit = Unit(_Reader(wire, view, shops), Dialect.POSTGRESQL, self._now_ms(), shops, snapshot)
            results[number] = works[number](unit)

        try:
            wire.send(BEGIN)
            lane(0)  # alone: what it prepares for the snapshot, the others find
            side_by_side(wire, [partial(lane, number) for number in range(1, len(works))])
            return [results[number] for number in range(len(works))]
        except errors.QueryCanceled as error:
            raise read_too_long() from error
        finally:
            wire.roll_back()

    def _borrow(self) -> Wire:
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            return Wire(self._url, READING)
        except psycopg.OperationalError as error:
            raise LostError(str(error).strip(), committing=False) from error

    def _forget_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()


def read_too_long() -> XiaoerError:
    """Return the 503 of a read that held its snapshot too long."""
    return XiaoerError(
        "read_too_long", 503, "This took longer than a second to read; narrow it down or page through it."
    )
