"""What the values of a column look like: phone, id, time, money, count, yes or no, or just text."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

from xiaoer.base.sheets import cells
from xiaoer.base.sheets.model import UnreadableError

_PHONE: Final = re.compile(r"^(?:\+?86-?)?1[3-9][\d*]{9}(?:-\d{1,6})?$|^0\d{2,3}-?\d{7,8}$")
_LONG_NUMBER: Final = re.compile(r"^\d{6}-\d{6,}$|^[A-Z]{0,6}\d{10,}$")
_PRICE: Final = re.compile(r"^[¥￥]?\d[\d,]*\.\d{1,2}$|^[¥￥]\d+$")
_COUNT: Final = re.compile(r"^\d{1,3}$")
_FLAG: Final = re.compile(r"^(?:是|否|true|false)$", re.IGNORECASE)
_SHARE: Final = 0.8


class Look(StrEnum):
    """What most of a column's values are."""

    NOTHING = "nothing"
    PHONE = "phone"
    MOMENT = "moment"
    MONEY = "money"
    COUNT = "count"
    FLAG = "flag"
    IDENTIFIER = "identifier"
    TEXT = "text"


def look_of(values: Sequence[str]) -> Look:
    """Return what at least four of five of the filled values are; the first kind that fits wins."""
    filled = [value for value in values if not cells.empty(value)]
    if not filled:
        return Look.NOTHING
    kinds: tuple[tuple[Look, Callable[[str], bool]], ...] = (
        (Look.PHONE, lambda value: bool(_PHONE.match(value))),
        (Look.FLAG, lambda value: bool(_FLAG.match(value))),
        (Look.IDENTIFIER, lambda value: bool(_LONG_NUMBER.match(value))),
        (Look.MOMENT, _is_moment),
        (Look.MONEY, lambda value: bool(_PRICE.match(value))),
        (Look.COUNT, lambda value: bool(_COUNT.match(value))),
    )
    for look, fits in kinds:
        if sum(1 for value in filled if fits(value)) >= _SHARE * len(filled):
            return look
    return Look.TEXT


def _is_moment(value: str) -> bool:
    if not re.search(r"\d{4}\D\d{1,2}\D\d{1,2}", value):
        return False
    try:
        return cells.moment(value) > 0
    except UnreadableError:
        return False
