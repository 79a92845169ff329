"""One PostgreSQL connection in libpq's pipeline mode: statements are sent at once, results read late.

Why not psycopg's cursor: it costs the client more than the statement costs the server; see docs/decisions.
"""

import re
import select
from collections import deque
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import psycopg
from psycopg import pq
from psycopg.errors import error_from_result

from xiaoer.base.errors import invalid
from xiaoer.infra.database.statement import Row, Value

COMMIT: Final = "COMMIT"
ROLLBACK: Final = "ROLLBACK"
_CLOSED: Final = "the server closed the connection"
_FORGET: Final = b"DEALLOCATE ALL"
_PREPARED_KEPT: Final = 500
_PARAMETER: Final = re.compile(r"%\((\w+)\)s")
_PLAN_OUTDATED: Final = "0A000"  # "cached plan must not change result type", after a migration
_DONE: Final = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK)
_WHOLE: Final = frozenset({20, 21, 23, 26})  # int8, int2, int4, oid (pg_type.oid)
_BOOLEAN: Final = 16
_NUMERIC: Final = 1700
NO_VALUES: Final[Mapping[str, Value]] = MappingProxyType({})

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


class Answer:
    """Where the result of the latest statement of an asker goes, once it has been read."""

    __slots__ = ("result", "statement", "touched")

    def __init__(self) -> None:
        self.statement: _Prepared | None = None
        self.result: Result | None = None
        self.touched = 0  # rows written by all of its statements that were read

    def first(self) -> Row | None:
        """Return the first row, None when there is none."""
        if self.result is None or self.statement is None or not self.result.ntuples:
            return None
        return _rows(self.statement, self.result, 1)[0]

    def rows(self) -> list[Row]:
        """Return the rows, none before the result was read."""
        if self.result is None or self.statement is None:
            return []
        return _rows(self.statement, self.result, self.result.ntuples)


class Wire:
    """A connection on which statements are sent without waiting. Used by one thread at a time.

    After an error every `drain` raises it again until `roll_back`. A lost connection raises LostError;
    then make a new Wire.
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
        self._expected: deque[tuple[_Prepared | str | None, Answer | None]] = deque()
        self._prepared: dict[str, _Prepared] = {}
        self._made = 0
        self._committing = False
        self._committed = False
        self.error: psycopg.Error | None = None

    def send(
        self, text: str, parameters: Mapping[str, Value] = NO_VALUES, answer: Answer | None = None
    ) -> None:
        """Send a statement (named parameters, `%(name)s`); its result goes to `answer`."""
        statement = self._prepared.get(text) or self._prepare(text)
        values = [_encoded(parameters[name]) for name in statement.parameters]
        try:
            self._pg.send_query_prepared(statement.name, values)
        except psycopg.OperationalError as error:
            raise self._lost(error) from error
        self._expected.append((statement, answer))

    def drain(self) -> None:
        """Wait for the results of everything that was sent; raise the first error."""
        if self._expected:
            self._call(self._pg.send_flush_request)
            self._read()
        if self.error is not None:
            raise self.error

    def commit(self) -> None:
        """Commit; in one round trip with what was sent before."""
        self._committing, self._committed = True, False
        self.send(COMMIT)
        self._sync()
        self._committing = self._committed = False
        if self.error is not None:
            raise self.error

    def roll_back(self) -> None:
        """End the transaction and forget the error; what was sent and not read is dropped."""
        if self.error is None:
            self.send(ROLLBACK)
        self._sync()
        if self.error is None:
            return
        if self.error.sqlstate == _PLAN_OUTDATED:
            self._forget_prepared()
        self.error = None
        self.send(ROLLBACK)
        self._sync()
        if self.error is not None:
            raise self._lost(self.error)

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back by the server."""
        self._connection.close()

    # ------------------------------------------------------------------ inside

    def _prepare(self, text: str) -> _Prepared:
        if len(self._prepared) >= _PREPARED_KEPT:
            self._forget_prepared()
        sql, parameters = _translated(text)
        self._made += 1
        statement = _Prepared(b"x%d" % self._made, text, parameters)
        self._call(lambda: self._pg.send_prepare(statement.name, sql))
        self._prepared[text] = statement
        self._expected.append((text, None))
        return statement

    def _forget_prepared(self) -> None:
        self._call(lambda: self._pg.send_query_params(_FORGET, None))
        self._expected.append(("", None))
        self._prepared.clear()

    def _sync(self) -> None:
        """End the pipeline's run, so that the server goes on after an error; read all results."""
        self._call(self._pg.pipeline_sync)
        self._expected.append((None, None))
        self._read()

    def _read(self) -> None:
        pg, expected = self._pg, self._expected
        try:
            self._flush()
            while expected:
                result = self._next()
                if result is None:
                    raise psycopg.OperationalError(_CLOSED)  # noqa: TRY301  # told below like all losses
                status = result.status
                self._note(*expected.popleft(), result, status)
                if status != pq.ExecStatus.PIPELINE_SYNC:
                    self._next()  # the results of a statement end with a None
        except psycopg.OperationalError as error:
            if not self._committed:
                raise self._lost(error) from error
        if pg.status == pq.ConnStatus.BAD and not self._committed:
            raise self._lost(self.error or psycopg.OperationalError(_CLOSED))
        # Lost after a commit was confirmed: whoever sends next is told.

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

    def _note(
        self, owner: _Prepared | str | None, answer: Answer | None, result: Result, status: int
    ) -> None:
        if status in _DONE:
            if isinstance(owner, _Prepared):
                if answer is not None:
                    answer.statement, answer.result = owner, result
                    if owner.writes:
                        answer.touched += result.command_tuples or 0
                elif owner.text == COMMIT:
                    self._committed = True
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
