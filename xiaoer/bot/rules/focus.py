"""Which order and which product a wish is about: named, described, in focus, or to be asked."""

import re

from xiaoer.bot.catalogue.naming import kind_of
from xiaoer.bot.model import Memory, View
from xiaoer.bot.rules.besides import besides, listed_before, several
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.describing import (
    Found,
    before_wanted,
    counted,
    described,
    described_in,
    in_state,
    narrowed,
    order_of,
    paid_for,
    summed_up,
    telling,
    told_apart,
)
from xiaoer.bot.rules.entities import FOREIGN, LINK, ORDER, PRODUCT, Mention
from xiaoer.bot.rules.figures import figure_of, read_figure
from xiaoer.bot.rules.reading import Clause, Reading, talk
from xiaoer.bot.rules.ruling_out import likely
from xiaoer.orders.model import Order

__all__ = ["Found", "find_orders", "find_product", "nearest", "order_of"]

_CODED = 11
_SHORT = 8
_DESCRIBED = 4.0  # as much of a title says which goods are meant
_AS_GOOD = 0.85
_MOST = 6
_OVER = frozenset({"cancelled", "returning", "returned"})  # nothing more is done with them
# 刚才那单 alone may be the one spoken of just now
_BOUGHT = re.compile("[买拍新]|付(款|的|了)|下(单|的)|[刚才]下|订的|最[近后]")
_BESIDE = re.compile("另外|顺便|对了|再|还(?!没)|然后|接着|同时|也")
_POINTS = re.compile("(?:^|[，, 。])(?:把|给|帮我)?(?:[这那该](?:个|单|笔|台|件|订单)|它)")
_PLACE = re.compile(r"第([一二三四五1-5])(款|个|台|种|件)")
_FIRST_FIVE = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4}


def nearest(clause: Clause, reading: Reading, marks: str) -> Mention | None:
    """Return the mention of one of `marks` in the clause, else the last before, else the first after it."""
    inside = [mention for mention in clause.mentions if mention.mark in marks]
    if inside:
        return inside[0]
    place = reading.clauses.index(clause) if clause in reading.clauses else len(reading.clauses)
    before = [m for other in reading.clauses[:place] for m in other.mentions if m.mark in marks]
    if before:
        return before[-1]
    after = [m for other in reading.clauses[place:] for m in other.mentions if m.mark in marks]
    return after[0] if after else None


def find_orders(
    clause: Clause, reading: Reading, view: View, memory: Memory, states: tuple[str, ...] = ()
) -> Found:
    """Return the orders that a clause is about; `states` are those that the wish needs.

    What the clause itself names or describes goes before the rest of the turn, that before the focus.
    """
    found = _meant(clause, reading, view, memory, states)
    return found if reading.values(ORDER) else likely(found, clause.text, view)


def _meant(  # noqa: PLR0911  # one return a way to be meant
    clause: Clause, reading: Reading, view: View, memory: Memory, states: tuple[str, ...]
) -> Found:
    found = _turned_to(clause, reading, view, memory, states)
    if found.orders or found.foreign:
        return found
    mention = nearest(clause, reading, ORDER + FOREIGN)
    if mention and len(view.orders) > 1 and _of_another_wish(mention, clause, reading):
        return Found(tuple(str(order.id) for order in _fitting(view, states)))
    own = described_in(clause, view)
    if own:
        numbers = [str(order.id) for order in own]
        if len(own) > 1 and mention and mention.value in numbers:
            return Found((mention.value,), sure=True)
        return narrowed(_told_elsewhere(own, clause, reading, view), states)
    if mention:
        if mention.mark == FOREIGN:
            return Found(foreign=mention.value)
        among = listed_before(clause, reading)
        return among if among.orders else Found((mention.value,), sure=True)
    if talk()["everything"].search(reading.text):
        return _all_meant(reading.text, reading, view)
    product = nearest(clause, reading, PRODUCT)
    told = before_wanted(reading.text)  # 换成M9 Pro describes no order
    turn = described(told, [product.value] if product else [], view)
    if turn:
        return narrowed(turn, states)
    if memory.foreign and not reading.values(PRODUCT):
        return Found(foreign=memory.foreign)
    return _in_focus(reading, view, memory, states)


