"""Going on with what was asked for: the order, the day, the title …; and taking up what was offered."""

from xiaoer.bot.model import Handoff, HandoffReason, Memory, Plan
from xiaoer.bot.rules import choosing, dialogue, entities, exchanging, slots, variant_exchange
from xiaoer.bot.rules.besides import OTHER_ONE
from xiaoer.bot.rules.course import Course, cleared
from xiaoer.bot.rules.describing import described_in
from xiaoer.bot.rules.entities import ORDER
from xiaoer.bot.rules.picking import picked
from xiaoer.bot.rules.reading import Clause, Reading, talk
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.rules.soothe import PERSON
from xiaoer.bot.rules.wishes import Wish

_LONGEST_TITLE = 40


def answered(course: Course, found: list[Wish]) -> bool:
    """Go on with what was asked for; say whether the turn did answer it."""
    memory, reading = course.memory, course.reading
    waiting = {plan.kind for plan in memory.drafts}
    others = [wish for wish in found if wish.name not in waiting]
    clear = [
        w for w in others if w.name in KINDS or (w.clause.asking and (w.name != "fact" or w.clause.topics))
    ]
    if clear and not (memory.asked == "order" and reading.values("Ⓞ")):
        if any(wish.name in KINDS for wish in clear):
            cleared(memory)
        return False
    if any(clause.asking for clause in reading.clauses) and not _says_slot(course):
        return False
    plans = _resumed(course)
    if course.ask or course.handoff:
        return True
    if plans is None:
        return False
    course.trace["rule"] = f"slot:{memory.asked}"
    memory.drafts = []
    dialogue.complete(course, plans)
    return bool(course.parts or course.ask)


def refined(course: Course, found: list[Wish]) -> bool:
    """Choose an exchange anew when its confirmation is answered with another preference (最好是16升的)."""
    memory, text = course.memory, course.reading.text
    waiting = next((plan for plan in memory.pending if plan.kind == "exchange"), None)
    if waiting is None or any(wish.name in KINDS for wish in found):
        return False
    goods = course.view.catalogue.by_id.get(waiting.slots.get("product", ""))
    anew = goods is not None and variant_exchange.named_anew(goods, text)
    if any(clause.asking for clause in course.reading.clauses) or not (
        anew or exchanging.prefers(text, course.view.catalogue.trade)
    ):
        return False
    kept = {"product": waiting.slots.get("product", ""), "leaning": waiting.slots.get("wanted", "")}
    plan = Plan("exchange", waiting.order, {name: value for name, value in kept.items() if value})
    cleared(memory)
    dialogue.complete(course, [plan])
    return True


def said_again(course: Course) -> bool:
    """Show once more what waits, when the turn only repeats what stands in it (the title, a phone)."""
    memory, said = course.memory, course.reading.raw.strip().strip("。.!！ ")
    shown = {value.strip() for plan in memory.pending for value in plan.slots.values()}
    if not said or said not in shown:
        return False
    plans, memory.pending = list(memory.pending), []
    dialogue.complete(course, plans)
    return True


def moved(course: Course, found: list[Wish]) -> bool:
    """Show what is pending for another order that the turn names or describes instead (不对，是313…那单)."""
    memory, reading, view = course.memory, course.reading, course.view
    mine = {plan.order for plan in memory.pending if plan.order}
    if len(mine) != 1 or any(wish.name in KINDS or wish.clause.asking for wish in found):
        return False
    numbers = [number for number in reading.values(ORDER) if number not in mine]
    if not numbers and ("deny" in reading.acts or OTHER_ONE.search(reading.text)):
        told = [str(order.id) for clause in reading.clauses for order in described_in(clause, view)]
        others = [str(order.id) for order in view.orders if str(order.id) not in mine]
        numbers = [number for number in told if number not in mine]
        numbers = numbers or (others if OTHER_ONE.search(reading.text) else [])
    numbers = list(dict.fromkeys(numbers))
    kinds = list(dict.fromkeys(plan.kind for plan in memory.pending))
    if not numbers:
        return False
    clause = reading.clauses[-1]
    cleared(memory)
    if len(numbers) > 1:
        course.trace["rule"] = "moved:which"
        draft = Plan(kinds[0])
        dialogue.ask_order(course, draft, numbers)
        memory.drafts = [draft]
        return True
    course.look_at_order(numbers[0])
    course.trace["rule"] = "moved"
    plans = [plan for kind in kinds for plan in dialogue.resumed(course, Plan(kind), numbers[0], clause)]
    if plans:
        dialogue.complete(course, plans)
    return bool(course.parts or course.ask)


def _says_slot(course: Course) -> bool:  # noqa: PLR0911  # one return a case
    """Say whether a turn holds what was asked for."""
    reading, memory = course.reading, course.memory
    if _chosen(reading, memory) or reading.values(ORDER):
        return True
    match memory.asked:
        case "order":
            return bool(reading.values("Ⓞ") or reading.values("Ⓕ"))
        case "product" | "wanted":
            return bool(reading.values("Ⓟ")) or memory.asked == "wanted"
        case "payment":
            return bool(entities.payment(reading.text, course.view.policy.payments))
        case "when":
            return bool(entities.day(reading.text))
        case "address" | "phone" | "name":
            return bool(reading.values("Ⓐ") or reading.values("Ⓣ"))
        case "picture":
            return bool(reading.picture)
    return memory.asked in {"title", "invoice", "service"}


