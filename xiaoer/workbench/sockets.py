"""The agent's side of a live socket: an inbox of shops, coalesced, and the conversations that are open."""

import asyncio
import logging
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.conversations.model import Conversation, face
from xiaoer.conversations.service import Conversations, Followed, Refusal, error_of
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import last_number, last_sequence
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.live.connection import Connection, Tail
from xiaoer.infra.live.endpoint import Hello, frame
from xiaoer.infra.live.hub import Hub
from xiaoer.knowledge.service import Knowledge
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.workbench.knowledge_wire import notice_face
from xiaoer.workbench.service import Workbench

_log = logging.getLogger(__name__)

SNAPSHOT: Final = 50
PAGE: Final = 200
INBOX_PAGE: Final = 100  # heads read and sent at once
INBOX_EVERY_S: Final = 0.2  # changes of one conversation within this time become one event
COUNTERS_EVERY_S: Final = 0.8  # what agents are told at once is told within a second


class Follow(msgspec.Struct, tag="follow"):
    """Watch the inbox of shops; an empty list means all that one may see."""

    shops: list[str] = []


class Open(msgspec.Struct, tag="open"):
    """Follow one conversation; `after` is the last event id that the client has of it."""

    conversation: str
    after: int | None = None


class Leave(msgspec.Struct, tag="leave"):
    """Stop following a conversation."""

    conversation: str


class Typing(msgspec.Struct, tag="typing"):
    """The agent types or has stopped."""

    conversation: str
    on: bool


class Ping(msgspec.Struct, tag="ping"):
    """Keeps the socket alive."""


_decode = msgspec.json.Decoder(Follow | Open | Leave | Typing | Ping).decode


@dataclass(frozen=True, slots=True)
class StaffDoors:
    """What an agent's session works with; put together in wiring."""

    database: Database
    conversations: Conversations
    workbench: Workbench
    hub: Hub
    knowledge: Knowledge


def _event(feed: str, number: int, name: str, data: object) -> str:
    return frame({"type": "event", "feed": feed, "id": number, "name": name, "data": data})


