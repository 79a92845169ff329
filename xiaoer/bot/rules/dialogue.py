"""Procedures in conversation: proposed in full, confirmed, denied, or refused with what is possible."""

import re
from collections.abc import Callable

from xiaoer.bot.model import Evidence, Handoff, HandoffReason, Plan
from xiaoer.bot.rules import choosing, entities, exchanging, returning, selling, slots
from xiaoer.bot.rules.answers import Part, brief, not_yours, order_evidence
from xiaoer.bot.rules.course import Course, cleared, shelved
from xiaoer.bot.rules.describing import told_apart
from xiaoer.bot.rules.focus import Found, find_orders, order_of
from xiaoer.bot.rules.outcome import Mark
from xiaoer.bot.rules.procedures import (
    Verdict,
    check,
    key,
    procedure,
    shown,
    states_of,
)
from xiaoer.bot.rules.reading import Clause, talk
from xiaoer.bot.rules.soothe import PERSON
from xiaoer.bot.rules.wishes import Wish

_TWICE = 2
_CURT = 16
_NO_FIRST = re.compile(r"^(不|别|算了|先|等|暂|no|否|我先|就问|再说)|先(回答|说|告诉)|不办")
_MOST_SHOWN = 12
_DISPUTED = re.compile(
    "没(说|让你|叫你|要你)|谁(让|叫)你|不是这(个|单|台|笔)|^(不对|错了|搞错|弄错)了?$|还是别|别了吧?$"
)


def propose(course: Course, wish: Wish) -> list[Plan]:
    """Return the plans that a wish comes to, as far as its orders are known; refusals are said."""
    kind, clause = wish.name, wish.clause
    declared = procedure(course.view, kind)
    if not declared.offered:
        if declared.by_person:
            course.say(declared.by_person, Evidence("policy", kind, "by_person"))
            course.handoff = Handoff(HandoffReason.NOT_ALLOWED, course.reading.raw[:200])
        else:
            refuse(course, f"本店暂不支持{declared.name}")
        return []
    course.memory.last = kind
    if kind == "place":
        return choosing.to_place(course, clause)
    found = find_orders(clause, course.reading, course.view, course.memory, _helpful_states(course, kind))
    if found.foreign:
        course.memory.foreign, course.memory.last = found.foreign, kind
        refuse(course, not_yours(found.foreign).text)
        return []
    if not found.orders:
        _no_order(course, kind)
        return []
    if kind == "exchange" and not (found.sure or found.unlike):
        found = _with_option(course, found)
    if kind == "protect" and not (found.sure or found.unlike):
        found = _with_difference(course, found)
    if found.unlike or (not found.sure and len(found.orders) > 1):
        draft = slots.filled(Plan(kind), clause, course.reading, course.view, course.memory)
        ask_order(course, draft, list(found.orders), unlike=found.unlike)
        return [draft]
    plans = [_plan(course, kind, number, clause) for number in found.orders]
    _whole_order(course, kind, clause, found.orders)
    if len(found.orders) == 1:
        course.look_at_order(found.orders[0])
        _look_at_only_item(course, found.orders[0])
    return _allowed(course, plans)


def _look_at_only_item(course: Course, number: str) -> None:
    """Put the goods of an order into focus, where it holds one thing: what is asked next is about it."""
    order = order_of(course.view, number)
    goods = [course.view.catalogue.style(str(item.product)) for item in order.items] if order else []
    if len(goods) == 1 and goods[0] in course.view.catalogue.by_id:
        course.look_at(goods[0])


def _whole_order(course: Course, kind: str, clause: Clause, numbers: tuple[str, ...]) -> None:
    """Say that more than the one thing spoken of goes back, where an order of several is given up whole."""
    order = order_of(course.view, numbers[0]) if len(numbers) == 1 and kind in {"cancel", "return"} else None
    goods = [str(item.product) for item in order.items] if order else []
    told = told_apart(course.view, [clause.text, course.reading.text], goods) if len(goods) > 1 else ""
    if order and told:
        others = "、".join(course.view.catalogue.called(name) for name in goods if name != told)
        course.say(f"请注意：订单{order.id}里还有{others}，只能整单办理", order_evidence(order))


def _with_option(course: Course, found: Found) -> Found:
    """Return the one order of several that has an exchange option of the size that is wanted."""
    view, text = course.view, course.reading.text
    having = [
        number
        for number in found.orders
        if (order := order_of(view, number))
        and any(
            exchanging.has_size(view.catalogue, str(item.product), text)
            for item in order.items
            if str(item.product) in view.catalogue.by_id
        )
    ]
    return Found((having[0],), sure=True) if len(having) == 1 else found


