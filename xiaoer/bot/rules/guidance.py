"""Sales guidance: a link brings what speaks for a product, interest what fits it; never pushed. (智能营销)

What is suggested is in stock and stands in the shop's data. Nothing is suggested twice for one product, nor
while the buyer complains or has an after-sales problem, nor in conversations that are held out.
"""

import re
from zlib import crc32

from xiaoer.bot.catalogue.shelf import short
from xiaoer.bot.model import Evidence, Plan
from xiaoer.bot.policy import Guidance
from xiaoer.bot.rules import cards, selling
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course, offered
from xiaoer.bot.rules.soothe import PERSON
from xiaoer.knowledge.model import Product, ProductState

_BEFORE_SALE = frozenset(
    {
        *("fact", "compare", "recommend", "promotion", "order.place.can"),
        *("sale.limit", "sale.opening", "sale.restock", "sale.region"),
    }
)
_PROBLEMS = frozenset({"return", "exchange", "cancel", "urge", "refund.way", "order.refund", "protect"})
_FAULTY = frozenset({"fault", "repair.how"})
_CALM = frozenset({"calm", "pleased"})
_BROKEN = re.compile("坏|修|破损|少发|漏发")
_SEVERAL = 3  # questions about one product that show interest
_MOST = 2  # suggestions in one conversation
_POINTS = 70  # characters of selling points
_PARAMETERS = 5
_LONGEST_VALUE = 40
_LONGEST_TITLE = 28
_ONLY_SHOWN = re.compile(
    r"[ⓅⓁ，,。！!？?\s]|这(个|款|件|种)?|那(个|款)?|看(一?下|看|一看)?|你好|您好|在吗|亲|吗|呢|链接|商品"
)


def is_guided(policy: Guidance, conversation: str) -> bool:
    """Say whether a conversation gets guidance: the shop offers it and its hash is not held out."""
    return policy.offered and crc32(conversation.encode()) % 100 >= policy.holdout_percent


def presented(course: Course) -> bool:
    """Answer a product link or card alone with the product's selling points and main parameters."""
    reading, shelf = course.reading, course.view.catalogue
    named = [name for name in reading.values("Ⓟ") if name in shelf.by_id]
    if len(named) != 1 or course.memory.drafts or _ONLY_SHOWN.sub("", reading.text):
        return False
    product = shelf.by_id[named[0]]
    price = f"售价{product.price.yuan()}元"
    state = {ProductState.LISTED: "", ProductState.OUT_OF_STOCK: "，目前缺货"}.get(
        product.state, "，已经下架"
    )
    evidence = Evidence("product", named[0], "title,price", product.title)
    text = f"您看的是{shelf.called(named[0])}（商品{named[0]}），{price}{state}"
    if course.view.guided:
        course.trace["guidance"] = {"act": "presented", "for": named[0]}
        text = "。".join(filter(None, (text, selling_points(product), parameters(product), terms(product))))
    else:
        course.trace["guidance"] = {"held_out": "link"}
    course.add(Part(f"{text}。想了解哪方面，直接问我就好", (evidence,)))
    return True


def selling_points(product: Product) -> str:
    """Return the first sentences of a product's description, as many as fit into a line."""
    said = ""
    bare = re.sub(r"【[^】]*】", "", product.description).strip()
    for sentence in re.split(r"(?<=[。；！!\n])", bare):
        if said and len(said) + len(sentence) > _POINTS:
            break
        said += sentence
    return short(said.strip().rstrip("。；！!\n "), _POINTS * 2)


def parameters(product: Product) -> str:
    """Return the first short attributes that are no terms of sale, "" when there are none."""
    kept = [
        f"{name}：{value}"
        for name, value in product.attributes
        if len(value) <= _LONGEST_VALUE and not selling.is_term(name)
    ][:_PARAMETERS]
    return f"主要参数：{'；'.join(kept)}" if kept else ""


def terms(product: Product) -> str:
    """Return purchase limit, timed sale and restock date of a product in one sentence, "" without any."""
    restock = selling.term_of(product, "restock")
    said = (selling.term_of(product, "limit"), selling.term_of(product, "opening"))
    return "，".join(filter(None, (*said, f"预计{restock}到货" if restock else "")))


