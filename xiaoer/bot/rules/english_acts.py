"""Procedures in English: which order, what is lacking, what is shown to be confirmed, what became of it."""

import re
from collections.abc import Sequence

from xiaoer.bot.catalogue.naming import short
from xiaoer.bot.model import Evidence, Memory, Plan, View
from xiaoer.bot.rules import exchanging
from xiaoer.bot.rules.answers import Part, order_evidence
from xiaoer.bot.rules.course import Course, cleared
from xiaoer.bot.rules.describing import order_of
from xiaoer.bot.rules.english_words import cue, pack, says, state_of
from xiaoer.bot.rules.entities import FOREIGN, ORDER, PHONE, PRODUCT
from xiaoer.bot.rules.outcome import Mark
from xiaoer.bot.rules.picking import picked
from xiaoer.bot.rules.procedures import check, procedure, refund_of, shown, states_of
from xiaoer.orders.model import (
    CancelOrder,
    ChangeDelivery,
    ChangeState,
    ExchangeItem,
    InvoiceKind,
    IssueInvoice,
    Order,
    RecordedChange,
    RefundToWallet,
    ReturnOrder,
    UrgeOrder,
)

_PHONE_TAIL = re.compile(
    r"[,;]?\s*(and )?(the |my )?(new )?(phone|tel|mobile|cell)\b.*$|[,;]?\s*(?<!\d)1\d{10}(?!\d).*$",
    re.IGNORECASE,
)
_ORDER_NUMBER = re.compile(r"\d{9,}")
ACTS = ("cancel", "exchange", "change", "invoice", "urge", "return")


def orders_meant(course: Course, kind: str = "") -> list[Order]:
    """Return the orders that are meant; when none or several are, that is said or asked."""
    view, reading, memory = course.view, course.reading, course.memory
    if reading.values(FOREIGN):
        course.marks.add(Mark.REFUSED)
        course.say(says("foreign", order=reading.values(FOREIGN)[-1]))
        return []
    choice = picked(reading.raw.strip(), memory.options) if memory.asked == "order" else ""
    named = [order for number in (*reading.values(ORDER), choice) if (order := order_of(view, number))]
    if named:
        return named
    focus = order_of(view, memory.order)
    fitting = [order for order in view.orders if not kind or str(order.state) in states_of(view, kind)]
    found = [focus] if kind and focus else fitting or list(view.orders)
    if not found:
        course.say(says("none"))
        return []
    if kind and len(found) > 1:
        options = [(f"{o.id} (¥{o.total.yuan()}, {state_of(o)})", str(o.id)) for o in found]
        course.ask_for("order", says("which"), options)
        memory.drafts = [Plan(kind)]
        return []
    return found


def act(course: Course, kind: str, slots: dict[str, str] | None = None) -> None:
    """Show what would be done and wait for the confirmation, ask for what lacks, or say why not."""
    for order in orders_meant(course, kind)[:1]:
        go_on(course, Plan(kind, str(order.id), dict(slots or {})))


def go_on(course: Course, plan: Plan) -> None:
    """Show a plan for confirmation once nothing is lacking."""
    view, memory = course.view, course.memory
    order = order_of(view, plan.order)
    if order is None:
        return
    course.look_at_order(plan.order)
    verdict = check(plan, view, memory)
    if not verdict.ok and plan.kind == "return" and verdict.instead == "cancel":
        go_on(course, Plan("cancel", plan.order))
        return
    if not verdict.ok:
        name: str = pack()["acts"][plan.kind]
        course.marks.add(Mark.REFUSED)
        course.say(says("refused", order=plan.order, state=state_of(order), act=name), order_evidence(order))
        return
    lacking = _lacking(course, plan, order)
    if lacking == "refused":
        return
    if lacking:
        memory.drafts = [plan]
        return
    cleared(memory)
    memory.pending, memory.asked, memory.asked_times = [plan], "confirm", 1
    memory.shown = [shown(plan, view).text]
    course.ask = Part(_checked(plan, order, view), (order_evidence(order),))


def _lacking(course: Course, plan: Plan, order: Order) -> str:
    """Ask for what a plan lacks ("asked"), say that it cannot be had ("refused"), or return ""."""
    match plan.kind:
        case "change":
            return _lacks_delivery(course, plan)
        case "invoice":
            return _lacks_invoice(course, plan, order)
        case "exchange":
            return _lacks_option(course, plan, order)
    return ""


def _lacks_delivery(course: Course, plan: Plan) -> str:
    reading = course.reading
    if reading.values(PHONE):
        plan.slots["phone"] = reading.values(PHONE)[-1]
    raw = reading.raw.strip()
    if said := _address_in(raw):
        plan.slots["address"] = said
    elif course.memory.asked == "address" and not plan.slots and len(raw) > len("No. 1 A St"):
        plan.slots["address"] = raw
    if plan.slots.get("address") or plan.slots.get("phone"):
        return ""
    course.ask_for("address", says("ask_address"))
    return "asked"


def _address_in(raw: str) -> str:
    """Return the address behind the last "to" or "address", without phone or order number, or ""."""
    said = _PHONE_TAIL.sub("", raw)
    starts = [found.end() for found in cue("address").finditer(said)]
    piece = said[starts[-1] :].strip(' .,;"“”') if starts else ""
    numbered = any(character.isdigit() for character in piece)
    return piece if numbered and " " in piece and not _ORDER_NUMBER.search(piece) else ""


