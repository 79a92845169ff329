"""Which of the meanings that one clause calls gives way to which, as a table."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from xiaoer.bot.rules.entities import PRODUCT
from xiaoer.bot.rules.reading import talk

KINDS = frozenset(
    {"cancel", "return", "exchange", "change", "place", "urge", "invoice", "protect", "book", "cashback"}
)
_ENDING = ("cancel", "return", "exchange")
_TWO = 2
_STATE_NAMED = re.compile(
    "(签收|收到|送到|派送|在途|路上)(中|了)?的|(没|未|还没|没有)(送|到|收|发)(到|货|达)?的"
)
_WHERE_TO = re.compile("(的|收)(呀|啊|呢)?$")
_HURRY = re.compile(r".{0,12}(快点|早点|尽快|赶紧|催).{0,8}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What decides between rivals: the clause, and whether products, a picture or an address go with it."""

    text: str
    asking: bool
    products: list[str]
    picture: bool
    address: bool


@dataclass(frozen=True, slots=True)
class Rivalry:
    """When all of `calls` are called and `holds`, the meanings of `yields` are given up."""

    calls: frozenset[str]
    yields: frozenset[str]
    holds: Callable[[Spoken], bool] = lambda _: True


def _rule(calls: str, yields: str, holds: Callable[[Spoken], bool] = lambda _: True) -> Rivalry:
    return Rivalry(frozenset(calls.split()), frozenset(yields.split()), holds)


def _only_asks(said: Spoken) -> bool:
    return said.asking and not talk()["request"].search(said.text)


def _states_only(said: Spoken) -> bool:
    """Say whether a clause names the state of what it wants changed (签收的退掉) and asks nothing."""
    return not said.asking and bool(_STATE_NAMED.search(said.text))


TABLE = (
    _rule("change", "exchange"),
    _rule("cancel return", "return", lambda said: "取消" in said.text),
    _rule("place exchange", "exchange cancel", lambda said: PRODUCT in said.text),
    _rule("place", "cancel", lambda said: not re.search("取消|不要", said.text)),
    _rule("exchange", "place", lambda said: PRODUCT not in said.text),
    _rule("protect", "return compare wallet.balance order.amount"),
    _rule("place order.place.can", "place", _only_asks),
    _rule("place order.place.can", "order.place.can", lambda said: not _only_asks(said)),
    _rule("cashback.query", "order.status cashback.usage"),
    _rule("cashback.usage", "order.status"),
    _rule("cashback.query", "cashback", lambda said: not said.picture),
    _rule("cashback.usage", "cashback", lambda said: not said.picture),
    _rule("wallet.partial", "wallet.balance wallet.usage order.place.can place"),
    _rule("wallet.usage", "promotion"),
    _rule("wallet.balance", "promotion order.place.can"),
    _rule("invoice.info", "invoice"),
    _rule("book service.info", "book", _only_asks),
    _rule("refund.way", "parcel.where order.status order.payment wallet.balance order.address fact"),
    *(_rule(f"{kind} order.status", "order.status", lambda said: not said.asking) for kind in sorted(KINDS)),
    *(
        _rule(f"{kind} parcel.where", "parcel.where", _states_only)
        for kind in ("return", "cancel", "exchange", "change", "urge", "invoice", "book")
    ),
    _rule("return.collect", "return refund.way parcel.where fact"),
    _rule("order.address parcel.where", "parcel.where", lambda said: bool(_WHERE_TO.search(said.text))),
    _rule("order.count order.status", "order.status"),
    _rule("parcel.all", "parcel.where order.count"),
    _rule("urge parcel.where", "parcel.where", lambda said: bool(_HURRY.fullmatch(said.text))),
    _rule("compare recommend", "compare", lambda said: len(said.products) < _TWO),
    _rule("compare recommend", "recommend", lambda said: len(said.products) >= _TWO),
)
_BESIDE_GIFTS = frozenset(
    {"order.status", "parcel.where", "recommend", "promotion", "order.content", "cashback.usage", "cashback"}
)


def without_rivals(names: list[str], said: Spoken, topics: set[str]) -> list[str]:
    """Return the meanings of one clause that stand; `topics` are what it asks about goods."""
    for rivalry in TABLE:
        if rivalry.calls <= set(names) and rivalry.holds(said):
            names = [name for name in names if name not in rivalry.yields]
    if "gift" in topics and not (KINDS & set(names) - {"cashback"}):
        names = [name for name in names if name not in _BESIDE_GIFTS]
    return names
