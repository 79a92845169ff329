"""Questions about goods: facts, price, stock, comparison, advice, and whether they can be bought."""

import re

from xiaoer.bot.catalogue.shelf import short
from xiaoer.bot.model import Evidence, Plan
from xiaoer.bot.rules import attributes, cards, entities, policies, sizing
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.compare import (
    compared,
    kinds_wanted,
    recommendation,
    recommended,
    shared_words,
    told_by_size,
)
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.entities import LINK, PRODUCT, WALLET
from xiaoer.bot.rules.focus import find_product
from xiaoer.bot.rules.mood import Sentiment, mood
from xiaoer.bot.rules.procedures import check
from xiaoer.bot.rules.reading import Clause
from xiaoer.bot.rules.wishes import ACTS, ASKS_FEE, Wish

_ENOUGH = 0.3
_EACH = re.compile("都|各|分别|一样|区别|差")
_SEVERAL = 2
_SHORT = 60
_CODED = 11
_MOST = 4
_TERSE = 8
_AND_THAT = re.compile(r"^(那|那么)?.{1,10}呢$")
_LEFT_OUT = re.compile(
    r"^(那|这|它|这个|还|也)?(是|要|需要|得|用)?(不要|不用)?(自备|自己(买|准备|带)|师傅带|送|包括|含)(吗|么|不|呢|的吗|来吗|还是.{0,8})?$"
)
_NEAR = 0.55
_TROUBLED = frozenset({Sentiment.ANGRY, Sentiment.ANNOYED, Sentiment.WORRIED})
_RATHER_THAN_ASK = 0.4  # an entry so near is said before a product is asked for
_APART = re.compile("差|区别|不同|不一样|对比|比较|哪")
_ALIKE = 0.45  # so near an entry of the FAQ answers a comparison of kinds of goods


def product_for(course: Course, clause: Clause) -> str | None:
    """Return the product that a clause is about and put it into focus; None when it was asked for."""
    found = find_product(clause, course.reading, course.view, course.memory, course.turn.product)
    shelf = course.view.catalogue
    known = list(dict.fromkeys(shelf.style(name) for name in found if name in shelf.by_id))
    if len(known) == 1:
        course.look_at(known[0])
        return known[0]
    if course.reading.values(LINK) and not known:
        course.lacks("该商品")
        return None
    if found and not known:
        course.lacks(f"商品{found[0]}")
        return None
    answer = None if known else policies.best_faq(course, course.reading.text, _RATHER_THAN_ASK)
    if answer:
        course.add(answer)
        return None
    options = [(course.view.catalogue.called(name), name) for name in known]
    course.memory.query, course.memory.last = course.reading.text[-_SHORT:], "fact"
    course.ask_for("product", "请问您咨询的是哪款商品呢？可以发一下商品链接、编号或型号。", options)
    return None


def fact(course: Course, wish: Wish) -> None:
    """Answer a question about a product, from its texts, then the FAQ; else say that it is not known."""
    text = in_context(course, wish.clause)
    asked = course.view.catalogue.trade.topics_of(text)
    if asked:
        course.memory.topic = asked[0].name
    if not course.memory.products and _only_kind(course):
        of_size = any(topic.name == sizing.TOPIC for topic in asked)
        answer = None if of_size else policies.best_faq(course, course.reading.text)
        if answer:
            course.add(answer)
            return
        advice(course, wish)
        return
    product = product_for(course, wish.clause)
    if product is None:
        return
    stock = None
    if not wish.clause.topics and sizing.asks_stock(course.view.catalogue.by_id[product], wish.clause.text):
        stock = stock_of_variants(course, wish.clause, product)
    if stock:
        course.add(Part(_titled(course, product, stock.text), stock.evidence))
        return
    if sizing.answered(course, course.view.catalogue.by_id[product], {topic.name for topic in asked}):
        course.memory.query = text[-_SHORT:]
        return
    queries = _questions(course, wish.clause, text)
    if any(topic.name == "stock" for topic in asked):
        goods = course.view.catalogue.by_id[product]
        queries = [sizing.with_advised(course, goods, query) for query in queries]
    found = [fact for query in queries if (fact := attributes.fact(course.view.catalogue, product, query))]
    course.memory.query = queries[0][-_SHORT:]
    best = max((one.sure for one in found), default=0.0)
    course.note("facts", [product, [topic.name for topic in asked], round(best, 2)])
    if best < _ENOUGH:
        unknown(course, text)
        return
    course.memory.missed = 0
    for one in attributes.merged([one for one in found if one.sure >= max(_ENOUGH, best * _NEAR)]):
        course.add(Part(_titled(course, product, one.text), one.evidence))


