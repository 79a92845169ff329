"""A question once more: for another order that is named, what is picked from a list, or meant otherwise."""

import re

from xiaoer.bot.rules import buying, questions
from xiaoer.bot.rules.answers import brief
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.describing import described, telling
from xiaoer.bot.rules.entities import ORDER, PRODUCT
from xiaoer.bot.rules.picking import picked
from xiaoer.bot.rules.reading import Clause, talk
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.rules.wishes import Wish

_ONLY_NAMED = re.compile("(那|那么|还有)?(这个)?Ⓞ(这单|那单)?呢?")
_ANOTHER = re.compile("呢|也|错|不对|应该是|^是|那(单|个)")
_TALK = {"greet", "thanks", "bye", "repeat"}
_LISTS = ("order", "product")


def asked(course: Course) -> list[Wish]:  # noqa: PLR0911  # one return a case
    """Return the last question again, for the order or product that a turn only names or picks; else []."""
    reading, memory = course.reading, course.memory
    bare = not any(set(one.intents) - _TALK for one in reading.clauses)
    naming = [one for one in reading.clauses if one.values(ORDER)]
    turned = bool(memory.foreign or _ANOTHER.search(reading.text))
    if memory.last in KINDS and bare and naming and turned and not memory.pending:
        return [Wish(memory.last, naming[-1])]
    if len(reading.clauses) != 1:
        return []
    clause = reading.clauses[0]
    if memory.last in questions.HANDLERS and _ONLY_NAMED.fullmatch(clause.text):
        return [Wish(memory.last, clause)]
    if memory.drafts or memory.pending or memory.asked not in _LISTS or clause.intents or clause.asking:
        return []
    named = clause.values(PRODUCT) if memory.asked == "product" else []
    listed = picked(reading.raw.strip(), memory.options)
    choice = next(iter(named), "") or listed or _described(course, clause)
    if not choice or (choice not in memory.options and not named):
        return []
    wanted = memory.asked
    memory.asked, memory.options = "", []
    if wanted == "order" and memory.last in questions.HANDLERS:
        course.look_at_order(choice)
        return [Wish(memory.last, clause)]
    if wanted == "product" and (memory.last == "fact" or memory.last in buying.ANSWERS):
        course.look_at(choice)
        return [Wish(memory.last, clause)]
    return []


def _described(course: Course, clause: Clause) -> str:
    """Return the option that a turn describes, "" when it describes none or several."""
    view, memory = course.view, course.memory
    if memory.asked == "order":
        found = [str(order.id) for order in described(clause.text, clause.values(PRODUCT), view)]
    else:
        found = list(telling(view, clause.text, list(memory.options)))
    fitting = [name for name in found if name in memory.options]
    return fitting[0] if len(fitting) == 1 else ""


def tells_order(course: Course) -> bool:
    """Say whether a turn with a no in it tells which order was meant when that was asked (不是80升那个)."""
    memory, reading = course.memory, course.reading
    if not memory.drafts or memory.asked != "order":
        return False
    found = [str(order.id) for order in described(reading.text, reading.values(PRODUCT), course.view)]
    return len([number for number in found if number in memory.options]) == 1


def denied(course: Course) -> bool:
    """Ask what is meant when the answer before was not it (不是这个); another order is the next likely."""
    memory, view = course.memory, course.view
    if not talk()["not_that"].search(course.reading.text) or memory.pending or memory.drafts:
        return False
    others = [order for order in view.orders if str(order.id) != memory.order]
    if memory.last in questions.HANDLERS and memory.order and others:
        if len(others) == 1:
            course.look_at_order(str(others[0].id))
            questions.HANDLERS[memory.last](course, Wish(memory.last, Clause("", (), (), asking=True)))
            return True
        options = [(brief(view, order), str(order.id)) for order in others]
        course.ask_for("order", "抱歉弄错了，请问您说的是哪个订单呢？", options)
        return True
    said = "抱歉，可能没有答到您想问的，可以再说具体一点吗？比如哪款商品、哪个订单的什么问题。"
    course.ask_for("meaning", said)
    return True
