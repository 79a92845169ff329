"""The log's table and how a group's facts are numbered and appended. Cold reading: infra/feed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    insert,
    literal_column,
    select,
)

from xiaoer.base.fact import Entry
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.facts.registry import decode, encode
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.unit import Told, Unit

log = Table(
    "log",
    metadata,
    # On SQLite INTEGER PRIMARY KEY is the row's own number; BIGINT would be a second tree.
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("shop_id", Text, nullable=False),
    Column("conversation_id", Text),
    Column("sequence", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
Index("log_conversation", log.c.conversation_id, log.c.sequence, unique=True)

APPEND: Final = Statement(insert(log).values({c.name: bindparam(c.name) for c in log.columns}))
LAST_NUMBER: Final = Statement(select(func.coalesce(func.max(log.c.number), literal_column("0"))))
LAST_SEQUENCE: Final = Statement(
    select(func.coalesce(func.max(log.c.sequence), literal_column("0"))).where(
        log.c.conversation_id == bindparam("conversation_id")
    )
)
AFTER: Final = Statement(
    select(log).where(log.c.number > bindparam("after")).order_by(log.c.number).limit(bindparam("page"))
)
CONVERSATION_AFTER: Final = Statement(
    select(log)
    .where(log.c.conversation_id == bindparam("conversation_id"))
    .where(log.c.sequence > bindparam("after"))
    .order_by(log.c.sequence)
    .limit(bindparam("page"))
)


def numbered(
    told: Iterable[Told], last_number: int, sequences: Mapping[str, int], at_ms: int
) -> tuple[list[Entry], dict[str, int]]:
    """Give each fact its number and its conversation's own sequence number.

    `sequences` holds the last sequence of every conversation in `told`. Returns the entries and the
    new last sequences.
    """
    entries: list[Entry] = []
    latest = dict(sequences)
    for number, item in enumerate(told, start=last_number + 1):
        sequence = 0
        if item.conversation is not None:
            sequence = latest[item.conversation] + 1
            latest[item.conversation] = sequence
        entries.append(Entry(number, item.shop, item.conversation, sequence, at_ms, item.fact, item.carried))
    return entries, latest


def row_of(entry: Entry) -> dict[str, Value]:
    """Return the log row of an entry, as parameters of APPEND."""
    name, version, body = encode(entry.fact)
    return {
        "number": entry.number,
        "shop_id": entry.shop,
        "conversation_id": entry.conversation,
        "sequence": entry.sequence,
        "at_ms": entry.at_ms,
        "name": name,
        "version": version,
        "body": body,
    }


def entry_of(row: Row) -> Entry:
    """Return the entry of a log row (columns in table order)."""
    number, shop, conversation, sequence, at_ms, name, version, body = row
    return Entry(
        int(number or 0),
        ShopId(str(shop)),
        None if conversation is None else ConversationId(str(conversation)),
        int(sequence or 0),
        int(at_ms or 0),
        decode(str(name), int(version or 1), str(body)),
    )


def entries_after(unit: Unit, after: int, page: int) -> list[Entry]:
    """Return up to `page` entries with a number above `after`, in order."""
    return [entry_of(row) for row in unit.all(AFTER, {"after": after, "page": page})]


def conversation_after(unit: Unit, conversation: str, after: int, page: int) -> list[Entry]:
    """Return up to `page` entries of one conversation with a sequence above `after`, in order."""
    rows = unit.all(CONVERSATION_AFTER, {"conversation_id": conversation, "after": after, "page": page})
    return [entry_of(row) for row in rows]


def last_number(unit: Unit) -> int:
    """Return the number of the newest entry, 0 when there is none."""
    row = unit.one(LAST_NUMBER, {})
    return int(row[0] or 0) if row else 0


def last_sequence(unit: Unit, conversation: str) -> int:
    """Return the sequence of the newest entry of a conversation, 0 when there is none."""
    row = unit.one(LAST_SEQUENCE, {"conversation_id": conversation})
    return int(row[0] or 0) if row else 0


def conversations_in(told: Sequence[Told]) -> list[str]:
    """Return the conversations that facts speak of, each once, in id order."""
    return sorted({item.conversation for item in told if item.conversation is not None})