def looked_up(course: Course, clause: Clause) -> bool:
    """Answer words that are no question from the product in focus, when its texts clearly hold them."""
    product = (course.memory.products or [course.turn.product or ""])[0]
    if product not in course.view.catalogue.by_id or len(clause.text) > _TERSE:
        return False
    found = attributes.fact(course.view.catalogue, product, clause.text)
    if found is None or found.sure < _NEAR:
        return False
    course.add(Part(_titled(course, product, found.text), found.evidence))
    return True


def _only_kind(course: Course) -> bool:
    """Say whether only a kind of goods is named, by who may want to buy it and has nothing to complain of."""
    named = kinds_wanted(course.reading.text, course.view.catalogue.trade)
    troubled = "complaint" in course.reading.acts or mood(course.reading.raw).sentiment in _TROUBLED
    return bool(named) and not troubled and not _own_goods(course)


def _own_goods(course: Course) -> bool:
    """Say whether a kind of goods that is named may be one that the buyer has or names by number."""
    return bool(course.view.orders or course.reading.values(PRODUCT) or course.reading.values(LINK))


def in_context(course: Course, clause: Clause) -> str:
    """Return a clause with what it leaves out: the visit that a fee is for, or the question before."""
    text, memory = clause.text, course.memory
    if memory.query and (_LEFT_OUT.search(text) or _AND_THAT.search(text)):
        return f"{memory.query}，{text}"
    if clause.topics:
        return text
    if ASKS_FEE.search(text):
        for plan in (*memory.drafts, *memory.pending, *([memory.offer] if memory.offer else [])):
            if plan.slots.get("service"):
                return f"{plan.slots['service']}{text}"
        if "book" in {ACTS.get(name, "") for other in course.reading.clauses for name in other.intents}:
            services = course.view.policy.procedures["book"].services
            meant = [name for name, cues in services.items() if re.search(cues, course.reading.text)]
            return f"{meant[0]}{text}" if meant else text
    return f"{memory.query}，{text}" if memory.query and len(text) <= _TERSE else text


def _questions(course: Course, clause: Clause, text: str) -> list[str]:
    """Return the turn's questions about goods: all clauses as one, since half of it often stands in the
    next one, and each clause that asks something of its own.
    """
    reading = course.reading
    about = [other for other in reading.clauses if other is clause or not set(other.intents) & ACTS.keys()]
    whole = [
        text if other is clause else other.text
        for other in about
        if other.topics or len(reading.text) <= _SHORT or other is clause
    ]
    joined = "，".join(dict.fromkeys(whole)) or text
    single = [other.text for other in about if other.asking and other.topics]
    return list(
        dict.fromkeys([joined, *(single if len(single) > 1 else []), *([text] if len(about) > 1 else [])])
    )


def _titled(course: Course, product: str, text: str) -> str:
    """Name the product before its fact, where the buyer did not just look at it."""
    shelf, said = course.view.catalogue, course.last_said()
    if course.turn.product == product or product in said or shelf.called(product) in said:
        return text
    return f"{course.view.catalogue.called(product)}：{text}"


def unknown(course: Course, text: str) -> None:
    """Say honestly that it is not known, and that a person could help."""
    answer = policies.best_faq(course, course.reading.text)
    if answer:
        course.add(answer)
        return
    course.memory.missed += 1
    if course.memory.missed > 1:
        course.say("这个问题我暂时还是没有查到可靠的资料，不想误导您")
        course.say("回复“转人工”，我请人工客服为您解答")
        return
    course.lacks(attributes.subject_of(text, course.view.catalogue.trade))
    course.say("如果您愿意，我可以为您转人工客服进一步确认")


