"""Merchants and their shops: open, change, look up."""

import secrets
from collections.abc import Callable
from dataclasses import replace

from xiaoer.base.errors import conflict, invalid, not_found
from xiaoer.base.ids import Ids, MerchantId, ShopId
from xiaoer.facts.tenancy import ShopChanged, ShopCreated
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.model import Caller, Merchant, Permission, Persona, Shop
from xiaoer.tenancy.rules import LANGUAGES, is_origin, is_site_key
from xiaoer.tenancy.store import (
    ADD_MERCHANT,
    EVERY_SHOP_ID,
    MERCHANT,
    MERCHANT_NAMED,
    SHOP,
    SHOP_NAMED,
    SHOP_OF_KEY,
    add_shop,
    merchant_of,
    save_shop,
    shop_of,
)
from xiaoer.tenancy.trail import Trail


class Shops:
    """Merchants and shops. `secret` gives a fresh URL-safe secret of 32 random bytes."""

    def __init__(
        self, ids: Ids, trail: Trail, secret: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    ) -> None:
        self._ids = ids
        self._trail = trail
        self._secret = secret

    def create_merchant(self, unit: Unit, caller: Caller, name: str) -> Merchant:
        """Return the merchant of this name, made when there was none. For the platform's own people."""
        if Permission.SHOPS_MANAGE not in caller.platform:
            raise not_found("merchant", name)
        merchant = Merchant(MerchantId(self._ids.new("mer")), name)
        if unit.run(ADD_MERCHANT, {"id": merchant.id, "name": name, "created_ms": unit.now_ms}):
            self._trail.record(
                unit, caller, "merchant_created", "merchant", merchant.id, merchant=merchant.id
            )
        row = unit.one(MERCHANT_NAMED, {"name": name})
        return merchant_of(row) if row is not None else merchant

    def merchant(self, unit: Unit, merchant: MerchantId) -> Merchant:
        """Return a merchant; 404 when there is none."""
        row = unit.one(MERCHANT, {"id": merchant})
        if row is None:
            raise not_found("merchant", merchant)
        return merchant_of(row)

    def create(
        self,
        unit: Unit,
        caller: Caller,
        merchant: MerchantId,
        name: str,
        *,
        platform: str = "own",
        persona: Persona | None = None,
        allowed_origins: tuple[str, ...] = (),
        site_key: str = "",
    ) -> Shop:
        """Open a shop; return the one that is there when the merchant has this name on the platform.

        `site_key` is made when not given; 409 when it names another shop.
        """
        caller.require_merchant(merchant, Permission.SHOPS_MANAGE)
        self.merchant(unit, merchant)
        known = unit.one(SHOP_NAMED, {"merchant_id": merchant, "platform": platform, "name": name})
        if known is not None:
            return shop_of(known)
        shop = Shop(
            ShopId(self._ids.new("shp")),
            merchant,
            name,
            platform,
            site_key or f"sk_{self._secret()[:24]}",
            self._secret(),
            _checked_persona(persona or Persona()),
            _checked_origins(allowed_origins),
        )
        if not is_site_key(shop.site_key):
            raise invalid("bad_site_key", "A site key is sk_ and 8 to 64 letters, digits, - or _.")
        if self.by_site_key(unit, shop.site_key) is not None:
            raise conflict("site_key_taken", "Another shop has this site key.")
        add_shop(unit, shop)
        self._trail.record(unit, caller, "shop_created", "shop", shop.id, shop=shop.id)
        unit.tell(shop.id, ShopCreated(shop.id, merchant, platform))
        return shop

    def change(
        self,
        unit: Unit,
        caller: Caller,
        shop: ShopId,
        *,
        name: str | None = None,
        persona: Persona | None = None,
        allowed_origins: tuple[str, ...] | None = None,
    ) -> Shop:
        """Change what is given; None leaves it. Changing to what it is changes nothing."""
        caller.require(shop, Permission.SHOPS_MANAGE)
        was = self.get(unit, shop)
        now = replace(
            was,
            name=was.name if name is None else name,
            persona=was.persona if persona is None else _checked_persona(persona),
            allowed_origins=was.allowed_origins
            if allowed_origins is None
            else _checked_origins(allowed_origins),
        )
        fields = tuple(
            field
            for field in ("name", "persona", "allowed_origins")
            if getattr(was, field) != getattr(now, field)
        )
        if not fields:
            return was
        if "name" in fields:
            self._refuse_taken(unit, now)
        save_shop(unit, now)
        self._trail.record(unit, caller, "shop_changed", "shop", shop, shop=shop, detail=" ".join(fields))
        unit.tell(shop, ShopChanged(shop, fields))
        return now

    def get(self, unit: Unit, shop: ShopId) -> Shop:
        """Return a shop, whoever asks; 404 when there is none. Callers check who may see it."""
        row = unit.one(SHOP, {"shop_id": shop})
        if row is None:
            raise not_found("shop", shop)
        return shop_of(row)

    def by_site_key(self, unit: Unit, site_key: str) -> Shop | None:
        """Return the shop that a widget names, None when no shop has this key."""
        row = unit.one(SHOP_OF_KEY, {"site_key": site_key}) if is_site_key(site_key) else None
        return shop_of(row) if row is not None else None

    def every_id(self, unit: Unit) -> list[tuple[ShopId, MerchantId]]:
        """Return every shop with its merchant, for machinery that works shop by shop."""
        return [
            (ShopId(str(shop)), MerchantId(str(merchant))) for shop, merchant in unit.all(EVERY_SHOP_ID, {})
        ]

    def _refuse_taken(self, unit: Unit, shop: Shop) -> None:
        key = {"merchant_id": shop.merchant, "platform": shop.platform, "name": shop.name}
        if unit.one(SHOP_NAMED, key) is not None:
            raise conflict("name_taken", "The merchant has another shop of this name on the platform.")


def _checked_persona(persona: Persona) -> Persona:
    if persona.language not in LANGUAGES:
        raise invalid("bad_language", f"The language is one of {', '.join(LANGUAGES)}.")
    return persona


def _checked_origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    wrong = next((origin for origin in origins if not is_origin(origin)), None)
    if wrong is not None:
        raise invalid("bad_origin", f"{wrong!r} is no origin. Write https://shop.example, without a path.")
    return tuple(sorted({origin.lower() for origin in origins}))
