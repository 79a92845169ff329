"""Which of the buyer's orders words describe: by goods, amount, state, payment, who took the parcel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoer.bot.catalogue.naming import kind_of, longest_run
from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.catalogue.passages import pairs
from xiaoer.bot.catalogue.shelf import Shelf, codes
from xiaoer.bot.model import View
from xiaoer.bot.rules import entities
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.entities import PRODUCT, WALLET
from xiaoer.bot.rules.figures import figure_of, read_figure, wanted_figure
from xiaoer.bot.rules.reading import Clause, talk
from xiaoer.orders.model import Order

_WORD = 3
_LATIN = re.compile("[a-z]{3,}")
_COUNTED = re.compile(r"(两|二|俩|三|四|五)(个|笔|张)?(订单|单)")
_ITEMS = re.compile(
    r"(?:买|拍|有)(?:了|的)?(?:那|这)?(两|二|三)(?:样|件|种|个)(?:东西|商品|货|产品)?(?:的)?(?:那|这)?"
)
_COUNTS = {"两": 2, "二": 2, "俩": 2, "三": 3, "四": 4, "五": 5}
_BARE_AMOUNT = re.compile(r"(?<![\d.])(\d{2,6}(?:\.\d{1,2})?)(?=那|这|的|买|块|元)")
_DENIED = re.compile("(?:(?<!是)不是|除了|别动|不要动|不动|先别动|保留|留着)([^，,。]{2,16})")
_WANTED = re.compile(
    r"(换成|换个|换一?台|换(?=[a-z\d])|改成|(想|再|还)(要|买)|要(?=\d)|比.{0,10}(大|小|便宜))[^，,。；;!！?？\n]*"
)


def order_of(view: View, number: str) -> Order | None:
    """Return the buyer's order with this number; None also when only a parcel or an invoice names it."""
    return next((order for order in view.orders if str(order.id) == number), None)


@dataclass(frozen=True, slots=True)
class Found:
    """Orders that a wish is about. More than one and not `sure`: the buyer must choose.

    `foreign` is a number that is not this buyer's; `unlike`: none of the orders is what the words say.
    """

    orders: tuple[str, ...] = ()
    sure: bool = False
    foreign: str = ""
    unlike: bool = False


def narrowed(orders: Sequence[Order], states: tuple[str, ...]) -> Found:
    """Return orders as what was found, those first that are in one of the states."""
    fitting = [order for order in orders if str(order.state) in states] or list(orders)
    return Found(tuple(str(order.id) for order in fitting), sure=len(fitting) == 1)


def described_in(clause: Clause, view: View) -> list[Order]:
    """Return the orders that a clause describes, none when it tells nothing apart.

    What is wanted instead (换成80升) describes no order.
    """
    head = before_wanted(clause.text)
    return described(head, clause.values(PRODUCT)[: head.count(PRODUCT)], view)


def before_wanted(text: str) -> str:
    """Return a text up to what is wanted instead (换成80升)."""
    return _WANTED.sub("", text)


def affirmed(text: str) -> str:
    """Return a text without what it says is not meant (不是80升那个)."""
    return _DENIED.sub(" ", text)


def described(text: str, products: Sequence[str], view: View) -> list[Order]:
    """Return the orders that a text with its named products describes, by all it says together."""
    orders = list(view.orders)
    denied = [found.group(1) for found in _DENIED.finditer(text)]
    kept = [order for order in orders if not any(order in described(one, (), view) for one in denied)]
    text = affirmed(text)
    for some in (
        _holding(view, orders, products),
        _amounting(orders, text),
        _telling_goods(view, orders, text),
        summed_up(text, view, orders),
        _left_with(view, orders, text),
    ):
        both = [order for order in kept if order in some]
        kept = both or kept
    return kept if len(kept) < len(orders) or (len(orders) == 1 and _holding(view, orders, products)) else []


def _holding(view: View, orders: list[Order], products: Sequence[str]) -> list[Order]:
    wanted = set(products)
    return [
        order
        for order in orders
        if any({str(item.product), view.catalogue.style(str(item.product))} & wanted for item in order.items)
    ]


def _amounting(orders: list[Order], text: str) -> list[Order]:
    for amount in entities.amounts(text) + _bare_amounts(text):
        paid = [
            order
            for order in orders
            if amount in {order.total.fen / 100, *(item.price.fen / 100 for item in order.items)}
        ]
        if len(paid) == 1:
            return paid
    return []


def _telling_goods(view: View, orders: list[Order], text: str) -> list[Order]:
    goods = list(dict.fromkeys(str(item.product) for order in orders for item in order.items))
    return _holding(view, orders, tuple(telling(view, text, goods))) if len(orders) > 1 else []