class StaffSession:
    """One agent's live socket."""

    def __init__(self, doors: StaffDoors, caller: Caller, connection: Connection) -> None:
        self._doors = doors
        self._caller = caller
        self._connection = connection
        self._shops: frozenset[ShopId] = frozenset()
        self._changed: dict[str, int] = {}  # conversation -> newest number, at most one each
        self._ticker: asyncio.Task[None] | None = None
        self._counters = ""
        self._notices = "[]"

    async def start(self, hello: Hello) -> None:  # noqa: ARG002 (a desk always begins with a fresh list)
        """Say that the socket is ready."""
        await self._connection.answer(frame({"type": "ready", "name": self._caller.name}))

    async def receive(self, text: str) -> None:
        """Handle one frame."""
        match _decode(text):
            case Follow(shops=shops):
                await self._follow(shops)
            case Open(conversation=conversation, after=after):
                await self._open(ConversationId(conversation), after)
            case Leave(conversation=conversation):
                self._doors.hub.leave(self._connection, conversation)
            case Typing(conversation=conversation, on=on):
                self._type(conversation, on)
            case Ping():
                await self._connection.answer('{"type":"pong"}')

    def stop(self) -> None:
        """Forget the inbox."""
        self._doors.hub.unwatch(self)
        if self._ticker is not None:
            self._ticker.cancel()

    def changed(self, conversation: str, number: int) -> None:
        """Note a change of the inbox; sent coalesced by the ticker."""
        self._changed[conversation] = number

    async def _follow(self, shops: list[str]) -> None:
        allowed = self._caller.shops_with(Permission.CONVERSATIONS_READ)
        wanted = frozenset(ShopId(shop) for shop in shops) or allowed
        for shop in wanted:
            self._caller.require(shop, Permission.CONVERSATIONS_READ)
        self._doors.hub.unwatch(self)
        self._shops = wanted
        self._doors.hub.watch(self, wanted)
        number = await self._doors.database.read(last_number, EVERY_SHOP)
        await self._connection.answer(frame({"type": "inbox", "cursor": number}))
        if self._ticker is None:
            self._ticker = asyncio.create_task(self._tick())

    async def _open(self, conversation: ConversationId, after: int | None) -> None:
        head = await self._doors.database.read(lambda unit: self._visible(unit, conversation), EVERY_SHOP)
        self._doors.hub.leave(self._connection, conversation)
        doors = self._doors
        followed = Followed(
            doors.database,
            doors.conversations,
            head,
            partial(_event, conversation),
            lambda unit, now: doors.workbench.head(unit, now).model_dump(),
        )
        tail = Tail(conversation, followed)
        self._doors.hub.follow(self._connection, tail)
        reached, snapshot = await self._doors.database.read(
            lambda unit: self._snapshot(unit, head), frozenset({head.shop})
        )
        if after is not None and 0 <= after <= reached:
            await self._connection.answer(frame({"type": "resumed", "feed": conversation, "cursor": after}))
            tail.begin(after, reached)
        else:
            await self._connection.answer(
                frame({"type": "snapshot", "feed": conversation, "cursor": reached, **snapshot})
            )
            tail.begin(reached, reached)
        self._connection.stir()

    def _visible(self, unit: Unit, conversation: ConversationId) -> Conversation:
        head = self._doors.conversations.find(unit, conversation)
        if head.shop not in self._caller.shops:
            raise error_of(Refusal.NOT_FOUND)
        self._caller.require(head.shop, Permission.CONVERSATIONS_READ)
        return head

    def _snapshot(self, unit: Unit, head: Conversation) -> tuple[int, dict[str, object]]:
        conversations = self._doors.conversations
        messages = conversations.messages(unit, head.shop, head.id, limit=SNAPSHOT)
        now = conversations.get(unit, head.shop, head.id)
        return last_sequence(unit, head.id), {
            "conversation": self._doors.workbench.head(unit, now).model_dump(),
            "messages": [face(message) for message in messages],
        }

    def _type(self, conversation: str, on: bool) -> None:
        if all(tail.key != conversation for tail in self._connection.tails()):
            raise XiaoerError("not_open", 409, "Open the conversation first.")
        mark = frame({"type": "typing", "who": "staff", "name": self._caller.name, "on": on})
        self._doors.hub.whisper(conversation, mark, but=self._connection)

    async def _tick(self) -> None:
        """Send what has changed, a page at a time; a slow client gets the newest only, later."""
        loop = asyncio.get_running_loop()
        counted = 0.0
        while True:
            await asyncio.sleep(INBOX_EVERY_S)
            try:
                if self._changed:
                    await self._send_changes()
                if loop.time() - counted >= COUNTERS_EVERY_S:
                    counted = loop.time()
                    await self._send_counters()
                    await self._send_notices()
            except XiaoerError as error:  # the store does not answer now: what has changed is kept
                _log.warning("inbox of %s waits: %s", self._caller.id, error.code)

    async def _send_changes(self) -> None:
        batch = dict(list(self._changed.items())[:INBOX_PAGE])
        heads = await self._doors.database.read(
            lambda unit: self._doors.workbench.heads_by_id(unit, batch), self._shops
        )
        for conversation, number in batch.items():
            if self._changed.get(conversation) == number:
                del self._changed[conversation]
        for head in heads:
            await self._connection.answer(_event("inbox", batch[head.id], "conversation", head.model_dump()))

    async def _send_notices(self) -> None:
        """Send what the shops announce now, when it has changed: saved, begun or ended by the clock."""
        shops = sorted(self._shops & self._caller.shops_with(Permission.KNOWLEDGE_READ))

        def read(unit: Unit) -> list[dict[str, object]]:
            found = self._doors.knowledge.in_force(unit, shops)
            return [notice_face(notice, unit.now_ms).model_dump() for notice in found]

        now = await self._doors.database.read(read, self._shops)
        if str(now) != self._notices:
            self._notices = str(now)
            data = {"items": now}
            await self._connection.answer(
                frame({"type": "event", "feed": "notices", "id": 0, "name": "notices", "data": data})
            )

    async def _send_counters(self) -> None:
        counters = await self._doors.database.read(
            lambda unit: self._doors.workbench.counters(unit, self._shops), self._shops
        )
        shown = counters.model_dump(exclude={"as_of"})
        if str(shown) != self._counters:
            self._counters = str(shown)
            data = counters.model_dump()
            await self._connection.answer(
                frame({"type": "event", "feed": "counters", "id": 0, "name": "counters", "data": data})
            )
