"""Questions about orders, parcels, invoices, visits, money and rules, answered from the buyer's own data."""

import re
from collections.abc import Callable

from xiaoer.base.money import Money
from xiaoer.bot.catalogue.passages import pairs
from xiaoer.bot.model import Evidence
from xiaoer.bot.rules import answers, attributes, cards, entities, policies, price_change
from xiaoer.bot.rules.answers import Part, brief, not_yours, payment_word
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.focus import Found, find_orders, order_of
from xiaoer.bot.rules.procedures import procedure
from xiaoer.bot.rules.wishes import Wish
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import Order, Payment

_FEW = 4
_NEAR = 0.3
_RATHER_THAN_ASK = 0.4  # an entry so near is said before an order is asked for
_TOGETHER = re.compile(r"一共|总共|合计|加起来|加一起|总的|拢共|统共")
_BARGAIN = re.compile(r"便宜|少点|少一点|砍价|议价")


def found_for(course: Course, wish: Wish, *, every: bool = False) -> Found | None:
    """Return the orders that a question is about; None when it was answered that there are none, or asked."""
    found = find_orders(wish.clause, course.reading, course.view, course.memory)
    if found.foreign:
        course.memory.foreign = found.foreign
        course.refused(not_yours(found.foreign).text)
        course.add(not_yours(found.foreign))
        return None
    if not found.orders:
        ask_number(course)
        return None
    if len(found.orders) == 1:
        course.look_at_order(found.orders[0])
    elif not found.sure and not every and len(found.orders) > _FEW:
        ask_which(course, found)
        return None
    return found


def ask_number(course: Course) -> None:
    """Ask for an order where nothing is known of the buyer, unless an entry answers the question."""
    answer = None if course.view.orders else policies.best_faq(course, course.reading.text, _RATHER_THAN_ASK)
    if answer:
        course.add(answer)
        return
    known = course.view.buyer is not None
    lead = "您的账号下暂时没有查到订单。" if known else ""
    course.ask_for("order", f"{lead}请问您要查询的是哪个订单呢？请提供一下订单号。")


def ask_which(course: Course, found: Found) -> None:
    """Ask which of the buyer's orders is meant."""
    orders = [order for number in found.orders if (order := order_of(course.view, number))]
    options = [(brief(course.view, order), str(order.id)) for order in orders]
    course.ask_for("order", "请问您要查询的是哪个订单呢？", options)


def _orders(course: Course, found: Found) -> list[Order]:
    return [order for number in found.orders if (order := order_of(course.view, number))]


def parcels(course: Course, wish: Wish) -> None:
    """Say where parcels are."""
    found = found_for(course, wish, every=True)
    if found is None:
        return
    numbers = _scanned(course, list(found.orders)) if not found.sure else list(found.orders)
    if not found.sure and len(numbers) > 1:
        moving = [
            n
            for n in numbers
            if (o := order_of(course.view, n)) and str(o.state) in {"shipped", "in_transit", "delivered"}
        ]
        numbers = moving or numbers
    for number in numbers:
        mine: list[Parcel] = [parcel for parcel in course.view.parcels if str(parcel.order) == number]
        order = order_of(course.view, number)
        for parcel in mine:
            course.add(answers.parcel_line(course.view, parcel, order))
            course.cards.append(cards.parcel_card(parcel))
        if not mine and order:
            course.add(answers.no_parcel(course.view, order))
        elif not mine:
            course.say(f"订单{number}暂时没有查到物流信息")
    if len(numbers) == 1:
        course.look_at_order(numbers[0])
    if not found.sure and len(found.orders) > len(numbers):
        course.say("如果您问的是其他订单，告诉我是哪一个就好")


def _scanned(course: Course, numbers: list[str]) -> list[str]:
    """Return the order whose parcel's scans alone speak of a word of the question (前台代收), else all."""
    told = {
        str(parcel.order): "".join(f"{scan.description}{scan.place}" for scan in parcel.scans)
        for parcel in course.view.parcels
        if str(parcel.order) in numbers
    }
    for word in pairs(course.reading.text):
        holding = [number for number, text in told.items() if word in text]
        if len(holding) == 1:
            return holding
    return numbers


def all_parcels(course: Course, wish: Wish) -> None:
    """Say where all parcels of the buyer are."""
    if not course.view.parcels and not course.view.orders:
        ask_number(course)
        return
    seen = set()
    for parcel in course.view.parcels:
        seen.add(parcel.order)
        course.add(answers.parcel_line(course.view, parcel, order_of(course.view, str(parcel.order))))
    for order in course.view.orders:
        if order.id not in seen:
            course.add(answers.no_parcel(course.view, order))
    del wish


