"""What a plan still lacks: which goods, which exchange, how to pay, which picture."""

import re
from collections.abc import Sequence

from xiaoer.base.money import Money
from xiaoer.bot.catalogue.shelf import codes
from xiaoer.bot.model import Evidence, Plan
from xiaoer.bot.rules import slots
from xiaoer.bot.rules.answers import payment_word
from xiaoer.bot.rules.course import Course, offered
from xiaoer.bot.rules.entities import PRODUCT
from xiaoer.bot.rules.exchanging import choose_exchange
from xiaoer.bot.rules.figures import ranked_by, wanted_figure
from xiaoer.bot.rules.procedures import Verdict, check, ordered, procedure
from xiaoer.bot.rules.reading import Clause, talk
from xiaoer.knowledge.model import ProductState

_SEVERAL = 2
_EITHER = re.compile("还是|或者?|其中|随便|一个就")
_EACH = re.compile("都|各|分别|一起|两(个|台|款)都")
_RATHER = re.compile("(贵|便宜|实惠|大|小)(一?点|些)?的")
_PLACE = re.compile(r"第([一二三四五1-5])(?:款|个|台|种|件)")
_DESCRIBED = 4.0  # as much of a title says which goods are meant
_AS_GOOD = 0.85


def to_place(course: Course, clause: Clause, draft: Plan | None = None) -> list[Plan]:
    """Return the plan to order what the buyer means: named, the most of the compared, or in focus."""
    view, memory, reading = course.view, course.memory, course.reading
    waiting = draft or next((plan for plan in memory.pending if plan.kind == "place"), None)
    plan = slots.filled(
        Plan("place", "", dict(waiting.slots) if waiting else {}), clause, reading, view, memory
    )
    unclear = _unclear(course, waiting)
    if not reading.values(PRODUCT):
        chosen = _placed(course) or _most(course) or _by_code(course) or _by_words(course, clause)
        every = memory.compared if talk()["each"].search(reading.text) else []
        if len(every) > 1 and not chosen:
            plan.slots["product"], unclear = ",".join(every), []
        elif chosen:
            plan.slots["product"], unclear = chosen, []
        elif not memory.products and course.turn.product:
            plan.slots["product"] = course.turn.product
    if unclear:
        plan.slots.pop("product", None)
        course.ask_for("product", "请问您想买哪一款呢？", goods_to_choose(course, unclear))
        memory.drafts = [plan]
        return []
    if not plan.slots.get("product"):
        course.ask_for("product", "请问您想购买哪款商品呢？可以发一下商品链接或商品编号。")
        memory.drafts = [plan]
        return []
    return _checked_place(course, plan)


def goods_to_choose(course: Course, names: Sequence[str]) -> list[tuple[str, str]]:
    """Return products as choices, each by its name and number."""
    return [(f"{course.view.catalogue.called(name)}（商品{name}）", name) for name in names]


def _unclear(course: Course, waiting: Plan | None) -> list[str]:
    """Return the goods of which one must be chosen: named as alternatives, or only compared so far."""
    memory, reading = course.memory, course.reading
    named = [name for name in reading.values(PRODUCT) if name in course.view.catalogue.by_id]
    if len(named) > 1:
        return named if _EITHER.search(reading.text) and not _EACH.search(reading.text) else []
    compared = memory.compared
    if named or waiting or len(compared) < _SEVERAL or memory.asked == "product":
        return []
    advised = "推荐" in course.last_said()
    return compared if memory.products[: len(compared)] == compared and not advised else []


def _placed(course: Course) -> str:
    """Return the one of the goods compared last that a text names by its place in the list, "" for none."""
    found, compared = _PLACE.search(course.reading.text), course.memory.compared
    place = "一二三四五".find(found.group(1)) if found else -1
    place = int(found.group(1)) - 1 if found and place < 0 else place
    return compared[place] if 0 <= place < len(compared) else ""


