"""What kind of turn this is: about the picture, a plain question, going on with a purchase."""

import re

from xiaoer.bot.rules import entities
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.reading import Reading, talk
from xiaoer.bot.rules.wishes import Wish


def goes_on_buying(course: Course) -> bool:
    """Say whether a turn says how many and how to pay of goods it names, or one of them in a purchase."""
    reading, ways = course.reading, course.view.policy.payments
    if reading.values("Ⓟ") and entities.quantity(reading.text) and entities.payment(reading.text, ways):
        return not any(clause.asking for clause in reading.clauses) and "deny" not in reading.acts
    if course.memory.topic != "place" or not reading.clauses or any(c.asking for c in reading.clauses):
        return False
    said = entities.quantity(reading.text) or entities.payment(reading.text, course.view.policy.payments)
    return bool(said) and "deny" not in reading.acts


def about_picture(reading: Reading) -> bool:
    """Say whether a question is about what stands on the picture."""
    return bool(
        re.search(
            r"(图|圈|标|框|箭头|照片|截图|这个|那个|这根|这是|里面|上面).{0,12}(什么|啥|干嘛|干什么|用途|作用|怎么回事|真的|真实|内容|说|意思)",
            reading.text,
        )
    )


def plain_question(found: list[Wish], reading: Reading) -> bool:
    """Say whether a turn with strong words still asks something clear that must be answered first."""
    if talk()["late"].search(reading.text) or talk()["defect"].search(reading.text):
        return False
    return any(wish.clause.asking and wish.name != "fact" for wish in found) or any(
        wish.name == "fact" and wish.clause.asking and wish.clause.topics for wish in found
    )
