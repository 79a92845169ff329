"""Goods sent back without a reason: what the buyer says of their state decides whether they may be."""

from xiaoer.bot.model import Evidence, Plan
from xiaoer.bot.rules import selling
from xiaoer.bot.rules.course import Course, cleared, offered
from xiaoer.bot.rules.procedures import check
from xiaoer.bot.rules.soothe import PERSON

_NO_REASON = "不能无理由退货"
_IF_FAULTY = "如果是质量问题，请把商品和批号的照片发给我，由人工客服核实处理"


def marked(plan: Plan, text: str) -> Plan:
    """Note on a plan to return whether the goods are said to be opened or faulty."""
    if plan.kind == "return":
        if selling.is_opened(text):
            plan.slots["opened"] = "yes"
        if selling.is_faulty(text):
            plan.slots["faulty"] = "yes"
    return plan


def told(course: Course) -> bool:
    """Say whether the product in focus may be sent back, in the words of its data; False without any."""
    name = (course.memory.products or [course.turn.product or ""])[0]
    product = course.view.catalogue.by_id.get(name)
    said = selling.term_of(product, "returns") if product else ""
    if product is None or not said:
        return False
    opened = selling.is_opened(course.reading.text)
    evidence = Evidence("product", name, "returns", said)
    if selling.return_refused(product, opened=opened) and not selling.is_faulty(course.reading.text):
        course.memory.refusal = said
        course.say(f"抱歉，{'拆封以后' if opened else '这款'}{_NO_REASON}：{said}", evidence)
        course.say(_IF_FAULTY)
    else:
        course.say(f"退货说明：{said}", evidence)
    return True


def _told_again(course: Course) -> bool:
    """Stand by a refusal that the buyer argues with (才用了两个), and offer a person for what is faulty."""
    if _NO_REASON not in course.memory.refusal:
        return False
    course.trace["rule"] = "return:opened"
    said = f"理解您的心情，不过已经拆封的确实{_NO_REASON}。{_IF_FAULTY}，需要为您转接人工客服吗？"
    offered(course, Plan(PERSON), said)
    return True


def withdrawn(course: Course) -> bool:
    """Take back a return that waits for its confirmation when the buyer adds that the goods are opened."""
    memory, text = course.memory, course.reading.text
    waiting = next((plan for plan in (*memory.pending, *memory.drafts) if plan.kind == "return"), None)
    if not selling.is_opened(text):
        return False
    if waiting is None:
        return _told_again(course)
    verdict = check(marked(waiting, text), course.view, memory)
    if verdict.ok:
        return False
    cleared(memory)
    course.refused(verdict.reason)
    course.trace["rule"] = "return:opened"
    course.say(f"抱歉，{verdict.reason}", Evidence("policy", "refusal", "reason", verdict.reason))
    return True
