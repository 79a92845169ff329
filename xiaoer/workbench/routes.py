"""The desk over HTTP: list, read, take, say, release, close, reopen, why, counters."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query

from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.ids import ConversationId, MessageId, ShopId, StaffId
from xiaoer.conversations.model import AnyContent, Conversation, Holder
from xiaoer.conversations.service import Conversations, Line, Refusal, acceptable_from_staff, error_of
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.model import Caller, CallerKind, Permission
from xiaoer.workbench.model import (
    AssignBody,
    ConversationHead,
    Counters,
    Evidence,
    EvidenceItem,
    MessageItem,
    ReleaseBody,
    SayBody,
    item_of,
)
from xiaoer.workbench.service import Workbench

By = Annotated[Caller, Depends(identified_as(Caller))]
_NEWEST = (1 << 53, "~")


def _supervises(caller: Caller, shop: ShopId) -> bool:
    return caller.may(shop, Permission.STAFF_MANAGE)


def _staff(caller: Caller) -> StaffId:
    if caller.kind is not CallerKind.STAFF:
        raise XiaoerError("staff_only", 403, "Only a person can hold a conversation; log in as staff.")
    return StaffId(caller.id)


class Desk:
    """What the routes need, bound once."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        workbench: Workbench,
        may_speak: Callable[[Unit, StaffId, ShopId], bool],
    ) -> None:
        self.may_speak = may_speak
        self.database = database
        self.conversations = conversations
        self.workbench = workbench

    def find(self, unit: Unit, caller: Caller, conversation: str, permission: Permission) -> Conversation:
        """Return a conversation that the caller may see; else 404 or 403."""
        head = self.conversations.find(unit, ConversationId(conversation))
        if head.shop not in caller.shops:
            raise error_of(Refusal.NOT_FOUND)
        caller.require(head.shop, permission)
        return head

    async def head_for(self, caller: Caller, conversation: str, permission: Permission) -> Conversation:
        """Return a conversation that the caller may see, read before a change of it."""
        return await self.database.read(
            lambda unit: self.find(unit, caller, conversation, permission), EVERY_SHOP
        )

    async def change(
        self, caller: Caller, conversation: str, verb: str, to: Holder = Holder.QUEUE
    ) -> ConversationHead:
        """Take, release, close or reopen; a refusal is raised as its error."""
        head = await self.head_for(caller, conversation, Permission.CONVERSATIONS_SPEAK)
        staff, supervisor = _staff(caller), _supervises(caller, head.shop)

        def work(unit: Unit) -> Conversation | Refusal:
            c = self.conversations
            match verb:
                case "take":
                    return c.take(unit, head.shop, head.id, staff, supervisor=supervisor)
                case "release":
                    return c.release(unit, head.shop, head.id, staff, to, supervisor=supervisor)
                case "close":
                    return c.close(unit, head.shop, head.id, staff, supervisor=supervisor)
                case _:
                    return c.reopen(unit, head.shop, head.id, staff, Holder.STAFF, staff)

        changed = await self.database.write(work, frozenset({head.shop}), head.id)
        if isinstance(changed, Refusal):
            raise error_of(changed)
        return await self.database.read(lambda unit: self.workbench.head(unit, changed), EVERY_SHOP)

    async def assign(self, caller: Caller, conversation: str, colleague: StaffId) -> ConversationHead:
        """Give a conversation to somebody who may speak in its shop."""
        head = await self.head_for(caller, conversation, Permission.STAFF_MANAGE)

        def work(unit: Unit) -> Conversation | Refusal:
            if not self.may_speak(unit, colleague, head.shop):
                raise invalid(
                    "cannot_speak_here", "This colleague may not speak in this shop; grant it first."
                )
            return self.conversations.take(unit, head.shop, head.id, colleague, supervisor=True)

        changed = await self.database.write(work, EVERY_SHOP, head.id)
        if isinstance(changed, Refusal):
            raise error_of(changed)
        return await self.database.read(lambda unit: self.workbench.head(unit, changed), EVERY_SHOP)


def shops_wanted(caller: Caller, shop_id: str | None, permission: Permission) -> list[ShopId]:
    """Return the one shop asked for, or all in which the caller has the permission."""
    if shop_id is None:
        caller.require_anywhere(permission)
        return sorted(caller.shops_with(permission))
    caller.require(ShopId(shop_id), permission)
    return [ShopId(shop_id)]


def content_of(raw: dict[str, Any]) -> AnyContent:
    """Return the content of a request body; `bad_content` (422) when it is of no known kind."""
    try:
        return acceptable_from_staff(msgspec.convert(raw, AnyContent))
    except msgspec.ValidationError as error:
        raise invalid("bad_content", f"This content cannot be sent: {error}") from error


def make_router(desk: Desk) -> APIRouter:
    """Return the routes of reading; the changing ones are in `make_changing_router`."""
    router = APIRouter(tags=["conversations"])
    _add_list(router, desk)
    _add_one(router, desk)
    _add_why(router, desk)
    return router


