"""One PostgreSQL connection in libpq's pipeline mode: statements are sent at once, results read late.

Why not psycopg's cursor: it costs the client more than the statement costs the server; see docs/decisions.
"""

import re
import select
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.infra.database.statement import Row, Value

COMMIT: Final = "COMMIT"
_PREPARED_KEPT: Final = 500
_PARAMETER: Final = re.compile(r"%\((\w+)\)s")
_PLAN_OUTDATED: Final = "0A000"  # "cached plan must not change result type", after a migration
_DONE: Final = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
_WHOLE: Final = frozenset({20, 21, 23, 26})  # int8, int2, int4, oid (pg_type.oid)
_BOOLEAN: Final = 16
_NUMERIC: Final = 1700
_NOTHING: Final[Mapping[str, Value]] = MappingProxyType({})

Decoder = Callable[[bytes], Value]
Result = pq.abc.PGresult


class LostError(Exception):
    """The connection is gone. `committing` is true when a COMMIT may have reached the server."""

    def __init__(self, message: str, *, committing: bool) -> None:
        super().__init__(message)
        self.committing = committing


class _Prepared:
    """A statement that the server knows, or is about to know, by name."""

    __slots__ = ("decoders", "name", "parameters", "text", "writes")

    def __init__(self, name: bytes, text: str, parameters: tuple[str, ...]) -> None:
        self.name = name
        self.text = text
        self.parameters = parameters
        self.writes = not text.startswith("SELECT")
        self.decoders: list[Decoder] | None = None


class Wire:
    """A connection as a lazy cursor. Used by one thread at a time.

    `execute` sends and returns; `rowcount`, `fetchone` and `fetchall` wait for the result of the
    latest `execute`. An error of an earlier statement is raised by whatever waits next, and again by
    everything until `roll_back`. A lost connection raises LostError; then make a new Wire.
    """

    def __init__(self, url: str, settings: Mapping[str, str]) -> None:
        """Connect with some of the server's settings changed.

        Raises `psycopg.OperationalError` when the server cannot be reached.
        """
        self._connection = psycopg.connect(
            url,
            autocommit=True,
            connect_timeout=5,
            tcp_user_timeout=20_000,
            client_encoding="UTF8",
            application_name="xiaoer",
        )
        for name, value in settings.items():
            self._connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        self._pg = self._connection.pgconn
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._poll = select.poll()
        self._fd = self._pg.socket
        self._poll.register(self._fd, select.POLLIN)
        # What each unread result belongs to: a statement, the text of one being prepared, None for a sync.
        self._expected: deque[_Prepared | str | None] = deque()
        self._prepared: dict[str, _Prepared] = {}
        self._made = 0
        self._latest: tuple[_Prepared, Result] | None = None
        self._committing = False
        self._committed = False
        self.error: psycopg.Error | None = None
        self.deadline: float | None = None  # of time.monotonic(): after it nothing more is sent
        self.touched = 0  # rows written by the results read so far

    # ------------------------------------------------------------------ the cursor

    def execute(self, text: str, parameters: Mapping[str, Value] = _NOTHING, /) -> None:
        """Send a statement (named parameters, `%(name)s`) without waiting for its result."""
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise read_too_long()
        statement = self._prepared.get(text) or self._prepare(text)
        values = [_encoded(parameters[name]) for name in statement.parameters]
        try:
            self._pg.send_query_prepared(statement.name, values)
        except psycopg.OperationalError as error:
            raise self._lost(error) from error
        self._expected.append(statement)

    @property
    def rowcount(self) -> int:
        """Rows touched or found by the latest statement."""
        _, result = self._collect()
        return result.command_tuples or 0

    def fetchone(self) -> Row | None:
        """Return the first row of the latest statement, or None."""
        statement, result = self._collect()
        return _rows(statement, result, 1)[0] if result.ntuples else None

    def fetchall(self) -> list[Row]:
        """Return the rows of the latest statement."""
        statement, result = self._collect()
        return _rows(statement, result, result.ntuples)

    # ------------------------------------------------------------------ transactions

    def settle(self) -> None:
        """Wait for everything that was sent; raise the first error."""
        if self._expected:
            self._call(self._pg.send_flush_request)
            self._read()
        if self.error is not None:
            raise self.error

    def commit(self) -> list[Row]:
        """Commit and return the rows of the statement sent before, in one round trip."""
        before = self._expected[-1] if self._expected else None
        place = len(self._expected) - 1
        self._committing, self._committed = True, False
        self.execute(COMMIT)
        results = self._sync()
        self._committing = self._committed = False
        if self.error is not None:
            raise self.error
        if not isinstance(before, _Prepared):
            return []
        return _rows(before, results[place], results[place].ntuples)

    def roll_back(self) -> None:
        """End the transaction and forget the error; what was sent and not read is dropped."""
        self._sync()
        outdated = self.error is not None and self.error.sqlstate == _PLAN_OUTDATED
        self.error = None
        self.execute("ROLLBACK")
        if outdated or len(self._prepared) > _PREPARED_KEPT:
            self.execute("DEALLOCATE ALL")
        self._sync()
        if outdated or len(self._prepared) > _PREPARED_KEPT:
            self._prepared.clear()
        if self.error is not None:
            raise self._lost(self.error)

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back by the server."""
        self._connection.close()

    # ------------------------------------------------------------------ inside

    def _prepare(self, text: str) -> _Prepared:
        sql, parameters = _translated(text)
        self._made += 1
        statement = _Prepared(b"x%d" % self._made, text, parameters)
        self._call(lambda: self._pg.send_prepare(statement.name, sql))
        self._prepared[text] = statement
        self._expected.append(text)
        return statement

    def _collect(self) -> tuple[_Prepared, Result]:
        """Return the latest statement and its result, reading what is unread."""
        if self._expected:
            self._call(self._pg.send_flush_request)
            statement = self._expected[-1]
            result = self._read()[-1]
            if isinstance(statement, _Prepared):
                self._latest = (statement, result)
        if self.error is not None:
            raise self.error
        if self._latest is None:
            raise RuntimeError("no statement was executed")
        return self._latest

    def _sync(self) -> list[Result]:
        """End the pipeline's run, so that the server goes on after an error; return all unread results."""
        self._call(self._pg.pipeline_sync)
        self._expected.append(None)
        return self._read()

    def _read(self) -> list[Result]:
        pg, expected, results = self._pg, self._expected, []
        try:
            self._flush()
            while expected:
                result = self._next()
                if result is None:
                    raise psycopg.OperationalError("the connection was closed")  # noqa: TRY301
                results.append(result)
                self._note(expected.popleft(), result)
                if result.status != pq.ExecStatus.PIPELINE_SYNC:
                    self._next()  # each statement's results end with a None
        except psycopg.OperationalError as error:
            if not self._committed:
                raise self._lost(error) from error
        if pg.status == pq.ConnStatus.BAD and not self._committed:
            raise self._lost(self.error or psycopg.OperationalError("the connection was closed"))
        return results  # lost after a commit was confirmed: whoever sends next is told

    def _next(self) -> Result | None:
        pg = self._pg
        while pg.is_busy():
            self._poll.poll()
            pg.consume_input()
        return pg.get_result()

    def _flush(self) -> None:
        while self._pg.flush():
            self._poll.modify(self._fd, select.POLLIN | select.POLLOUT)
            try:
                self._poll.poll()
            finally:
                self._poll.modify(self._fd, select.POLLIN)
            self._pg.consume_input()  # the server may wait for us to read before it reads on

    def _note(self, owner: _Prepared | str | None, result: Result) -> None:
        status = result.status
        if status in _DONE:
            if isinstance(owner, _Prepared) and owner.writes:
                self.touched += result.command_tuples or 0
                self._committed = owner.text == COMMIT
        elif status != pq.ExecStatus.PIPELINE_SYNC:
            if isinstance(owner, str):
                self._prepared.pop(owner, None)
            if status != pq.ExecStatus.PIPELINE_ABORTED and self.error is None:
                self.error = error_from_result(result)

    def _call(self, send: Callable[[], None]) -> None:
        try:
            send()
        except psycopg.OperationalError as error:
            raise self._lost(error) from error

    def _lost(self, error: Exception) -> LostError:
        return LostError(str(error).strip(), committing=self._committing)


