"""Dead letters over HTTP: what a listener could not handle, and handling it again."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from xiaoer.base.clock import iso
from xiaoer.base.errors import not_found
from xiaoer.base.ids import ShopId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.infra.feed.store import DeadLetter, letter, letters_of_shop
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.model import Caller, Permission

By = Annotated[Caller, Depends(identified_as(Caller))]
Replay = Callable[[str, str], Awaitable[int]]


class DeadLetterItem(BaseModel):
    """An entry that `listener` could not handle; those that wait behind it have no attempts."""

    id: str
    shop_id: str
    listener: str
    number: int
    conversation_id: str
    fact: str
    error: str
    attempts: int
    at: str


class Replayed(BaseModel):
    """How many entries went through."""

    handled: int


def make_router(database: Database, replay: Replay) -> APIRouter:
    """Return the routes. `replay(listener, lane)` handles a parked lane again."""
    router = APIRouter(tags=["operation"])

    @router.get("/dead-letters")
    async def list_dead_letters(
        caller: By, shop_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[DeadLetterItem]:
        """List what could not be handled, oldest first."""
        caller.require(ShopId(shop_id), Permission.DEAD_LETTERS_MANAGE)
        place = decode_cursor(cursor, (int,))
        after = int(place[0]) if place else 0
        rows = await database.read(
            lambda unit: letters_of_shop(unit, shop_id, after, limit + 1), frozenset({ShopId(shop_id)})
        )
        shown, following = cut(rows, limit, lambda row: (row.number,))
        return Page(items=[_item(row) for row in shown], next_cursor=following)

    @router.post("/dead-letters/{letter_id}/replay")
    async def replay_dead_letter(caller: By, letter_id: str) -> Replayed:
        """Handle it and all that wait behind it again, in order; 409 when it fails again."""
        listener, _, number = letter_id.rpartition(":")
        if not number.isdecimal():
            raise not_found("dead_letter", letter_id)
        found = await database.read(lambda unit: letter(unit, listener, int(number)), EVERY_SHOP)
        if found is None or ShopId(found.shop) not in caller.shops:
            raise not_found("dead_letter", letter_id)
        caller.require(ShopId(found.shop), Permission.DEAD_LETTERS_MANAGE)
        return Replayed(handled=await replay(found.listener, found.lane))

    return router


def _item(row: DeadLetter) -> DeadLetterItem:
    return DeadLetterItem(
        id=f"{row.listener}:{row.number}",
        shop_id=row.shop,
        listener=row.listener,
        number=row.number,
        conversation_id=row.lane if row.lane != row.shop else "",
        fact=row.fact,
        error=row.error,
        attempts=row.attempts,
        at=iso(row.at_ms),
    )