def _left_with(view: View, orders: list[Order], text: str) -> list[Order]:
    """Return the one order whose parcel was left where a text says (前台代收的那个)."""
    places = [found.group() for found in talk()["left_with"].finditer(text)]
    told = {
        str(parcel.order): "".join(f"{scan.description}{scan.place}" for scan in parcel.scans)
        for parcel in view.parcels
    }
    holding = [o for o in orders if any(place in told.get(str(o.id), "") for place in places)]
    return holding if len(holding) == 1 else []


def paid_for(text: str, view: View) -> str:
    """Return the product bought at a price that a text names (那个1199的), "" for none or several."""
    said = entities.amounts(text) + _bare_amounts(text)
    found = {
        str(item.product) for order in view.orders for item in order.items if item.price.fen / 100 in said
    }
    return found.pop() if len(found) == 1 else ""


def _bare_amounts(text: str) -> list[float]:
    return [float(found) for found in _BARE_AMOUNT.findall(text)]


def telling(view: View, text: str, among: list[str]) -> set[str]:
    """Return the products among these that a text tells apart by kind, model, size or a long word."""
    shelf = view.catalogue
    titles = {name: view.catalogue.trade.expanded(plain(shelf.title(name))) for name in among}
    said = view.catalogue.trade.expanded(text)
    kinds = kinds_wanted(text, view.catalogue.trade)
    chosen = {name for name in among if any(kind in titles[name] for kind in kinds)}
    coded = {name for name in among if codes(text) & codes(titles[name])}
    worded = [word for word in _LATIN.findall(text) if any(word in title for title in titles.values())]
    coded = coded or {name for name in among if worded and all(word in titles[name] for word in worded)}
    chosen = coded or chosen
    figure = wanted_figure(text, shelf.trade)
    size = read_figure(figure, text) if figure else None
    if figure and size is not None:
        sized = {name for name in (chosen or among) if figure_of(shelf, name, figure) == size}
        chosen = sized or chosen
    chosen = chosen or _of_kind(shelf, text, among)
    if not chosen:
        lengths = {name: longest_run(said, titles[name]) for name in among}
        best = max(lengths.values(), default=0)
        chosen = {name for name, length in lengths.items() if length == best} if best >= _WORD else set()
    return chosen if len(chosen) < len(set(among)) else set()


def _of_kind(shelf: Shelf, text: str, among: list[str]) -> set[str]:
    """Return the products whose kind a text names in part (燃气那个, 电的那台)."""
    kinds = {name: kind_of(shelf.title(name), shelf.trade.kind_words) for name in among}
    every = set(kinds.values()) - {""}
    said = {kind for kind in every if any(pair in text for pair in pairs(kind) - _shared(kind, every))}
    said = said or {kind for kind in every if re.search(f"{kind[0]}(的|那|这)", text)}
    return {name for name, kind in kinds.items() if kind in said} if len(said) == 1 else set()


def _shared(kind: str, every: set[str]) -> frozenset[str]:
    return frozenset().union(*(pairs(other) for other in every - {kind}))


def told_apart(view: View, texts: Sequence[str], goods: list[str]) -> str:
    """Return the one of the goods of an order that the first telling text describes, "" for none.

    What is wanted instead describes nothing.
    """
    found = (telling(view, before_wanted(text), goods) for text in texts)
    return next((next(iter(one)) for one in found if len(one) == 1), "")


def in_state(text: str, view: View, orders: list[Order]) -> Order | None:
    """Return the one order in the state that a text names, None when none or several are."""
    for state, cues in view.policy.state_cues.items():
        if re.search(cues, text):
            inside = [order for order in orders if str(order.state) == state]
            if len(inside) == 1 and len(orders) > 1:
                return inside[0]
    return None


def supposed_state(view: View, text: str) -> str:
    """Return the order state that a text supposes (已经发货了 → shipped), "" for none."""
    if re.search(view.policy.unsigned_cues, text):
        return "in_transit"
    found = [state for state, cues in view.policy.state_cues.items() if re.search(cues, text)]
    return found[-1] if found else ""


def counted(text: str) -> int:
    """Return how many orders a text speaks of (那两单), 0 when it does not say."""
    found = _COUNTED.search(text)
    return _COUNTS[found.group(1)] if found else 0


def summed_up(text: str, view: View, orders: list[Order]) -> list[Order]:
    """Return the orders that are summed up by how far they are (没发的那台) and how they were paid
    (支付宝付的), none when no word says so.
    """
    kept = orders
    for group in view.policy.state_groups.values():
        if re.search(group.cues, text):
            kept = [order for order in kept if str(order.state) in group.states]
    for way, names in view.policy.payments.items():
        said = [WALLET] if way == "ecard" else [name.lower() for name in names]
        if any(re.search(f"{re.escape(name)}(支?付|买|下单|付款)(了)?的", text) for name in said):
            kept = [order for order in kept if str(order.payment) == way]
    items = _ITEMS.search(text)
    if items:
        kept = [order for order in kept if len(order.items) == _COUNTS[items.group(1)]]
    return kept if len(kept) < len(orders) else []
