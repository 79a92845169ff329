"""What tenancy takes and gives over HTTP. Secrets appear once, in the answer that makes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from xiaoer.base.clock import iso
from xiaoer.tenancy.model import (
    Act,
    ApiKey,
    Caller,
    Grant,
    Permission,
    Permissions,
    Persona,
    Role,
    Shop,
    Staff,
)

Language = Literal["zh-CN", "en"]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Identifier = Annotated[str, Field(min_length=1, max_length=100)]
Password = Annotated[str, Field(min_length=1, max_length=200)]
Login = Annotated[str, Field(min_length=1, max_length=100)]


class _Body(BaseModel):
    """A request body; an unknown field is an error, because it would be ignored in silence."""

    model_config = ConfigDict(extra="forbid")


class LogIn(_Body):
    """Login and password."""

    login: Login
    password: Password


class NewPassword(_Body):
    """One's own old and new password."""

    old: Password
    new: Password


class PersonaBody(_Body):
    """How the bot presents itself; empty text means its own default."""

    name: Annotated[str, Field(max_length=40)] = ""
    address: Annotated[str, Field(max_length=20)] = ""
    missing: Annotated[str, Field(max_length=500)] = ""
    greeting: Annotated[str, Field(max_length=500)] = ""
    language: Language = "zh-CN"

    def persona(self) -> Persona:
        """Return the value."""
        return Persona(**self.model_dump())


Origins = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)]


class NewShop(_Body):
    """A shop to open; `merchant_id` may be left out by who works for one merchant only."""

    name: Name
    platform: Annotated[str, Field(pattern="^[a-z][a-z0-9_]{1,29}$")] = "own"
    merchant_id: Identifier | None = None
    persona: PersonaBody = PersonaBody()
    allowed_origins: Origins = []


class ShopChange(_Body):
    """What to change of a shop; what is left out stays."""

    name: Name | None = None
    persona: PersonaBody | None = None
    allowed_origins: Origins | None = None


class GrantBody(_Body):
    """A role in one shop (`shop_id`), or in every shop of a merchant (`merchant_id`).

    Neither: on the whole platform, which only the platform's own people can give.
    """

    role_id: Identifier
    shop_id: Identifier | None = None
    merchant_id: Identifier | None = None


Grants = Annotated[list[GrantBody], Field(max_length=500)]


class NewStaff(_Body):
    """A person. Without `password`: somebody who has this login already gets the grants."""

    login: Login
    name: Name | None = None
    password: Password | None = None
    language: Language = "zh-CN"
    merchant_id: Identifier | None = None
    grants: Grants = []


class StaffChange(_Body):
    """What to change of a person; what is left out stays. `grants` replaces those that the caller manages."""

    name: Name | None = None
    language: Language | None = None
    active: bool | None = None
    password: Password | None = None
    grants: Grants | None = None


class NewRole(_Body):
    """A role of a merchant's own."""

    name: Name
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=100)]
    merchant_id: Identifier | None = None


class NewKey(_Body):
    """A key for a program."""

    name: Name
    shop_ids: Annotated[list[Identifier], Field(min_length=1, max_length=500)]
    permissions: Annotated[list[Permission], Field(min_length=1, max_length=100)]


class StaffItem(BaseModel):
    """A person, in short."""

    id: str
    name: str
    login: str
    language: str


class ShopHead(BaseModel):
    """A shop, and what the caller may do in it."""

    id: str
    name: str
    platform: str
    permissions: list[Permission]


class MerchantHead(BaseModel):
    """A merchant, and what the caller may do for it as a whole."""

    id: str
    name: str
    permissions: list[Permission]


class SessionItem(BaseModel):
    """A session that was just opened."""

    token: str
    expires_at: str
    staff: StaffItem
    shops: list[ShopHead]


class Me(BaseModel):
    """Who the caller is."""

    kind: str
    id: str
    name: str
    language: str
    shops: list[ShopHead]
    merchants: list[MerchantHead]