def _turned_to(
    clause: Clause, reading: Reading, view: View, memory: Memory, states: tuple[str, ...]
) -> Found:
    """Return the orders that a clause itself names or turns to, nothing when it does neither."""
    other = besides(clause, reading, view, memory, states)
    if other.orders:
        return other
    named = clause.values(ORDER)
    if named:
        return several(named, clause.text)
    if clause.values(FOREIGN):
        return Found(foreign=clause.values(FOREIGN)[0])
    if memory.barred and talk()["refused"].search(clause.text):
        return Found((memory.barred,), sure=True)
    if talk()["everything"].search(clause.text):
        return _all_meant(clause.text, reading, view)
    return Found()


def _fitting(view: View, states: tuple[str, ...]) -> list[Order]:
    return [order for order in view.orders if str(order.state) in states] or list(view.orders)


def _of_another_wish(mention: Mention, clause: Clause, reading: Reading) -> bool:
    """Say whether an order is named only behind a clause, for something else (取消，另外给Ⓞ开票)."""
    if clause not in reading.clauses or _named_early(clause, reading):
        return False
    behind = reading.clauses[reading.clauses.index(clause) + 1 :]
    holding = next((one for one in behind if mention in one.mentions), None)
    return bool(holding and _BESIDE.search(holding.text) and set(holding.intents) - set(clause.intents))


def _named_early(clause: Clause, reading: Reading) -> bool:
    """Say whether an order is named in a clause or before it."""
    place = reading.clauses.index(clause)
    return any(one.values(ORDER) for one in reading.clauses[: place + 1])


def _told_elsewhere(own: list[Order], clause: Clause, reading: Reading, view: View) -> list[Order]:
    """Return of several orders that a clause describes those that the rest of the turn tells apart.

    What was spoken of last decides nothing here: whoever describes may well mean the other one.
    """
    others = [one for one in reading.clauses if one is not clause]
    told = [order for one in others for order in described_in(one, view) if order in own]
    return told if told and len(told) < len(own) else own


def _all_meant(text: str, reading: Reading, view: View) -> Found:
    meant = summed_up(text, view, list(view.orders)) or summed_up(reading.text, view, list(view.orders))
    meant = meant or list(view.orders)
    numbers = tuple(str(order.id) for order in meant)
    return Found(numbers, sure=counted(text) in {0, len(meant)})


def _in_focus(  # noqa: PLR0911  # one return a way to be meant
    reading: Reading, view: View, memory: Memory, states: tuple[str, ...]
) -> Found:
    orders = list(view.orders)
    fitting = [order for order in orders if str(order.state) in states]
    pictured = [o for o in orders if any(str(item.product) in reading.shows for item in o.items)]
    if pictured and len(pictured) < len(orders):
        return narrowed(pictured, states)
    by_state = in_state(reading.text, view, orders)
    if by_state:
        return Found((str(by_state.id),), sure=True)
    latest = _latest(reading, view, memory, fitting or orders)
    if latest.orders:
        return latest
    current = order_of(view, memory.order)
    over = current is not None and str(current.state) in _OVER and str(current.state) not in states
    over = over and not _POINTS.search(reading.text)
    if memory.order and not (over and states and fitting):
        return Found((memory.order,), sure=True)
    if memory.products:
        holding = [
            o
            for o in orders
            if any(view.catalogue.style(str(i.product)) == memory.products[0] for i in o.items)
        ]
        if holding:
            return narrowed(holding, states)
    if len(orders) == 1 or len(fitting) == 1:
        return Found((str((fitting or orders)[0].id),), sure=True)
    return Found(tuple(str(order.id) for order in (fitting or orders)))


def _latest(reading: Reading, view: View, memory: Memory, orders: list[Order]) -> Found:
    """Return the order bought last, where a text says so; unsure where 刚才那单 follows upon nothing."""
    bought = _BOUGHT.search(reading.text)
    focus = memory.order or memory.products
    if not talk()["newest"].search(reading.text) or not (bought or not focus):
        return Found()
    newest = _newest(view, memory, orders) if bought or len(orders) == 1 else ""
    if newest:
        return Found((newest,), sure=True)
    return Found() if focus else Found(tuple(str(order.id) for order in orders))