def read_too_long() -> XiaoerError:
    """Return the 503 of a read that held its snapshot too long."""
    return XiaoerError(
        "read_too_long", 503, "This took longer than a second to read; narrow it down or page through it."
    )


@lru_cache(maxsize=2000)
def _translated(text: str) -> tuple[bytes, tuple[str, ...]]:
    """Return the statement with `$1 …` and the parameters' names in that order."""
    names: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"${names.setdefault(match[1], len(names) + 1)}"

    return _PARAMETER.sub(number, text).replace("%%", "%").encode(), tuple(names)


def _encoded(value: Value) -> bytes | None:
    """Return the text format of a value."""
    if value is None:
        return None
    if isinstance(value, str):
        if "\0" in value:
            raise invalid("bad_text", "The text holds a NUL character, which cannot be stored.")
        try:
            return value.encode()
        except UnicodeEncodeError as error:
            raise invalid("bad_text", "The text holds half a character (a lone surrogate).") from error
    return b"%d" % value


def _rows(statement: _Prepared, result: Result, count: int) -> list[Row]:
    decoders = statement.decoders
    if decoders is None:
        decoders = statement.decoders = [_decoder(result.ftype(i)) for i in range(result.nfields)]
    value_at = result.get_value
    columns = list(enumerate(decoders))
    return [
        tuple(None if (raw := value_at(row, column)) is None else decode(raw) for column, decode in columns)
        for row in range(count)
    ]


def _decoder(oid: int) -> Decoder:
    """Return what reads a column of this type; the same Python types as SQLite gives."""
    if oid in _WHOLE:
        return int
    if oid == _BOOLEAN:
        return lambda raw: int(raw == b"t")
    if oid == _NUMERIC:
        return _number
    return bytes.decode


def _number(raw: bytes) -> Value:
    """Return a numeric as int; a sum of bigint is one, an average is cut to its whole part."""
    return int(raw.partition(b".")[0])