def _checked_place(course: Course, plan: Plan) -> list[Plan]:
    course.memory.topic = "place"
    for ware, _ in ordered(plan):
        course.look_at(ware)
    verdict = check(plan, course.view, course.memory)
    if verdict.ok:
        return [plan]
    course.refused(verdict.reason)
    evidence = tuple(Evidence("product", ware, "state") for ware, _ in ordered(plan))
    course.say(f"抱歉，{verdict.reason}", *evidence)
    if verdict.most and len(ordered(plan)) == 1:
        offer_most(course, plan, verdict)
    if plan.slots.get("payment") == "ecard" and course.view.wallets:
        names = [
            payment_word(course.view, way)
            for way in procedure(course.view, "place").payments
            if way != "ecard"
        ]
        course.say(
            f"您可以改用{'、'.join(names)}支付，或选择{course.view.wallets[0].balance.yuan()}元以内的商品"
        )
    return []


def offer_most(course: Course, plan: Plan, verdict: Verdict) -> None:
    """Offer as many as may be ordered, in place of the number that was refused. (限购)"""
    product, _ = ordered(plan)[0]
    slots_kept = {**plan.slots, "product": product, "quantity": str(verdict.most)}
    offered(course, Plan("place", "", slots_kept), f"需要按{verdict.most}{verdict.unit}为您下单吗？")


def _most(course: Course) -> str:
    """Return the one that has the most of what is said (最大的那台) among the goods compared last."""
    memory, text = course.memory, course.reading.text
    rather = len(memory.compared) == _SEVERAL and _RATHER.search(text)
    if not memory.compared or not (rather or talk()["most"].search(text)):
        return ""
    if re.search("(最|更|^|[^不])(便宜|实惠)", text):
        return min(memory.compared, key=lambda name: course.view.catalogue.by_id[name].price.fen)
    if re.search("最贵|贵(一?点|些)?的", text):
        return max(memory.compared, key=lambda name: course.view.catalogue.by_id[name].price.fen)
    figure = wanted_figure(text, course.view.catalogue.trade)
    ranked = ranked_by(course.view.catalogue, memory.compared, figure) if figure else []
    if not ranked:
        return ""
    return ranked[-1][0] if re.search("最(小|轻|静|低|短)|小(一?点|些)?的", text) else ranked[0][0]


def _by_words(course: Course, clause: Clause) -> str:
    """Return the product that a clause describes clearly better than the one in focus, "" for none."""
    ranked = course.view.catalogue.named(clause.text)
    if not course.memory.products or not ranked or ranked[0][1] < _DESCRIBED:
        return ""
    rivals = [score for name, score in ranked[1:]]
    clear = not rivals or rivals[0] < ranked[0][1] * _AS_GOOD
    return ranked[0][0] if clear else ""


def _by_code(course: Course) -> str:
    shelf, text = course.view.catalogue, course.reading.text
    if codes(text):
        among = course.memory.compared or None
        found = shelf.named(text, among)
        if found:
            return found[0][0]
    return ""


def lacking(course: Course, plan: Plan) -> str:  # noqa: PLR0911  # one return a case
    """Ask for what a plan lacks ("asked"), refuse it ("refused"), or return "" when nothing is missing."""
    match plan.kind:
        case "change":
            return _needs(
                course,
                plan,
                not (plan.slots.get("address") or plan.slots.get("phone")),
                "address",
                "请问要修改成什么收货地址或手机号呢？请把新的地址或电话发给我。",
            )
        case "place":
            names = "、".join(
                payment_word(course.view, way) for way in procedure(course.view, "place").payments
            )
            return _needs(
                course,
                plan,
                not plan.slots.get("payment"),
                "payment",
                f"请问您想用什么支付方式呢？支持：{names}。",
            )
        case "invoice":
            return _lacks_invoice(course, plan)
        case "book":
            return _lacks_visit(course, plan)
        case "exchange":
            return choose_exchange(course, plan)
        case "cashback":
            return _lacks_picture(course, plan)
        case "protect":
            return _no_difference(course, plan)
    return ""


