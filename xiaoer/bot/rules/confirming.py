"""The last look before anything is changed: a clear yes to exactly what was shown, and nothing else."""

import re

from xiaoer.bot.model import Plan
from xiaoer.bot.rules import dialogue, entities, slots
from xiaoer.bot.rules.besides import OTHER_ONE
from xiaoer.bot.rules.course import Course, cleared
from xiaoer.bot.rules.entities import ADDRESS, FOREIGN, ORDER, PHONE, PRODUCT
from xiaoer.bot.rules.procedures import changes_of, check, refund_of, shown
from xiaoer.bot.rules.reading import Clause
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.rules.wishes import ACTS, Wish
from xiaoer.orders.model import OrderState

_LATER = re.compile(
    "(等(我|会儿?|下)?|回头|稍后|晚点|待会儿?|一会儿?|改天|下次|明天|没有?|未|谁|你|别)(再|去)?确[认定]"
    "|确[认定](之?前|什么|啥|哪|不了|过|后再)|确[认定]一?下(?!单)"
)
_HEDGED = re.compile("知道|先这样|了解|明白|想想|考虑|看看|再说|但|另|别的|等")
_CHECKS = re.compile(
    "确[认定]|哪(个|台|单|一|款)|什么(订单|东西)|[是行对好]吗|可以吗|^(嗯|啊|ok|什么|啥)?[?？]*$"
)
_BRIEF = 16
_BUT = re.compile(r"但(?!愿)|不过|可是|只是(?!想)|除了|等一下|先别|不对|错了|不是这")
_BESIDE = re.compile(r"再(?!说|见)|另外|顺便|还(?!是|没|有(吗|什么))|也|然后|接着|同时|帮我|给我|麻烦")
_ALIKE = ({"cancel", "return"},)


def confirmed(course: Course) -> bool:
    """Say whether the turn says yes to what is pending, and does not speak of another order."""
    memory, reading = course.memory, course.reading
    if not memory.pending or "confirm" not in reading.acts:
        return False
    if "deny" in reading.acts and "explicit" not in reading.acts:
        return False
    if _other_numbers(course) or not _clear(course):
        return False
    return "explicit" in reading.acts or not any(clause.asking for clause in reading.clauses)


def _clear(course: Course) -> bool:
    """Say whether a yes is one: not a question about it, not put off, not meant for another order."""
    reading = course.reading
    waiting = {plan.kind for plan in course.memory.pending}
    for clause in reading.clauses:
        if _LATER.search(clause.text) or (clause.asking and re.search("确[认定]", clause.text)):
            return False
        kinds = {ACTS[name] for name in clause.intents if name in ACTS}
        itself = bool(re.search("确[认定]", clause.text))
        if OTHER_ONE.search(clause.text) and (itself or not kinds - waiting):
            return False
    return "explicit" in reading.acts or not _HEDGED.search(reading.text)


def shown_again(course: Course) -> bool:
    """Show what waits once more when a short question comes back in place of a yes (确认什么？)."""
    reading, memory = course.reading, course.memory
    asks = any(clause.asking for clause in reading.clauses) or not reading.clauses
    told = any(clause.topics for clause in reading.clauses)
    checks = (asks or _LATER.search(reading.text)) and not told and _CHECKS.search(reading.text)
    if not memory.pending or len(reading.text) > _BRIEF or not checks:
        return False
    course.trace["rule"] = "shown_again"
    dialogue.show(course, memory.pending)
    return True


def _other_numbers(course: Course) -> bool:
    """Say whether other orders are named, but by another wish beside the yes (确认，再给313…开张发票)."""
    mine = {plan.order for plan in course.memory.pending}
    waiting = {plan.kind for plan in course.memory.pending}
    named: set[str] = set()
    for clause in course.reading.clauses:
        kinds = {ACTS[name] for name in clause.intents if name in ACTS}
        alike = kinds & waiting or any(kinds & pair and waiting & pair for pair in _ALIKE)
        if alike or not kinds:
            named |= {*clause.values(ORDER), *clause.values(FOREIGN)}
    return bool(named - mine)


