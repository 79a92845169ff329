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

# Bidi overrides and isolates can make a text read other than it is; zero-width characters hide words.
_INVISIBLE: Final = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]"
)
_HREF: Final = re.compile(r"^(https?://|/uploads/)", re.IGNORECASE)


class Refusal(StrEnum):
    """Why a verb did nothing. The value is the stable code that the caller is told."""

    HOLDER_CHANGED = "holder_changed"
    OVERTAKEN = "overtaken"  # a newer line came; read again before speaking
    CLOSED = "closed"
    NOT_FOUND = "conversation_not_found"
    HELD_BY_OTHER = "held_by_other"
    ALREADY_SO = "already_so"


def clean(text: str) -> str:
    """Return the text without invisible control characters; line breaks and tabs stay."""
    return _INVISIBLE.sub("", text)


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
        case Picture(url=url) if _HREF.match(url) and len(url) <= _LINK_LIMIT:
            # What a picture shows is read by the shop's side only, never claimed by the sender.
            return Picture(url, clean(content.text)[:TEXT_LIMIT], content.width, content.height)
        case ProductCard() | OrderCard():
            return content
        case _:
            raise invalid("bad_content", "Buyers may send text, pictures, product cards and order cards.")


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