def _with_difference(course: Course, found: Found) -> Found:
    """Return the one order of several whose goods are cheaper now, when it is one."""
    orders = [order for number in found.orders if (order := order_of(course.view, number))]
    cheaper = [
        str(order.id)
        for order in orders
        if any(
            (now := slots.price_now(course.view, course.memory, str(item.product)))
            and now.fen < item.price.fen
            for item in order.items
        )
    ]
    return Found((cheaper[0],), sure=True) if len(cheaper) == 1 else found


def _helpful_states(course: Course, kind: str) -> tuple[str, ...]:
    declared = procedure(course.view, kind)
    return (*declared.states, *declared.instead) if kind == "return" else declared.states


def _plan(course: Course, kind: str, number: str, clause: Clause) -> Plan:
    plan = slots.filled(Plan(kind, number), clause, course.reading, course.view, course.memory)
    return returning.marked(plan, course.reading.text)


def _no_order(course: Course, kind: str) -> None:
    name = procedure(course.view, kind).name
    if course.view.buyer is None and not course.view.orders:
        course.ask_for("order", f"请问您说的是哪个订单呢？请提供一下订单号，我帮您查看能否{name}。")
    else:
        course.ask_for("order", f"您的账号下暂时没有可以{name}的订单，请问是哪个订单呢？请提供一下订单号。")


def _allowed(course: Course, plans: list[Plan]) -> list[Plan]:
    """Return the plans that may go on; of the rest the reason is said, and what is possible instead."""
    good: list[Plan] = []
    for plan in plans:
        verdict = check(plan, course.view, course.memory)
        if verdict.ok:
            good.append(plan)
            continue
        course.memory.barred = plan.order
        other = _instead(course, plan, verdict)
        if other:
            good.append(other)
        elif len(plans) == 1:
            refuse(course, verdict.reason)
            _comfort(course, plan, verdict)
        else:
            course.refused(verdict.reason)
            course.say(verdict.reason, *(_evidence(course, plan)))
    return good


def _evidence(course: Course, plan: Plan) -> tuple[Evidence, ...]:
    order = order_of(course.view, plan.order)
    return (order_evidence(order),) if order else ()


def _instead(course: Course, plan: Plan, verdict: Verdict) -> Plan | None:
    """Return what the buyer means just as well: money back for goods not yet sent is a cancellation."""
    if plan.kind == "return" and verdict.instead == "cancel":
        other = Plan("cancel", plan.order)
        if check(other, course.view, course.memory).ok:
            order = order_of(course.view, plan.order)
            course.say(
                f"订单{plan.order}还没有发货，不需要走退货流程，可以直接为您取消订单并退款",
                *((order_evidence(order),) if order else ()),
            )
            return other
    return None


def _comfort(course: Course, plan: Plan, verdict: Verdict) -> None:
    """Offer what is possible in place of what was refused."""
    if plan.kind == "exchange":
        choosing.name_options(course, plan)
    if verdict.instead and plan.kind != verdict.instead:
        other = Plan(verdict.instead, plan.order)
        if check(other, course.view, course.memory).ok:
            name = procedure(course.view, verdict.instead).name
            course.memory.offer = other
            course.ask = Part(f"如果您愿意，可以改为{name}，需要我帮您{name}吗？")


def refuse(course: Course, reason: str) -> None:
    """Say why something cannot be done, and keep the reason."""
    course.refused(reason)
    said = reason if reason.startswith(("抱歉", "在您")) else f"抱歉，{reason}"
    course.say(said, Evidence("policy", "refusal", "reason", reason))


def ask_order(course: Course, draft: Plan, numbers: list[str], *, unlike: bool = False) -> None:
    """Ask which order is meant, with choices; after two times a person is offered.

    `unlike`: the buyer has no order such as the words describe, and is told so.
    """
    memory = course.memory
    name = procedure(course.view, draft.kind).name
    if memory.asked == "order" and memory.asked_times >= _TWICE:
        give_up(course, f"没有确定要{name}的订单")
        return
    orders = [order for number in numbers[:_MOST_SHOWN] if (order := order_of(course.view, number))]
    options = [(brief(course.view, order), str(order.id)) for order in orders]
    none = "没有查到您说的这样的订单。" if unlike else ""
    course.ask_for("order", f"{none}请问您说的是哪个订单呢？您名下的订单有：", options)