def side_by_side(course: Course) -> bool:
    """Say whether a question is put about several named goods at once (都几升, 差在哪)."""
    several = (
        len([name for name in course.reading.values(PRODUCT) if name in course.view.catalogue.by_id]) > 1
    )
    return several and bool(_EACH.search(course.reading.text))


def comparison(course: Course, wish: Wish) -> None:
    """Put products side by side: those named, those compared last, or the ones in focus."""
    reading, memory = course.reading, course.memory
    named = [name for name in reading.values(PRODUCT) if name in course.view.catalogue.by_id]
    other = next((name for name in memory.products if name not in named), "")
    if len(named) == 1 and other:
        named = [other, named[0]]
    if len(named) < _SEVERAL:
        named = memory.compared or named
    if len(named) < _SEVERAL:
        mine = list(dict.fromkeys(str(item.product) for order in course.view.orders for item in order.items))
        mine = [name for name in mine if name in course.view.catalogue.by_id and name not in named]
        named = [mine[0], *named] if named and len(mine) == 1 else named
    if len(named) < _SEVERAL:
        coded = [name for name, score in course.view.catalogue.named(reading.text) if score >= _CODED][:_MOST]
        named = coded
    if len(named) < _SEVERAL and not reading.values(PRODUCT):
        named = [name for name in memory.products[:_SEVERAL] if name in course.view.catalogue.by_id]
    if len(named) < _SEVERAL:
        fact_or_ask(course, wish)
        return
    memory.compared = named
    course.look_at(named[0])
    course.add(compared(course.view.catalogue, named, reading.text))


def fact_or_ask(course: Course, wish: Wish) -> None:
    """Answer a comparison with one side only from the FAQ, else as a question about that product."""
    text = course.reading.text
    answer = None if course.reading.values(PRODUCT) else policies.best_faq(course, text, _ALIKE)
    if answer:
        course.add(answer)
        return
    if kinds_wanted(course.reading.text, course.view.catalogue.trade) and not course.reading.values(PRODUCT):
        advice(course, wish)
    elif course.memory.products or course.turn.product or course.reading.values(PRODUCT):
        fact(course, wish)
    else:
        course.ask_for("product", "请问您想对比的是哪几款商品呢？可以把商品链接或编号发给我。")


def sizing_focus(course: Course, clause: Clause) -> str:
    """Return the product in focus or named, "" for none, in a trade that advises sizes."""
    if not course.view.catalogue.trade.topic(sizing.TOPIC):
        return ""
    named = [*clause.values(PRODUCT), *course.reading.values(PRODUCT)]
    focus = [*named, *course.memory.products[:1], course.turn.product or ""]
    known = [name for name in focus if name in course.view.catalogue.by_id]
    return course.view.catalogue.style(known[0]) if known else ""


def advice(course: Course, wish: Wish) -> None:
    """Recommend what fits the words, the picture and the budget."""
    focus = sizing.measured(course.reading.text) and sizing_focus(course, wish.clause)
    if focus and sizing.answered(course, course.view.catalogue.by_id[focus], {sizing.TOPIC}):
        return
    reading, memory = course.reading, course.memory
    named = [name for name in reading.values(PRODUCT) if name in course.view.catalogue.by_id]
    sized = told_by_size(course.view.catalogue, reading.text) if _APART.search(reading.text) else []
    if sized and not named:
        memory.compared = sized
        course.add(compared(course.view.catalogue, sized, reading.text))
        return
    among = named if len(named) >= _SEVERAL else memory.compared
    if among and re.search(r"别的|其他|其它|店里|还有", reading.text):
        among = []
    chosen = recommended(course.view.catalogue, reading.text, reading.shows, among)
    if not chosen and (course.memory.products or course.turn.product) and not reading.shows:
        fact(course, wish)  # 有没有…的 about what is looked at
        return
    if not chosen:
        course.lacks("符合您要求的商品")
        course.say("可以告诉我您想要的类型、容量和预算，我再帮您挑选")
        return
    why = f"图片中的特点（{short(reading.shows, 60)}）" if reading.shows else ""
    if not why and (wanted := shared_words(course.view.catalogue, chosen[0], reading.text)):
        why = f"您要的“{wanted}”"
    course.look_at(chosen[0])
    memory.compared = memory.compared if set(chosen) <= set(memory.compared) else chosen
    shown = chosen[:1] if among else chosen
    course.add(recommendation(course.view.catalogue, shown, why))
    course.cards += [cards.product_card(course.view.catalogue.by_id[name]) for name in shown]
    if sizing.measured(reading.text) and course.view.catalogue.trade.topic(sizing.TOPIC):
        sizing.answered(course, course.view.catalogue.by_id[chosen[0]], {sizing.TOPIC})
    del wish