def _needs(course: Course, plan: Plan, missing: bool, slot: str, question: str) -> str:
    del plan
    if missing:
        course.ask_for(slot, question)
        return "asked"
    return ""


def _lacks_invoice(course: Course, plan: Plan) -> str:
    if not plan.slots.get("invoice"):
        course.ask_for(
            "invoice",
            "请问需要开哪种类型的发票：个人发票还是企业发票？",
            [("个人发票", "个人发票"), ("企业发票", "企业发票")],
        )
        return "asked"
    if not plan.slots.get("title"):
        course.ask_for("title", "请问企业发票的抬头是什么呢？")
        return "asked"
    return _needs(course, plan, not plan.slots.get("phone"), "phone", "请问发票的联系电话是多少呢？")


def _lacks_visit(course: Course, plan: Plan) -> str:
    services = list(procedure(course.view, "book").services)
    if not plan.slots.get("service"):
        course.ask_for(
            "service", f"请问您要预约{'还是'.join(services)}呢？", [(name, name) for name in services]
        )
        return "asked"
    if not plan.slots.get("when"):
        course.ask_for("when", f"可以为您预约上门{plan.slots['service']}，请问您希望哪一天上门呢？")
        return "asked"
    if not plan.slots.get("name"):
        course.ask_for("name", "请问联系人的姓名是什么呢？")
        return "asked"
    return _needs(course, plan, not plan.slots.get("phone"), "phone", "请问联系电话是多少呢？")


def _lacks_picture(course: Course, plan: Plan) -> str:
    if not plan.slots.get("picture"):
        course.memory.topic = "cashback"
        course.ask_for(
            "picture",
            f"订单{plan.order}目前没有返现记录，请把您的晒单评价截图发给我，核对通过后就可以登记返现。",
        )
        return "asked"
    problem = picture_problem(course, plan.slots.get("shows", ""))
    if problem:
        course.memory.refusal, course.memory.picture, course.memory.shows = problem, "", ""
        course.memory.topic = "cashback"
        course.say(
            f"抱歉，{problem}",
            Evidence("picture", plan.slots["picture"], "shows", plan.slots.get("shows", "")),
        )
        course.say("您可以在评价完成后，把带有评价内容的截图发给我")
        return "refused"
    return ""


def picture_problem(course: Course, shows: str) -> str:
    """Return why a picture is no proof of a review, "" when it is one."""
    declared = procedure(course.view, "cashback")
    if not shows:
        return "暂时无法识别这张图片，不能作为晒单凭证"
    if re.search(declared.not_review_cues, shows) or not re.search(declared.review_cues, shows):
        return "这张截图里没有看到您的评价（评论）内容，审核没有通过，所以暂时不能登记返现"
    return ""


def _no_difference(course: Course, plan: Plan) -> str:
    if int(plan.slots.get("amount", "0") or 0) > 0:
        if not (procedure(course.view, "protect").refund and course.view.policy.wallet.refunds):
            course.say(
                f"已查到差价：{plan.slots['sum']}，合计{Money(int(plan.slots['amount'])).yuan()}元，"
                "价保申请需要人工审核，我可以为您转接人工客服"
            )
            return "refused"
        return ""
    reason = f"订单{plan.order}的商品当前售价没有低于您的购买价，暂时没有可退的差价"
    course.refused(reason)
    course.say(f"抱歉，{reason}")
    return "refused"


def name_options(course: Course, plan: Plan) -> None:
    """Say what a product could be exchanged for, where an exchange is refused by the order's state."""
    product = course.view.catalogue.by_id.get(plan.slots.get("product", ""))
    listed = [o for o in product.exchanges if o.state is ProductState.LISTED] if product else []
    if product and listed:
        lines = "；".join(f"{option.product} {option.description}" for option in listed)
        course.say(
            f"这款商品在可换货状态下能换的型号有：{lines}", Evidence("product", str(product.id), "exchanges")
        )