def _add_list(router: APIRouter, desk: Desk) -> None:
    @router.get("/conversations")
    async def list_conversations(
        caller: By,
        shop_id: str | None = None,
        state: Annotated[str, Query(pattern="^(|open|closed)$")] = "",
        holder: Annotated[str, Query(pattern="^(|bot|staff|queue)$")] = "",
        mine: bool = False,
        q: Annotated[str, Query(max_length=100)] = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[ConversationHead]:
        """List conversations, the newest change first."""
        shops = shops_wanted(caller, shop_id, Permission.CONVERSATIONS_READ)
        place = decode_cursor(cursor, (int, str)) or _NEWEST
        before = (int(place[0]), str(place[1]))
        filters = {"state": state, "holder": holder, "staff": caller.id if mine else "", "q": q}
        found = await desk.database.read(
            lambda unit: [
                (c.updated_ms, head)
                for c, head in desk.workbench.page(unit, shops, before, limit + 1, **filters)
            ],
            frozenset(shops),
        )
        rows, following = cut(found, limit, lambda pair: (pair[0], pair[1].id))
        return Page(items=[head for _, head in rows], next_cursor=following)


def _add_one(router: APIRouter, desk: Desk) -> None:
    @router.get("/conversations/{conversation_id}")
    async def get_conversation(caller: By, conversation_id: str) -> ConversationHead:
        """Return one conversation."""
        return await desk.database.read(
            lambda unit: desk.workbench.head(
                unit, desk.find(unit, caller, conversation_id, Permission.CONVERSATIONS_READ)
            ),
            EVERY_SHOP,
        )

    @router.get("/conversations/{conversation_id}/messages")
    async def list_messages(
        caller: By,
        conversation_id: str,
        before_seq: Annotated[int, Query(ge=1, le=2**31 - 1)] = 2**31 - 1,
        limit: Limit = 50,
    ) -> Page[MessageItem]:
        """Return messages below a sequence, oldest first; `next_cursor` is null, page by `before_seq`."""

        def read(unit: Unit) -> list[MessageItem]:
            head = desk.find(unit, caller, conversation_id, Permission.CONVERSATIONS_READ)
            return [
                item_of(message)
                for message in desk.conversations.messages(unit, head.shop, head.id, before_seq, limit)
            ]

        return Page(items=await desk.database.read(read, EVERY_SHOP), next_cursor=None)

    @router.get("/counters")
    async def get_counters(caller: By, shop_id: str | None = None) -> Counters:
        """Return the live counters of one shop or of all that one may see."""
        shops = shops_wanted(caller, shop_id, Permission.CONVERSATIONS_READ)
        return await desk.database.read(lambda unit: desk.workbench.counters(unit, shops), frozenset(shops))


def _add_why(router: APIRouter, desk: Desk) -> None:
    @router.get("/messages/{message_id}/evidence")
    async def get_evidence(caller: By, message_id: str) -> Evidence:
        """Return what an answer of the bot stands on."""

        def read(unit: Unit) -> str:
            message = desk.conversations.message(unit, MessageId(message_id))
            if message.shop not in caller.shops:
                raise XiaoerError("message_not_found", 404, "No such message that you may see.")
            caller.require(message.shop, Permission.CONVERSATIONS_READ)
            return message.evidence

        text = await desk.database.read(read, EVERY_SHOP)
        kept = msgspec.json.decode(text, type=dict[str, Any]) if text else {}
        items = [EvidenceItem(**item) for item in kept.get("items", [])]
        return Evidence(items=items, trace=kept.get("trace", {}))


def make_changing_router(desk: Desk) -> APIRouter:
    """Return the routes that change a conversation."""
    router = APIRouter(tags=["conversations"])
    _add_speaking(router, desk)
    _add_holding(router, desk)
    return router


def _add_speaking(router: APIRouter, desk: Desk) -> None:
    @router.post("/conversations/{conversation_id}/messages")
    async def say(caller: By, conversation_id: str, body: SayBody) -> MessageItem:
        """Speak as the holder; 409 `holder_changed` when somebody else holds it now."""
        head = await desk.head_for(caller, conversation_id, Permission.CONVERSATIONS_SPEAK)
        staff, line = _staff(caller), Line(content_of(body.content), "", body.client_id, caller.name)
        said = await desk.database.write(
            lambda unit: desk.conversations.say_as_staff(
                unit, head.shop, head.id, line, staff=staff, token=body.token
            ),
            frozenset({head.shop}),
            head.id,
        )
        if isinstance(said, Refusal):
            raise error_of(said)
        return item_of(said)


def _add_holding(router: APIRouter, desk: Desk) -> None:
    @router.post("/conversations/{conversation_id}/assign")
    async def assign(caller: By, conversation_id: str, body: AssignBody) -> ConversationHead:
        """Make a colleague the holder, as a supervisor; 422 when the colleague may not speak there."""
        return await desk.assign(caller, conversation_id, StaffId(body.staff_id))

    @router.post("/conversations/{conversation_id}/take")
    async def take(caller: By, conversation_id: str) -> ConversationHead:
        """Become the holder; 409 `held_by_other` when a colleague holds it."""
        return await desk.change(caller, conversation_id, "take")

    @router.post("/conversations/{conversation_id}/release")
    async def release(caller: By, conversation_id: str, body: ReleaseBody) -> ConversationHead:
        """Give the conversation to the bot or to the queue."""
        return await desk.change(caller, conversation_id, "release", Holder(body.to))

    @router.post("/conversations/{conversation_id}/close")
    async def close(caller: By, conversation_id: str) -> ConversationHead:
        """End the conversation."""
        return await desk.change(caller, conversation_id, "close")

    @router.post("/conversations/{conversation_id}/reopen")
    async def reopen(caller: By, conversation_id: str) -> ConversationHead:
        """Continue a closed conversation and hold it."""
        return await desk.change(caller, conversation_id, "reopen")
