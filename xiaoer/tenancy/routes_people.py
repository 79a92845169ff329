"""Staff, roles and API keys over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from xiaoer.base.errors import invalid, not_found
from xiaoer.base.ids import MerchantId, RoleId, ShopId, StaffId
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.door import KEY_PREFIX, hashed, new_token
from xiaoer.tenancy.model import Caller, Grant, Permission
from xiaoer.tenancy.routes import Front, only_merchant
from xiaoer.tenancy.wire import (
    GrantBody,
    KeyItem,
    KeyMade,
    NewKey,
    NewRole,
    NewStaff,
    PersonItem,
    RoleItem,
    StaffChange,
    key_item,
    person_item,
    role_item,
)

By = Annotated[Caller, Depends(identified_as(Caller))]


def make_people_router(front: Front) -> APIRouter:
    """Return the routes of staff, roles and API keys."""
    router = APIRouter()
    _add_staff(router, front)
    _add_staff_changes(router, front)
    _add_roles(router, front)
    _add_keys(router, front)
    return router


def _add_staff(router: APIRouter, front: Front) -> None:
    @router.get("/staff", tags=["staff"])
    async def list_staff(caller: By, cursor: Cursor = None, limit: Limit = 100) -> Page[PersonItem]:
        """List the people whom the caller manages, the oldest account first."""
        place = decode_cursor(cursor, (str,))
        after = str(place[0]) if place else None
        people = front.tenancy.people

        def work(unit: Unit) -> list[PersonItem]:
            found = people.page(unit, caller, after, limit + 1)
            return [person_item(person, people.grants(unit, caller, person.id)) for person in found]

        rows, following = cut(await front.database.read(work, EVERY_SHOP), limit, lambda item: (item.id,))
        return Page(items=list(rows), next_cursor=following)


def _add_staff_changes(router: APIRouter, front: Front) -> None:
    @router.post("/staff", status_code=201, tags=["staff"])
    async def create_staff(caller: By, body: NewStaff) -> PersonItem:
        """Make an account; without a password, give somebody who has one roles in the caller's shops."""
        caller.require_anywhere(Permission.STAFF_MANAGE)
        merchant, digest = MerchantId(""), None
        if body.password is not None:
            merchant = only_merchant(caller, body.merchant_id)
            caller.require_merchant(merchant, Permission.STAFF_MANAGE)
            digest = await front.door.accepted(body.password, body.login)
        return await front.database.write(
            lambda unit: _employ(front, unit, caller, body, merchant, digest), EVERY_SHOP
        )

    @router.patch("/staff/{staff_id}", tags=["staff"])
    async def change_staff(caller: By, staff_id: str, body: StaffChange) -> PersonItem:
        """Change a person's name, language, state, password or grants."""
        people, person = front.tenancy.people, StaffId(staff_id)
        known = await front.database.read(lambda unit: people.get(unit, caller, person), EVERY_SHOP)
        digest = None if body.password is None else await front.door.accepted(body.password, known.login)
        return await front.database.write(
            lambda unit: _change(front, unit, caller, person, body, digest), EVERY_SHOP
        )


def _employ(
    front: Front, unit: Unit, caller: Caller, body: NewStaff, merchant: MerchantId, digest: str | None
) -> PersonItem:
    people = front.tenancy.people
    grants = _grants(front, unit, caller, body.grants)
    if digest is None:
        person = people.hire(unit, caller, body.login, grants)
    else:
        person = people.create(
            unit,
            caller,
            merchant,
            name=body.name or body.login,
            login=body.login,
            password_hash=digest,
            language=body.language,
            grants=grants,
        )
    return person_item(person, people.grants(unit, caller, person.id))


def _change(
    front: Front, unit: Unit, caller: Caller, person: StaffId, body: StaffChange, digest: str | None
) -> PersonItem:
    people = front.tenancy.people
    found = people.get(unit, caller, person)
    if {body.name, body.language, body.active, digest} != {None}:
        found = people.change(
            unit,
            caller,
            person,
            name=body.name,
            language=body.language,
            active=body.active,
            password_hash=digest,
        )
    if body.grants is not None:
        people.set_grants(unit, caller, person, _grants(front, unit, caller, body.grants))
    return person_item(found, people.grants(unit, caller, person))


def _add_roles(router: APIRouter, front: Front) -> None:
    @router.get("/roles", tags=["staff"])
    async def list_roles(caller: By) -> Page[RoleItem]:
        """List the built-in roles and those of the caller's merchants."""
        found = await front.database.read(lambda unit: front.tenancy.people.roles(unit, caller), EVERY_SHOP)
        return Page(items=[role_item(role) for role in found])

    @router.post("/roles", status_code=201, tags=["staff"])
    async def create_role(caller: By, body: NewRole) -> RoleItem:
        """Make a role; the same again gives the same."""
        merchant = only_merchant(caller, body.merchant_id)
        permissions = frozenset(body.permissions)
        made = await front.database.write(
            lambda unit: front.tenancy.people.create_role(unit, caller, merchant, body.name, permissions),
            EVERY_SHOP,
        )
        return role_item(made)


def _add_keys(router: APIRouter, front: Front) -> None:
    @router.get("/api-keys", tags=["api keys"])
    async def list_api_keys(caller: By) -> Page[KeyItem]:
        """List the API keys that the caller manages, revoked ones included."""
        found = await front.database.read(lambda unit: front.tenancy.keys.list(unit, caller), EVERY_SHOP)
        return Page(items=[key_item(key) for key in found])

    @router.post("/api-keys", status_code=201, tags=["api keys"])
    async def create_api_key(caller: By, body: NewKey) -> KeyMade:
        """Make an API key; its secret is in this answer and nowhere else."""
        secret = new_token(KEY_PREFIX)
        made = await front.database.write(
            lambda unit: front.tenancy.keys.create(
                unit,
                caller,
                name=body.name,
                shops=[ShopId(shop) for shop in body.shop_ids],
                permissions=frozenset(body.permissions),
                key_hash=hashed(secret),
            ),
            EVERY_SHOP,
        )
        return KeyMade(**key_item(made).model_dump(), secret=secret)

    @router.delete("/api-keys/{key_id}", status_code=204, tags=["api keys"])
    async def revoke_api_key(caller: By, key_id: str) -> Response:
        """Revoke an API key; it is refused from the next request on."""
        await front.database.write(lambda unit: front.tenancy.keys.revoke(unit, caller, key_id), EVERY_SHOP)
        return Response(status_code=204)


def _grants(front: Front, unit: Unit, caller: Caller, bodies: Sequence[GrantBody]) -> list[Grant]:
    """Return the grants of a body; the merchant of a shop is looked up, 404 for a strange one."""
    return [_grant(front, unit, caller, body) for body in bodies]


def _grant(front: Front, unit: Unit, caller: Caller, body: GrantBody) -> Grant:
    role = RoleId(body.role_id)
    if body.shop_id is not None:
        shop = ShopId(body.shop_id)
        if not caller.allowed_in(shop):
            raise not_found("shop", shop)
        return Grant(front.tenancy.shops.get(unit, shop).merchant, shop, role)
    if body.merchant_id is None and not caller.platform:
        raise invalid("grant_without_place", "Say where the role holds: shop_id or merchant_id.")
    return Grant(MerchantId(body.merchant_id or ""), ShopId(""), role)