class ShopItem(ShopHead):
    """A shop with its settings. `widget_secret` only for who may manage the shop."""

    merchant_id: str
    site_key: str
    persona: PersonaBody
    allowed_origins: list[str]
    widget_secret: str | None


class PersonItem(StaffItem):
    """A person with the grants that the caller manages."""

    merchant_id: str
    active: bool
    grants: list[GrantBody]


class RoleItem(BaseModel):
    """A role; `merchant_id` is null for a built-in one."""

    id: str
    name: str
    merchant_id: str | None
    permissions: list[Permission]


class KeyItem(BaseModel):
    """A key without its secret."""

    id: str
    name: str
    shop_ids: list[str]
    permissions: list[Permission]
    created_at: str
    revoked_at: str | None


class KeyMade(KeyItem):
    """A key that was just made; `secret` is shown here and never again."""

    secret: str


class ActItem(BaseModel):
    """One line of the audit trail."""

    id: str
    at: str
    caller_kind: str
    caller_id: str
    caller_name: str
    act: str
    of_kind: str
    of_id: str
    shop_id: str | None
    detail: str


def sorted_permissions(permissions: Permissions) -> list[Permission]:
    """Return permissions in a stable order."""
    return sorted(permissions)


def shop_head(shop: Shop, caller: Caller) -> ShopHead:
    """Return a shop in short."""
    allowed = sorted_permissions(caller.allowed_in(shop.id))
    return ShopHead(id=shop.id, name=shop.name, platform=shop.platform, permissions=allowed)


def shop_item(shop: Shop, caller: Caller) -> ShopItem:
    """Return a shop with its settings."""
    persona = shop.persona
    managed = caller.may(shop.id, Permission.SHOPS_MANAGE)
    return ShopItem(
        **shop_head(shop, caller).model_dump(),
        merchant_id=shop.merchant,
        site_key=shop.site_key,
        persona=PersonaBody(
            name=persona.name,
            address=persona.address,
            missing=persona.missing,
            greeting=persona.greeting,
            language="en" if persona.language == "en" else "zh-CN",
        ),
        allowed_origins=list(shop.allowed_origins),
        widget_secret=shop.widget_secret if managed else None,
    )


def staff_item(person: Staff) -> StaffItem:
    """Return a person in short."""
    return StaffItem(id=person.id, name=person.name, login=person.login, language=person.language)


def person_item(person: Staff, grants: tuple[Grant, ...]) -> PersonItem:
    """Return a person with grants."""
    return PersonItem(
        **staff_item(person).model_dump(),
        merchant_id=person.merchant,
        active=person.active,
        grants=[
            GrantBody(
                role_id=grant.role,
                shop_id=grant.shop or None,
                merchant_id=None if grant.shop else grant.merchant or None,
            )
            for grant in grants
        ],
    )


def role_item(role: Role) -> RoleItem:
    """Return a role."""
    return RoleItem(
        id=role.id,
        name=role.name,
        merchant_id=role.merchant or None,
        permissions=sorted_permissions(role.permissions),
    )


def key_item(key: ApiKey) -> KeyItem:
    """Return a key."""
    return KeyItem(
        id=key.id,
        name=key.name,
        shop_ids=list(key.shops),
        permissions=sorted_permissions(key.permissions),
        created_at=iso(key.created_ms),
        revoked_at=iso(key.revoked_ms) if key.revoked_ms else None,
    )


def act_item(act: Act) -> ActItem:
    """Return a line of the audit trail."""
    return ActItem(
        id=act.id,
        at=iso(act.at_ms),
        caller_kind=act.caller_kind,
        caller_id=act.caller,
        caller_name=act.caller_name,
        act=act.act,
        of_kind=act.of_kind,
        of_id=act.of,
        shop_id=act.shop or None,
        detail=act.detail,
    )
