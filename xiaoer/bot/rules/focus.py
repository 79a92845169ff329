"""Which order and which product a wish is about: named, described, in focus, or to be asked."""

import re
from dataclasses import dataclass

from xiaoer.bot.catalogue.naming import longest_run
from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.catalogue.shelf import codes, expanded
from xiaoer.bot.model import Memory, View
from xiaoer.bot.rules import entities
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.entities import FOREIGN, LINK, ORDER, PRODUCT, WALLET, Mention
from xiaoer.bot.rules.figures import figure_of, read_figure, wanted_figure
from xiaoer.bot.rules.reading import Clause, Reading, talk
from xiaoer.orders.model import Order

_WORD = 3
_CODED = 11
_LATIN = re.compile("[a-z]{3,}")
_OTHER = re.compile(
    r"(另|另外|剩下|还有|其他|别的|其余)(的)?(那|这|有)?(一|个|的)?(个|笔|单|台|件|订单)|另一"
)
_PLACE = re.compile(r"第([一二三四五1-5])(款|个|台|种|件)")
_COUNTED = re.compile(r"(两|二|俩|三|四|五)(个|笔|张)?(订单|单)")
_ITEMS = re.compile(r"(?:买|拍|有)(?:了)?(两|二|三)(?:样|件|种|个)(?:东西|商品|货|产品)?(?:的)?(?:那|这)?")
_COUNTS = {"两": 2, "二": 2, "俩": 2, "三": 3, "四": 4, "五": 5}
_FIRST_FIVE = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4}


@dataclass(frozen=True, slots=True)
class Found:
    """Orders that a wish is about. More than one and not `sure`: the buyer must choose.

    `foreign` is a number that is not this buyer's.
    """

    orders: tuple[str, ...] = ()
    sure: bool = False
    foreign: str = ""


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


def order_of(view: View, number: str) -> Order | None:
    """Return the buyer's order with this number; None also when only a parcel or an invoice names it."""
    return next((order for order in view.orders if str(order.id) == number), None)


def find_orders(  # noqa: PLR0911  # one return a way to be meant
    clause: Clause, reading: Reading, view: View, memory: Memory, states: tuple[str, ...] = ()
) -> Found:
    """Return the orders that a clause is about; `states` are those that the wish needs."""
    named = [m.value for m in clause.mentions if m.mark == ORDER]
    if len(named) > 1:
        return Found(tuple(dict.fromkeys(named)), sure=True)
    mention = nearest(clause, reading, ORDER + FOREIGN)
    if mention:
        if mention.mark == FOREIGN:
            return Found(foreign=mention.value)
        return Found((mention.value,), sure=True)
    everything = talk()["everything"]
    if everything.search(clause.text) or everything.search(reading.text):
        meant = _summed_up(reading.text, view, list(view.orders)) or list(view.orders)
        if _counted(reading.text) in {0, len(meant)}:
            return Found(tuple(str(order.id) for order in meant), sure=True)
        return Found(tuple(str(order.id) for order in meant))
    described = _described(clause, reading, view, states)
    if described.orders:
        return described
    if memory.foreign and not reading.values(PRODUCT):
        return Found(foreign=memory.foreign)
    return _in_focus(reading, view, memory, states)


def _described(clause: Clause, reading: Reading, view: View, states: tuple[str, ...]) -> Found:
    product = nearest(clause, reading, PRODUCT)
    if product:
        holding = [o for o in view.orders if any(str(i.product) == product.value for i in o.items)]
        if holding:
            return _narrowed(holding, states)
    for amount in entities.amounts(reading.text) + _bare_amounts(reading.text):
        paid = [
            order
            for order in view.orders
            if amount in {order.total.fen / 100, *(item.price.fen / 100 for item in order.items)}
        ]
        if len(paid) == 1:
            return Found((str(paid[0].id),), sure=True)
    goods = {str(item.product): order for order in view.orders for item in order.items}
    if len({order.id for order in goods.values()}) > 1:
        named = _telling(view, clause.text, list(goods)) or _telling(view, reading.text, list(goods))
        orders = {str(order.id) for order in view.orders if any(str(i.product) in named for i in order.items)}
        if len(orders) == 1:
            return Found(tuple(orders), sure=True)
        if orders and len(orders) < len(view.orders):
            return _narrowed([order for order in view.orders if str(order.id) in orders], states)
    return Found()


def _bare_amounts(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"(?<![\d.])(\d{2,6}(?:\.\d{1,2})?)(?=那|这|的那|买)", text)]


