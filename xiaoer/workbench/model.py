"""What the console sees: heads of conversations, messages, counters (docs/protocol.md)."""

from typing import Any

import msgspec
from pydantic import BaseModel, Field

from xiaoer.base.clock import iso
from xiaoer.conversations.model import Conversation, Message, face


class Person(BaseModel):
    """Somebody with a name."""

    id: str
    name: str


class LastMessage(BaseModel):
    """The newest words of a conversation."""

    speaker: str
    text: str
    at: str


class ConversationHead(BaseModel):
    """A conversation in a list."""

    id: str
    shop_id: str
    shop_name: str
    buyer: Person
    channel: str
    state: str
    holder: str
    staff: Person | None
    token: int
    last_seq: int
    answered: int
    waiting_since: str | None
    product_id: str | None
    opened_at: str
    closed_at: str | None
    updated_at: str
    rating: int | None
    rating_text: str
    language: str
    handoff_summary: str
    last_message: LastMessage | None


class MessageItem(BaseModel):
    """A message. `content` is one of the kinds in docs/protocol.md."""

    id: str
    seq: int
    speaker: str
    speaker_name: str
    content: dict[str, Any]
    at: str
    client_id: str
    has_evidence: bool


class SayBody(BaseModel):
    """What a person says; the same `client_id` again changes nothing."""

    client_id: str = Field(min_length=1, max_length=64)
    token: int
    content: dict[str, Any]


class ReleaseBody(BaseModel):
    """To whom a conversation is given back: `bot` or `queue`."""

    to: str = Field(pattern="^(bot|queue)$")


class AssignBody(BaseModel):
    """Who is to hold a conversation."""

    staff_id: str = Field(min_length=1, max_length=64)


class EvidenceItem(BaseModel):
    """Where a sentence of an answer comes from."""

    kind: str
    id: str
    part: str = ""
    quote: str = ""


class Evidence(BaseModel):
    """Why the bot said it."""

    items: list[EvidenceItem]
    trace: dict[str, Any]


class Counters(BaseModel):
    """Live figures of some shops; the day is China's."""

    open: int
    waiting: int
    with_bot: int
    with_staff: int
    in_queue: int
    bot_share: float | None
    first_reply_ms_p50: int | None
    first_reply_ms_mean: int | None
    heard_today: int
    said_today: int
    as_of: str


def head_of(conversation: Conversation, shop_name: str, buyer_name: str, staff_name: str) -> ConversationHead:
    """Return a conversation as the console sees it."""
    c = conversation
    return ConversationHead(
        id=c.id,
        shop_id=c.shop,
        shop_name=shop_name,
        buyer=Person(id=c.buyer, name=buyer_name),
        channel=c.channel,
        state=c.state.value,
        holder=c.holder.value,
        staff=Person(id=c.staff, name=staff_name) if c.staff else None,
        token=c.token,
        last_seq=c.last_seq,
        answered=c.answered,
        waiting_since=iso(c.waiting_since_ms) if c.waiting_since_ms else None,
        product_id=c.product,
        opened_at=iso(c.opened_ms),
        closed_at=iso(c.closed_ms) if c.closed_ms else None,
        updated_at=iso(c.updated_ms),
        rating=c.rating or None,
        rating_text=c.rating_text,
        language=c.language,
        handoff_summary=c.handoff_summary,
        last_message=LastMessage(speaker=c.last_speaker, text=c.last_words, at=iso(c.updated_ms))
        if c.last_speaker
        else None,
    )


def item_of(message: Message) -> MessageItem:
    """Return a message as the console sees it."""
    values: dict[str, Any] = msgspec.to_builtins(face(message))
    return MessageItem(**values)