def give_up(course: Course, why: str) -> None:
    """Hand over to a person after asking twice in vain."""
    cleared(course.memory)
    course.parts.append(Part("抱歉没能确定您的需求，我为您转接人工客服，请稍等。"))
    course.ask = None
    course.handoff = Handoff(HandoffReason.UNKNOWN, why)


_MISSING: dict[str, Callable[[Course, Plan], bool]] = {}


def complete(course: Course, plans: list[Plan]) -> None:
    """Ask for the first thing that is missing, or show all plans for one confirmation."""
    memory = course.memory
    ready: list[Plan] = []
    for plan in plans:
        if not plan.order and plan.kind != "place":
            memory.drafts = plans
            return
        outcome = choosing.lacking(course, plan)
        if outcome == "asked":
            memory.drafts = plans
            return
        if outcome == "refused":
            continue
        ready.append(plan)
    memory.drafts = []
    if ready:
        show(course, ready)


def show(course: Course, plans: list[Plan]) -> None:
    """Show plans in full and ask for the explicit confirmation."""
    memory = course.memory
    unique = {key(plan) + plan.slots.get("product", ""): plan for plan in plans}
    memory.pending, memory.offer, memory.reminded = list(unique.values()), None, 0
    memory.asked, memory.options = "confirm", []
    memory.asked_times, memory.shelved, memory.shelved_options = 1, [], []
    parts = [shown(plan, course.view) for plan in memory.pending]
    memory.shown = [part.text for part in parts]
    if len(parts) == 1:
        text = f"请您核对：{parts[0].text}。"
    else:
        text = (
            "请您核对以下操作："
            + "".join(f"\n{number}. {part.text}；" for number, part in enumerate(parts, 1))
            + "\n"
        )
    text += "如果没有问题，请回复“确认”，我马上为您办理。"
    course.ask = Part(text, tuple(item for part in parts for item in part.evidence))


def denied(course: Course) -> bool:
    """Say whether the turn turns down what is pending, offered or asked for."""
    memory, reading = course.memory, course.reading
    if not (memory.pending or memory.offer or memory.drafts):
        return False
    if "explicit" in reading.acts and not re.search("不确", reading.text):
        return False
    if memory.pending and _DISPUTED.search(reading.text):
        return True
    return "deny" in reading.acts and (len(reading.text) <= _CURT or bool(_NO_FIRST.search(reading.text)))


def drop(course: Course) -> None:
    """Forget what was turned down, and say that nothing was done."""
    changed = bool(course.memory.pending or course.memory.drafts)
    shelved(course.memory)
    course.marks.add(Mark.TALK)
    course.say("好的，这次先不办理，没有做任何变更" if changed else "好的，那先不处理")


def remind(course: Course) -> None:
    """Keep a pending confirmation alive beside an answer, once; then let it go."""
    memory = course.memory
    if not memory.pending or course.ask or course.changes:
        return
    if memory.reminded:
        cleared(memory)
        return
    memory.reminded = 1
    shown_before = "；".join(memory.shown)
    course.ask = Part(f"另外，刚才的还在等您确认：{shown_before}。需要继续请回复“确认”。")


def wants_offer(course: Course) -> bool:
    """Say whether the turn takes up what was offered."""
    memory, reading = course.memory, course.reading
    if memory.offer is None or "deny" in reading.acts:
        return False
    if memory.offer.kind == PERSON:
        return ("confirm" in reading.acts or "转" in reading.text) and len(reading.text) <= _CURT
    if "confirm" in reading.acts:
        return True
    if memory.offer.kind == "return" and selling.is_sealed(reading.text):
        return True  # 没拆: what a return depends on is said
    terse = len(reading.text) <= _CURT and not any(clause.asking for clause in reading.clauses)
    return terse and bool(talk()["request"].search(reading.text) or entities.day(reading.text))


def states_needed(course: Course, kind: str) -> tuple[str, ...]:
    """Return the order states that a procedure needs."""
    return states_of(course.view, kind)


def resumed(course: Course, plan: Plan, number: str, clause: Clause) -> list[Plan]:
    """Return a draft or an offer with its order, as far as it may go on."""
    filled = slots.filled(
        Plan(plan.kind, number, dict(plan.slots)), clause, course.reading, course.view, course.memory
    )
    return _allowed(course, [filled])
