"""Tables of slots and of the processes that share them."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, bindparam, delete, select, update

from xiaoer.infra.database.statement import Statement, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.infra.slots.model import SLOTS
from xiaoer.infra.slots.rules import Slot

slots = Table(
    "slots",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("owner", Text, nullable=False),
    Column("token", Integer, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)
slot_owners = Table(
    "slot_owners",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("until_ms", BigInteger, nullable=False),
)

_s, _o = slots.c, slot_owners.c
_same = (_s.number == bindparam("of_number"), _s.token == bindparam("of_token"))
_until = bindparam("until_ms", type_=BigInteger)

MAKE: Final = insert_or_ignore(slots, ["number"])
ALL: Final = Statement(select(_s.number, _s.owner, _s.token, _s.until_ms).order_by(_s.number))
CLAIM: Final = Statement(
    update(slots)
    .where(*_same)
    .values(owner=bindparam("by"), token=_s.token + 1, until_ms=_until)
    .returning(_s.token)
)
RENEW: Final = Statement(
    update(slots)
    .where(_s.owner == bindparam("by"), _s.until_ms >= bindparam("now_ms", type_=BigInteger))
    .values(until_ms=_until)
    .returning(_s.number, _s.token)
)
RELEASE: Final = Statement(
    update(slots)
    .where(_s.number == bindparam("of_number"), _s.owner == bindparam("by"))
    .values(owner="", until_ms=0)
)
HELD: Final = Statement(select(_s.number).where(*_same, _s.owner == bindparam("by")))
BEAT: Final = insert_or_update(slot_owners, ["owner"])
LIVE: Final = Statement(select(_o.owner).where(_o.until_ms >= bindparam("now_ms")))
BURY: Final = Statement(delete(slot_owners).where(_o.until_ms < bindparam("now_ms")))
LEAVE: Final = Statement(delete(slot_owners).where(_o.owner == bindparam("by")))


def make_all(unit: Unit) -> None:
    """Make the slots, owned by nobody; twice changes nothing."""
    for number in range(SLOTS):
        unit.put(MAKE, {"number": number, "owner": "", "token": 0, "until_ms": 0})


def all_slots(unit: Unit) -> list[Slot]:
    """Return every slot by number."""
    return [
        Slot(int(number or 0), str(owner), int(token or 0), int(until_ms or 0))
        for number, owner, token, until_ms in unit.all(ALL, {})
    ]


def beat(unit: Unit, owner: str, until_ms: int) -> list[str]:
    """Say that a process lives until then; return all that live, and forget the others."""
    unit.put(BURY, {"now_ms": unit.now_ms})
    unit.put(BEAT, {"owner": owner, "until_ms": until_ms})
    return [str(row[0]) for row in unit.all(LIVE, {"now_ms": unit.now_ms})]


def claim(unit: Unit, slot: Slot, owner: str, until_ms: int) -> int | None:
    """Take a slot as it was seen; return its new token, None when somebody was quicker."""
    row = unit.one(
        CLAIM, {"of_number": slot.number, "of_token": slot.token, "by": owner, "until_ms": until_ms}
    )
    return None if row is None else int(row[0] or 0)


def renew(unit: Unit, owner: str, until_ms: int) -> dict[int, int]:
    """Keep what a process holds and has not lost; return the tokens by slot."""
    rows = unit.all(RENEW, {"by": owner, "now_ms": unit.now_ms, "until_ms": until_ms})
    return {int(number or 0): int(token or 0) for number, token in rows}


def release(unit: Unit, number: int, owner: str) -> None:
    """Let a slot go."""
    unit.put(RELEASE, {"of_number": number, "by": owner})


def holds(unit: Unit, number: int, owner: str, token: int) -> bool:
    """Return whether a lease stands with this token."""
    return unit.one(HELD, {"of_number": number, "of_token": token, "by": owner}) is not None


def leave(unit: Unit, owner: str) -> None:
    """Forget a process."""
    unit.put(LEAVE, {"by": owner})
