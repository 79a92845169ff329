"""Whether what a buyer has bought is cheaper now: paid and present price side by side, nothing refunded."""

from xiaoer.base.money import Money
from xiaoer.bot.model import Evidence
from xiaoer.bot.rules import goods, slots
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.describing import telling
from xiaoer.bot.rules.focus import find_orders, order_of
from xiaoer.bot.rules.procedures import procedure
from xiaoer.bot.rules.wishes import Wish
from xiaoer.orders.model import Order, OrderItem

_MOST = 4


def answered(course: Course, wish: Wish) -> None:
    """Say what was paid and what it costs now for the goods that are meant; else the price alone."""
    found = find_orders(wish.clause, course.reading, course.view, course.memory)
    meant = course.reading.values("Ⓟ")
    bought = [
        (order, item)
        for number in found.orders[:_MOST]
        if (order := order_of(course.view, number))
        for item in order.items
        if not meant or {str(item.product), course.view.catalogue.style(str(item.product))} & set(meant)
    ]
    told = _told_apart(course, wish.clause.text, bought)
    looked = course.memory.products[:1] or [course.turn.product or ""]
    own = {course.view.catalogue.style(str(item.product)) for _, item in bought}
    elsewhere = looked[0] and looked[0] not in own and not course.reading.values("Ⓞ")
    if not told or (elsewhere and not meant):
        goods.fact(course, wish)
        return
    if len({order.id for order, _ in told}) == 1:
        course.look_at_order(str(told[0][0].id))
    cheaper = False
    for order, item in told:
        now = slots.price_now(course.view, course.memory, str(item.product))
        if now is None:
            continue
        name = course.view.catalogue.called(str(item.product))
        if len(told) == 1 and str(item.product) in course.view.catalogue.by_id:
            course.look_at(course.view.catalogue.style(str(item.product)))
        said = f"{name}（订单{order.id}）购买价{item.price.yuan()}元，当前售价{now.yuan()}元，"
        less = item.price.fen - now.fen
        said += f"差价{Money(less).yuan()}元" if less > 0 else "没有降价，没有差价"
        cheaper = cheaper or less > 0
        course.say(said, Evidence("product", str(item.product), "price", now.yuan()))
    if cheaper and procedure(course.view, "protect").offered:
        course.say("如果需要申请价保退差价，可以告诉我")


def _told_apart(
    course: Course, text: str, bought: list[tuple[Order, OrderItem]]
) -> list[tuple[Order, OrderItem]]:
    """Return of bought goods those that a text tells apart (烟机), all when it tells none."""
    names = [course.view.catalogue.style(str(item.product)) for _, item in bought]
    told = telling(course.view, text, names) if len(set(names)) > 1 else set()
    return [pair for pair, name in zip(bought, names, strict=True) if not told or name in told]
