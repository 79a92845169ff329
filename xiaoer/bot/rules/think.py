"""The bot's decision about one turn: read it, guard it, confirm or drop what waits, meet each wish, speak."""

import re
from collections.abc import Sequence

from xiaoer.bot import industries
from xiaoer.bot.catalogue import normalise
from xiaoer.bot.model import Evidence, Handoff, HandoffReason, Memory, Plan, Thought, Turn, View
from xiaoer.bot.rules import (
    again,
    askers,
    buying,
    choosing,
    confirming,
    dialogue,
    drafts,
    emergency,
    english,
    goods,
    guidance,
    nearest,
    policies,
    questions,
    returning,
    settling,
    sizing,
    talking,
    turns,
    understanding,
    unless,
)
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course, copied, thought
from xiaoer.bot.rules.mood import mood
from xiaoer.bot.rules.outcome import Mark
from xiaoer.bot.rules.reading import Reading, intents, read, talk
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.rules.safety import guarded
from xiaoer.bot.rules.soothe import PERSON, comfort, soothe
from xiaoer.bot.rules.supposing import hypothetical
from xiaoer.bot.rules.welcome import welcome
from xiaoer.bot.rules.wishes import Wish, wishes
from xiaoer.orders.model import RecordedChange

_ELSE = re.compile(
    r"(不能|不可以|不给|不让|没法|没货|缺货|没有).{0,6}(就|的话|那)|(换|退|改|取消)不(了|成)|不行(就|的话)|否则|要不然|不然|要么"
)
_MET = KINDS | {*questions.HANDLERS, "fact", "compare", "recommend", "order.place.can"}
_HEAD = 16
_VERBATIM = 0.85  # a clause so near is an entry's own wording
_BRIEF = 8
_POLITE = "还有什么可以帮您的，随时告诉我哦~"


def think(turn: Turn, view: View, memory: Memory) -> Thought:
    """Return what to say and do about a turn. Pure: the memory given is not changed."""
    reading = read(turn, view)
    course = Course(turn, view, copied(memory), reading)
    course.trace["read"] = {
        "text": reading.text,
        "intents": sorted({name for clause in reading.clauses for name in clause.intents}),
        "acts": sorted(reading.acts),
    }
    course.trace["mood"] = mood(reading.raw).traced()
    _remember(course)
    if view.catalogue.trade.topic(sizing.TOPIC):
        sizing.heard(course)
    stop = guarded(reading, view.catalogue.trade, looking=bool(turn.product or course.memory.products))
    in_english = english.spoken(course)
    if (stop is None or stop.kind in emergency.GIVES_WAY) and emergency.answered(course):
        return thought(course)
    if askers.answered(course):
        return thought(course)
    if stop:
        course.trace["rule"] = f"guard:{stop.kind}"
        course.marks.add(Mark.TALK if stop.kind == "abuse" else Mark.REFUSED)
        course.add(stop.part)
        return thought(course)
    if in_english:
        english.answer(course)
    else:
        _decide(course)
        guidance.offer_person(course)
        guidance.suggest(course)
    emergency.announce(course, memory.missed)
    _kept_short(course)
    return thought(course)


def prepare() -> None:
    """Compile cues, topics and sounds, so that the first turn takes no longer than the others."""
    intents()
    talk()
    for name in industries.names():
        industries.trade((name,))
    mood("您好")
    normalise.repaired("安装")
    nearest.prepare()


def _remember(course: Course) -> None:
    reading, memory = course.reading, course.memory
    if reading.picture:
        memory.picture, memory.shows = reading.picture, reading.shows
    page = course.turn.product or ""
    if page != memory.page:  # gone to another product's page since the last turn
        memory.page = page
        if page in course.view.catalogue.by_id:
            course.look_at(page)
    for product in reversed(reading.values("Ⓟ")):
        if product in course.view.catalogue.by_id:
            course.look_at(product)
    if reading.values("Ⓕ"):
        memory.foreign, memory.order = reading.values("Ⓕ")[-1], ""
    elif reading.values("Ⓞ"):
        course.look_at_order(reading.values("Ⓞ")[-1])
    if len(reading.values("Ⓟ")) > 1:
        memory.compared = [name for name in reading.values("Ⓟ") if name in course.view.catalogue.by_id]


