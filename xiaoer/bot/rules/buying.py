"""What a buyer is told about limits, timed sales, restock dates and places that goods are not sent to."""

from collections.abc import Callable

from xiaoer.bot.model import Evidence
from xiaoer.bot.rules import entities, goods, policies, selling
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.focus import find_product
from xiaoer.bot.rules.wishes import Wish
from xiaoer.knowledge.model import Product, ProductState

_HERE = ("我这", "我们这", "我家", "咱这", "这边", "这里")


def limit(course: Course, wish: Wish) -> None:
    """Say how many a buyer may order, and how many are left to this one."""
    product = _product(course, wish)
    if product is None:
        _by_rule_or_ask(course, wish)
        return
    if _not_sold(course, product):
        return
    found = selling.limit_of(product)
    if found is None:
        goods.can_be_bought(course, wish)
        return
    had = selling.bought(found, product, course.view.orders, course.view.now_ms)
    wanted = entities.quantity(wish.clause.text)
    left = max(0, found.pieces - had)
    said = f"这款{found.said}"
    if had:
        said += f"，您已经买了{had}{found.unit}，" + (f"还可以买{left}{found.unit}" if left else "不能再买了")
    elif wanted > left:
        said += f"，最多可以买{left}{found.unit}，买不了{wanted}{found.unit}"
    elif wanted:
        said += f"，{wanted}{found.unit}可以买"
    course.say(said, _evidence(product, "limit"))
    _opening_told(course, product)


def opening(course: Course, wish: Wish) -> None:
    """Say when a timed sale opens, or that the product can be bought at any time."""
    product = _product(course, wish)
    if product is None:
        _by_rule_or_ask(course, wish)
        return
    if _not_sold(course, product) or _opening_told(course, product):
        return
    goods.can_be_bought(course, wish)


def restock(course: Course, wish: Wish) -> None:
    """Say when a product that is out of stock comes back, as far as its data say so."""
    product = _product(course, wish)
    if product is None:
        _by_rule_or_ask(course, wish)
        return
    if not _not_sold(course, product):
        stock = goods.stock_of_variants(course, wish.clause, str(product.id))
        course.add(stock or Part("这款目前有货，已上架，可以正常下单", (_evidence(product, "state"),)))
        _opening_told(course, product)


def region(course: Course, wish: Wish) -> None:
    """Say whether a product is sent to a place; from its data, else from the shop's FAQ."""
    product = _product(course, wish)
    said = selling.term_of(product, "regions") if product else ""
    if product is None or not said:
        answer = policies.best_faq(course, course.reading.text)
        if answer:
            course.add(answer)
        else:
            goods.fact(course, wish)
        return
    place, named = _place(course, wish.clause.text)
    closed = selling.not_sent_to(product, place)
    if closed:
        course.refused(said)
        course.say(f"抱歉，这款不能发到{closed}：{said}", _evidence(product, "regions"))
        return
    lead = f"可以发到{named}，" if named else ""
    course.say(f"{lead}运输说明：{said}", _evidence(product, "regions"))


ANSWERS: dict[str, Callable[[Course, Wish], None]] = {
    "sale.limit": limit,
    "sale.opening": opening,
    "sale.restock": restock,
    "sale.region": region,
}


def _product(course: Course, wish: Wish) -> Product | None:
    """Return the one product that a clause is about and put it into focus, None when it is not clear."""
    found = find_product(wish.clause, course.reading, course.view, course.memory, course.turn.product)
    known = [name for name in found if name in course.view.catalogue.by_id]
    if len(known) != 1:
        return None
    course.look_at(known[0])
    return course.view.catalogue.by_id[known[0]]


def _not_sold(course: Course, product: Product) -> bool:
    """Say that a product cannot be bought now and when it comes back; False when it can."""
    if product.state is ProductState.LISTED:
        return False
    back = selling.term_of(product, "restock")
    if product.state is ProductState.DELISTED:
        said = "这款已经下架了，没有再上架的日期"
    else:
        said = f"这款目前缺货，预计{back}到货" if back else "这款目前缺货，还没有到货日期的信息"
    course.refused(said)
    course.say(said, _evidence(product, "restock"))
    return True


def _opening_told(course: Course, product: Product) -> bool:
    found = selling.opening_of(product)
    if found is None:
        return False
    now_ms = course.view.now_ms or course.turn.now_ms
    opens = selling.opens_next(found, now_ms)
    if opens:
        word = selling.moment_word(opens, now_ms)
        said = f"{found.said}，现在还没到时间，{word}开抢"
    else:
        said = f"{found.said}，现在已经开抢了，可以直接下单"
    course.say(said, _evidence(product, "opening"))
    return True


def _place(course: Course, text: str) -> tuple[str, str]:
    """Return the place a clause asks about (its own words, or the buyer's address) and its name to say."""
    named = selling.region_named(text)
    buyer = course.view.buyer
    if named or buyer is None or buyer.address is None or not any(word in text for word in _HERE):
        return text, named
    return buyer.address.line(), "您的收货地址"


def _by_rule_or_ask(course: Course, wish: Wish) -> None:
    answer = policies.best_faq(course, course.reading.text)
    if answer:
        course.add(answer)
    else:
        goods.product_for(course, wish.clause)
        course.memory.last = wish.name


def _evidence(product: Product, term: str) -> Evidence:
    said = "" if term == "state" else selling.term_of(product, term)
    return Evidence("product", str(product.id), term, said or str(product.state))
