"""Simple English: greeting, where is my order, cancel, return; for anything else a person is offered."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from xiaoer.bot import packs
from xiaoer.bot.model import Evidence, Handoff, HandoffReason, Memory, Plan, View
from xiaoer.bot.rules import dialogue
from xiaoer.bot.rules.answers import Part, moment, order_evidence
from xiaoer.bot.rules.cards import order_card, parcel_card
from xiaoer.bot.rules.course import Course, cleared
from xiaoer.bot.rules.entities import FOREIGN, ORDER
from xiaoer.bot.rules.focus import order_of
from xiaoer.bot.rules.procedures import check, refund_of, states_of
from xiaoer.orders.model import (
    CancelOrder,
    ChangeState,
    Order,
    RecordedChange,
    RefundToWallet,
    ReturnOrder,
)

LANGUAGE = "en"
_HAN = re.compile("[\u4e00-\u9fff]")
_ACTS = ("cancel", "return")
_TWICE = 2


@cache
def _pack() -> dict[str, Any]:
    return packs.read("simple", LANGUAGE)


@cache
def _cue(name: str) -> re.Pattern[str]:
    pack = _pack()
    return re.compile(pack["cues"].get(name) or pack[name], re.IGNORECASE)


def _says(sentence: str, **values: str) -> str:
    said: str = _pack()["said"][sentence]
    return said.format(**values)


def spoken(course: Course) -> bool:
    """Say whether the buyer writes English: no Chinese at all and a usual English word, or just now so."""
    raw, memory = course.reading.raw, course.memory
    if _HAN.search(raw) or not raw.strip():
        memory.language = "" if _HAN.search(raw) else memory.language
        return False
    if _cue("known").search(raw) and re.search("[A-Za-z]{2}", raw):
        memory.language = LANGUAGE
    return memory.language == LANGUAGE


def answer(course: Course) -> None:
    """Answer one English turn."""
    memory, raw = course.memory, course.reading.raw.strip()
    course.trace["rule"] = "english"
    meant = [name for name in _pack()["cues"] if _cue(name).search(raw)]
    if "person" in meant:
        course.say(_says("person"))
        course.handoff = Handoff(HandoffReason.WANTED, raw[:200])
    elif memory.pending and "confirm" in meant:
        dialogue.carry_out(course)
        course.parts = [Part(_says("doing" if course.changes else "failed"))]
    elif memory.pending and "deny" in meant:
        cleared(memory)
        course.say(_says("dropped"))
    elif wanted := next((kind for kind in _ACTS if kind in meant), ""):
        _act(course, wanted)
    elif memory.drafts and course.reading.values(ORDER):
        _act(course, memory.drafts[0].kind)
    elif "where" in meant or course.reading.values(ORDER) or course.reading.values(FOREIGN):
        _where(course)
    elif "greet" in meant:
        course.say(_says("hello", name=course.view.persona.name))
    elif "thanks" in meant:
        course.say(_says("more"))
    else:
        memory.missed += 1
        course.say(_says("lost"))
        if memory.missed > _TWICE:
            course.handoff = Handoff(HandoffReason.UNKNOWN, raw[:200])


def _orders(course: Course, kind: str = "") -> list[Order]:
    """Return the orders that are meant; when none or several are, that is said or asked."""
    view, reading, memory = course.view, course.reading, course.memory
    if reading.values(FOREIGN):
        course.say(_says("foreign", order=reading.values(FOREIGN)[-1]))
        return []
    named = [order for number in reading.values(ORDER) if (order := order_of(view, number))]
    if named:
        return named
    fitting = [order for order in view.orders if not kind or str(order.state) in states_of(view, kind)]
    found = fitting or list(view.orders)
    if not found:
        course.say(_says("none"))
        return []
    if kind and len(found) > 1:
        options = [(f"{o.id} (¥{o.total.yuan()}, {_state(o)})", str(o.id)) for o in found]
        course.ask_for("order", _says("which"), options)
        memory.drafts = [Plan(kind)]
        return []
    return found


def _state(order: Order) -> str:
    state: str = _pack()["states"].get(str(order.state), str(order.state))
    return state


def _where(course: Course) -> None:
    for order in _orders(course):
        said = _says("order", order=str(order.id), state=_state(order), total=order.total.yuan())
        course.cards.append(order_card(course.view, order))
        for parcel in course.view.parcels:
            if parcel.order == order.id and parcel.scans:
                last = parcel.scans[-1]
                place = f" ({last.place})" if last.place else ""
                said += _says(
                    "parcel",
                    at=moment(last.at_ms),
                    place=place,
                    courier=parcel.courier,
                    waybill=str(parcel.waybill),
                )
                if parcel.delivered_ms:
                    said += _says("delivered", at=moment(parcel.delivered_ms))
                elif parcel.promised_ms:
                    said += _says("promised", at=moment(parcel.promised_ms))
                course.cards.append(parcel_card(parcel))
        course.add(Part(said, (order_evidence(order),)))


def _act(course: Course, kind: str) -> None:
    """Show what would be done and wait for the confirmation, or say why it cannot be done."""
    view, memory = course.view, course.memory
    for order in _orders(course, kind)[:1]:
        plan = Plan(kind, str(order.id))
        act: str = _pack()["acts"][kind]
        if not check(plan, view, memory).ok:
            course.say(
                _says("refused", order=plan.order, state=_state(order), act=act), order_evidence(order)
            )
            continue
        back = refund_of(plan, view)
        wallet = view.policy.wallet.name
        money = _says("back", amount=back.yuan(), wallet=wallet) if back.fen else ""
        total = order.total.yuan()
        text = _says("check", act=act, order=plan.order, state=_state(order), total=total, back=money)
        cleared(memory)
        memory.pending, memory.asked, memory.asked_times = [plan], "confirm", 1
        course.look_at_order(plan.order)
        course.ask = Part(text, (order_evidence(order),))


def outcome(changes: Sequence[RecordedChange], view: View, memory: Memory) -> list[Part]:
    """Return in English what became of changes; `memory` is the one that learned them."""
    parts: list[Part] = []
    wallet = view.policy.wallet.name
    for recorded in changes:
        if recorded.state is ChangeState.SKIPPED:
            continue
        evidence = (
            Evidence("change", f"{recorded.set}:{recorded.step}", str(recorded.state), recorded.reason),
        )
        said = _says("failed")
        if recorded.state is ChangeState.DONE:
            match recorded.change:
                case CancelOrder(order=order):
                    said = _says("cancelled", order=str(order))
                case ReturnOrder(order=order):
                    said = _says("returned", order=str(order))
                case RefundToWallet(amount=amount):
                    said = _says("refunded", amount=amount.yuan(), wallet=wallet)
                case _:
                    said = _says("more")
        parts.append(Part(said, evidence))
    memory.missed = 0
    return parts