def _lacks_invoice(course: Course, plan: Plan, order: Order) -> str:
    raw, slots = course.reading.raw.strip(), plan.slots
    buyer = course.view.buyer
    if cue("company").search(raw):
        slots["invoice"] = str(InvoiceKind.COMPANY)
    elif cue("personal").search(raw):
        slots["invoice"] = str(InvoiceKind.PERSONAL)
    slots.setdefault("phone", (buyer.phone if buyer else "") or order.address.phone)
    if not slots.get("invoice"):
        course.ask_for("invoice", says("ask_invoice"))
        return "asked"
    if slots["invoice"] == InvoiceKind.PERSONAL:
        slots.setdefault("title", (buyer.name if buyer else "") or order.address.name)
        return ""
    if course.memory.asked == "title":
        slots["title"] = raw
    elif found := cue("title").search(raw):
        slots["title"] = found.group(1).strip()
    if slots.get("title"):
        return ""
    course.ask_for("title", says("ask_title"))
    return "asked"


def _lacks_option(course: Course, plan: Plan, order: Order) -> str:
    view, reading, slots = course.view, course.reading, plan.slots
    shelf = view.catalogue
    goods = [str(item.product) for item in order.items if str(item.product) in shelf.by_id]
    named = reading.values(PRODUCT)
    if "product" not in slots:
        mine = [name for name in named if name in goods] or (goods if len(goods) == 1 else [])
        if not mine:
            course.ask_for("product", says("ask_item"), [(shelf.called(name), name) for name in goods])
            return "asked"
        slots["product"] = mine[0]
    product = shelf.by_id[slots["product"]]
    allowed = procedure(view, "exchange").product_states
    listed = [option for option in product.exchanges if str(option.state) in allowed]
    if not listed:
        course.marks.add(Mark.REFUSED)
        course.say(says("no_option", product=slots["product"]))
        return "refused"
    numbers = [str(option.product) for option in listed]
    wanted = next((name for name in named if name in numbers), "") or (
        picked(reading.raw.strip(), course.memory.options) if course.memory.asked == "wanted" else ""
    )
    size = cue("size").search(reading.raw)
    if not wanted and size:
        chosen, unmet = exchanging.fitting(shelf, product.title, listed, [], f"换成{size.group(1)}升")
        if unmet:
            course.say(says("no_size", size=size.group()))
        elif len(chosen) == 1:
            wanted = str(chosen[0].product)
    if wanted in numbers:
        slots["wanted"] = wanted
        return ""
    options = [
        (f"{option.product} {short(option.description, 60)}", str(option.product)) for option in listed
    ]
    course.ask_for("wanted", says("ask_wanted"), options)
    return "asked"


def _checked(plan: Plan, order: Order, view: View) -> str:
    """Return a plan in full, as the buyer must see it before confirming."""
    slots, shelf = plan.slots, view.catalogue
    match plan.kind:
        case "exchange":
            return says(
                "check_exchange",
                order=plan.order,
                product=slots["product"],
                name=shelf.called(slots["product"]),
                wanted=slots["wanted"],
                option=short(shelf.title(slots["wanted"]), 60),
            )
        case "change":
            what = [
                says(f"to_{name}", **{name: slots[name]}) for name in ("address", "phone") if slots.get(name)
            ]
            return says("check_change", order=plan.order, what=", ".join(what))
        case "invoice":
            kind = "personal" if slots["invoice"] == InvoiceKind.PERSONAL else "company"
            return says(
                "check_invoice", kind=kind, order=plan.order, title=slots["title"], phone=slots["phone"]
            )
    back = refund_of(plan, view)
    wallet = view.policy.wallet.name
    money = says("back", amount=back.yuan(), wallet=wallet) if back.fen else ""
    name: str = pack()["acts"][plan.kind]
    return says(
        "check", act=name, order=plan.order, state=state_of(order), total=order.total.yuan(), back=money
    )


def outcome(changes: Sequence[RecordedChange], view: View, memory: Memory) -> list[Part]:
    """Return in English what became of changes; `memory` is the one that learned them."""
    parts: list[Part] = []
    for recorded in changes:
        if recorded.state is ChangeState.SKIPPED:
            continue
        evidence = (
            Evidence("change", f"{recorded.set}:{recorded.step}", str(recorded.state), recorded.reason),
        )
        said = _became(recorded, view) if recorded.state is ChangeState.DONE else says("failed")
        parts.append(Part(said, evidence))
    memory.missed = 0
    return parts


def _became(  # noqa: PLR0911  # one return a case
    recorded: RecordedChange, view: View
) -> str:
    match recorded.change:
        case CancelOrder(order=order):
            return says("cancelled", order=str(order))
        case ReturnOrder(order=order):
            return says("returned", order=str(order))
        case ExchangeItem(order=order):
            return says("exchanged", order=str(order))
        case ChangeDelivery(order=order):
            return says("changed", order=str(order))
        case IssueInvoice(order=order, title=title):
            return says("invoiced", order=str(order), title=title)
        case UrgeOrder(order=order):
            return says("urged", order=str(order))
        case RefundToWallet(amount=amount):
            return says("refunded", amount=amount.yuan(), wallet=view.policy.wallet.name)
        case _:
            return says("more")
