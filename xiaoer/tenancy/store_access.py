"""Tables of what opens the door: sessions of people, keys of programs. Secrets are kept as hashes only."""

from typing import Final

import msgspec
from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, delete, select, update

from xiaoer.base.ids import MerchantId, ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore
from xiaoer.tenancy.model import ApiKey, Permission
from xiaoer.tenancy.store import json_list, shops

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("staff_id", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
)
Index("sessions_staff", sessions.c.staff_id)
Index("sessions_expiry", sessions.c.expires_ms)
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("merchant_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("key_hash", Text, nullable=False, unique=True),
    Column("permissions", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger, nullable=False),
)
# A name is free again once its key is revoked.
Index("api_keys_name", api_keys.c.merchant_id, api_keys.c.name, api_keys.c.revoked_ms, unique=True)
api_key_shops = Table(
    "api_key_shops",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("shop_id", Text, primary_key=True),
)

_k = api_keys.c
_KEY = (_k.id, _k.merchant_id, _k.name, _k.permissions, _k.created_ms, _k.revoked_ms)

ADD_SESSION: Final = insert_or_ignore(sessions, ["token_hash"])
SESSION: Final = Statement(
    select(sessions.c.staff_id, sessions.c.created_ms, sessions.c.expires_ms).where(
        sessions.c.token_hash == bindparam("token_hash"), sessions.c.expires_ms > bindparam("now_ms")
    )
)
RENEW_SESSION: Final = Statement(
    update(sessions)
    .where(sessions.c.token_hash == bindparam("of_hash"), sessions.c.expires_ms < bindparam("until_ms"))
    .values(expires_ms=bindparam("until_ms", type_=BigInteger))
)
END_SESSION: Final = Statement(delete(sessions).where(sessions.c.token_hash == bindparam("token_hash")))
END_SESSIONS_OF: Final = Statement(delete(sessions).where(sessions.c.staff_id == bindparam("staff_id")))
FORGET_EXPIRED: Final = Statement(delete(sessions).where(sessions.c.expires_ms <= bindparam("now_ms")))

ADD_KEY: Final = insert_or_ignore(api_keys, ["merchant_id", "name", "revoked_ms"])
ADD_KEY_SHOP: Final = insert_or_ignore(api_key_shops, ["key_id", "shop_id"])
KEY: Final = Statement(select(*_KEY).where(_k.id == bindparam("id")))
KEY_OF_HASH: Final = Statement(select(*_KEY).where(_k.key_hash == bindparam("key_hash"), _k.revoked_ms == 0))
KEYS_OF_MERCHANT: Final = Statement(
    select(*_KEY).where(_k.merchant_id == bindparam("merchant_id")).order_by(_k.id)
)
SHOPS_OF_KEY: Final = Statement(
    select(shops.c.shop_id)
    .join(api_key_shops, api_key_shops.c.shop_id == shops.c.shop_id)
    .where(api_key_shops.c.key_id == bindparam("key_id"))
    .order_by(shops.c.shop_id)
)
REVOKE_KEY: Final = Statement(
    update(api_keys)
    .where(_k.id == bindparam("of_id"), _k.revoked_ms == 0)
    .values(revoked_ms=bindparam("at_ms", type_=BigInteger))
)

_permissions = msgspec.json.Decoder(frozenset[Permission]).decode


def add_key(unit: Unit, key: ApiKey, key_hash: str) -> bool:
    """Insert a key with its shops; False when the merchant has a living key of this name."""
    parameters: dict[str, Value] = {
        "id": key.id,
        "merchant_id": key.merchant,
        "name": key.name,
        "key_hash": key_hash,
        "permissions": json_list(sorted(key.permissions)),
        "created_ms": key.created_ms,
        "revoked_ms": 0,
    }
    if not unit.run(ADD_KEY, parameters):
        return False
    for shop in key.shops:
        unit.run(ADD_KEY_SHOP, {"key_id": key.id, "shop_id": shop})
    return True


def key_of(unit: Unit, row: Row) -> ApiKey:
    """Return the key of a row, with its shops."""
    key_id, merchant, name, permissions, created_ms, revoked_ms = row
    reached = unit.all(SHOPS_OF_KEY, {"key_id": key_id})
    return ApiKey(
        str(key_id),
        MerchantId(str(merchant)),
        str(name),
        tuple(ShopId(str(shop)) for (shop,) in reached),
        _permissions(str(permissions)),
        int(created_ms or 0),
        int(revoked_ms or 0),
    )
