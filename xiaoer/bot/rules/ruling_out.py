"""Which orders words cannot mean: what is said of an order must not be otherwise with it."""

import re

from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.model import View
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.describing import Found, affirmed, before_wanted
from xiaoer.bot.rules.entities import WALLET
from xiaoer.bot.rules.figures import figure_of, read_figure
from xiaoer.bot.rules.reading import talk
from xiaoer.orders.model import Order

_THAT = "(?:了|过|到)?(?:的(?!话|时候)|那|这)"
_SIZED = "(?:的(?!话|时候)|那|这)"
_POINTED = re.compile(f"(?=([\u4e00-\u9fff]{{2}}){_SIZED})")


def likely(found: Found, text: str, view: View) -> Found:
    """Return what was found without the orders that a text cannot mean, else those that it can mean.

    `unlike`: none of the buyer's orders is what the words say.
    """
    if found.foreign or not found.orders:
        return found
    mine = {str(order.id): order for order in view.orders}
    kept = tuple(n for n in found.orders if n not in mine or not _otherwise(mine[n], text, view))
    if kept:
        return found if kept == found.orders else Found(kept, sure=found.sure or len(kept) == 1)
    others = tuple(number for number, order in mine.items() if not _otherwise(order, text, view))
    if others:
        return Found(others, sure=len(others) == 1)
    return Found(tuple(mine), unlike=True)


def _otherwise(order: Order, text: str, view: View) -> bool:
    text = affirmed(text)
    head = before_wanted(text)
    return (
        _of_other_kind(order, head, view)
        or _of_other_size(order, text, view)
        or _in_other_state(order, head, view)
        or _otherwise_paid(order, head, view)
    )


def _of_other_kind(order: Order, text: str, view: View) -> bool:
    """Say whether a text names a kind of goods and the order holds none; what came along counts as held."""
    trade = view.catalogue.trade
    partly = {pair for pair in _POINTED.findall(text) for word in trade.kind_words if pair in word}
    kinds = kinds_wanted(text, trade) or sorted(partly)
    if not kinds or talk()["given"].search(text):
        return False
    for item in order.items:
        name = str(item.product)
        product = view.catalogue.by_id.get(name)
        if product is None:
            return False
        gifts = "".join(gift.name for gift in product.gifts)
        held = trade.expanded(plain(view.catalogue.title(name) + gifts))
        if any(kind in held for kind in kinds):
            return False
    return True


def _of_other_size(order: Order, text: str, view: View) -> bool:
    """Say whether a text points at goods of a size (80升那台) that none of the order's has."""
    figures = view.catalogue.trade.figures
    if not figures:
        return False
    own = text.lower().partition("换")[0]  # behind it stands the size that is wanted
    pointed = re.search(f"(?:{figures[0].pattern.pattern}){_SIZED}", own)
    size = read_figure(figures[0], pointed.group()) if pointed else None
    sizes = {figure_of(view.catalogue, str(item.product), figures[0]) for item in order.items}
    return size is not None and size not in sizes


def _in_other_state(order: Order, text: str, view: View) -> bool:
    """Say whether a text points at an order by how far it is (已签收的那单) and this one is elsewhere."""
    said = {s for s, cues in view.policy.state_cues.items() if re.search(f"(?:{cues}){_THAT}", text)}
    for group in view.policy.state_groups.values():
        if re.search(group.cues, text):
            said |= set(group.states)
    return bool(said) and str(order.state) not in said


def _otherwise_paid(order: Order, text: str, view: View) -> bool:
    """Say whether a text points at an order by how it was paid (微信付的那单) and this one was not."""
    said = {
        way
        for way, names in view.policy.payments.items()
        for name in ([WALLET] if way == "ecard" else [name.lower() for name in names])
        if re.search(f"{re.escape(name)}(支?付|买|下单|付款)(了)?的", text)
    }
    return bool(said) and str(order.payment) not in said
