"""A shop's own service policy: the version that holds, and the last ones before it."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, bindparam, delete, select

from xiaoer.base.ids import ShopId
from xiaoer.bot.model import PolicyVersion
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update

KEPT: Final = 50  # versions of a shop that can be gone back to

policies = Table(
    "bot_policies",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("policy", Text, nullable=False),
)
versions = Table(
    "bot_policy_versions",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("policy", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("undid", Integer, nullable=False),
)

_POLICY: Final = Statement(
    select(policies.c.version, policies.c.policy).where(policies.c.shop_id == bindparam("shop_id"))
)
_POLICY_VERSION: Final = Statement(
    select(policies.c.version).where(policies.c.shop_id == bindparam("shop_id"))
)
_SAVE_POLICY: Final = insert_or_update(policies, ["shop_id"])

_v = versions.c
_COLUMNS: Final = (_v.version, _v.policy, _v.by_name, _v.at_ms, _v.undid)
_ADD_VERSION: Final = insert_or_ignore(versions, ["shop_id", "version"])
_VERSION: Final = Statement(
    select(*_COLUMNS).where(_v.shop_id == bindparam("shop_id"), _v.version == bindparam("number"))
)
_VERSIONS: Final = Statement(
    select(*_COLUMNS)
    .where(_v.shop_id == bindparam("shop_id"), _v.version < bindparam("before"))
    .order_by(_v.version.desc())
    .limit(bindparam("most"))
)
_FORGET: Final = Statement(
    delete(versions).where(_v.shop_id == bindparam("shop"), _v.version <= bindparam("until"))
)


def policy_of(unit: Unit, shop: ShopId) -> tuple[int, str]:
    """Return (version, JSON text) of the shop's own policy; (0, "") when it has none."""
    row = unit.one(_POLICY, {"shop_id": shop})
    return (0, "") if row is None else (int(row[0] or 0), str(row[1]))


def policy_version(unit: Unit, shop: ShopId) -> int:
    """Return the version of the shop's own policy, 0 when it has none."""
    row = unit.one(_POLICY_VERSION, {"shop_id": shop})
    return 0 if row is None else int(row[0] or 0)


def save_policy(unit: Unit, shop: ShopId, version: PolicyVersion) -> bool:
    """Write the version after the one that holds; False when another process has just written it."""
    if not add_version(unit, shop, version):
        return False
    unit.put(_SAVE_POLICY, {"shop_id": shop, "version": version.number, "policy": version.own})
    unit.put(_FORGET, {"shop": shop, "until": version.number - KEPT})
    return True


def add_version(unit: Unit, shop: ShopId, version: PolicyVersion) -> bool:
    """Keep a version to go back to; False when its number is taken."""
    row: dict[str, Value] = {
        "shop_id": shop,
        "version": version.number,
        "policy": version.own,
        "by_name": version.by,
        "at_ms": version.at_ms,
        "undid": version.undid,
    }
    return unit.run(_ADD_VERSION, row) > 0


def version_of(unit: Unit, shop: ShopId, number: int) -> PolicyVersion | None:
    """Return one kept version."""
    row = unit.one(_VERSION, {"shop_id": shop, "number": number})
    return None if row is None else _version(row)


def versions_of(unit: Unit, shop: ShopId, before: int, most: int) -> list[PolicyVersion]:
    """Return kept versions below the number `before`, newest first."""
    rows = unit.all(_VERSIONS, {"shop_id": shop, "before": before, "most": most})
    return [_version(row) for row in rows]


def _version(row: Row) -> PolicyVersion:
    number, policy, by, at_ms, undid = row
    return PolicyVersion(int(number or 0), str(policy), str(by), int(at_ms or 0), int(undid or 0))