def _newest(view: View, memory: Memory, orders: list[Order]) -> str:
    if memory.placed:
        return memory.placed
    if len(orders) == 1:
        return str(orders[0].id)
    dated = sorted((order for order in orders if order.created_ms), key=lambda order: -order.created_ms)
    if len(dated) == len(orders) > 1 and dated[0].created_ms != dated[1].created_ms:
        return str(dated[0].id)
    del view
    return ""


def find_product(  # noqa: PLR0911  # one return a way to be meant
    clause: Clause, reading: Reading, view: View, memory: Memory, page: str | None
) -> tuple[str, ...]:
    """Return the product that a question is about; several when the buyer must choose, none when unknown."""
    mention = nearest(clause, reading, PRODUCT + ORDER)
    if mention and mention.mark == PRODUCT:
        return (mention.value,)
    placed = _PLACE.search(reading.text)
    if placed and mention is None:
        said = placed.group(1)
        place = _FIRST_FIVE[said] if said in _FIRST_FIVE else int(said) - 1
        if place < len(memory.compared):
            return (memory.compared[place],)
    looked_at = memory.products[0] if memory.products else ""
    if mention and (mention in clause.mentions or not looked_at):
        order = order_of(view, mention.value)
        goods = tuple(str(item.product) for item in order.items) if order else ()
        return _one_of(view, reading.text, goods)
    if nearest(clause, reading, LINK):
        return ()
    shelf = view.catalogue.by_id
    goods_bought = (view.catalogue.style(str(item.product)) for order in view.orders for item in order.items)
    bought = tuple(dict.fromkeys(name for name in goods_bought if name in shelf))
    current = memory.products[0] if memory.products else (page or "")
    if memory.asked == "product" and memory.options and memory.last == "fact" and not mention:
        choice = told_apart(view, [clause.text], [name for name in memory.options if name in shelf])
        if choice or len(reading.text) <= _SHORT:
            return (choice,) if choice else tuple(memory.options)  # still to be chosen: nothing else is meant
    coded = [
        name
        for name, score in view.catalogue.named(reading.text)[:1]
        if score >= _CODED and _has_code(reading.text)
    ]
    if coded:
        return (coded[0],)
    paid = paid_for(clause.text, view)
    if paid in shelf:
        return (paid,)
    return _by_words(clause, reading, view, memory, bought, current)


def _by_words(  # noqa: PLR0911  # one return a way to be meant
    clause: Clause, reading: Reading, view: View, memory: Memory, bought: tuple[str, ...], current: str
) -> tuple[str, ...]:
    """Return the product that the words of a clause turn to, else that in focus, else what was bought."""
    other = _other_kind(clause, view, memory, bought, current)
    if other:
        return (other,)
    alien = _of_another_kind(clause, view, (*memory.products, *memory.compared, *bought, current))
    if alien:
        return alien
    sized = _of_another_size(clause, view, (*bought, current))
    if sized:
        return sized
    if current and not talk()["my"].search(clause.text):
        return (current,)
    worded = () if current else _worded(clause, view, bought)
    mine = telling(view, clause.text, list(bought)) if len(bought) > 1 and not worded else set()
    if len(mine) == 1:
        return tuple(mine)
    if worded:
        return worded
    return _bought(reading, view, memory, bought, current)


def _other_kind(clause: Clause, view: View, memory: Memory, bought: tuple[str, ...], current: str) -> str:
    """Return the product of another kind that a clause turns to (那洗碗机呢), "" when it stays."""
    shelf, trade = view.catalogue, view.catalogue.trade
    kinds = kinds_wanted(clause.text, trade)
    if not current or not kinds or any(kind in trade.expanded(shelf.title(current)) for kind in kinds):
        return ""
    known = [name for name in dict.fromkeys((*memory.products, *memory.compared, *bought)) if name != current]
    fitting = [name for name in known if any(kind in trade.expanded(shelf.title(name)) for kind in kinds)]
    return fitting[0] if len(fitting) == 1 else ""


