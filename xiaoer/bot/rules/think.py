"""The bot's decision about one turn: read it, guard it, confirm or drop what waits, meet each wish, speak."""

import re
from collections.abc import Sequence

from xiaoer.bot.catalogue import normalise
from xiaoer.bot.model import Evidence, Handoff, HandoffReason, Memory, Plan, Thought, Turn, View
from xiaoer.bot.rules import dialogue, drafts, english, entities, goods, policies, questions, settling
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.course import Course, copied, thought
from xiaoer.bot.rules.focus import order_of
from xiaoer.bot.rules.reading import Clause, Reading, intents, read, talk
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.rules.safety import guarded
from xiaoer.bot.rules.soothe import comfort, soothe
from xiaoer.bot.rules.topics import figures, topics, topics_of
from xiaoer.bot.rules.welcome import welcome
from xiaoer.bot.rules.wishes import Wish, hypothetical, wishes
from xiaoer.orders.model import RecordedChange

_ELSE = re.compile(
    r"(不能|不可以|不给|不让|没法|没货|缺货|没有).{0,6}(就|的话|那)|(换|退|改|取消)不(了|成)|不行(就|的话)|否则|要不然|不然|要么"
)
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
    _remember(course)
    if english.spoken(course) and guarded(reading) is None:
        english.answer(course)
        return thought(course)
    stop = guarded(reading)
    if stop:
        course.trace["rule"] = f"guard:{stop.kind}"
        course.add(stop.part)
        return thought(course)
    _decide(course)
    _kept_short(course)
    return thought(course)


def prepare() -> None:
    """Compile cues, topics and sounds, so that the first turn takes no longer than the others."""
    intents()
    talk()
    topics()
    figures()
    kinds_wanted("")
    normalise.repaired("安装")


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


def _decide(course: Course) -> None:  # noqa: PLR0911  # one return a case
    reading, memory = course.reading, course.memory
    if reading.has("person") and not _is_wish(course):
        _to_person(course)
        return
    if dialogue.confirmed(course):
        course.trace["rule"] = "confirmed"
        dialogue.carry_out(course)
        memory.upset = 0
        return
    found = _as_before(course) or wishes(reading, course.view, memory)
    course.trace["wishes"] = [wish.name for wish in found]
    if any(wish.name.startswith("cashback") for wish in found):
        memory.topic = "cashback"
    if dialogue.denied(course) and not _new_wish(found, memory):
        course.trace["rule"] = "denied"
        dialogue.drop(course)
        return
    if (
        reading.has("why")
        and memory.refusal
        and not {"parcel.where", "order.status"} & {w.name for w in found}
    ):
        course.trace["rule"] = "why"
        course.say(f"原因是：{memory.refusal}", Evidence("memory", "refusal"))
        return
    if memory.drafts and drafts.answered(course, found):
        return
    if dialogue.wants_offer(course) and not KINDS & {wish.name for wish in found} - {_offer_kind(memory)}:
        drafts.take_offer(course)
        return
    if found and hypothetical(reading, course.view) and _by_rule(course, found):
        return
    if drafts.refined(course, found):
        return
    _meet(course, found)
    if any(wish.name.startswith("cashback") for wish in found):
        memory.topic = "cashback"
    dialogue.remind(course)


def _as_before(course: Course) -> list[Wish]:
    """Return the last question again for another order that is only named (那3132…呢)."""
    reading, memory = course.reading, course.memory
    if len(reading.clauses) != 1 or memory.last not in questions.HANDLERS:
        return []
    clause = reading.clauses[0]
    return (
        [Wish(memory.last, clause)]
        if re.fullmatch("(那|那么|还有)?(这个)?Ⓞ(这单|那单)?呢?", clause.text)
        else []
    )


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
    course.handoff = Handoff(HandoffReason.WANTED, course.reading.raw[:200])


def _meet(course: Course, found: list[Wish]) -> None:
    reading = course.reading
    acts = [wish for wish in found if wish.name in KINDS]
    complaint = "complaint" in reading.acts or bool(re.search("[😡🤬😠😤😭💢]", reading.emoji))
    if reading.picture and reading.shows and not acts and _about_picture(reading):
        goods.picture_told(course, Wish("fact", reading.clauses[0]))
        if complaint or re.search("投诉|要求处理|不满|差评", reading.shows):
            soothe(course)
        return
    if complaint and not acts and not _plain_question(found, reading):
        course.trace["rule"] = "complaint"
        _answer(
            course,
            [wish for wish in found if wish.name != "fact" or topics_of(wish.clause.text)],
            soothing=True,
        )
        soothe(course)
        return
    _answer(course, [wish for wish in found if wish.name not in KINDS])
    if acts:
        if complaint:
            course.parts.insert(0, comfort(course.memory))
        _act(course, acts)
    if not course.parts and course.ask is None and not found and _goes_on_buying(course):
        _act(course, [Wish("place", reading.clauses[0])])
    if not course.parts and course.ask is None:
        _talk(course)


