"""Who may hold, speak in, close and reopen a conversation; what content is acceptable. Pure."""

import re
from enum import StrEnum
from typing import Final

from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.ids import StaffId
from xiaoer.conversations.model import (
    AnyContent,
    Conversation,
    Holder,
    OrderCard,
    Picture,
    ProductCard,
    State,
    Text,
)

TEXT_LIMIT: Final = 4000  # characters of one message
_LINK_LIMIT: Final = 2048
LABEL_LIMIT: Final = 500  # characters of an id or title on a card
_LARGEST: Final = 1 << 53  # whole numbers that every JSON reader takes exactly
_WIDEST: Final = 100_000  # pixels

# Bidi overrides and isolates can make a text read other than it is; characters without width hide words.
# Tags (U+E0020 ff.) are invisible letters; they stay only as the region of a black flag.
_INVISIBLE: Final = re.compile(
    "(\U0001f3f4[\U000e0030-\U000e007a]{1,8}\U000e007f)"
    "|[\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u2060-\u2064\ufeff\u00ad\u061c\u180e"
    "\U000e0000-\U000e007f\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]"
)
# A joiner holds an emoji together, or letters of Arabic and the scripts of India; elsewhere it hides words.
_JOINED: Final = "\u0600-\u1cff\u2190-\u2bff\U0001f000-\U0001faff"
_LONELY_JOINER: Final = re.compile(
    f"(?<![{_JOINED}\ufe0f\U000e007f])[\u200c\u200d]|[\u200c\u200d](?![{_JOINED}])"
)
_HREF: Final = re.compile(r"(https?://|/uploads/)[^\s\"'<>\\]+", re.IGNORECASE)


class Refusal(StrEnum):
    """Why a verb did nothing. The value is the stable code that the caller is told."""

    HOLDER_CHANGED = "holder_changed"
    OVERTAKEN = "overtaken"  # a newer line came; read again before speaking
    CLOSED = "closed"
    NOT_FOUND = "conversation_not_found"
    HELD_BY_OTHER = "held_by_other"
    ALREADY_SO = "already_so"


def clean(text: str) -> str:
    """Return the text without characters that nobody sees; line breaks, tabs and emoji stay as sent."""
    return _LONELY_JOINER.sub("", _INVISIBLE.sub(lambda found: found[1] or "", text))


def acceptable_from_buyer(content: AnyContent) -> AnyContent:
    """Return what a buyer may say, cleaned; XiaoerError `bad_content` or `too_long` otherwise."""
    match content:
        case Text(text=text):
            cleaned = clean(text)
            if not cleaned.strip():
                raise invalid("bad_content", "The message is empty; write something first.")
            if len(cleaned) > TEXT_LIMIT:
                raise XiaoerError(
                    "too_long", 413, f"A message may hold {TEXT_LIMIT} characters; send it in parts."
                )
            return Text(cleaned)
        case Picture(url=url):
            if not _is_link(url):
                raise invalid(
                    "bad_content", "A picture's address begins with https://, http:// or /uploads/."
                )
            # What a picture shows is read by the shop's side only, never claimed by the sender.
            size = (_number(content.width, _WIDEST), _number(content.height, _WIDEST))
            return Picture(url, clean(content.text)[:TEXT_LIMIT], *size)
        case ProductCard():
            return ProductCard(
                _label(content.product_id),
                _label(content.title),
                _number(content.price_fen),
                content.picture if _is_link(content.picture) else "",
                _label(content.state),
            )
        case OrderCard():
            return OrderCard(
                _label(content.order_id),
                _label(content.state),
                _number(content.total_fen),
                _label(content.title),
                content.picture if _is_link(content.picture) else "",
            )
        case _:
            raise invalid("bad_content", "Buyers may send text, pictures, product cards and order cards.")


def _label(text: str) -> str:
    cleaned = clean(text)
    if len(cleaned) > LABEL_LIMIT:
        raise XiaoerError("too_long", 413, f"Ids and titles on a card hold {LABEL_LIMIT} characters.")
    return cleaned


def _number(value: int, largest: int = _LARGEST) -> int:
    if not 0 <= value <= largest:
        raise invalid("bad_content", f"Sizes and amounts are whole numbers from 0 to {largest}.")
    return value


def _is_link(address: str) -> bool:
    return len(address) <= _LINK_LIMIT and bool(_HREF.fullmatch(address)) and clean(address) == address


def acceptable_from_staff(content: AnyContent) -> AnyContent:
    """Return what staff may say, cleaned; XiaoerError `bad_content` or `too_long` otherwise."""
    if isinstance(content, Text):
        return acceptable_from_buyer(content)
    return content


def may_take(conversation: Conversation, staff: StaffId, supervisor: bool) -> Refusal | None:
    """Return why `staff` may not become the holder, or None.

    What another person holds is taken over by a supervisor only.
    """
    if conversation.state is State.CLOSED:
        return Refusal.CLOSED
    if conversation.holder is Holder.STAFF:
        if conversation.staff == staff:
            return Refusal.ALREADY_SO
        if not supervisor:
            return Refusal.HELD_BY_OTHER
    return None


def may_let_go(conversation: Conversation, staff: StaffId, supervisor: bool) -> Refusal | None:
    """Return why `staff` may not release or close, or None. What a colleague holds stays theirs."""
    if conversation.state is State.CLOSED:
        return Refusal.CLOSED
    held_by_other = conversation.holder is Holder.STAFF and conversation.staff != staff
    return Refusal.HELD_BY_OTHER if held_by_other and not supervisor else None


_SAY: Final = {
    Refusal.HOLDER_CHANGED: (409, "Somebody else holds this conversation now; take it before you speak."),
    Refusal.OVERTAKEN: (409, "The buyer has said more; read it before you answer."),
    Refusal.CLOSED: (409, "The conversation is closed; reopen it first."),
    Refusal.NOT_FOUND: (404, "No such conversation that you may see."),
    Refusal.HELD_BY_OTHER: (409, "A colleague holds this conversation; ask them or a supervisor."),
    Refusal.ALREADY_SO: (409, "You hold this conversation already."),
}


def error_of(refusal: Refusal) -> XiaoerError:
    """Return the error that tells a refusal over HTTP or the socket."""
    status, detail = _SAY[refusal]
    return XiaoerError(refusal.value, status, detail)