def stock_of_variants(course: Course, clause: Clause, product: str) -> Part | None:
    """Return which colours and sizes of a product can be had, None when it has no variants."""
    alone = sizing.asks_stock(course.view.catalogue.by_id[product], clause.text)
    text = clause.text if alone else in_context(course, clause)
    query = sizing.with_advised(course, course.view.catalogue.by_id[product], text)
    found = sizing.variant_fact(course.view.catalogue.sheet(product), "stock", "库存", query)
    if found is None:
        return None
    course.memory.query = text[-_SHORT:]
    return Part(found.text, found.evidence)


def can_be_bought(course: Course, wish: Wish) -> None:
    """Say whether a product can be ordered now, and whether the wallet covers it."""
    named = [name for name in wish.clause.values(PRODUCT) if name in course.view.catalogue.by_id]
    if len(named) > 1:
        for name in named:
            course.look_at(name)
            _say_if_bought(course, wish, name)
        return
    product = product_for(course, wish.clause)
    if product is not None:
        _say_if_bought(course, wish, product)


def _say_if_bought(course: Course, wish: Wish, product: str) -> None:
    view = course.view
    goods = view.catalogue.by_id[product]
    stock = stock_of_variants(course, wish.clause, product)
    if stock:
        course.add(stock)
        return
    slots = {
        "product": product,
        "quantity": str(entities.quantity(wish.clause.text) or entities.quantity(course.reading.text) or 1),
    }
    wallet = view.policy.wallet
    if WALLET in course.reading.text or (view.wallets and wallet.offered and course.memory.refusal):
        slots["payment"] = "ecard"
    verdict = check(Plan("place", "", slots), view, course.memory)
    evidence = Evidence("product", product, "state,price", f"{goods.state} {goods.price.yuan()}")
    if not verdict.ok:
        course.refused(verdict.reason)
        course.say(f"抱歉，{verdict.reason}", evidence)
        return
    said = f"可以的，{view.catalogue.called(product)}（{product}）目前已上架，售价{goods.price.yuan()}元"
    if slots.get("payment") and view.wallets:
        said += (
            f"，您的{wallet.name}余额{view.wallets[0].balance.yuan()}元，足够支付，支持用{wallet.name}付款"
        )
    course.say(said, evidence)


def picture_told(course: Course, wish: Wish) -> None:
    """Say what the buyer's picture shows, and what the product's texts say about it."""
    reading = course.reading
    course.say(
        f"我看到您的图片是：{reading.shows}", Evidence("picture", reading.picture, "shows", reading.shows)
    )
    clause = wish.clause
    found = find_product(clause, reading, course.view, course.memory, course.turn.product)
    known = [name for name in found if name in course.view.catalogue.by_id]
    if len(known) != 1:
        return
    course.look_at(known[0])
    meant = course.view.catalogue.trade.meanings(reading.shows)
    seen = [word for group in meant for word in group if word in reading.shows]
    told = attributes.told_of(course.view.catalogue, known[0], " ".join(seen)) if seen else None
    if told:
        course.add(Part(f"这款商品的资料里相关的说明是：{told.text}", told.evidence))
