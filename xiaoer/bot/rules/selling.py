"""On what terms a product is sold now: purchase limit, timed sale, restock date, places it is not sent to.

All of it stands in the product's own attributes, in the shop's words; `packs/zh/selling.json` names the
attributes and the places. Pure: the moment is passed in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Any, Final

from xiaoer.base.clock import from_ms
from xiaoer.bot import packs
from xiaoer.knowledge.model import Product
from xiaoer.orders.model import Order

_NUMERALS: Final = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_LIMIT: Final = re.compile(
    r"(?:(?:限购|限买|限|最多(?:可)?(?:买|购|拍)?|不超过)[^\d一二两三四五六七八九十]{0,4})(\d+|[一二两三四五六七八九十])"
    r" ?([个只盒件瓶包袋箱把双套组支台片罐提条张])?"
)
_PER: Final = (
    (re.compile(r"每?(单|次|笔|订单)"), "order"),
    (re.compile(r"每(天|日)|一天|当天|单日"), "day"),
    (re.compile(r"每(周|星期)|一周"), "week"),
    (re.compile(r"每(个)?月|一个月"), "month"),
)
_SPANS: Final = {"day": 1, "week": 7, "month": 30}
_TIME: Final = re.compile(r"(?<!\d)([01]?\d|2[0-4])(?:点(半|(?:([0-5]?\d)分))?|[:：]([0-5]\d))")
_UNTIL: Final = re.compile(r" ?(?:到|至|-|~|—|–) ?")
_DATE: Final = re.compile(r"(?:(\d{4}) ?[年./-])?(\d{1,2}) ?[月./-] ?(\d{1,2}) ?[日号]?")
_WEEKDAYS: Final = re.compile(
    r"(?:周|星期)[一二三四五六日天](?:[、,，和及]{0,2}(?:每?周|星期)?[一二三四五六日天](?![点十]))*"
)
_UNSENT_ORDERS: Final = frozenset({"cancelled", "returned"})
_HALF_HOUR: Final = 30
_DAY_MINUTES: Final = 24 * 60
_WEEK: Final = 7


class Per(StrEnum):
    """What a purchase limit counts over."""

    PERSON = "person"
    ORDER = "order"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many pieces; `said` is the shop's own sentence. (限购)"""

    pieces: int
    unit: str
    per: Per
    said: str


@dataclass(frozen=True, slots=True)
class Opening:
    """When a product can be bought. (限时抢购)

    `minutes` of the day at which a sale opens, in order; `until` the minute at which it ends, 0 for the
    end of the day. `days` are weekdays, Monday 0, empty for each; `date` (year or 0, month, day) is set
    for a single day.
    """

    minutes: tuple[int, ...]
    until: int
    days: frozenset[int]
    date: tuple[int, int, int] | None
    said: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why so many pieces cannot be ordered now. `most` can be (0: none), counted in `unit`."""

    reason: str
    most: int = 0
    unit: str = ""


def term_of(product: Product, kind: str) -> str:
    """Return what a product's attributes say of a term (limit, opening, restock, regions …), or ""."""
    names = _words()[kind]["names"]
    return next((value for name in names for known, value in product.attributes if known == name), "")


def is_term(name: str) -> bool:
    """Say whether an attribute of this name holds a term of sale."""
    return any(isinstance(entry, dict) and name in entry.get("names", ()) for entry in _words().values())


def limit_of(product: Product) -> Limit | None:
    """Return a product's purchase limit, None when its data give none."""
    said = term_of(product, "limit")
    found = _LIMIT.search(said) or re.fullmatch(r"(\d+) ?([个只盒件瓶包袋箱把双套组支台片])?", said)
    if found is None:
        return None
    number = found.group(1)
    per = next((name for cue, name in _PER if cue.search(said)), "person")
    return Limit(_NUMERALS.get(number) or int(number), found.group(2) or "件", Per(per), said)


def bought(limit: Limit, product: Product, orders: Iterable[Order], now_ms: int) -> int:
    """Return how many pieces of a product these orders of one buyer take of the limit's allowance."""
    if limit.per is Per.ORDER:
        return 0
    since = _since(limit.per, now_ms)
    return sum(
        item.quantity
        for order in orders
        if str(order.state) not in _UNSENT_ORDERS and order.created_ms >= since
        for item in order.items
        if item.product == product.id
    )


def _since(per: Per, now_ms: int) -> int:
    days = _SPANS.get(per.value)
    if days is None:
        return 0
    midnight = from_ms(now_ms).replace(hour=0, minute=0, second=0, microsecond=0)
    return round((midnight - timedelta(days=days - 1)).timestamp() * 1000)


def opening_of(product: Product) -> Opening | None:
    """Return when a product is sold, None when it is sold at any time or its words cannot be read."""
    said = term_of(product, "opening")
    times = list(_TIME.finditer(said))
    if not times:
        return None
    minutes, until = [_minute(times[0])], 0
    for before, found in pairwise(times):
        if _UNTIL.fullmatch(said[before.end() : found.start()]):
            until = _minute(found)
        else:
            minutes.append(_minute(found))
    week = _WEEKDAYS.search(said)
    named = week.group().replace("天", "日") if week else ""
    days = frozenset(place for place, day in enumerate("一二三四五六日") if day in named)
    date = _DATE.search(said)
    single = (int(date.group(1) or 0), int(date.group(2)), int(date.group(3))) if date else None
    return Opening(tuple(sorted(minutes)), until, days, single, said)