def _decide(course: Course) -> None:  # noqa: C901, PLR0911  # one return a case
    reading, memory = course.reading, course.memory
    if reading.has("person") and not _is_wish(course):
        _to_person(course)
        return
    if confirming.confirmed(course):
        course.trace["rule"] = "confirmed"
        memory.upset = 0
        found = wishes(reading, course.view, memory)
        confirming.settled(course, found)
        _answer(course, [wish for wish in found if wish.name in questions.HANDLERS and wish.clause.asking])
        return
    found = again.asked(course) or understanding.completed(course, _wishes(course), _MET)
    course.trace["wishes"] = [wish.name for wish in found]
    if any(wish.name.startswith("cashback") for wish in found):
        memory.topic = "cashback"
    if drafts.moved(course, found) or confirming.corrected(course, found):
        return
    if dialogue.denied(course) and not (_new_wish(found, memory) or again.tells_order(course)):
        course.trace["rule"] = "denied"
        dialogue.drop(course)
        return
    if not KINDS & {wish.name for wish in found} and confirming.shown_again(course):
        return
    if _told_why(course, found):
        return
    if returning.withdrawn(course) or _resumed(course, found):
        return
    if dialogue.wants_offer(course) and not KINDS & {wish.name for wish in found} - {_offer_kind(memory)}:
        drafts.take_offer(course)
        return
    if found and _hypothetical(course, found) and _by_rule(course, found):
        return
    if not _refined(course, found):
        _meet(course, found)
    if any(wish.name.startswith("cashback") for wish in found):
        memory.topic = "cashback"
    dialogue.remind(course)


def _refined(course: Course, found: list[Wish]) -> bool:
    """Say whether a turn only refines or repeats what waits, or brings goods to be presented."""
    if drafts.refined(course, found) or drafts.said_again(course):
        return True
    return not found and guidance.presented(course)


def _resumed(course: Course, found: list[Wish]) -> bool:
    """Go on with what waits for an answer, or take up what was put aside; say whether the turn did so."""
    waits = bool(course.memory.drafts)
    return (waits and drafts.answered(course, found)) or drafts.revived(course, found)


def _wishes(course: Course) -> list[Wish]:
    """Return the wishes of a turn; goods, how many and how to pay are an order without a verb."""
    found = wishes(course.reading, course.view, course.memory)
    vague = all(wish.name == "fact" for wish in found)
    if vague and course.reading.values("Ⓟ") and turns.goes_on_buying(course):
        return [Wish("place", course.reading.clauses[0])]
    return found


def _told_why(course: Course, found: list[Wish]) -> bool:
    """Say why something was refused, when that is what the turn asks."""
    refusal = course.memory.refusal
    about_goods = any(c.topics and "why" not in c.intents for c in course.reading.clauses)
    asks = (course.reading.has("why") and not about_goods) or _asks_back(course, found)
    if not (asks and refusal) or {"parcel.where", "order.status"} & {wish.name for wish in found}:
        return False
    course.trace["rule"] = "why"
    course.say(f"原因是：{refusal}", Evidence("memory", "refusal"))
    return True


def _hypothetical(course: Course, found: list[Wish]) -> bool:
    """Say whether a turn asks what the rules are; how a product is sold stands in its own data."""
    terms_of_sale = any(wish.name in buying.ANSWERS for wish in found)
    return not terms_of_sale and hypothetical(course.reading, course.view)


def _asks_back(course: Course, found: list[Wish]) -> bool:
    """Say whether a short question without a subject follows a refusal."""
    reading, memory = course.reading, course.memory
    if not memory.refusal or memory.refusal[:_HEAD] not in course.last_said() or len(reading.text) > _BRIEF:
        return False
    bare = all(not clause.topics and not clause.mentions for clause in reading.clauses)
    asking = any(clause.asking for clause in reading.clauses)
    return asking and bare and not any(wish.name != "fact" for wish in found)


def _offer_kind(memory: Memory) -> str:
    return memory.offer.kind if memory.offer else ""


def _is_wish(course: Course) -> bool:
    return bool(course.memory.pending and "confirm" in course.reading.acts)


def _new_wish(found: list[Wish], memory: Memory) -> bool:
    """Say whether a turn with a no in it wants something that is clear."""
    waiting = {plan.kind for plan in (*memory.pending, *memory.drafts)} | {_offer_kind(memory)}
    return any(
        (wish.name not in waiting and (wish.name in KINDS or wish.clause.asking) and not _turned_down(wish))
        or (wish.name in KINDS and not _turned_down(wish))
        for wish in found
    )


def _turned_down(wish: Wish) -> bool:
    """Say whether the words that name a wish are those that turn it down (不要了, 先不约)."""
    return bool(talk()["deny"].search(wish.clause.text))


def _to_person(course: Course) -> None:
    course.trace["rule"] = "person"
    course.say("好的，马上为您转接人工客服，请稍等")
    offered = _offer_kind(course.memory) == PERSON
    reason = HandoffReason.ANGRY if offered else HandoffReason.WANTED
    course.handoff = Handoff(reason, course.reading.raw[:200])


def _meet(course: Course, found: list[Wish]) -> None:
    reading = course.reading
    acts = [wish for wish in found if wish.name in KINDS]
    complaint = "complaint" in reading.acts or bool(re.search("[😡🤬😠😤😭💢]", reading.emoji))
    if reading.picture and reading.shows and not acts and turns.about_picture(reading):
        goods.picture_told(course, Wish("fact", reading.clauses[0]))
        if complaint or re.search("投诉|要求处理|不满|差评", reading.shows):
            soothe(course)
        return
    if complaint and not acts and not turns.plain_question(found, reading):
        course.trace["rule"] = "complaint"
        _answer(
            course,
            [wish for wish in found if wish.name != "fact" or wish.clause.topics],
            soothing=True,
        )
        soothe(course)
        return
    _answer(course, [wish for wish in found if wish.name not in KINDS])
    if complaint and course.parts and not acts:
        course.parts.insert(0, comfort(course.memory))
    if acts and unless.is_met(course):
        course.say("订单先为您保留，没有做任何变更")
        return
    if acts:
        if complaint:
            course.parts.insert(0, comfort(course.memory))
        _act(course, acts)
    if not course.parts and course.ask is None and not found and turns.goes_on_buying(course):
        _act(course, [Wish("place", reading.clauses[0])])
    if not course.parts and course.ask is None:
        talking.talk_back(course)


