"""Rollups by shop and hour."""

from typing import Final

from sqlalchemy import BigInteger, BindParameter, Column, Integer, Table, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from xiaoer.infra.database.statement import Statement, Value, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.metrics.model import FIELDS, Figures

hours = Table(
    "service_hours",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("hour_ms", BigInteger, primary_key=True, autoincrement=False),
    *(Column(name, BigInteger, nullable=False) for name in FIELDS),
)
replies = Table(
    "first_replies",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("hour_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("bucket_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("count", Integer, nullable=False),
)

_hour_values: dict[str, BindParameter[Value]] = {c.name: bindparam(c.name) for c in hours.columns}
_sqlite_hours = sqlite_insert(hours).values(_hour_values)
_postgresql_hours = postgresql_insert(hours).values(_hour_values)
_ADD: Final = Statement(
    _sqlite_hours.on_conflict_do_update(
        index_elements=["shop_id", "hour_ms"],
        set_={name: hours.c[name] + _sqlite_hours.excluded[name] for name in FIELDS},
    ),
    _postgresql_hours.on_conflict_do_update(
        index_elements=["shop_id", "hour_ms"],
        set_={name: hours.c[name] + _postgresql_hours.excluded[name] for name in FIELDS},
    ),
)
_reply_values: dict[str, BindParameter[Value]] = {c.name: bindparam(c.name) for c in replies.columns}
_sqlite_replies = sqlite_insert(replies).values(_reply_values)
_postgresql_replies = postgresql_insert(replies).values(_reply_values)
_ADD_REPLIES: Final = Statement(
    _sqlite_replies.on_conflict_do_update(
        index_elements=["shop_id", "hour_ms", "bucket_ms"],
        set_={"count": replies.c["count"] + _sqlite_replies.excluded["count"]},
    ),
    _postgresql_replies.on_conflict_do_update(
        index_elements=["shop_id", "hour_ms", "bucket_ms"],
        set_={"count": replies.c["count"] + _postgresql_replies.excluded["count"]},
    ),
)
_BETWEEN: Final = Statement(
    select(*(hours.c[name] for name in FIELDS))
    .where(hours.c.shop_id == bindparam("shop_id"))
    .where(hours.c.hour_ms >= bindparam("since"), hours.c.hour_ms < bindparam("until"))
)
_REPLIES: Final = Statement(
    select(replies.c.bucket_ms, replies.c["count"])
    .where(replies.c.shop_id == bindparam("shop_id"))
    .where(replies.c.hour_ms >= bindparam("since"), replies.c.hour_ms < bindparam("until"))
)


def add(unit: Unit, shop: str, hour_ms: int, sums: dict[str, int]) -> None:
    """Add to the figures of an hour."""
    unit.run(_ADD, {"shop_id": shop, "hour_ms": hour_ms, **{name: sums.get(name, 0) for name in FIELDS}})


def add_first_replies(unit: Unit, shop: str, hour_ms: int, bucket_ms: int, count: int) -> None:
    """Add to the first replies of an hour and bucket."""
    unit.run(_ADD_REPLIES, {"shop_id": shop, "hour_ms": hour_ms, "bucket_ms": bucket_ms, "count": count})


def between(unit: Unit, shop: str, since_ms: int, until_ms: int) -> list[Figures]:
    """Return the figures of the hours in [since, until)."""
    rows = unit.all(_BETWEEN, {"shop_id": shop, "since": since_ms, "until": until_ms})
    return [Figures(*(int(value or 0) for value in row)) for row in rows]


def first_replies_between(unit: Unit, shop: str, since_ms: int, until_ms: int) -> dict[int, int]:
    """Return how many first replies fall into each bucket, over the hours in [since, until)."""
    counts: dict[int, int] = {}
    for bucket, count in unit.all(_REPLIES, {"shop_id": shop, "since": since_ms, "until": until_ms}):
        counts[int(bucket or 0)] = counts.get(int(bucket or 0), 0) + int(count or 0)
    return counts
