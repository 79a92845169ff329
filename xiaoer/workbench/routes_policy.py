"""A shop's service policy over HTTP: read whole, tried, changed, gone back with. (流程)"""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Path, Query

from xiaoer.base.ids import ShopId
from xiaoer.bot.model import PolicyRevision, PolicyVersion
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.workbench.policy_wire import (
    PolicyBody,
    PolicyFace,
    RevisionFace,
    RollBackBody,
    VersionFace,
    VersionHead,
    difference_face,
    own_of,
    policy_face,
    revision_face,
    version_head,
)
from xiaoer.workbench.routes_faqs import Library

By = Annotated[Caller, Depends(identified_as(Caller))]
Number = Annotated[int, Path(ge=0, le=2**31, description="0 stands for the trade defaults alone.")]
DryRun = Annotated[bool, Query(description="Check, and say what would change; write nothing.")]
_NEWEST = 2**31 - 1


def make_router(library: Library) -> APIRouter:
    """Return the routes of the service policy."""
    router = APIRouter(tags=["knowledge"])
    _add_policy(router, library)
    _add_changes(router, library)
    _add_versions(router, library)
    return router


def _add_policy(router: APIRouter, library: Library) -> None:
    book = library.bot.policies

    @router.get("/shops/{shop_id}/policy")
    async def get_policy(caller: By, shop_id: str) -> PolicyFace:
        """Return the service policy that holds: the trade defaults with the shop's own above them."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        held = await library.database.read(lambda unit: book.standing(unit, shop), frozenset({shop}))
        return policy_face(held, book.effective(held), book.defaults())


def _add_changes(router: APIRouter, library: Library) -> None:
    book = library.bot.policies

    @router.put("/shops/{shop_id}/policy")
    async def save_policy(
        caller: By, shop_id: str, body: PolicyBody, dry_run: DryRun = False
    ) -> RevisionFace:
        """Write the shop's own policy, whole; it holds from the next turn of the bot on.

        409 when another version than `based_on` holds, 422 with `path` and `why` when it is wrong.
        """
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)
        own = msgspec.json.encode(body.own).decode()

        def save(unit: Unit) -> PolicyRevision:
            done = book.revise(unit, shop, own, body.based_on, _name(caller), only_look=dry_run)
            if done.recorded:
                library.note(unit, caller, "policy_saved", "policy", str(done.number), shop)
            return done

        return revision_face(await library.database.write(save, frozenset({shop})))

    @router.post("/shops/{shop_id}/policy-versions/{version}/roll-back")
    async def roll_back_policy(
        caller: By, shop_id: str, version: Number, body: RollBackBody, dry_run: DryRun = False
    ) -> RevisionFace:
        """Write a kept version anew, as the next one. 409 when another than `based_on` holds."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def back(unit: Unit) -> PolicyRevision:
            done = book.roll_back(unit, shop, version, body.based_on, _name(caller), only_look=dry_run)
            if done.recorded:
                library.note(unit, caller, "policy_rolled_back", "policy", str(done.number), shop)
            return done

        return revision_face(await library.database.write(back, frozenset({shop})))


def _add_versions(router: APIRouter, library: Library) -> None:
    book = library.bot.policies

    @router.get("/shops/{shop_id}/policy-versions")
    async def list_policy_versions(
        caller: By, shop_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[VersionHead]:
        """List the last versions of the shop's own policy, newest first; the one that holds is the first."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        place = decode_cursor(cursor, (int,))
        before = int(place[0]) if place else _NEWEST
        rows = await library.database.read(
            lambda unit: book.versions(unit, shop, before, limit + 1), frozenset({shop})
        )
        shown, following = cut(rows, limit, lambda one: (one.number,))
        return Page(items=[version_head(one) for one in shown], next_cursor=following)

    @router.get("/shops/{shop_id}/policy-versions/{version}")
    async def get_policy_version(caller: By, shop_id: str, version: Number) -> VersionFace:
        """Return one version, and what going back to it would change now."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)

        def read(unit: Unit) -> tuple[PolicyVersion, PolicyRevision]:
            held = book.standing(unit, shop).number
            back = book.roll_back(unit, shop, version, held, "", only_look=True)
            return book.version(unit, shop, version), back

        found, back = await library.database.read(read, frozenset({shop}))
        return VersionFace(
            **version_head(found).model_dump(),
            own=own_of(found),
            differences=[difference_face(one) for one in back.differences],
        )


def _name(caller: Caller) -> str:
    return caller.name or caller.id
