"""The table of releases. What changed is JSON text, whole entries."""

from typing import Final

import msgspec
from sqlalchemy import BigInteger, Column, Integer, Table, Text, bindparam, func, select

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore
from xiaoer.training.model import EntryChange, Release

releases = Table(
    "training_releases",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("changes", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("undoes", Integer, nullable=False),
)
_r = releases.c
ADD_RELEASE: Final = insert_or_ignore(releases, ["shop_id", "number"])
RELEASE: Final = Statement(
    select(releases).where(_r.shop_id == bindparam("shop_id"), _r.number == bindparam("number"))
)
RELEASES: Final = Statement(
    select(releases)
    .where(_r.shop_id == bindparam("shop_id"), _r.number < bindparam("before"))
    .order_by(_r.number.desc())
    .limit(bindparam("page"))
)
LAST_NUMBER: Final = Statement(
    select(func.coalesce(func.max(_r.number), 0)).where(_r.shop_id == bindparam("shop_id"))
)

_encode = msgspec.json.Encoder().encode
_changes = msgspec.json.Decoder(tuple[EntryChange, ...]).decode


def release_values(release: Release) -> dict[str, Value]:
    """Return the row of a release."""
    return {
        "shop_id": release.shop,
        "number": release.number,
        "title": release.title,
        "by": release.by,
        "at_ms": release.at_ms,
        "changes": _encode(release.changes).decode(),
        "run_id": release.run,
        "undoes": release.undoes,
    }


def release_of(row: Row) -> Release:
    """Return the release of a row (columns in table order)."""
    shop, number, title, by, at_ms, changes, run, undoes = row
    return Release(
        ShopId(str(shop)),
        int(number or 0),
        str(title),
        str(by),
        int(at_ms or 0),
        _changes(str(changes)),
        str(run),
        int(undoes or 0),
    )