def _answer(course: Course, asked: list[Wish], *, soothing: bool = False) -> None:
    facts = [wish for wish in asked if wish.name == "fact"]
    for wish in asked:
        if (
            wish.name == "fact"
            and wish is not facts[0]
            and not set(wish.clause.values("Ⓟ")) - set(facts[0].clause.values("Ⓟ"))
        ):
            continue
        handler = questions.HANDLERS.get(wish.name) or buying.ANSWERS.get(wish.name)
        if soothing and wish.name in {
            "parcel.where",
            "order.status",
            "fact",
            "compare",
            "promotion",
            "recommend",
        }:
            continue
        if handler:
            course.memory.last = wish.name
            handler(course, wish)
        elif wish.name == "fact":
            _fact(course, wish)
        elif wish.name == "compare":
            goods.comparison(course, wish)
        elif wish.name == "recommend":
            goods.advice(course, wish)
        elif wish.name == "order.place.can":
            goods.can_be_bought(course, wish)


def _fact(course: Course, wish: Wish) -> None:
    reading = course.reading
    plain = not wish.clause.topics and not course.memory.products and not course.turn.product
    answer = policies.best_faq(course, reading.text) if plain else None
    for clause in () if answer or len(reading.clauses) == 1 else reading.clauses:
        answer = answer or policies.best_faq(course, clause.text, _VERBATIM)
    if answer:
        course.add(answer)
    elif goods.side_by_side(course):
        goods.comparison(course, wish)
    else:
        goods.fact(course, wish)


def _act(course: Course, acts: list[Wish]) -> None:
    if len(acts) > 1 and _ELSE.search(course.reading.text):
        _first_possible(course, acts)
        return
    plans: list[Plan] = []
    for wish in acts:
        plans += dialogue.propose(course, wish)
        course.note("procedures", wish.name)
    if plans:
        course.memory.pending = []
        dialogue.complete(course, plans)


def _first_possible(course: Course, acts: list[Wish]) -> None:
    """Propose the first of several procedures that is possible (能换就换，不能就退), the exchange first."""
    course.memory.pending = []
    for wish in sorted(acts, key=lambda wish: wish.name != "exchange"):
        plans = dialogue.propose(course, wish)
        course.note("procedures", wish.name)
        if plans:
            dialogue.complete(course, plans)
        if course.memory.pending or course.memory.drafts:
            return
        course.ask, course.memory.offer = None, None


def _by_rule(course: Course, found: list[Wish]) -> bool:
    """Answer what the rules are: from the shop's FAQ, else from the declared procedure."""
    course.trace["rule"] = "policy"
    answer = policies.best_faq(course, course.reading.text)
    kinds = [wish.name for wish in found if wish.name in KINDS]
    looked_at = course.memory.products or course.turn.product
    if answer and looked_at and not kinds and answer.evidence[0].kind == "industry":
        return False  # what the product's own data say comes before what is true of all such goods
    if answer:
        course.add(answer)
    if kinds[:1] == ["return"] and not answer and returning.told(course):
        return True
    if kinds[:1] == ["cashback"] and not answer:
        questions.cashback_usage(course, found[0])
    for kind in kinds[:1]:
        if kind not in {"place", "book", "invoice", "cashback"}:
            course.add(policies.rule_of(course.view, kind, course.reading.text))
        if kind == "exchange" and looked_at:
            product = course.memory.products[0] if course.memory.products else course.turn.product or ""
            choosing.name_options(course, Plan(kind, "", {"product": product}))
    return bool(course.parts)


def _kept_short(course: Course) -> None:
    """Say each sentence once, the comfort first."""
    course.parts = list({part.text: part for part in course.parts}.values())


def settle(changes: Sequence[RecordedChange], view: View, memory: Memory) -> Thought:
    """Return what to say when the changes of a thought were carried out or refused."""
    kept = copied(memory)
    course = Course(Turn((), 0), view, kept, Reading("", "", (), ()))
    told = settling.outcome(changes, view, kept)
    if kept.language == english.LANGUAGE:
        told = english.outcome(changes, view, kept)
    for part in (*told, *emergency.after_changes(changes, view, kept)):
        course.add(part)
    if not kept.language and not any(str(change.state) == "refused" for change in changes):
        course.add(Part(_POLITE))
    course.trace["settled"] = [str(change.state) for change in changes]
    return thought(course)


__all__ = ["prepare", "settle", "think", "welcome"]