def status(course: Course, wish: Wish) -> None:
    """Say how far orders are, with the last scan when they are on their way."""
    found = found_for(course, wish, every=True)
    if found is None:
        return
    for order in _orders(course, found):
        course.add(answers.order_status(course.view, order))
        course.cards.append(cards.order_card(course.view, order))
    for number in found.orders:
        if order_of(course.view, number) is None:
            parcels(course, wish)


def count(course: Course, wish: Wish) -> None:
    """Say how many orders there are, and which."""
    orders = course.view.orders
    if not orders:
        ask_number(course)
        return
    lines = "".join(f"\n{number}. {brief(course.view, order)}" for number, order in enumerate(orders, 1))
    evidence = tuple(answers.order_evidence(order) for order in orders)
    course.add(Part(f"您一共有{len(orders)}个订单：{lines}", evidence))
    del wish


def content(course: Course, wish: Wish) -> None:
    """Say what was bought."""
    found = found_for(course, wish, every=True)
    for order in _orders(course, found) if found else []:
        course.add(answers.order_detail(course.view, order))
        for item in order.items:
            course.look_at(str(item.product))


def amount(course: Course, wish: Wish) -> None:
    """Say what was paid."""
    found = found_for(course, wish, every=True)
    meant = _orders(course, found) if found else []
    for order in meant:
        course.add(answers.order_detail(course.view, order))
    if len(meant) > 1 and _TOGETHER.search(course.reading.text):
        total = Money(sum(order.total.fen for order in meant))
        evidence = tuple(answers.order_evidence(order, "total") for order in meant)
        course.add(Part(f"这{len(meant)}个订单合计{total.yuan()}元", evidence))


def address(course: Course, wish: Wish) -> None:
    """Say where orders go."""
    found = found_for(course, wish, every=True)
    for order in _orders(course, found) if found else []:
        course.add(answers.order_address(course.view, order))


def invoice(course: Course, wish: Wish) -> None:
    """Say whether an invoice is issued."""
    found = found_for(course, wish, every=True) if course.view.orders else None
    if found is None:
        if not course.view.orders and not course.parts:
            course.ask = None
            course.say("可以开具个人发票或企业发票，告诉我订单和发票类型，我来为您办理")
        return
    for number in found.orders:
        issued = next((item for item in course.view.invoices if str(item.order) == number), None)
        if issued:
            word = "个人发票" if issued.kind.value == "personal" else "企业发票"
            course.say(
                f"订单{number}已开具{word}，抬头：{issued.title}",
                Evidence("invoice", number, "title", issued.title),
            )
        else:
            course.say(f"订单{number}目前还没有开票记录，可以为您开具个人发票或企业发票")


def visit(course: Course, wish: Wish) -> None:
    """Say which visits are booked."""
    if not course.view.appointments:
        course.say("您的账号下目前没有上门预约记录")
        return
    for booked in course.view.appointments:
        course.say(
            f"订单{booked.order}已预约上门{booked.service}，时间：{booked.when}",
            Evidence("appointment", str(booked.order), "when", booked.when),
        )
    del wish


def balance(course: Course, wish: Wish) -> None:
    """Say how much is left in the wallet."""
    wallet = course.view.policy.wallet
    if not course.view.wallets:
        course.say(f"暂时没有查到您的{wallet.name}余额信息")
        return
    left = course.view.wallets[0].balance.yuan()
    course.say(
        f"您的{wallet.name}余额还有{left}元",
        Evidence("wallet", str(course.view.wallets[0].buyer), "balance", left),
    )
    del wish


def usage(course: Course, wish: Wish) -> None:
    """Say how the wallet is used."""
    wallet = course.view.policy.wallet
    if not wallet.usage:
        course.lacks(f"{wallet.name}使用说明")
        return
    lines = "".join(f"\n{number}. {line}；" for number, line in enumerate(wallet.usage, 1))
    course.say(f"{wallet.name}使用说明：{lines}", Evidence("policy", "wallet", "usage"))
    if course.view.wallets:
        balance(course, wish)


def cashback(course: Course, wish: Wish) -> None:
    """Say whether a cashback is registered for an order."""
    declared = procedure(course.view, "cashback")
    if not declared.offered:
        course.say("本店目前没有晒单返现活动")
        return
    course.memory.topic = "cashback"
    found = found_for(course, wish)
    for number in found.orders if found else ():
        if number in {str(granted) for granted in course.view.cashbacks}:
            course.say(f"订单{number}已有返现登记记录", Evidence("cashback", number, "granted"))
        else:
            course.say(f"订单{number}目前没有返现（晒单）登记记录", Evidence("cashback", number, "none"))


