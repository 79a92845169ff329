"""The buyer's side of a live socket: snapshot, events, say, type, rate, ask for a person."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from xiaoer.base.clock import iso
from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.ids import ConversationId, ProductId
from xiaoer.channels.pass_rules import Pass
from xiaoer.channels.service import CHANNEL
from xiaoer.conversations.model import AnyContent, Conversation, Message, face
from xiaoer.conversations.service import (
    Conversations,
    Followed,
    Refusal,
    acceptable_from_buyer,
    error_of,
)
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import last_sequence
from xiaoer.infra.database.unit import Shops, Unit
from xiaoer.infra.live.connection import Connection, Tail
from xiaoer.infra.live.endpoint import Hello, frame, problem
from xiaoer.infra.live.hub import Hub

_log = logging.getLogger(__name__)

SNAPSHOT: Final = 50  # messages of a snapshot
PAGE: Final = 200  # entries of one step of catching up


class Say(msgspec.Struct, tag="say"):
    """The buyer says something; the same `client_id` again changes nothing."""

    client_id: str
    content: AnyContent


class Typing(msgspec.Struct, tag="typing"):
    """The buyer types or has stopped."""

    on: bool


class Rate(msgspec.Struct, tag="rate"):
    """The buyer rates the service, 1 to 5."""

    score: int
    text: str = ""


class Person(msgspec.Struct, tag="person"):
    """The buyer wants a person."""


class Look(msgspec.Struct, tag="look"):
    """The buyer looks at a product page now."""

    product_id: str


class Ping(msgspec.Struct, tag="ping"):
    """Keeps the socket alive."""


_decode = msgspec.json.Decoder(Say | Typing | Rate | Person | Look | Ping).decode
_CLIENT_ID_LIMIT: Final = 64
_PRODUCT_ID_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class Doors:
    """What a buyer's session works with; put together in wiring.

    `allow(buyer)` takes one from the buyer's rate limit; `counted(name)` counts for the metrics.
    """

    database: Database
    conversations: Conversations
    hub: Hub
    allow: Callable[[str], bool]
    counted: Callable[[str], None]


def head(conversation: Conversation) -> dict[str, object]:
    """Return the head of a conversation as the buyer may see it."""
    return {
        "id": conversation.id,
        "state": conversation.state.value,
        "holder": conversation.holder.value,
        "token": conversation.token,
        "waiting_since": iso(conversation.waiting_since_ms) if conversation.waiting_since_ms else None,
        "rating": conversation.rating or None,
        "product_id": conversation.product,
    }


def event(number: int, name: str, data: object) -> str:
    """Return the frame of an event."""
    return frame({"type": "event", "id": number, "name": name, "data": data})


class BuyerSession:
    """One buyer's live socket."""

    def __init__(self, doors: Doors, visitor: Pass, connection: Connection) -> None:
        self._doors = doors
        self._visitor = visitor
        self._connection = connection
        self._shops: Shops = frozenset({visitor.shop})
        self._conversation = ConversationId("")

    async def start(self, hello: Hello) -> None:
        """Open or continue the buyer's conversation; send the snapshot or resume where the client was."""
        visitor, conversations = self._visitor, self._doors.conversations
        opened = await self._doors.database.read(
            lambda unit: conversations.latest(unit, visitor.shop, visitor.buyer, CHANNEL), self._shops
        )
        if opened is None:
            await self._begin(hello.product_id)
            return
        await self._follow(opened, hello.after if hello.conversation == opened.id else None)
        if hello.product_id and opened.product != hello.product_id:
            await self._look(ProductId(hello.product_id))

    async def receive(self, text: str) -> None:
        """Handle one frame."""
        match _decode(text):
            case Say(client_id=client_id, content=content):
                await self._say(client_id, content)
            case Typing(on=on):
                mark = frame({"type": "typing", "who": "buyer", "name": "", "on": on})
                self._doors.hub.whisper(self._conversation, mark, but=self._connection)
            case Rate(score=score, text=words):
                await self._rate(score, words)
            case Person():
                await self._want_person()
            case Look(product_id=product):
                await self._look(ProductId(product))
            case Ping():
                await self._connection.answer('{"type":"pong"}')

    def is_drained(self) -> bool:
        """Return whether everything that happened has been sent."""
        return self._connection.is_drained()

    def stop(self) -> None:
        """Nothing is kept for a buyer who is gone."""

    async def _begin(self, product: str = "") -> None:
        visitor, conversations = self._visitor, self._doors.conversations
        opened = await self._doors.database.write(
            lambda unit: conversations.open(
                unit,
                visitor.shop,
                visitor.buyer,
                CHANNEL,
                product=ProductId(product) if product else None,
                language=visitor.language,
            ),
            self._shops,
        )
        await self._follow(opened, None)

    async def _follow(self, opened: Conversation, after: int | None) -> None:
        if self._conversation:
            self._doors.hub.leave(self._connection, self._conversation)
        self._conversation = opened.id
        doors = self._doors
        followed = Followed(doors.database, doors.conversations, opened, event, lambda _, now: head(now))
        tail = Tail(opened.id, followed)
        # Follow first, then read: what is committed in between is caught up on from the log.
        self._doors.hub.follow(self._connection, tail)
        reached, snapshot = await self._doors.database.read(self._snapshot, self._shops)
        if after is not None and 0 <= after <= reached:
            await self._connection.answer(frame({"type": "resumed", "cursor": after}))
            tail.begin(after, reached)
        else:
            await self._connection.answer(frame({"type": "snapshot", "cursor": reached, **snapshot}))
            tail.begin(reached, reached)
        self._connection.stir()

    def _snapshot(self, unit: Unit) -> tuple[int, dict[str, object]]:
        shop, conversation = self._visitor.shop, self._conversation
        conversations = self._doors.conversations
        messages = conversations.messages(unit, shop, conversation, limit=SNAPSHOT)
        return last_sequence(unit, conversation), {
            "conversation": head(conversations.get(unit, shop, conversation)),
            "messages": [face(message) for message in messages],
        }

    async def _say(self, client_id: str, content: AnyContent) -> None:
        try:
            message = await self._heard(client_id, acceptable_from_buyer(content))
        except XiaoerError as error:
            refusal = {"type": "refused", "client_id": client_id, "problem": problem(error)}
            await self._connection.answer(frame(refusal))
            return
        ack = {"type": "ack", "client_id": client_id, "message_id": message.id, "seq": message.seq}
        await self._connection.answer(frame(ack))

    async def _heard(self, client_id: str, content: AnyContent) -> Message:
        if not 0 < len(client_id) <= _CLIENT_ID_LIMIT or not client_id.isprintable():
            raise invalid("bad_client_id", "Give each line its own client_id of 1 to 64 characters.")
        self._within_limit()
        heard = await self._hear(content, client_id)
        if heard is Refusal.CLOSED:  # a new matter begins
            await self._begin()
            heard = await self._hear(content, client_id)
        if isinstance(heard, Refusal):
            raise error_of(heard)
        self._doors.counted("heard")
        if _log.isEnabledFor(logging.INFO):
            _log.info(
                "heard", extra={"shop": heard.shop, "conversation": heard.conversation, "seq": heard.seq}
            )
        return heard

    def _within_limit(self) -> None:
        """Take one from the buyer's rate before anything is written; `rate_limited` (429) beyond it."""
        if not self._doors.allow(f"{self._visitor.shop}/{self._visitor.buyer}"):
            self._doors.counted("rate_limited")
            raise XiaoerError("rate_limited", 429, "Too many messages at once; wait a few seconds.")

    async def _hear(self, content: AnyContent, client_id: str) -> Message | Refusal:
        shop, conversation, hear = self._visitor.shop, self._conversation, self._doors.conversations.hear
        return await self._doors.database.write(
            lambda unit: hear(unit, shop, conversation, content, client_id), self._shops, conversation
        )

    async def _rate(self, score: int, words: str) -> None:
        if not 1 <= score <= 5:  # noqa: PLR2004 (five stars)
            raise invalid("bad_score", "A rating is a whole number from 1 to 5.")
        self._within_limit()
        shop, conversation, rate = self._visitor.shop, self._conversation, self._doors.conversations.rate
        await self._doors.database.write(
            lambda unit: rate(unit, shop, conversation, score, words), self._shops, conversation
        )

    async def _want_person(self) -> None:
        self._within_limit()
        shop, conversation = self._visitor.shop, self._conversation
        hand_over = self._doors.conversations.hand_over
        await self._doors.database.write(
            lambda unit: hand_over(unit, shop, conversation, "wanted", ""), self._shops, conversation
        )

    async def _look(self, product: ProductId) -> None:
        if len(product) > _PRODUCT_ID_LIMIT or (product and not product.isprintable()):
            raise invalid("bad_product", f"A product id has at most {_PRODUCT_ID_LIMIT} characters.")
        self._within_limit()
        shop, conversation, look_at = (
            self._visitor.shop,
            self._conversation,
            self._doors.conversations.look_at,
        )
        await self._doors.database.write(
            lambda unit: look_at(unit, shop, conversation, product), self._shops, conversation
        )
