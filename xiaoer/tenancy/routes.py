"""Sessions, me, shops and the audit trail over HTTP."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from xiaoer.base.clock import iso
from xiaoer.base.errors import XiaoerError, invalid, not_found
from xiaoer.base.ids import MerchantId, ShopId, StaffId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.http.caller import bearer, identified_as, not_authenticated
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.door import Door
from xiaoer.tenancy.model import Caller, CallerKind, Shop
from xiaoer.tenancy.service import Tenancy
from xiaoer.tenancy.wire import (
    ActItem,
    LogIn,
    Me,
    MerchantHead,
    NewPassword,
    NewShop,
    SessionItem,
    ShopChange,
    ShopItem,
    act_item,
    shop_head,
    shop_item,
    sorted_permissions,
    staff_item,
)

By = Annotated[Caller, Depends(identified_as(Caller))]


class Front:
    """What the routes need, bound once.

    Their units name every shop: tenancy is what decides which shops somebody may see, so it cannot be
    bounded by that; each verb checks the caller itself.
    """

    def __init__(self, database: Database, tenancy: Tenancy, door: Door) -> None:
        self.database = database
        self.tenancy = tenancy
        self.door = door


def make_router(front: Front) -> APIRouter:
    """Return the routes of sessions, me, shops and the trail."""
    router = APIRouter()
    _add_sessions(router, front)
    _add_me(router, front)
    _add_shops(router, front)
    _add_shop_changes(router, front)
    _add_audit(router, front)
    return router


def only_merchant(caller: Caller, wanted: str | None) -> MerchantId:
    """Return the merchant that a body names, or the caller's only one; 422 when he has to say which."""
    if wanted is not None:
        return MerchantId(wanted)
    if len(caller.merchants) != 1:
        if not caller.merchants and not caller.platform:
            raise XiaoerError("permission_missing", 403, "You work for single shops, not for a merchant.")
        raise invalid("merchant_missing", "Say for which merchant: merchant_id.")
    return next(iter(caller.merchants))


def person_of(caller: Caller) -> StaffId:
    """Return the person that the caller is; 403 for an API key."""
    if caller.kind is not CallerKind.STAFF:
        raise XiaoerError("staff_only", 403, "Only a person can do this; log in as staff.")
    return StaffId(caller.id)


def _add_sessions(router: APIRouter, front: Front) -> None:
    @router.post("/sessions", status_code=201, tags=["sessions"])
    async def log_in(body: LogIn, request: Request) -> SessionItem:
        """Log in with login and password.

        The token is for `Authorization: Bearer`; it ends after seven days without a request.
        """
        place = request.client.host if request.client else ""
        opened = await front.door.log_in(body.login, body.password, place)
        return SessionItem(
            token=opened.token,
            expires_at=iso(opened.expires_ms),
            staff=staff_item(opened.staff),
            shops=[shop_head(shop, opened.caller) for shop in opened.shops],
        )

    @router.delete("/sessions/current", status_code=204, tags=["sessions"])
    async def log_out(caller: By, request: Request) -> Response:
        """Log out: the session's token is worth nothing any more."""
        person_of(caller)
        token = bearer(request.scope)
        if token is None:
            raise not_authenticated()
        await front.door.log_out(token)
        return Response(status_code=204)


def _add_me(router: APIRouter, front: Front) -> None:
    @router.get("/me", tags=["sessions"])
    async def get_me(caller: By) -> Me:
        """Say who the caller is, which shops he may see and what he may do there."""

        def work(unit: Unit) -> Me:
            verbs = front.tenancy.shops
            return Me(
                kind=caller.kind.value,
                id=caller.id,
                name=caller.name,
                language=caller.language,
                shops=[shop_head(verbs.get(unit, shop), caller) for shop in sorted(caller.grants)],
                merchants=[
                    MerchantHead(
                        id=merchant,
                        name=verbs.merchant(unit, merchant).name,
                        permissions=sorted_permissions(held),
                    )
                    for merchant, held in sorted(caller.merchants.items())
                ],
            )

        return await front.database.read(work, EVERY_SHOP)

    @router.post("/me/password", status_code=204, tags=["sessions"])
    async def change_my_password(caller: By, body: NewPassword) -> Response:
        """Change one's own password; ends all of one's sessions."""
        await front.door.change_password(person_of(caller), body.old, body.new)
        return Response(status_code=204)


def _add_shops(router: APIRouter, front: Front) -> None:
    @router.get("/shops", tags=["shops"])
    async def list_shops(caller: By, cursor: Cursor = None, limit: Limit = 100) -> Page[ShopItem]:
        """List the shops that the caller may see, the oldest first."""
        after = str((decode_cursor(cursor, (str,)) or ("",))[0])
        wanted = sorted(shop for shop in caller.grants if shop > after)[: limit + 1]
        verbs = front.tenancy.shops
        found = await front.database.read(lambda unit: [verbs.get(unit, shop) for shop in wanted], EVERY_SHOP)
        rows, following = cut(found, limit, lambda shop: (shop.id,))
        return Page(items=[shop_item(shop, caller) for shop in rows], next_cursor=following)

    @router.get("/shops/{shop_id}", tags=["shops"])
    async def get_shop(caller: By, shop_id: str) -> ShopItem:
        """Show one shop with its settings."""
        shop = ShopId(shop_id)
        if not caller.allowed_in(shop):
            raise not_found("shop", shop_id)
        found = await front.database.read(lambda unit: front.tenancy.shops.get(unit, shop), EVERY_SHOP)
        return shop_item(found, caller)


def _add_shop_changes(router: APIRouter, front: Front) -> None:
    @router.post("/shops", status_code=201, tags=["shops"])
    async def create_shop(caller: By, body: NewShop) -> ShopItem:
        """Open a shop; the same merchant, platform and name again give the same shop."""
        merchant = only_merchant(caller, body.merchant_id)

        def work(unit: Unit) -> Shop:
            return front.tenancy.shops.create(
                unit,
                caller,
                merchant,
                body.name,
                platform=body.platform,
                persona=body.persona.persona(),
                allowed_origins=tuple(body.allowed_origins),
            )

        made = await front.database.write(work, EVERY_SHOP)
        grants = {**caller.grants, made.id: caller.in_merchant(merchant)}
        return shop_item(made, replace(caller, grants=grants))

    @router.patch("/shops/{shop_id}", tags=["shops"])
    async def change_shop(caller: By, shop_id: str, body: ShopChange) -> ShopItem:
        """Change name, persona or allowed origins of a shop."""

        def work(unit: Unit) -> Shop:
            return front.tenancy.shops.change(
                unit,
                caller,
                ShopId(shop_id),
                name=body.name,
                persona=body.persona.persona() if body.persona is not None else None,
                allowed_origins=tuple(body.allowed_origins) if body.allowed_origins is not None else None,
            )

        return shop_item(await front.database.write(work, EVERY_SHOP), caller)


def _add_audit(router: APIRouter, front: Front) -> None:
    @router.get("/audit", tags=["audit"])
    async def list_acts(
        caller: By, shop_id: str | None = None, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[ActItem]:
        """List who did what, and who looked at personal data, the newest first."""
        place = decode_cursor(cursor, (str,))
        before = str(place[0]) if place else None
        shop = ShopId(shop_id) if shop_id is not None else None
        found = await front.database.read(
            lambda unit: front.tenancy.trail.read(unit, caller, shop, before, limit + 1), EVERY_SHOP
        )
        rows, following = cut(found, limit, lambda act: (act.id,))
        return Page(items=[act_item(act) for act in rows], next_cursor=following)
