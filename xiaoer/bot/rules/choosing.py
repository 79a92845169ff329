"""What a plan still lacks: which goods, which exchange, how to pay, which picture."""

import re

from xiaoer.base.money import Money
from xiaoer.bot.catalogue.naming import longest_run, short
from xiaoer.bot.catalogue.shelf import Shelf, codes
from xiaoer.bot.model import Evidence, Plan
from xiaoer.bot.rules import slots
from xiaoer.bot.rules.answers import Part, payment_word
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.entities import PRODUCT
from xiaoer.bot.rules.figures import figure_of, ranked_by, read_figure, wanted_figure
from xiaoer.bot.rules.procedures import check, ordered, procedure
from xiaoer.bot.rules.reading import Clause, talk
from xiaoer.bot.rules.topics import Figure
from xiaoer.knowledge.model import ExchangeOption, ProductState

_FAR = 0.05
_WORD = 3
_LATIN = re.compile(r"[a-z]+\d*[a-z]*")


def to_place(course: Course, clause: Clause, draft: Plan | None = None) -> list[Plan]:
    """Return the plan to order what the buyer means: named, the most of the compared, or in focus."""
    view, memory, reading = course.view, course.memory, course.reading
    waiting = draft or next((plan for plan in memory.pending if plan.kind == "place"), None)
    plan = slots.filled(
        Plan("place", "", dict(waiting.slots) if waiting else {}), clause, reading, view, memory
    )
    if not reading.values(PRODUCT):
        chosen = _most(course) or _by_code(course)
        if chosen:
            plan.slots["product"] = chosen
        elif not memory.products and course.turn.product:
            plan.slots["product"] = course.turn.product
    if not plan.slots.get("product"):
        course.ask_for("product", "请问您想购买哪款商品呢？可以发一下商品链接或商品编号。")
        memory.drafts = [plan]
        return []
    return _checked_place(course, plan)


def _checked_place(course: Course, plan: Plan) -> list[Plan]:
    course.memory.topic = "place"
    for ware, _ in ordered(plan):
        course.look_at(ware)
    verdict = check(plan, course.view, course.memory)
    if verdict.ok:
        return [plan]
    course.memory.refusal = verdict.reason
    evidence = tuple(Evidence("product", ware, "state") for ware, _ in ordered(plan))
    course.say(f"抱歉，{verdict.reason}", *evidence)
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


def _most(course: Course) -> str:
    """Return the one that has the most of what is said (最大的那台) among the goods compared last."""
    memory, text = course.memory, course.reading.text
    if not memory.compared or not talk()["most"].search(text):
        return ""
    if re.search("最(便宜|实惠)", text):
        return min(memory.compared, key=lambda name: course.view.catalogue.by_id[name].price.fen)
    if re.search("最贵", text):
        return max(memory.compared, key=lambda name: course.view.catalogue.by_id[name].price.fen)
    figure = wanted_figure(text)
    ranked = ranked_by(course.view.catalogue, memory.compared, figure)
    if not ranked:
        return ""
    return ranked[-1][0] if re.search("最(小|轻|静|低|短)", text) else ranked[0][0]


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
    course.memory.refusal = reason
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


def choose_exchange(course: Course, plan: Plan) -> str:  # noqa: PLR0911  # one return a case
    """Choose the exchange option that is meant; say what can be had when none fits."""
    shelf, memory, text = course.view.catalogue, course.memory, course.reading.text
    memory.topic = "exchange"
    product = shelf.by_id.get(plan.slots.get("product", ""))
    if product is None:
        course.ask_for("product", "请问您想换的是订单里的哪款商品呢？")
        return "asked"
    course.look_at(str(product.id))
    listed = [
        o for o in product.exchanges if str(o.state) in procedure(course.view, "exchange").product_states
    ]
    others = [o for o in product.exchanges if o not in listed]
    if plan.slots.get("wanted"):
        verdict = check(plan, course.view, memory)
        if verdict.ok:
            return ""
        plan.slots.pop("wanted")
        course.say(f"抱歉，{verdict.reason}")
        memory.refusal = verdict.reason
    if not listed:
        gone = "，可换列表里的商品目前缺货或已下架" if others else ""
        memory.refusal = f"商品{product.id}暂时没有可以更换的商品{gone}"
        course.say(f"抱歉，{memory.refusal}", Evidence("product", str(product.id), "exchanges"))
        return "refused"
    chosen, unmet = _fitting(shelf, product.title, listed, others, text)
    if unmet:
        memory.refusal = unmet
        course.say(f"抱歉，{unmet}", Evidence("product", str(product.id), "exchanges"))
        return _rest(course, plan, listed, ask=not _strict(text))
    if len(chosen) == 1:
        plan.slots["wanted"] = str(chosen[0].product)
        return ""
    if talk()["any_will_do"].search(text):
        plan.slots["wanted"] = str(chosen[0].product)
        return ""
    return _rest(course, plan, chosen, ask=True)


