"""Pages of a list: an opaque cursor and `{"items": […], "next_cursor": …}`."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

import msgspec
from fastapi import Query
from pydantic import BaseModel

from xiaoer.base.errors import XiaoerError

T = TypeVar("T")
Place = tuple[str | int, ...]

Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[str | int]).decode
_INTEGER_LIMIT = 2**63


class Page(BaseModel, Generic[T]):
    """One page of a list; `next_cursor` is null on the last page."""

    items: list[T]
    next_cursor: str | None = None


def encode_cursor(place: Place) -> str:
    """Return an opaque cursor for a place in a list (the sort key of its last item)."""
    return urlsafe_b64encode(_encode(place)).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, kinds: tuple[type, ...]) -> Place | None:
    """Return the place of a cursor, None for none; `invalid_cursor` (422) for one that we did not make.

    `kinds` are the types of the place's values, such as `(int, str)`.
    """
    if cursor is None:
        return None
    try:
        place = tuple(_decode(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))))
    except (ValueError, msgspec.MsgspecError) as error:
        raise _invalid() from error
    fits = len(place) == len(kinds) and all(
        type(value) is kind and not (isinstance(value, int) and abs(value) >= _INTEGER_LIMIT)
        for value, kind in zip(place, kinds, strict=True)
    )
    if not fits:
        raise _invalid()
    return place


def cut(rows: Sequence[T], limit: int, place: Callable[[T], Place]) -> tuple[Sequence[T], str | None]:
    """Return the page and its next cursor from `limit + 1` rows that were asked for."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode_cursor(place(rows[limit - 1]))


def _invalid() -> XiaoerError:
    return XiaoerError(
        "invalid_cursor",
        422,
        "The cursor is not one that this list gave. Leave it out to begin at the first page.",
    )