def _telling(view: View, text: str, among: list[str]) -> set[str]:
    """Return the products among these that a text tells apart by kind, model, size or a long word."""
    shelf = view.catalogue
    titles = {name: expanded(plain(shelf.title(name))) for name in among}
    said = expanded(text)
    kinds = kinds_wanted(text)
    chosen = {name for name in among if any(kind in titles[name] for kind in kinds)}
    coded = {name for name in among if codes(text) & codes(titles[name])}
    worded = [word for word in _LATIN.findall(text) if any(word in title for title in titles.values())]
    coded = coded or {name for name in among if worded and all(word in titles[name] for word in worded)}
    chosen = coded or chosen
    figure = wanted_figure(text)
    size = read_figure(figure, text)
    if size is not None:
        sized = {name for name in (chosen or among) if figure_of(shelf, name, figure) == size}
        chosen = sized or chosen
    if not chosen:
        lengths = {name: longest_run(said, titles[name]) for name in among}
        best = max(lengths.values(), default=0)
        chosen = {name for name, length in lengths.items() if length == best} if best >= _WORD else set()
    return chosen if len(chosen) < len(set(among)) else set()


def _narrowed(orders: list[Order], states: tuple[str, ...]) -> Found:
    fitting = [order for order in orders if str(order.state) in states] or orders
    return Found(tuple(str(order.id) for order in fitting), sure=len(fitting) == 1)


def _in_focus(  # noqa: PLR0911  # one return a way to be meant
    reading: Reading, view: View, memory: Memory, states: tuple[str, ...]
) -> Found:
    orders = list(view.orders)
    fitting = [order for order in orders if str(order.state) in states]
    grouped = _summed_up(reading.text, view, orders)
    if grouped:
        return _narrowed(grouped, states)
    by_state = _other_order(reading.text, memory, fitting or orders) or _in_state(reading.text, view, orders)
    if by_state:
        return Found((str(by_state.id),), sure=True)
    if talk()["newest"].search(reading.text):
        newest = _newest(view, memory, fitting or orders)
        if newest:
            return Found((newest,), sure=True)
    if memory.order and (order_of(view, memory.order) or memory.order not in {str(o.id) for o in orders}):
        return Found((memory.order,), sure=True)
    if memory.products:
        holding = [o for o in orders if any(str(i.product) == memory.products[0] for i in o.items)]
        if holding:
            return _narrowed(holding, states)
    if len(orders) == 1 or len(fitting) == 1:
        return Found((str((fitting or orders)[0].id),), sure=True)
    return Found(tuple(str(order.id) for order in (fitting or orders)))


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


def _in_state(text: str, view: View, orders: list[Order]) -> Order | None:
    for state, cues in view.policy.state_cues.items():
        if re.search(cues, text):
            inside = [order for order in orders if str(order.state) == state]
            if len(inside) == 1 and len(orders) > 1:
                return inside[0]
    return None


def _other_order(text: str, memory: Memory, orders: list[Order]) -> Order | None:
    """Return the one order besides that in focus, when a text turns to it (另外那单)."""
    others = [order for order in orders if str(order.id) != memory.order]
    return others[0] if memory.order and len(others) == 1 and _OTHER.search(text) else None


def _counted(text: str) -> int:
    """Return how many orders a text speaks of (那两单), 0 when it does not say."""
    found = _COUNTED.search(text)
    return _COUNTS[found.group(1)] if found else 0


def _summed_up(text: str, view: View, orders: list[Order]) -> list[Order]:
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
    counted = _ITEMS.search(text)
    if counted:
        kept = [order for order in kept if len(order.items) == _COUNTS[counted.group(1)]]
    return kept if len(kept) < len(orders) else []


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
    goods_bought = (str(item.product) for order in view.orders for item in order.items)
    bought = tuple(dict.fromkeys(name for name in goods_bought if name in shelf))
    current = memory.products[0] if memory.products else (page or "")
    coded = [
        name
        for name, score in view.catalogue.named(reading.text)[:1]
        if score >= _CODED and _has_code(reading.text)
    ]
    if coded:
        return (coded[0],)
    other = _other_kind(clause, view, memory, bought, current)
    if other:
        return (other,)
    if current and not talk()["my"].search(clause.text):
        return (current,)
    return _bought(reading, view, memory, bought, current)


def _other_kind(clause: Clause, view: View, memory: Memory, bought: tuple[str, ...], current: str) -> str:
    """Return the product of another kind that a clause turns to (那洗碗机呢), "" when it stays."""
    kinds = kinds_wanted(clause.text)
    if not current or not kinds or any(kind in expanded(view.catalogue.title(current)) for kind in kinds):
        return ""
    known = [name for name in dict.fromkeys((*memory.products, *memory.compared, *bought)) if name != current]
    fitting = [name for name in known if any(kind in expanded(view.catalogue.title(name)) for kind in kinds)]
    return fitting[0] if len(fitting) == 1 else ""


def _has_code(text: str) -> bool:
    return bool(re.search(r"[a-z]+\d|\d+[a-z]", text))


def _bought(
    reading: Reading, view: View, memory: Memory, bought: tuple[str, ...], current: str
) -> tuple[str, ...]:
    telling = _telling(view, reading.text, list(bought)) if len(bought) > 1 else set()
    if len(telling) == 1:
        return tuple(telling)
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
    return tuple(telling) or bought


def _one_of(view: View, text: str, goods: tuple[str, ...]) -> tuple[str, ...]:
    if len(goods) <= 1:
        return goods
    telling = _telling(view, text, list(goods))
    return tuple(good for good in goods if good in telling) if telling else goods