def prefers(text: str) -> bool:
    """Say whether a text names a size or asks for a bigger or smaller one."""
    return read_figure(wanted_figure(text), text) is not None or _strict(text)


def _strict(text: str) -> bool:
    """Say whether only a bigger (or smaller) one would do."""
    return bool(talk()["bigger_wish"].search(text) or talk()["smaller_wish"].search(text))


def _rest(course: Course, plan: Plan, options: list[ExchangeOption], *, ask: bool) -> str:
    lines = [(f"{option.product} {option.description}", str(option.product)) for option in options]
    if not ask:
        listed = "；".join(label for label, _ in lines)
        course.say(f"目前可以换的商品是：{listed}", Evidence("product", plan.slots["product"], "exchanges"))
        course.memory.drafts = []
        return "refused"
    course.ask_for("wanted", "目前可以换的商品有（已上架）：", lines)
    if course.ask:
        course.ask = Part(
            course.ask.text + "\n请问您想换成哪一款呢？",
            (Evidence("product", plan.slots["product"], "exchanges"),),
        )
    return "asked"


def _fitting(
    shelf: Shelf, title: str, listed: list[ExchangeOption], others: list[ExchangeOption], text: str
) -> tuple[list[ExchangeOption], str]:
    """Return the listed options that a text describes, or why none does."""
    del shelf
    figure = wanted_figure(text)
    own = read_figure(figure, title)
    number = read_figure(figure, text)
    sizes = {str(o.product): read_figure(figure, o.description) for o in (*listed, *others)}
    if talk()["any_will_do"].search(text):
        return listed[:1] if len(listed) > 1 else listed, ""
    bigger, smaller = talk()["bigger_wish"].search(text), talk()["smaller_wish"].search(text)
    if number is not None and number != own and not (bigger or smaller):
        return _of_size(listed, others, sizes, number, figure)
    if (
        number is not None
        and number == own
        and not (bigger or smaller)
        and re.search(r"(换|要|选|还是|最好|想).{0,8}\d", text)
    ):
        return _of_size(listed, others, sizes, number, figure)
    if own is not None and (bigger or smaller):
        fit = [
            o for o in listed if (s := sizes[str(o.product)]) is not None and (s > own if bigger else s < own)
        ]
        fit.sort(key=lambda o: sizes[str(o.product)] or 0)
        if not fit:
            word = "更大" if bigger else "更小"
            return [], f"可换货的商品里，目前没有比{own:g}{figure.unit}{word}且已上架的商品"
        return (fit[-1:] if bigger and re.search("最大", text) else fit[:1] if len(fit) == 1 else fit), ""
    named = [o for o in listed if codes(text) & codes(o.description.lower())]
    return named or _worded(listed, text) or listed, ""


def _worded(listed: list[ExchangeOption], text: str) -> list[ExchangeOption]:
    """Return the one option whose description shares the longest run of words with a text, else none."""
    said = [word for word in _LATIN.findall(text) if len(word) >= _WORD]
    coded = [o for o in listed if said and all(word in o.description.lower() for word in said)]
    if len(coded) == 1:
        return coded
    lengths = [(longest_run(text, option.description.lower()), option) for option in listed]
    best = max((length for length, _ in lengths), default=0)
    chosen = [option for length, option in lengths if length == best]
    return chosen if best >= _WORD and len(chosen) == 1 else []


def _of_size(
    listed: list[ExchangeOption],
    others: list[ExchangeOption],
    sizes: dict[str, float | None],
    number: float,
    figure: Figure,
) -> tuple[list[ExchangeOption], str]:
    same = [
        o
        for o in listed
        if sizes[str(o.product)] is not None and abs((sizes[str(o.product)] or 0) - number) < _FAR
    ]
    if same:
        return same, ""
    gone = [o for o in others if sizes[str(o.product)] == number]
    if gone:
        word = "缺货" if gone[0].state is ProductState.OUT_OF_STOCK else "已下架"
        return (
            [],
            f"{number:g}{figure.unit}的可换商品{gone[0].product}（{short(gone[0].description)}）目前{word}，暂时无法更换",
        )
    return [], f"可换货的商品里，暂时没有{number:g}{figure.unit}的商品"


def size_of(shelf: Shelf, product: str, text: str) -> float | None:
    """Return the number of a product that a text speaks of (升 …)."""
    return figure_of(shelf, product, wanted_figure(text))
