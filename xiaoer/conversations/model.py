"""Conversations, messages and typed content. Wire and table form of content: msgspec, tagged by `kind`."""

from enum import StrEnum

import msgspec

from xiaoer.base.clock import iso
from xiaoer.base.ids import BuyerId, ConversationId, MessageId, ProductId, ShopId, StaffId


class Speaker(StrEnum):
    """Who speaks in a conversation."""

    BUYER = "buyer"
    BOT = "bot"
    STAFF = "staff"
    NOTICE = "notice"


class Holder(StrEnum):
    """Who may answer: the bot, one person, or nobody yet while a person is awaited."""

    BOT = "bot"
    STAFF = "staff"
    QUEUE = "queue"


class State(StrEnum):
    """Whether the conversation goes on."""

    OPEN = "open"
    CLOSED = "closed"


class Content(msgspec.Struct, frozen=True, tag_field="kind", omit_defaults=True):
    """Base of what a message can hold."""


class Text(Content, frozen=True, tag="text"):
    """Plain text."""

    text: str


class Picture(Content, frozen=True, tag="picture"):
    """A picture; `shows` is what an image reader saw on it, filled in by the shop's side only."""

    url: str
    text: str = ""
    width: int = 0
    height: int = 0
    shows: str = ""


class Video(Content, frozen=True, tag="video"):
    """A short video."""

    url: str
    poster: str = ""
    seconds: int = 0


class Sticker(Content, frozen=True, tag="sticker"):
    """A sticker by name."""

    name: str


class ProductCard(Content, frozen=True, tag="product_card"):
    """A product with picture and price in fen."""

    product_id: str
    title: str
    price_fen: int = 0
    picture: str = ""
    state: str = ""


class OrderCard(Content, frozen=True, tag="order_card"):
    """An order of the buyer."""

    order_id: str
    state: str
    total_fen: int = 0
    title: str = ""
    picture: str = ""


class ParcelCard(Content, frozen=True, tag="parcel_card"):
    """A parcel with its last scan."""

    waybill_id: str
    courier: str
    status: str
    place: str = ""
    at: str = ""
    order_id: str = ""


class Choice(msgspec.Struct, frozen=True):
    """One button: what it shows, and what the buyer says by pressing it."""

    label: str
    say: str


class Choices(Content, frozen=True, tag="choices"):
    """A text with buttons."""

    text: str
    options: tuple[Choice, ...]


class FormField(msgspec.Struct, frozen=True):
    """One field of a form."""

    name: str
    label: str
    required: bool = False
    value: str = ""


class Form(Content, frozen=True, tag="form"):
    """Fields for the buyer to fill in."""

    text: str
    fields: tuple[FormField, ...]


class File(Content, frozen=True, tag="file"):
    """A file to download."""

    url: str
    name: str
    size: int = 0


AnyContent = Text | Picture | Video | Sticker | ProductCard | OrderCard | ParcelCard | Choices | Form | File


class Conversation(msgspec.Struct, frozen=True):
    """The head of one conversation. A Struct: made four times faster than a frozen dataclass.

    `token` grows with every change of holder and fences who may speak. `last_seq` counts its
    messages; `heard_seq` is the buyer's latest; `answered` the latest one that was answered.
    `waiting_since_ms` is when the first unanswered line came, 0 when none waits.
    """

    id: ConversationId
    shop: ShopId
    buyer: BuyerId
    channel: str
    state: State
    holder: Holder
    staff: StaffId | None
    token: int
    last_seq: int
    heard_seq: int
    answered: int
    waiting_since_ms: int
    product: ProductId | None
    opened_ms: int
    closed_ms: int
    updated_ms: int
    rating: int = 0
    rating_text: str = ""
    language: str = "zh-CN"
    last_speaker: str = ""
    last_words: str = ""
    handoff_summary: str = ""


class Message(msgspec.Struct, frozen=True):
    """One message. `evidence` is JSON text of what an answer was taken from, empty for people."""

    id: MessageId
    shop: ShopId
    conversation: ConversationId
    seq: int
    speaker: Speaker
    speaker_id: str
    content: AnyContent
    at_ms: int
    client_id: str = ""
    evidence: str = ""
    speaker_name: str = ""


class MessageFace(msgspec.Struct, frozen=True):
    """A message as pages see it (docs/protocol.md)."""

    id: str
    seq: int
    speaker: str
    speaker_name: str
    content: AnyContent
    at: str
    client_id: str
    has_evidence: bool


def face(message: Message) -> MessageFace:
    """Return a message as pages see it."""
    return MessageFace(
        message.id,
        message.seq,
        message.speaker.value,
        message.speaker_name,
        message.content,
        iso(message.at_ms),
        message.client_id,
        bool(message.evidence),
    )


def words(content: AnyContent) -> str:
    """Return the text of a content that a reader (or a bot) would read; may be empty."""
    match content:
        case Text(text=text) | Choices(text=text) | Form(text=text) | Picture(text=text):
            return text
        case ProductCard(title=title) | OrderCard(title=title):
            return title
        case _:
            return ""