def settled(course: Course, found: list[Wish]) -> None:
    """Carry out what was confirmed; show it again when the yes brings a correction or a new wish with it."""
    memory, reading = course.memory, course.reading
    beside = [wish for wish in found if _is_new(wish, memory.pending, reading.clauses)]
    if beside:
        course.trace["rule"] = "confirmed:more"
        plans = [*memory.pending, *(plan for wish in beside for plan in dialogue.propose(course, wish))]
        dialogue.complete(course, plans)
        return
    changed = [_corrected(course, plan) for plan in memory.pending]
    if _BUT.search(reading.text) or changed != memory.pending or _other_goods(course):
        course.trace["rule"] = "confirmed:changed"
        if changed != memory.pending:
            dialogue.complete(course, changed)
        else:
            course.ask_for("change", "请问哪里需要修改呢？告诉我正确的内容，我改好再给您核对。")
        return
    carry_out(course)


def corrected(course: Course, found: list[Wish]) -> bool:
    """Show what waits anew when the turn only says something of it otherwise (改成周日)."""
    memory, reading = course.memory, course.reading
    told = any(clause.topics for clause in reading.clauses)
    if not memory.pending or told or "confirm" in reading.acts or any(wish.name in KINDS for wish in found):
        return False
    asking = any(clause.asking for clause in reading.clauses)
    if (asking and found) or (asking and any(plan.kind == "place" for plan in memory.pending)):
        return False
    changed = [_corrected(course, plan) for plan in memory.pending]
    if changed == memory.pending:
        return False
    course.trace["rule"] = "corrected"
    cleared(memory)
    dialogue.complete(course, changed)
    return True


def _is_new(wish: Wish, pending: list[Plan], clauses: tuple[Clause, ...]) -> bool:
    """Say whether a wish beside the yes is another one (确认，再开张发票)."""
    if wish.name not in KINDS or wish.clause is clauses[0] or not _BESIDE.search(wish.clause.text):
        return False
    waiting = {plan.kind for plan in pending}
    return not any(waiting & alike and wish.name in alike for alike in ({wish.name}, *_ALIKE))


def _corrected(course: Course, plan: Plan) -> Plan:
    """Return a plan with what the turn says otherwise than was shown (确认，时间改周日)."""
    reading, values = course.reading, dict(plan.slots)
    day = entities.day(reading.text)
    if plan.kind == "book" and day and day != values.get("when"):
        values["when"] = day
    for name, mark in (("address", ADDRESS), ("phone", PHONE)):
        said = reading.values(mark)
        if said and plan.kind in {"change", "book", "invoice"} and (name in values or plan.kind == "change"):
            values[name] = said[-1]
    if plan.kind == "place":
        count = entities.quantity(reading.text)
        way = entities.payment(reading.text, course.view.policy.payments)
        values |= {"quantity": str(count)} if count and ":" not in values.get("product", "") else {}
        values |= {"payment": way} if way else {}
    if plan.kind == "invoice" and (title := slots.title_in(reading.raw)):
        values["title"] = title
    return Plan(plan.kind, plan.order, values)


def _other_goods(course: Course) -> bool:
    """Say whether the yes names goods that were not shown."""
    told = "".join(course.memory.shown)
    return any(name not in told for name in course.reading.values(PRODUCT))


def carry_out(course: Course) -> None:
    """Ask for the changes of the confirmed plans, once, and only as they were shown."""
    memory, view = course.memory, course.view
    if memory.shown and [shown(plan, view).text for plan in memory.pending] != memory.shown:
        course.trace["rule"] = "confirmed:outdated"
        course.say("订单的情况刚刚有变化")
        dialogue.show(course, memory.pending)
        return
    plans: list[Plan] = []
    for plan in memory.pending:
        verdict = check(plan, view, memory)
        if verdict.ok or (plan.kind == "place" and _paid_by_refund(course, plan)):
            plans.append(plan)
        else:
            dialogue.refuse(course, verdict.reason)
    course.changes = tuple(change for plan in plans for change in changes_of(plan, view))
    memory.known = [str(order.id) for order in view.orders]
    memory.unpaid = [str(order.id) for order in view.orders if order.state is OrderState.UNPAID]
    if any(plan.kind == "cashback" for plan in plans):
        memory.picture, memory.shows = "", ""  # one review, one cashback
    cleared(memory)
    if course.changes:
        course.say("好的，马上为您办理")


def _paid_by_refund(course: Course, plan: Plan) -> bool:
    """Say whether an order is covered once the refunds confirmed with it are back."""
    back = sum(refund_of(other, course.view).fen for other in course.memory.pending if other.kind != "place")
    return plan.slots.get("payment") == "ecard" and back > 0
