"""Answers to what is no wish: greeting, thanks, a nudge, a picture; or what was not understood."""

from xiaoer.bot.rules import again, dialogue, goods, policies, questions, understanding
from xiaoer.bot.rules.compare import kinds_wanted
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.focus import order_of
from xiaoer.bot.rules.outcome import Mark
from xiaoer.bot.rules.reading import Clause
from xiaoer.bot.rules.wishes import Wish

_WORDED = 4  # characters of a clause that may be asked by itself
_POLITE = "还有什么可以帮您的，随时告诉我哦~"
_LOST = (
    "抱歉，我没有完全理解您的意思，请问具体是商品、订单、物流还是售后方面的问题呢？您也可以说“转人工”",
    "我还是没能明白您的意思，可以换个说法，或者把商品链接、订单号发给我；要找人工客服请回复“转人工”",
)


def talk_back(course: Course) -> None:
    """Answer what is no wish: greeting, thanks, a nudge, a why, a picture; else ask what is wanted."""
    reading, memory = course.reading, course.memory
    if reading.picture and reading.shows and not memory.topic.startswith("cashback"):
        clause = reading.clauses[0] if reading.clauses else Clause("", (), (), asking=False)
        goods.picture_told(course, Wish("fact", clause))
        return
    if again.denied(course):
        return
    course.marks.add(Mark.TALK)
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
    if "ponder" in reading.acts:
        course.say("好的，您慢慢考虑，想好了随时告诉我")
        return
    if "confirm" in reading.acts or "deny" in reading.acts or "unknown" in reading.acts:
        course.say(f"好的，{_POLITE}")
        return
    course.marks.discard(Mark.TALK)
    _lost(course)


def _lost(course: Course) -> None:  # noqa: PLR0911  # one return a case
    """Say honestly that it was not understood; answer from FAQ or the product when something is near."""
    reading, memory = course.reading, course.memory
    clauses = [clause.text for clause in reading.clauses if len(clause.text) >= _WORDED]
    answers = (policies.best_faq(course, text) for text in (reading.text, *clauses))
    answer = next((found for found in answers if found), None)
    if answer:
        course.add(answer)
        return
    if reading.clauses and goods.looked_up(course, reading.clauses[0]):
        return
    if kinds_wanted(reading.text, course.view.catalogue.trade) and not (
        memory.products or course.view.orders
    ):
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
    if understanding.answered(course):
        return
    memory.missed += 1
    course.marks.add(Mark.UNKNOWN)
    if memory.missed > 2:  # noqa: PLR2004 twice asked what is meant
        dialogue.give_up(course, reading.raw[:200])
        return
    if understanding.asked_back(course):
        return
    course.say(_LOST[memory.missed > 1])
