"""API keys: for programs, scoped to shops and permissions, revocable, shown once and kept as a hash."""

from collections.abc import Iterable

from xiaoer.base.errors import XiaoerError, conflict, invalid, not_found
from xiaoer.base.ids import Ids, ShopId
from xiaoer.facts.tenancy import KeyCreated, KeyRevoked
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.model import NOTHING, ApiKey, Caller, CallerKind, Permission, Permissions
from xiaoer.tenancy.rules import NOT_FOR_KEYS
from xiaoer.tenancy.shops import Shops
from xiaoer.tenancy.store_access import (
    KEY,
    KEY_OF_HASH,
    KEYS_OF_MERCHANT,
    REVOKE_KEY,
    add_key,
    key_of,
)
from xiaoer.tenancy.trail import Trail


class Keys:
    """API keys by the hash of their secret."""

    def __init__(self, ids: Ids, trail: Trail, shops: Shops) -> None:
        self._ids = ids
        self._trail = trail
        self._shops = shops

    def create(
        self,
        unit: Unit,
        caller: Caller,
        *,
        name: str,
        shops: Iterable[ShopId],
        permissions: Permissions,
        key_hash: str,
    ) -> ApiKey:
        """Make a key for shops of one merchant.

        The caller needs keys.manage in each of them and may give only what he has there. 409 when a
        living key of the merchant has this name: its secret cannot be shown again.
        """
        wanted = tuple(sorted(set(shops)))
        if not wanted or not permissions:
            raise invalid("no_scope", "Say which shops the key may use, and which permissions it has.")
        for shop in wanted:
            caller.require(shop, Permission.KEYS_MANAGE)
            if not permissions <= caller.allowed_in(shop) - NOT_FOR_KEYS:
                raise XiaoerError(
                    "beyond_your_own", 403, "A key cannot have more than you, nor manage people."
                )
        merchants = {self._shops.get(unit, shop).merchant for shop in wanted}
        if len(merchants) > 1:
            raise invalid("several_merchants", "Make one key for each merchant.")
        key = ApiKey(self._ids.new("key"), merchants.pop(), name, wanted, permissions, unit.now_ms)
        if not add_key(unit, key, key_hash):
            raise conflict("name_taken", "A key has this name. Revoke it first, or take another name.")
        for shop in wanted:
            self._trail.record(unit, caller, "key_created", "api_key", key.id, shop=shop)
        unit.tell(ShopId(""), KeyCreated(key.id, key.merchant, tuple(wanted)))
        return key

    def revoke(self, unit: Unit, caller: Caller, key_id: str) -> None:
        """Make a key worthless; doing it twice changes nothing. 404 for a key whose shops are strange."""
        row = unit.one(KEY, {"id": key_id})
        key = key_of(unit, row) if row is not None else None
        if key is None or not any(caller.allowed_in(shop) for shop in key.shops):
            raise not_found("api_key", key_id)
        for shop in key.shops:
            caller.require(shop, Permission.KEYS_MANAGE)
        if not unit.run(REVOKE_KEY, {"of_id": key_id, "at_ms": unit.now_ms}):
            return
        for shop in key.shops:
            self._trail.record(unit, caller, "key_revoked", "api_key", key_id, shop=shop)
        unit.tell(ShopId(""), KeyRevoked(key_id, key.merchant))

    def list(self, unit: Unit, caller: Caller) -> list[ApiKey]:
        """Return the keys whose every shop the caller manages keys of, revoked ones included."""
        caller.require_anywhere(Permission.KEYS_MANAGE)
        managed = caller.shops_with(Permission.KEYS_MANAGE)
        merchants = sorted({merchant for shop, merchant in self._shops.every_id(unit) if shop in managed})
        keys = [
            key_of(unit, row)
            for merchant in merchants
            for row in unit.all(KEYS_OF_MERCHANT, {"merchant_id": merchant})
        ]
        return [key for key in keys if managed.issuperset(key.shops)]

    def identify(self, unit: Unit, key_hash: str) -> Caller | None:
        """Return the caller that a living key is, None for a wrong or revoked one."""
        row = unit.one(KEY_OF_HASH, {"key_hash": key_hash})
        if row is None:
            return None
        key = key_of(unit, row)
        grants = dict.fromkeys(key.shops, key.permissions)
        return Caller(CallerKind.API_KEY, key.id, key.name, grants, {}, NOTHING)
