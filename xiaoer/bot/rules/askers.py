"""Who is asking: couriers at a door and people of the trade are no buyers, and get a person, never data."""

from xiaoer.bot.model import Evidence, Handoff, HandoffReason
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.reading import talk

_SAID = {
    "courier": "您好，派送和取件的事请稍等，我马上请人工客服和您对接，由客服联系买家；"
    "买家的电话和地址我这边不能直接提供。",
    "staff": "您好，店铺经营、后台和其他买家订单的问题需要专人处理，我马上为您转接人工；"
    "出于隐私保护，我不能在这里提供或修改买家的信息。",
}


def answered(course: Course) -> bool:
    """Hand over who is no buyer; False for a buyer."""
    text = course.reading.text
    who = next((name for name in _SAID if talk()[name].search(text)), "")
    if not who:
        return False
    course.trace["rule"] = f"asker:{who}"
    course.say(_SAID[who], Evidence("dialogue", "asker", who))
    course.handoff = Handoff(HandoffReason.NOT_ALLOWED, course.reading.raw[:200])
    return True
