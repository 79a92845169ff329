"""English: products, orders, parcels and the usual procedures; for anything else a person is offered."""

import re

from xiaoer.bot.model import Evidence, Handoff, HandoffReason
from xiaoer.bot.rules import attributes, confirming
from xiaoer.bot.rules.answers import Part, moment, order_evidence
from xiaoer.bot.rules.cards import order_card, parcel_card
from xiaoer.bot.rules.course import Course, cleared
from xiaoer.bot.rules.english_acts import ACTS, act, go_on, orders_meant, outcome
from xiaoer.bot.rules.english_words import LANGUAGE, asked_facts, cue, pack, says, state_of
from xiaoer.bot.rules.entities import FOREIGN, ORDER, PRODUCT
from xiaoer.bot.rules.outcome import Mark
from xiaoer.orders.model import Order

__all__ = ["LANGUAGE", "answer", "outcome", "settles", "spoken"]

_HAN = re.compile("[\u4e00-\u9fff]")
_SLOTS = frozenset({"address", "title", "invoice", "wanted", "product"})
_TWICE = 2
_SURE = 0.3


def spoken(course: Course) -> bool:
    """Say whether the buyer writes English: no Chinese at all and a usual English word, or just now so."""
    raw, memory = course.reading.raw, course.memory
    if memory.language and memory.drafts and memory.asked in {"title", "address"}:
        return True  # a name or an address may be Chinese
    if _HAN.search(raw) or not raw.strip():
        memory.language = "" if _HAN.search(raw) else memory.language
        return False
    if cue("known").search(raw) and re.search("[A-Za-z]{2}", raw):
        memory.language = LANGUAGE
    return memory.language == LANGUAGE


def settles(course: Course) -> bool:
    """Say whether an English turn confirms or turns down what is pending."""
    if not course.memory.pending or not spoken(course):
        return False
    return any(cue(name).search(course.reading.raw.strip()) for name in ("confirm", "deny"))


def answer(course: Course) -> None:
    """Answer one English turn."""
    memory, raw = course.memory, course.reading.raw.strip()
    course.trace["rule"] = "english"
    meant = [name for name in pack()["cues"] if cue(name).search(raw)]
    wanted = next((kind for kind in ACTS if kind in meant), "")
    if "person" in meant:
        course.say(says("person"))
        course.handoff = Handoff(HandoffReason.WANTED, raw[:200])
    elif memory.pending and "deny" in meant and not wanted:
        cleared(memory)
        course.marks.add(Mark.TALK)
        course.say(says("dropped"))
    elif memory.pending and "confirm" in meant and not _otherwise(course, wanted):
        _carried_out(course)
    elif memory.pending and "confirm" in meant and not (wanted or course.reading.values(ORDER)):
        course.ask_for("correction", says("ask_correction"))
    elif memory.drafts and memory.asked in _SLOTS and not (wanted and wanted != memory.drafts[0].kind):
        go_on(course, memory.drafts[0])
    elif memory.drafts and memory.asked == "order" and not wanted:
        act(course, memory.drafts[0].kind, memory.drafts[0].slots)
    elif wanted:
        act(course, wanted)
    elif not _told_fact(course):
        _asked(course, meant)


def _otherwise(course: Course, wanted: str) -> bool:
    """Say whether a yes brings a correction or another wish with it."""
    pending = course.memory.pending
    other = set(course.reading.values(ORDER)) - {plan.order for plan in pending}
    new = wanted and wanted not in {plan.kind for plan in pending}
    return bool(other or new or cue("but").search(course.reading.raw))


def _carried_out(course: Course) -> None:
    pending = list(course.memory.pending)
    confirming.carry_out(course)
    course.parts, course.ask = [], None
    if course.changes:
        course.say(says("doing"))
    elif course.memory.pending:  # what was shown holds no more: show it anew
        go_on(course, pending[0])
    else:
        course.marks.add(Mark.REFUSED)
        course.say(says("failed"))


def _told_fact(course: Course) -> bool:
    """Answer a question about a product from its own data; False when the turn asks for none."""
    raw, memory, shelf = course.reading.raw, course.memory, course.view.catalogue
    asked = next(((name, ask) for name, pattern, ask in asked_facts() if pattern.search(raw)), None)
    named = [name for name in course.reading.values(PRODUCT) if name in shelf.by_id]
    if asked is None and not named:
        return False
    bought = {str(item.product) for order in course.view.orders for item in order.items}
    page = course.turn.product or ""
    product = next(iter([*named, *memory.products, page, *(bought if len(bought) == 1 else ())]), "")
    if product not in shelf.by_id:
        course.ask_for("goods", says("ask_product"))
        return True
    course.look_at(product)
    goods = shelf.by_id[product]
    evidence = Evidence("product", product, "price", goods.price.yuan())
    if asked is None or asked[0] == "price":
        course.say(
            says("price", name=shelf.called(product), product=product, price=goods.price.yuan()), evidence
        )
        return True
    told = attributes.fact(shelf, product, asked[1])
    if told is None or told.sure < _SURE:
        course.marks.add(Mark.UNKNOWN)
        course.say(says("no_fact"))
        return True
    topic = asked[0].capitalize()
    course.add(
        Part(
            says("fact", topic=topic, name=shelf.called(product), product=product, text=told.text),
            told.evidence,
        )
    )
    return True


def _asked(course: Course, meant: list[str]) -> None:
    memory, raw = course.memory, course.reading.raw.strip()
    if "where" in meant or course.reading.values(ORDER) or course.reading.values(FOREIGN):
        for order in orders_meant(course):
            _where(course, order)
    elif "greet" in meant:
        course.marks.add(Mark.TALK)
        course.say(says("hello", name=course.view.persona.name))
    elif "thanks" in meant:
        course.marks.add(Mark.TALK)
        course.say(says("more"))
    else:
        memory.missed += 1
        course.marks.add(Mark.UNKNOWN)
        course.say(says("lost"))
        if memory.missed > _TWICE:
            course.handoff = Handoff(HandoffReason.UNKNOWN, raw[:200])


def _where(course: Course, order: Order) -> None:
    """Say how far an order is, with the last scan of its parcels."""
    said = says("order", order=str(order.id), state=state_of(order), total=order.total.yuan())
    course.cards.append(order_card(course.view, order))
    for parcel in course.view.parcels:
        if parcel.order == order.id and parcel.scans:
            last = parcel.scans[-1]
            place = f" ({last.place})" if last.place else ""
            said += says(
                "parcel",
                at=moment(last.at_ms),
                place=place,
                courier=parcel.courier,
                waybill=str(parcel.waybill),
            )
            if parcel.delivered_ms:
                said += says("delivered", at=moment(parcel.delivered_ms))
            elif parcel.promised_ms:
                said += says("promised", at=moment(parcel.promised_ms))
            course.cards.append(parcel_card(parcel))
    course.add(Part(said, (order_evidence(order),)))
