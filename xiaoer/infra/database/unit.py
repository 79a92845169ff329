"""The unit of work: what a domain closure gets to read, write and tell with."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

import msgspec

from xiaoer.base.fact import Fact
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.infra.database.statement import Dialect, Row, Statement, Value

Shops = frozenset[ShopId]
EVERY_SHOP: Final[Shops] = frozenset({ShopId("*")})  # for machinery only: log, jobs, migrations


class Cursor(Protocol):
    """The part of a driver's cursor that is used."""

    @property
    def rowcount(self) -> int:
        """Rows touched by the last statement."""

    def execute(self, text: Any, parameters: Any = ..., /) -> Any:
        """Run one statement."""

    def fetchone(self) -> Any:
        """Return the next row or None."""

    def fetchall(self) -> Any:
        """Return the rows that are left."""


class Told(msgspec.Struct, frozen=True):
    """A fact waiting for the end of its group, when it gets its number."""

    shop: ShopId
    conversation: ConversationId | None
    fact: Fact
    carried: object


class Unit:
    """One unit of work inside the group's transaction.

    A closure that gets it is synchronous, never awaits, may run twice, and touches nothing but this
    transaction. `now_ms` is the moment the unit runs; `shops` the shops it may see (`EVERY_SHOP` for
    machinery), which PostgreSQL's row-level security enforces.
    """

    __slots__ = ("_cursor", "dialect", "now_ms", "shops", "snapshot", "told")

    def __init__(
        self, cursor: Cursor, dialect: Dialect, now_ms: int, shops: Shops, snapshot: object = None
    ) -> None:
        """Take what the unit works with; units that read one snapshot share the object `snapshot`."""
        self.snapshot = self if snapshot is None else snapshot
        self._cursor = cursor
        self.dialect = dialect
        self.now_ms = now_ms
        self.shops = shops
        self.told: list[Told] = []

    def run(self, statement: Statement, parameters: Mapping[str, Value]) -> int:
        """Run a statement and return how many rows it touched."""
        self._cursor.execute(statement.text(self.dialect), statement.bind(parameters))
        return self._cursor.rowcount

    def put(self, statement: Statement, parameters: Mapping[str, Value]) -> None:
        """Run a statement whose outcome nobody asks for; PostgreSQL then does not wait for it."""
        self._cursor.execute(statement.text(self.dialect), statement.bind(parameters))

    def one(self, statement: Statement, parameters: Mapping[str, Value]) -> Row | None:
        """Run a statement and return its first row, or None."""
        self._cursor.execute(statement.text(self.dialect), statement.bind(parameters))
        row: Row | None = self._cursor.fetchone()
        return row

    def all(self, statement: Statement, parameters: Mapping[str, Value]) -> list[Row]:
        """Run a statement and return all its rows; page what can be long."""
        self._cursor.execute(statement.text(self.dialect), statement.bind(parameters))
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def tell(
        self,
        shop: ShopId,
        fact: Fact,
        conversation: ConversationId | None = None,
        carried: object = None,
    ) -> None:
        """Tell a fact; it is appended to the log in this transaction, at the end of the group.

        `carried` travels with the entry in memory only (for live screens), never into the log.
        """
        self.told.append(Told(shop, conversation, fact, carried))