def suggest(course: Course) -> None:
    """Add what fits the product in focus where the buyer shows interest in it and nothing forbids it."""
    asked = _wishes(course)
    _note(course, asked)
    product = _in_focus(course)
    if product is None or not asked or not asked <= _BEFORE_SALE or not _may_speak(course):
        return
    because = _signal(course, product, asked)
    if not because:
        return
    if course.memory.troubled or _mood(course) not in _CALM:
        course.trace["guidance"] = {"silent": "troubled", "because": because}
        return
    if not course.view.guided:
        course.trace["guidance"] = {"held_out": because}
        return
    if str(product.id) in course.memory.guided or len(course.memory.guided) >= _MOST:
        return
    chosen = alternative(course, product) if because == "gone" else fitting(course, product)
    if chosen is None:
        return
    course.memory.guided = [*course.memory.guided, str(product.id)]
    course.trace["guidance"] = {"for": str(product.id), "suggested": str(chosen.id), "because": because}
    name, price = short(chosen.title, _LONGEST_TITLE), chosen.price.yuan()
    if because == "gone":
        said = f"同类有货的可以看看：{name}（商品{chosen.id}），{price}元"
    else:
        said = f"配着用的有{name}（商品{chosen.id}），{price}元，需要的话可以一起带上"
    course.say(said, Evidence("guidance", str(chosen.id), because, str(product.id)))
    course.cards.append(cards.product_card(chosen))


def offer_person(course: Course) -> None:
    """Offer a person at once where the shop's own answer says that a person does it."""
    said = [part for part in course.parts if any(item.kind == "faq" for item in part.evidence)]
    if _may_speak(course) and any("人工客服" in part.text for part in said):
        offered(course, Plan(PERSON), "需要现在为您转接人工客服吗？")


def fitting(course: Course, product: Product) -> Product | None:
    """Return the accessory that a product's data name, in stock and to be ordered now; None for none."""
    shelf = course.view.catalogue
    named = selling.term_of(product, "fitting") + " ".join(item.description for item in product.accessories)
    for number in re.findall(r"[0-9A-Za-z]{4,}", named):
        other = shelf.by_id.get(number)
        if other is not None and other.id != product.id and _can_be_had(course, other):
            return other
    return None


def alternative(course: Course, product: Product) -> Product | None:
    """Return the product of the same category nearest in price that can be ordered now; None for none."""
    same = [
        other
        for other in course.view.catalogue.products
        if product.category and other.category == product.category and other.id != product.id
    ]
    near = sorted(same, key=lambda other: (abs(other.price.fen - product.price.fen), other.id))
    return next((other for other in near if _can_be_had(course, other)), None)


def _can_be_had(course: Course, product: Product) -> bool:
    view = course.view
    if product.state is not ProductState.LISTED or selling.refused(product, 1, view.orders, view.now_ms):
        return False
    home = view.buyer.address.line() if view.buyer and view.buyer.address else ""
    return not (home and selling.not_sent_to(product, home))


def _wishes(course: Course) -> frozenset[str]:
    names = course.trace.get("wishes")
    return frozenset(str(name) for name in names) if isinstance(names, list) else frozenset()


def _note(course: Course, asked: frozenset[str]) -> None:
    """Count questions by product, and note that the buyer has a problem."""
    memory, reading = course.memory, course.reading
    topics = {topic.name for clause in reading.clauses for topic in clause.topics}
    broken = topics & _FAULTY or selling.is_faulty(reading.text) or _BROKEN.search(reading.text)
    trouble = asked & _PROBLEMS or "complaint" in reading.acts or memory.upset or broken
    memory.troubled = memory.troubled or bool(trouble)
    if memory.products and asked and asked <= _BEFORE_SALE:
        name = memory.products[0]
        memory.asked_about = {**memory.asked_about, name: min(memory.asked_about.get(name, 0) + 1, _SEVERAL)}


def _in_focus(course: Course) -> Product | None:
    """Return the product that this turn's answer is about."""
    products, parts = course.memory.products, course.parts
    told = {item.id for part in parts for item in part.evidence if item.kind in {"product", "faq"}}
    name = products[0] if products else ""
    return course.view.catalogue.by_id.get(name) if name in told else None


def _may_speak(course: Course) -> bool:
    memory = course.memory
    waits = memory.pending or memory.drafts or memory.offer
    return not (waits or course.ask or course.handoff or course.changes or course.cards)


def _signal(course: Course, product: Product, asked: frozenset[str]) -> str:
    """Return what shows interest: gone, gift, cart, favourite, asked; "" for nothing."""
    if product.state is not ProductState.LISTED:
        return "gone" if asked & {"sale.restock", "order.place.can", "sale.limit", "sale.opening"} else ""
    topics = {topic.name for clause in course.reading.clauses for topic in clause.topics}
    if "gift" in topics and not product.gifts:
        return "gift"
    shown = next((one for one in course.view.interests if one.product == product.id), None)
    if shown is not None:
        return shown.kind.value
    return "asked" if course.memory.asked_about.get(str(product.id), 0) >= _SEVERAL else ""


def _mood(course: Course) -> str:
    mood = course.trace.get("mood")
    return str(mood.get("sentiment", "calm")) if isinstance(mood, dict) else "calm"
