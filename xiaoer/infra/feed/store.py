"""Tables of listeners: how far each has come, and the entries that none could handle."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text, bindparam, delete, select, update

from xiaoer.infra.database.statement import Row, Statement, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update

cursors = Table(
    "cursors",
    metadata,
    Column("listener", Text, primary_key=True),
    Column("number", BigInteger, nullable=False),
)
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("listener", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("shop_id", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("fact", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
Index("dead_letters_lane", dead_letters.c.listener, dead_letters.c.lane, dead_letters.c.number)
Index("dead_letters_shop", dead_letters.c.shop_id, dead_letters.c.number)

_d = dead_letters.c
_CURSOR: Final = Statement(select(cursors.c.number).where(cursors.c.listener == bindparam("listener")))
_SAVE: Final = insert_or_update(cursors, ["listener"])
_ADVANCE: Final = Statement(
    update(cursors)
    .where(cursors.c.listener == bindparam("listener_is"), cursors.c.number == bindparam("was"))
    .values(number=bindparam("number"))
)
_ADD: Final = insert_or_ignore(dead_letters, ["listener", "number"])
_LANES: Final = Statement(select(_d.lane).where(_d.listener == bindparam("listener")).distinct())
_IN_LANE: Final = Statement(
    select(_d.number)
    .where(_d.listener == bindparam("listener"), _d.lane == bindparam("lane"))
    .order_by(_d.number)
    .limit(bindparam("page"))
)
_DELETE: Final = Statement(
    delete(dead_letters).where(_d.listener == bindparam("listener"), _d.number == bindparam("number"))
)
_OF_SHOP: Final = Statement(
    select(dead_letters)
    .where(_d.shop_id == bindparam("shop_id"), _d.number > bindparam("after"))
    .order_by(_d.number)
    .limit(bindparam("page"))
)
_ONE: Final = Statement(
    select(dead_letters).where(_d.listener == bindparam("listener"), _d.number == bindparam("number"))
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An entry that a listener could not handle, or that waits behind one in its lane (attempts 0)."""

    listener: str
    number: int
    shop: str
    lane: str
    fact: str
    error: str
    attempts: int
    at_ms: int


def cursor_of(unit: Unit, listener: str) -> int | None:
    """Return how far a listener has come, None when it never listened."""
    row = unit.one(_CURSOR, {"listener": listener})
    return None if row is None else int(row[0] or 0)


def save_cursor(unit: Unit, listener: str, number: int) -> None:
    """Write a listener's low-water mark."""
    unit.put(_SAVE, {"listener": listener, "number": number})


def advance_cursor(unit: Unit, listener: str, was: int, number: int) -> bool:
    """Move a cursor from `was` to `number`; False when somebody else has moved it."""
    return unit.run(_ADVANCE, {"listener_is": listener, "was": was, "number": number}) == 1


def add_dead_letter(unit: Unit, letter: DeadLetter) -> None:
    """Keep an entry that could not be handled; twice changes nothing."""
    unit.run(
        _ADD,
        {
            "listener": letter.listener,
            "number": letter.number,
            "shop_id": letter.shop,
            "lane": letter.lane,
            "fact": letter.fact,
            "error": letter.error,
            "attempts": letter.attempts,
            "at_ms": letter.at_ms,
        },
    )


def parked_lanes(unit: Unit, listener: str) -> set[str]:
    """Return the lanes in which a listener stopped."""
    return {str(row[0]) for row in unit.all(_LANES, {"listener": listener})}


def letters_in_lane(unit: Unit, listener: str, lane: str, page: int) -> list[int]:
    """Return the numbers of the dead letters of a lane, oldest first."""
    return [
        int(row[0] or 0) for row in unit.all(_IN_LANE, {"listener": listener, "lane": lane, "page": page})
    ]


def delete_letter(unit: Unit, listener: str, number: int) -> None:
    """Forget a dead letter that has been handled."""
    unit.run(_DELETE, {"listener": listener, "number": number})


def letters_of_shop(unit: Unit, shop: str, after: int, page: int) -> list[DeadLetter]:
    """Return a shop's dead letters above a number, oldest first."""
    return [_letter(row) for row in unit.all(_OF_SHOP, {"shop_id": shop, "after": after, "page": page})]


def letter(unit: Unit, listener: str, number: int) -> DeadLetter | None:
    """Return one dead letter."""
    row = unit.one(_ONE, {"listener": listener, "number": number})
    return None if row is None else _letter(row)


def _letter(row: Row) -> DeadLetter:
    listener, number, shop, lane, fact, error, attempts, at_ms = row
    return DeadLetter(
        str(listener),
        int(number or 0),
        str(shop),
        str(lane),
        str(fact),
        str(error),
        int(attempts or 0),
        int(at_ms or 0),
    )