def cashback_usage(course: Course, wish: Wish) -> None:
    """Say how the cashback is got."""
    if not procedure(course.view, "cashback").offered:
        course.say("本店目前没有晒单返现活动")
        return
    page = (course.memory.products or [course.turn.product or ""])[0]
    told = (
        attributes.fact(course.view.catalogue, page, course.reading.text)
        if page in course.view.catalogue.by_id
        else None
    )
    if told and re.search("晒单|返现|评价", told.text):
        course.add(Part(told.text, told.evidence))
        return
    answer = policies.best_faq(course, course.reading.text)
    if answer:
        course.add(answer)
        return
    course.say(
        "晒单返现流程：收到商品后发布评价并晒图，把评价截图（凭证）发给我；截图里要能看到您的评价内容，"
        "只有商品图片无效；核对通过且该订单没有返现记录，就可以登记返现",
        Evidence("policy", "cashback"),
    )
    del wish


def paid_with(course: Course, wish: Wish) -> None:
    """Say how orders were paid."""
    found = found_for(course, wish, every=True)
    for order in _orders(course, found) if found else []:
        way = payment_word(course.view, order.payment) or "暂无记录"
        course.say(f"订单{order.id}的支付方式是{way}", answers.order_evidence(order, "payment"))


def promotions(course: Course, wish: Wish) -> None:
    """Say what the promotions are; the lines that the question is about first, alone when they are clear."""
    over = policies.ended_promotion(course.view, course.reading.text)
    if over:
        course.add(over)
        return
    shown = policies.promotion_lines(course.view, course.reading.text)
    if not shown:
        course.lacks("优惠活动")
    for part in shown:
        course.add(part)
    if _BARGAIN.search(wish.clause.text) and not (course.memory.products or course.turn.product):
        course.ask_for("product", "请问您看的是哪款商品呢？我帮您看看这款能享受的优惠。")


def refund_way(course: Course, wish: Wish) -> None:
    """Say where the money of a cancelled or returned order goes."""
    wallet = course.view.policy.wallet
    found = find_orders(wish.clause, course.reading, course.view, course.memory)
    if found.foreign:
        course.add(not_yours(found.foreign))
        return
    meant = found.orders[0] if len(found.orders) == 1 else course.memory.order
    order = order_of(course.view, meant)
    way = payment_word(course.view, order.payment) if order else ""
    named = entities.payment(course.reading.text, course.view.policy.payments)
    other = bool(named) and named != str(Payment.ECARD)  # an entry about the wallet answers something else
    answer = None if other else policies.best_faq(course, course.reading.text)
    if order and way:
        back = (
            f"会退回您的{wallet.name}余额" if order.payment is Payment.ECARD else f"按原支付方式（{way}）退回"
        )
        when = "" if str(order.state) in {"cancelled", "returning", "returned"} else "取消或退货后"
        course.say(f"订单{order.id}是{way}支付的，{when}{back}", answers.order_evidence(order, "payment"))
    elif answer:
        course.add(answer)
    else:
        first = f"用{wallet.name}支付的退回{wallet.name}余额，" if wallet.refunds else ""
        said = f"退款按原支付方式退回：{first}微信、支付宝、银行卡支付的按原路退回"
        course.say(said, Evidence("policy", "refund"))
    if re.search("时候|多久|几天|何时", wish.clause.text):
        course.say("具体到账时间我这边没有确定的信息，以支付渠道为准")


def partial(course: Course, wish: Wish) -> None:
    """Say what happens when the wallet does not cover the whole price."""
    wallet = course.view.policy.wallet
    lines = [line for line in wallet.usage if re.search("不足|不够|一部分|部分", line)]
    if not lines:
        course.lacks(f"{wallet.name}使用规则")
        return
    course.say(
        f"不支持用{wallet.name}只付一部分：{lines[0]}", Evidence("policy", "wallet", "usage", lines[0])
    )
    del wish


def collected(course: Course, wish: Wish) -> None:
    """Say who collects what is returned and who pays, as far as the policy says it."""
    declared = procedure(course.view, "return")
    answer = policies.best_faq(course, course.reading.text, _NEAR)
    if answer:
        course.add(answer)
    elif declared.after:
        course.say(f"{declared.name}：{declared.after}", Evidence("policy", "return", "after"))
    else:
        course.lacks("取件和运费")
    del wish


HANDLERS: dict[str, Callable[[Course, Wish], None]] = {
    "parcel.where": parcels,
    "parcel.all": all_parcels,
    "order.status": status,
    "order.count": count,
    "order.content": content,
    "order.amount": amount,
    "order.address": address,
    "order.payment": paid_with,
    "invoice.info": invoice,
    "service.info": visit,
    "wallet.balance": balance,
    "wallet.usage": usage,
    "wallet.partial": partial,
    "cashback.query": cashback,
    "cashback.usage": cashback_usage,
    "promotion": promotions,
    "refund.way": refund_way,
    "return.collect": collected,
    "price.change": price_change.answered,
}