def _goes_on_buying(course: Course) -> bool:
    """Say whether a turn only says how many or how to pay after an order was spoken of (那一台吧，E卡)."""
    reading = course.reading
    if course.memory.topic != "place" or not reading.clauses or any(c.asking for c in reading.clauses):
        return False
    said = entities.quantity(reading.text) or entities.payment(reading.text, course.view.policy.payments)
    return bool(said) and "deny" not in reading.acts


def _about_picture(reading: Reading) -> bool:
    """Say whether a question is about what stands on the picture."""
    return bool(
        re.search(
            r"(图|圈|标|框|箭头|照片|截图|这个|那个|这根|这是|里面|上面).{0,12}(什么|啥|干嘛|干什么|用途|作用|怎么回事|真的|真实|内容|说|意思)",
            reading.text,
        )
    )


def _plain_question(found: list[Wish], reading: Reading) -> bool:
    """Say whether a turn with strong words still asks something clear that must be answered first."""
    if talk()["late"].search(reading.text):
        return False
    return any(wish.clause.asking and wish.name != "fact" for wish in found) or any(
        wish.name == "fact" and wish.clause.asking and topics_of(wish.clause.text) for wish in found
    )


def _answer(course: Course, asked: list[Wish], *, soothing: bool = False) -> None:
    facts = [wish for wish in asked if wish.name == "fact"]
    for wish in asked:
        if (
            wish.name == "fact"
            and wish is not facts[0]
            and not set(wish.clause.values("Ⓟ")) - set(facts[0].clause.values("Ⓟ"))
        ):
            continue
        handler = questions.HANDLERS.get(wish.name)
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
    if not topics_of(wish.clause.text) and not course.memory.products and not course.turn.product:
        answer = policies.best_faq(course, reading.text)
        if answer:
            course.add(answer)
            return
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
    if answer:
        course.add(answer)
    for kind in kinds[:1]:
        if kind not in {"place", "book", "invoice", "cashback"}:
            course.add(policies.rule_of(course.view, kind, course.reading.text))
    return bool(course.parts)


def _talk(course: Course) -> None:
    """Answer what is no wish: greeting, thanks, a nudge, a why, a picture; else ask what is wanted."""
    reading, memory = course.reading, course.memory
    if reading.picture and reading.shows and not memory.topic.startswith("cashback"):
        clause = reading.clauses[0] if reading.clauses else Clause("", (), (), asking=False)
        goods.picture_told(course, Wish("fact", clause))
        return
    if reading.has("greet", "repeat"):
        course.say(
            f"您好，我是{course.view.persona.name}，在的，请问有什么可以帮您？"
            if not memory.products
            else "在的，请问还想了解什么呢？"
        )
        return
    if reading.has("thanks", "bye"):
        course.say(f"不客气，{_POLITE}")
        return
    if "confirm" in reading.acts or "deny" in reading.acts or "unknown" in reading.acts:
        course.say(f"好的，{_POLITE}")
        return
    _lost(course)


def _lost(course: Course) -> None:
    """Say honestly that it was not understood; answer from FAQ or the product when something is near."""
    reading, memory = course.reading, course.memory
    answer = policies.best_faq(course, reading.text)
    if answer:
        course.add(answer)
        return
    if reading.clauses and goods.looked_up(course, reading.clauses[0]):
        return
    if kinds_wanted(reading.text) and not memory.products and not course.view.orders:
        goods.advice(course, Wish("recommend", reading.clauses[0]))
        return
    if reading.values("Ⓞ"):
        order = order_of(course.view, reading.values("Ⓞ")[-1])
        if order:
            course.say(f"已找到订单{order.id}，请问需要查询物流、修改信息还是办理售后呢？")
            return
    if reading.values("Ⓕ"):
        questions.found_for(course, Wish("order.status", reading.clauses[0]))
        return
    memory.missed += 1
    if memory.missed > 2:  # noqa: PLR2004 twice asked what is meant
        dialogue.give_up(course, reading.raw[:200])
        return
    course.say(
        "抱歉，我没有完全理解您的意思，请问具体是商品、订单、物流还是售后方面的问题呢？您也可以说“转人工”"
    )


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
    for part in told:
        course.add(part)
    if not kept.language and not any(str(change.state) == "refused" for change in changes):
        course.add(Part(_POLITE))
    course.trace["settled"] = [str(change.state) for change in changes]
    return thought(course)


__all__ = ["prepare", "settle", "think", "welcome"]
