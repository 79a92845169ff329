"""SQLite: one writer thread with group commit, and a small pool of read connections."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.fact import Entry
from xiaoer.infra.database.database import Committed
from xiaoer.infra.database.group import Call, Delivery, Done, Job, next_group, storage_unavailable
from xiaoer.infra.database.log import APPEND, LAST_NUMBER, LAST_SEQUENCE, conversations_in, numbered, row_of
from xiaoer.infra.database.ownership import Ownership, unusable
from xiaoer.infra.database.statement import Dialect
from xiaoer.infra.database.unit import Shops, Told, Unit

T = TypeVar("T")

READ_LIMIT_S: Final = 1.0
_STEPS_BETWEEN_CHECKS: Final = 20_000
_SEQUENCES_KEPT: Final = 100_000

# Errors after which SQLite may have ended the whole transaction by itself.
_FATAL: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)


_Run = Callable[[sqlite3.Cursor, Job, int, list[Told]], None]


class _GroupLostError(Exception):
    """The database ended the transaction; no unit of the group has happened."""


class _UnitFailedError(Exception):
    """A unit raised after it had written; its group has to be undone."""


class SqliteDatabase:
    """One SQLite file, owned by this process. `now_ms` gives epoch milliseconds.

    XiaoerError `database_in_use` when another process owns it, `storage_unavailable` when it cannot be used.
    """

    dialect = Dialect.SQLITE

    def __init__(self, path: Path, now_ms: Callable[[], int], readers: int = 3) -> None:
        self._path = path
        self._now_ms = now_ms
        self._delivery = Delivery()
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._owned = Ownership(path)
        try:
            self._connection = self._open()
            self._last_number = self._read_last_number()
        except sqlite3.Error as error:
            self._owned.release()
            raise unusable(path, str(error)) from error
        self._sequences: dict[str, int] = {}
        self._closed = False
        self._read_local = threading.local()
        self._read_connections: list[sqlite3.Connection] = []
        self._readers = ThreadPoolExecutor(readers, thread_name_prefix="xiaoer-reader")
        self._writer = threading.Thread(target=self._write_groups, name="xiaoer-writer", daemon=True)
        self._writer.start()

    async def write(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> T:
        """Run `work` in a durable unit; see `Database.write`."""
        self._refuse_closed()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(Job(work, shops, key, future))
        return await future

    async def read(self, work: Callable[[Unit], T], shops: Shops) -> T:
        """Run `work` on one short snapshot; see `Database.read`."""
        self._refuse_closed()
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work, shops)

    def submit(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> Future[T]:
        """Hand `work` to the writer from any thread; see `Database.submit`."""
        self._refuse_closed()
        future: Future[T] = Future()
        self._queue.put(Job(work, shops, key, future))
        return future

    def post(self, work: Callable[[Unit], T], shops: Shops, key: str, done: Done) -> None:
        """Hand `work` to the writer from any thread; see `Database.post`."""
        self._refuse_closed()
        self._queue.put(Job(work, shops, key, Call(done)))

    def write_now(self, work: Callable[[Unit], T], shops: Shops, key: str = "") -> T:
        """Run `work` in a durable unit and block for its result."""
        return self.submit(work, shops, key).result()

    def read_now(self, work: Callable[[Unit], T], shops: Shops) -> T:
        """Run `work` on one short snapshot, on the calling thread."""
        return self._read(work, shops)

    def read_many(self, works: Sequence[Callable[[Unit], T]], shops: Shops) -> list[T]:
        """Run several closures on one snapshot; see `Database.read_many`."""
        return self._read(lambda unit: [work(unit) for work in works], shops)

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
        self._queue.put(None)
        self._writer.join()
        self._readers.shutdown()
        for connection in self._read_connections:
            connection.close()
        self._connection.close()
        self._owned.release()

    # ------------------------------------------------------------------ writing

    def _write_groups(self) -> None:
        while (group := next_group(self._queue)) is not None:
            entries: list[Entry] = []
            try:
                entries = self._commit(group)
            except BaseException as error:  # noqa: BLE001 (the writer never dies; every caller is told)
                self._recover()
                for job in group:
                    job.error = storage_unavailable(error.__cause__ or error)
            self._delivery.deliver(group, entries)

    def _commit(self, group: list[Job]) -> list[Entry]:
        try:
            return self._attempt(group, self._run)
        except _UnitFailedError:
            self._connection.execute("ROLLBACK")
            return self._attempt(group, self._run_apart)

    def _attempt(self, group: list[Job], run: _Run) -> list[Entry]:
        cursor = self._connection.cursor()
        now_ms = self._now_ms()
        cursor.execute("BEGIN IMMEDIATE")
        told: list[Told] = []
        for job in group:
            job.result = job.error = None
            run(cursor, job, now_ms, told)
        entries, sequences = self._append(cursor, told, now_ms)
        cursor.execute("COMMIT")
        self._last_number += len(entries)
        if len(self._sequences) > _SEQUENCES_KEPT:
            self._sequences.clear()
        self._sequences.update(sequences)
        return entries

    def _run(self, cursor: sqlite3.Cursor, job: Job, now_ms: int, told: list[Told]) -> None:
        """Run a unit without a savepoint: each statement lets go of the interpreter, and few units fail."""
        unit = Unit(cursor, Dialect.SQLITE, now_ms, job.shops)
        before = self._connection.total_changes
        try:
            job.result = job.work(unit)
        except BaseException as error:
            if self._is_lost(error):
                raise _GroupLostError from error
            if self._connection.total_changes != before:
                raise _UnitFailedError from error
            job.error = _refused(error) or error  # it has written nothing: the others may go on
        else:
            told.extend(unit.told)

    def _run_apart(self, cursor: sqlite3.Cursor, job: Job, now_ms: int, told: list[Told]) -> None:
        """Run a unit in a savepoint of its own, so that it can be undone alone."""
        cursor.execute("SAVEPOINT unit")
        unit = Unit(cursor, Dialect.SQLITE, now_ms, job.shops)
        try:
            job.result = job.work(unit)
        except BaseException as error:
            if self._is_lost(error):
                raise _GroupLostError from error
            cursor.execute("ROLLBACK TO unit")
            job.error = _refused(error) or error
        else:
            told.extend(unit.told)
        cursor.execute("RELEASE unit")

    def _is_lost(self, error: BaseException) -> bool:
        return _ended_transaction(error) or not self._connection.in_transaction

    def _append(
        self, cursor: sqlite3.Cursor, told: list[Told], now_ms: int
    ) -> tuple[list[Entry], dict[str, int]]:
        if not told:
            return [], {}
        sequences: dict[str, int] = {}
        for conversation in conversations_in(told):
            known = self._sequences.get(conversation)
            if known is None:
                cursor.execute(LAST_SEQUENCE.text(Dialect.SQLITE), {"conversation_id": conversation})
                known = int(cursor.fetchone()[0])
            sequences[conversation] = known
        entries, sequences = numbered(told, self._last_number, sequences, now_ms)
        cursor.executemany(APPEND.text(Dialect.SQLITE), [row_of(entry) for entry in entries])
        return entries, sequences

    def _recover(self) -> None:
        """Bring the connection back to "no transaction"; a broken one is replaced."""
        self._sequences.clear()
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._last_number = self._read_last_number()
        except sqlite3.Error:
            try:
                self._connection.close()
                self._connection = self._open()
            except sqlite3.Error:
                return  # still broken: the next group is told so too

    def _read_last_number(self) -> int:
        try:
            row = self._connection.execute(LAST_NUMBER.text(Dialect.SQLITE)).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):  # before the first migration
                return 0
            raise
        return int(row[0])

    # ------------------------------------------------------------------ reading

    def _read(self, work: Callable[[Unit], T], shops: Shops) -> T:
        connection = self._read_connection()
        self._read_local.deadline = time.monotonic() + READ_LIMIT_S
        cursor = connection.cursor()
        try:
            cursor.execute("BEGIN")
            return work(Unit(cursor, Dialect.SQLITE, self._now_ms(), shops))
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
                raise read_too_long() from error
            if _ended_transaction(error):
                raise unusable(self._path, str(error)) from error
            raise
        except (OverflowError, UnicodeEncodeError) as error:
            raise _refused(error) or error from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _read_connection(self) -> sqlite3.Connection:
        local = self._read_local
        connection: sqlite3.Connection | None = getattr(local, "connection", None)
        if connection is None:
            connection = self._open()
            connection.execute("PRAGMA query_only = ON")
            connection.set_progress_handler(lambda: time.monotonic() > local.deadline, _STEPS_BETWEEN_CHECKS)
            local.connection = connection
            self._read_connections.append(connection)
        return connection

    # ------------------------------------------------------------------ both

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=5, cached_statements=512
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -65536")
        return connection

    def _refuse_closed(self) -> None:
        if self._closed:
            raise XiaoerError("stopping", 503, "The server is stopping; try again in a moment.")


def read_too_long() -> XiaoerError:
    """Return the 503 of a read that held its snapshot too long."""
    return XiaoerError(
        "read_too_long", 503, "This took longer than a second to read; narrow it down or page through it."
    )


def _refused(error: BaseException) -> XiaoerError | None:
    """Return the 422 of a value that the driver cannot bind, None for any other error."""
    if isinstance(error, OverflowError) and "SQLite INTEGER" in str(error):
        return invalid("bad_number", "A number is too large to be stored.")
    if isinstance(error, UnicodeEncodeError):
        return invalid("bad_text", "The text holds half a character (a lone surrogate).")
    return None


def _ended_transaction(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) and (getattr(error, "sqlite_errorcode", 0) & 0xFF) in _FATAL