def _resumed(course: Course) -> list[Plan] | None:
    """Return the drafts with what the turn adds; None when the turn says nothing to them."""
    memory, reading, view = course.memory, course.reading, course.view
    clause = reading.clauses[0] if reading.clauses else Clause("", (), (), asking=False)
    choice = _chosen(reading, memory)
    plans: list[Plan] = []
    before = [(plan.order, dict(plan.slots)) for plan in memory.drafts]
    for draft in memory.drafts:
        plan = draft
        if memory.asked == "order" and not plan.order:
            made = _with_order(course, plan, choice)
            if made is None:
                return None if course.ask is None else []
            plans += [
                Plan(one.kind, one.order, {**plan.slots, **one.slots} if one.kind == plan.kind else one.slots)
                for one in made
            ]
            continue
        anew = [number for number in reading.values(ORDER) if number != plan.order]
        if plan.order and len(anew) == 1:
            kept = {name: said for name, said in plan.slots.items() if name not in {"product", "wanted"}}
            course.look_at_order(anew[0])
            plans += dialogue.resumed(course, Plan(plan.kind, "", kept), anew[0], clause)
            continue
        if choice and memory.asked in {"wanted", "product"}:
            plan.slots[memory.asked] = choice
        if plan.kind == "place":
            plans += choosing.to_place(course, clause, plan)
            continue
        if memory.asked == "title" and reading.raw.strip() and len(reading.raw) < _LONGEST_TITLE:
            plan.slots.setdefault("title", slots.title_in(reading.raw) or reading.raw.strip())
        plans.append(slots.filled(plan, clause, reading, view, memory))
    same = [(plan.order, dict(plan.slots)) for plan in plans] == before
    if same and memory.asked_times >= 2 and memory.asked != "wanted":  # noqa: PLR2004 asked twice
        dialogue.give_up(course, f"两次没有问到{memory.asked}")
        return []
    return plans


def _with_order(course: Course, plan: Plan, choice: str) -> list[Plan] | None:
    reading, memory = course.reading, course.memory
    said = choice or next(iter(reading.values("Ⓞ")), "")
    clause = (
        reading.clauses[0] if reading.clauses else Clause(reading.text, reading.mentions, (), asking=False)
    )
    if not said and not reading.values("Ⓕ") and "unknown" in reading.acts and not memory.products:
        candidates = memory.options or [str(order.id) for order in course.view.orders]
        dialogue.ask_order(course, plan, candidates)
        memory.drafts = [plan]
        return None
    if said:
        course.look_at_order(said)
    return (
        dialogue.propose(course, Wish(plan.kind, clause))
        if not said
        else dialogue.resumed(course, plan, said, clause)
    )


def _chosen(reading: Reading, memory: Memory) -> str:
    """Return the option that is chosen by number, order in the list, or by being named."""
    return picked(reading.raw.strip(), memory.options)


def revived(course: Course, found: list[Wish]) -> bool:
    """Take up again what was put aside, when the turn picks one of its options or wants it after all."""
    memory, reading = course.memory, course.reading
    waits = memory.pending or memory.drafts
    if not memory.shelved or waits or any(wish.name in KINDS or wish.clause.asking for wish in found):
        return False
    choice = picked(reading.raw.strip(), memory.shelved_options)
    chosen = memory.shelved[0].kind == "exchange" and exchanging.prefers(
        reading.text, course.view.catalogue.trade
    )
    if not (choice or chosen or talk()["resume"].search(reading.text)):
        return False
    plans = [Plan(plan.kind, plan.order, dict(plan.slots)) for plan in memory.shelved]
    for plan in plans:
        if choice and plan.kind == "exchange":
            plan.slots["wanted"] = choice
    course.trace["rule"] = "revived"
    dialogue.complete(course, [plan for plan in plans if plan.order or plan.kind == "place"])
    return bool(course.parts or course.ask)


def take_offer(course: Course) -> None:
    """Begin the procedure that was offered and is wanted."""
    memory, reading = course.memory, course.reading
    offer = memory.offer
    if offer is None:
        return
    memory.offer = None
    if offer.kind == PERSON:
        course.say("好的，马上为您转接人工客服，请稍等")
        reason = HandoffReason.ANGRY if memory.upset else HandoffReason.WANTED
        course.handoff = Handoff(reason, reading.raw[:200])
        return
    course.trace["rule"] = f"offer:{offer.kind}"
    clause = (
        reading.clauses[0] if reading.clauses else Clause(reading.text, reading.mentions, (), asking=False)
    )
    if offer.kind == "place" and offer.slots.get("product"):
        dialogue.complete(course, choosing.to_place(course, clause, offer))
    elif offer.order:
        dialogue.complete(course, dialogue.resumed(course, offer, offer.order, clause))
    else:
        plans = dialogue.propose(course, Wish(offer.kind, clause))
        for plan in plans:
            plan.slots = {**offer.slots, **plan.slots}
        dialogue.complete(course, plans)
