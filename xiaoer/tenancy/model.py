"""Merchants, shops, people, roles, keys, and the caller that every route asks for permission."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xiaoer.base.errors import XiaoerError, not_found
from xiaoer.base.ids import MerchantId, RoleId, ShopId, StaffId


class Permission(StrEnum):
    """What a role can allow, in one shop."""

    CONVERSATIONS_READ = "conversations.read"
    CONVERSATIONS_SPEAK = "conversations.speak"
    ORDERS_READ = "orders.read"
    ORDERS_CHANGE = "orders.change"
    BUYERS_UNMASK = "buyers.unmask"  # see phone and address in full; each look is in the audit trail
    KNOWLEDGE_READ = "knowledge.read"
    KNOWLEDGE_EDIT = "knowledge.edit"
    IMPORTS_RUN = "imports.run"
    METRICS_READ = "metrics.read"
    DEAD_LETTERS_MANAGE = "dead_letters.manage"
    SHOPS_MANAGE = "shops.manage"
    STAFF_MANAGE = "staff.manage"
    KEYS_MANAGE = "keys.manage"
    AUDIT_READ = "audit.read"


Permissions = frozenset[Permission]
NOTHING: Final[Permissions] = frozenset()
EVERYTHING: Final[Permissions] = frozenset(Permission)


@dataclass(frozen=True, slots=True)
class Persona:
    """How the shop's bot presents itself; empty text means the bot's own default.

    `name` is the bot's name, `address` how it addresses the buyer (亲), `missing` what it says when it
    does not know, `greeting` its first line, `language` `zh-CN` or `en`.
    """

    name: str = ""
    address: str = ""
    missing: str = ""
    greeting: str = ""
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who owns shops."""

    id: MerchantId
    name: str


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop on one platform (`own` for a site of its own).

    `site_key` is public and names the shop in the widget's script tag; `widget_secret` signs buyer ids
    on the shop's own server; `allowed_origins` are the web origins that may open a chat, empty for any.
    """

    id: ShopId
    merchant: MerchantId
    name: str
    platform: str
    site_key: str
    widget_secret: str
    persona: Persona = Persona()
    allowed_origins: tuple[str, ...] = ()

    def admits(self, origin: str | None, own_host: str) -> bool:
        """Return whether a page of `origin` may open a chat: any when none is listed, else listed or ours.

        `origin` is the request's Origin header, `own_host` its Host. A request without Origin comes from
        no page of another site.
        """
        if not self.allowed_origins or origin is None:
            return True
        return origin.lower() in self.allowed_origins or origin.partition("://")[2] == own_host


@dataclass(frozen=True, slots=True)
class Staff:
    """A person with an account. `merchant` is who manages the account, empty for the platform itself."""

    id: StaffId
    merchant: MerchantId
    name: str
    login: str
    language: str = "zh-CN"
    active: bool = True


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions. `merchant` is empty for the built-in ones, whose id is their name."""

    id: RoleId
    merchant: MerchantId
    name: str
    permissions: Permissions


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person has in one shop.

    Empty `shop`: in every shop of the merchant, today's and tomorrow's. Both empty: on the platform.
    """

    merchant: MerchantId
    shop: ShopId
    role: RoleId


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for a program: some shops of one merchant, some permissions. The secret itself is not kept."""

    id: str
    merchant: MerchantId
    name: str
    shops: tuple[ShopId, ...]
    permissions: Permissions
    created_ms: int
    revoked_ms: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit trail: who did what to what, when. `of_kind` and `of` name the thing."""

    id: str
    at_ms: int
    merchant: MerchantId
    shop: ShopId
    caller_kind: str
    caller: str
    caller_name: str
    act: str
    of_kind: str
    of: str
    detail: str = ""


class CallerKind(StrEnum):
    """What a caller is."""

    STAFF = "staff"
    API_KEY = "api_key"
    SYSTEM = "system"  # a command on the machine itself, never a request


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever makes a request, and what each shop allows it.

    `grants` has one entry for each shop that the caller may see. `merchants` holds what it may do for a
    merchant as a whole (open a shop, hire people), `platform` what it may do for every merchant.
    """

    kind: CallerKind
    id: str
    name: str
    grants: Mapping[ShopId, Permissions]
    merchants: Mapping[MerchantId, Permissions]
    platform: Permissions = NOTHING
    language: str = "zh-CN"

    @property
    def shops(self) -> frozenset[ShopId]:
        """Return every shop that the caller may see."""
        return frozenset(self.grants)

    def allowed_in(self, shop: ShopId) -> Permissions:
        """Return what the caller may do in the shop."""
        return self.platform | self.grants.get(shop, NOTHING)

    def may(self, shop: ShopId, permission: Permission) -> bool:
        """Return whether the caller has the permission in the shop."""
        return permission in self.allowed_in(shop)

    def shops_with(self, permission: Permission) -> frozenset[ShopId]:
        """Return the shops in which the caller has the permission."""
        return frozenset(shop for shop, allowed in self.grants.items() if permission in allowed)

    def require(self, shop: ShopId, permission: Permission) -> None:
        """Return when the caller has the permission in the shop.

        Else `shop_not_found` (404) when it may not even see the shop, `permission_missing` (403) when
        it may see the shop but not do this there.
        """
        allowed = self.allowed_in(shop)
        if not allowed:
            raise not_found("shop", shop)
        if permission not in allowed:
            raise permission_missing(permission)

    def require_anywhere(self, permission: Permission) -> None:
        """Return when the caller has the permission somewhere, else `permission_missing` (403)."""
        everything = (self.platform, *self.merchants.values(), *self.grants.values())
        if not any(permission in allowed for allowed in everything):
            raise permission_missing(permission)

    def in_merchant(self, merchant: MerchantId) -> Permissions:
        """Return what the caller may do for the merchant as a whole."""
        return self.platform | self.merchants.get(merchant, NOTHING)

    def require_merchant(self, merchant: MerchantId, permission: Permission) -> None:
        """Return when the caller has the permission for the merchant as a whole, else 404 or 403."""
        allowed = self.in_merchant(merchant)
        if not allowed:
            raise not_found("merchant", merchant)
        if permission not in allowed:
            raise permission_missing(permission)


def permission_missing(permission: Permission) -> XiaoerError:
    """Return the 403 that names the permission."""
    return XiaoerError(
        "permission_missing",
        403,
        f"You need the permission {permission} here. Ask whoever manages your shop's staff.",
        {"permission": permission.value},
    )


SYSTEM: Final = Caller(CallerKind.SYSTEM, "system", "system", {}, {}, EVERYTHING)