def _minute(found: re.Match[str]) -> int:
    past = _HALF_HOUR if found.group(2) == "半" else int(found.group(3) or found.group(4) or 0)
    return int(found.group(1)) * 60 + past


def opens_next(opening: Opening, now_ms: int) -> datetime | None:
    """Return when the sale opens next; None while it is open."""
    now = from_ms(now_ms)
    if opening.date is not None:
        return _opens_once(opening, now)
    minute = now.hour * 60 + now.minute
    on_today = not opening.days or now.weekday() in opening.days
    if on_today and opening.minutes[0] <= minute < (opening.until or _DAY_MINUTES):
        return None
    for ahead in range(_WEEK + 1):
        day = now + timedelta(days=ahead)
        if opening.days and day.weekday() not in opening.days:
            continue
        for start in opening.minutes:
            moment = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=start)
            if moment > now:
                return moment
    return None


def _opens_once(opening: Opening, now: datetime) -> datetime | None:
    year, month, day = opening.date or (0, 0, 0)
    try:
        midnight = now.replace(
            year=year or now.year, month=month, day=day, hour=0, minute=0, second=0, microsecond=0
        )
    except ValueError:  # 2月30日: what cannot be a day closes nothing
        return None
    start = midnight + timedelta(minutes=opening.minutes[0])
    return start if now < start else None


def refused(product: Product, pieces: int, orders: Iterable[Order], now_ms: int) -> Refused | None:
    """Return why `pieces` cannot be ordered now by the buyer of `orders`, None when they can."""
    opening = opening_of(product)
    opens = opens_next(opening, now_ms) if opening else None
    if opening and opens and now_ms:
        return Refused(
            f"这款是限时抢购（{opening.said}），现在还没到时间，"
            f"{moment_word(opens, now_ms)}开抢，到点再下单就可以"
        )
    limit = limit_of(product)
    if limit is None:
        return None
    had = bought(limit, product, orders, now_ms)
    most = max(0, limit.pieces - had)
    if pieces <= most:
        return None
    if had:
        left = f"还可以买{most}{limit.unit}" if most else "已经达到限购数量，不能再买了"
        return Refused(f"这款{limit.said}，您已经买了{had}{limit.unit}，{left}", most, limit.unit)
    return Refused(
        f"这款{limit.said}，最多可以买{most}{limit.unit}，不能下{pieces}{limit.unit}", most, limit.unit
    )


def moment_word(moment: datetime, now_ms: int) -> str:
    """Return a moment to come as people say it: 今天10:00, 明天20:00, 3月15日10:00."""
    days = (moment.date() - from_ms(now_ms).date()).days
    day = ("今天", "明天", "后天")[days] if days in {0, 1, 2} else f"{moment.month}月{moment.day}日"
    return f"{day}{moment.hour}点" + (f"{moment.minute:02d}分" if moment.minute else "")


def not_sent_to(product: Product, place: str) -> str:
    """Return the region that a place lies in and that the product is not sent to, "" when there is none."""
    said = term_of(product, "regions")
    closed = "".join(part for part in re.split(r"[，；。,;]", said) if re.search(_words()["gone"], part))
    for region, towns in _words()["places"].items():
        inside = region in place or any(town in place for town in towns)
        if inside and any(name in closed for name in (region, region[:2], *towns)):
            return str(region)
    return ""


def region_named(text: str) -> str:
    """Return the region that a text names, by itself or by one of its towns, "" for none that is listed."""
    places: dict[str, list[str]] = _words()["places"]
    return next((r for r, towns in places.items() if r in text or any(town in text for town in towns)), "")


def return_refused(product: Product, *, opened: bool) -> str:
    """Return the shop's sentence that forbids a return without a reason, "" when none does."""
    said = term_of(product, "returns")
    cues = _words()["opened_goods"]
    for part in re.split(r"[，；。,;]", said):
        conditional = re.search(cues["condition"], part)
        if re.search(cues["refused"], part) and (opened or not conditional):
            return said
        if opened and re.search(cues["sealed_only"], part):
            return said
    return ""


def is_opened(text: str) -> bool:
    """Say whether a buyer says that goods were opened or used."""
    return bool(re.search(_words()["opened_goods"]["said"], text)) and not is_sealed(text)


def is_sealed(text: str) -> bool:
    """Say whether a buyer says that goods were not opened nor used."""
    return bool(re.search(_words()["opened_goods"]["sealed"], text))


def is_faulty(text: str) -> bool:
    """Say whether a buyer says that goods are faulty or wrong, for which opened goods are taken back too."""
    return bool(re.search(_words()["opened_goods"]["faulty"], text))


@cache
def _words() -> dict[str, Any]:
    return packs.read("selling")
