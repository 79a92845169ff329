"""How facts reach the log on PostgreSQL: numbered by the server, under one lock held to the commit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from xiaoer.base.fact import Entry
from xiaoer.facts.registry import encode
from xiaoer.infra.database.statement import Row, Value
from xiaoer.infra.database.unit import Told

# The number of this lock in the database: "xiaoer" has no meaning to PostgreSQL, any constant will do.
LOCK: Final = "SELECT pg_advisory_xact_lock(7838111114)"

# One statement, so that the lock is held for no round trip. At READ COMMITTED it sees what was
# committed before it began, and it begins when the lock is ours: number order is commit order.
# LIMIT 1 rather than max(): row-level security keeps max() from the end of the index.
APPEND: Final = """
INSERT INTO log (number, shop_id, conversation_id, sequence, at_ms, name, version, body)
SELECT told.place + coalesce((SELECT number FROM log ORDER BY number DESC LIMIT 1), 0),
       told.shop_id,
       told.conversation_id,
       CASE WHEN told.conversation_id IS NULL THEN 0
            ELSE told.nth + coalesce((SELECT sequence FROM log
                                      WHERE log.conversation_id = told.conversation_id
                                      ORDER BY sequence DESC LIMIT 1), 0) END,
       %(at_ms)s::bigint, told.name, told.version, told.body
FROM unnest(%(shops)s::text[], %(conversations)s::text[], %(nths)s::int[], %(names)s::text[],
            %(versions)s::int[], %(bodies)s::text[])
     WITH ORDINALITY AS told (shop_id, conversation_id, nth, name, version, body, place)
ORDER BY told.place
RETURNING number, sequence
"""


def append_parameters(told: Sequence[Told], at_ms: int) -> Mapping[str, Value]:
    """Return the parameters of APPEND: one array a column."""
    encoded = [encode(item.fact) for item in told]
    return {
        "at_ms": at_ms,
        "shops": _array(item.shop for item in told),
        "conversations": _array(item.conversation for item in told),
        "nths": _numbers(_nths(told)),
        "names": _array(name for name, _, _ in encoded),
        "versions": _numbers(version for _, version, _ in encoded),
        "bodies": _array(body for _, _, body in encoded),
    }


def entries_of(told: Sequence[Told], rows: Sequence[Row], at_ms: int) -> list[Entry]:
    """Return the entries that APPEND has numbered; its rows come in any order."""
    numbered = sorted((int(number or 0), int(sequence or 0)) for number, sequence in rows)
    return [
        Entry(number, item.shop, item.conversation, sequence, at_ms, item.fact, item.carried)
        for item, (number, sequence) in zip(told, numbered, strict=True)
    ]


def _nths(told: Iterable[Told]) -> list[int]:
    """Return for each fact how many of its conversation stand before it in the group, itself included."""
    counts: dict[str | None, int] = {}
    nths = []
    for item in told:
        nth = counts[item.conversation] = counts.get(item.conversation, 0) + 1
        nths.append(nth)
    return nths


def _array(values: Iterable[str | None]) -> str:
    """Return a text array as PostgreSQL reads it (manual, section "Array Input and Output Syntax")."""
    return "{" + ",".join("NULL" if value is None else _quoted(value) for value in values) + "}"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _numbers(values: Iterable[int]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