def _worded(clause: Clause, view: View, bought: tuple[str, ...]) -> tuple[str, ...]:
    """Return the goods that a clause describes best when the buyer has bought none of them (500ml的酒精)."""
    if talk()["my"].search(clause.text) or talk()["given"].search(clause.text):
        return ()
    trade = view.catalogue.trade
    kinds = kinds_wanted(clause.text, trade)
    own = [trade.expanded(view.catalogue.title(name)) for name in bought]
    if talk()["faulty"].search(clause.text) and (
        not kinds or any(kind in title for kind in kinds for title in own)
    ):
        return ()  # trouble is with what one has, and the words for it name no goods
    ranked = view.catalogue.named(clause.text)
    if not ranked or ranked[0][1] < _DESCRIBED:
        return ()
    reached = max((score for name, score in ranked if name in bought), default=0.0)
    fits_own = any(kind in title for kind in kinds for title in own) and reached >= ranked[0][1] * _AS_GOOD
    if bought and (not kinds or fits_own):
        return ()  # words that name no other goods are about what was bought
    best = tuple(name for name, score in ranked if score >= ranked[0][1] * _AS_GOOD)
    return () if set(best) & set(bought) or len(best) > _MOST else best


def _of_another_kind(clause: Clause, view: View, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the shop's goods of a kind that a clause points at (那个落地扇多少钱) when nothing known is one.

    What is said along (送的风扇, 和洗碗机一起用) points at nothing.
    """
    shelf, trade = view.catalogue, view.catalogue.trade
    kinds = kinds_wanted(clause.text, trade)
    words = "|".join(re.escape(word) for word in trade.kind_words if word in clause.text)
    pointed = re.search(
        f"(?:^|[那这有]|个|台|款|家的?|看看?|问下?|想买)(?:个|台|款|种|的)?(?:{words})(?!.{{0,3}}(一起|上|里|送))",
        clause.text,
    )
    if not kinds or not words or not pointed or talk()["given"].search(clause.text):
        return ()
    if any(kind in trade.expanded(shelf.title(name)) for name in known if name for kind in kinds):
        return ()
    gifts = "".join(gift.name for name in known if name in shelf.by_id for gift in shelf.by_id[name].gifts)
    if re.search(words, gifts) or any(kind in trade.expanded(gifts) for kind in kinds):
        return ()  # what came with something bought is meant
    found = [name for name, _ in shelf.named(clause.text) if name in shelf.by_id]
    first = [name for name in found if trade.expanded(kind_of(shelf.title(name), trade.kind_words)) in kinds]
    titled = [name for name in found if any(kind in trade.expanded(shelf.title(name)) for kind in kinds)]
    return tuple(first or titled)[:_MOST]


def _of_another_size(clause: Clause, view: View, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the goods of a kind and size that a clause names (7.6升的小厨宝) when nothing known is of it."""
    shelf, trade = view.catalogue, view.catalogue.trade
    kinds = kinds_wanted(clause.text, trade)
    size = read_figure(trade.figures[0], clause.text) if trade.figures else None
    if not kinds or size is None or "换" in clause.text:
        return ()
    if any(figure_of(shelf, name, trade.figures[0]) == size for name in known if name):
        return ()
    found = [name for name, _ in shelf.named(clause.text) if name in shelf.by_id]
    return tuple(
        name
        for name in found
        if figure_of(shelf, name, trade.figures[0]) == size
        and any(kind in trade.expanded(shelf.title(name)) for kind in kinds)
    )[:_MOST]


def _has_code(text: str) -> bool:
    return bool(re.search(r"[a-z]+\d|\d+[a-z]", text))


def _bought(
    reading: Reading, view: View, memory: Memory, bought: tuple[str, ...], current: str
) -> tuple[str, ...]:
    told = telling(view, reading.text, list(bought)) if len(bought) > 1 else set()
    if len(told) == 1:
        return tuple(told)
    if current and (current in bought or not bought):
        return (current,)
    if talk()["newest"].search(reading.text):
        newest = _newest(
            view, memory, [o for o in view.orders if str(o.state) in {"unpaid", "paid", "processing"}]
        )
        order = order_of(view, newest) if newest else None
        if order:
            return _one_of(view, reading.text, tuple(str(item.product) for item in order.items))
    if memory.order:
        order = order_of(view, memory.order)
        if order:
            return _one_of(view, reading.text, tuple(str(item.product) for item in order.items))
    if current:
        return (current,)
    return tuple(told) or bought


def _one_of(view: View, text: str, goods: tuple[str, ...]) -> tuple[str, ...]:
    if len(goods) <= 1:
        return goods
    told = telling(view, text, list(goods))
    return tuple(good for good in goods if good in told) if told else goods
