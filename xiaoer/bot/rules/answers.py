"""What is said about orders, parcels and money: sentences from data, each with the evidence it stands on."""

from dataclasses import dataclass

from xiaoer.base.clock import from_ms
from xiaoer.bot.catalogue.naming import named
from xiaoer.bot.model import Evidence, View
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import Order, OrderState, Payment


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of an answer and where it comes from."""

    text: str
    evidence: tuple[Evidence, ...] = ()


def moment(at_ms: int) -> str:
    """Return a moment as people write it: 2025年5月6日 13:45."""
    when = from_ms(at_ms)
    return f"{when.year}年{when.month}月{when.day}日 {when.hour:02d}:{when.minute:02d}"


def addressed(view: View, text: str) -> str:
    """Return a text that begins with how this shop calls its buyers."""
    address = view.persona.address
    return text if address in {"", "您"} or address in text[: len(address) + 4] else f"{address}，{text}"


def missing(view: View, subject: str) -> str:
    """Return the shop's sentence for what is not known."""
    return view.persona.missing.replace("{subject}", subject).rstrip("。") + "。"


def state_word(view: View, state: OrderState) -> str:
    """Return what an order state is called."""
    return view.policy.states.get(str(state), str(state))


def payment_word(view: View, payment: Payment | str) -> str:
    """Return what a way to pay is called, "" when unknown."""
    names = view.policy.payments.get(str(payment), ())
    return names[0] if names else ""


def called(view: View, product: str, title: str) -> str:
    """Return the short name of goods, from the catalogue, else from the title that the order keeps."""
    if product in view.catalogue.titles:
        return view.catalogue.called(product)
    return named(title, view.catalogue.trade.kind_words) or product


def items_line(view: View, order: Order) -> str:
    """Return the goods of an order in one line."""
    return "、".join(
        f"{called(view, str(item.product), item.title)}（商品{item.product}）×{item.quantity}"
        for item in order.items
    )


def brief(view: View, order: Order) -> str:
    """Return an order in a few words, for a choice."""
    first = order.items[0] if order.items else None
    title = called(view, str(first.product), first.title) if first else ""
    more = f"等{len(order.items)}件" if len(order.items) > 1 else ""
    return f"{order.id}（{title}{more}，{order.total.yuan()}元，{state_word(view, order.state)}）"


def order_evidence(order: Order, part: str = "state") -> Evidence:
    """Return the evidence of what is said about an order."""
    return Evidence("order", str(order.id), part, f"{order.state}/{order.total.yuan()}")


def order_status(view: View, order: Order) -> Part:
    """Return how far an order is."""
    note = view.policy.state_notes.get(str(order.state), "")
    state = state_word(view, order.state)
    said = f"订单{order.id}当前状态为“{state}”" + (f"，{note}" if note and note != state else "")
    said += f"。商品：{items_line(view, order)}，金额{order.total.yuan()}元"
    if order.urged:
        said += "，已加急处理"
    return Part(said + "。", (order_evidence(order),))


def order_detail(view: View, order: Order) -> Part:
    """Return an order with goods, money, payment and address."""
    way = payment_word(view, order.payment)
    said = (
        f"订单{order.id}：{items_line(view, order)}，合计{order.total.yuan()}元"
        f"{f'，{way}支付' if way else ''}，当前状态“{state_word(view, order.state)}”"
    )
    return Part(said + "。", (order_evidence(order, "items"),))


def order_address(view: View, order: Order) -> Part:
    """Return where an order of this buyer goes."""
    address = order.address
    said = f"订单{order.id}的收货地址是{address.line()}，收件人{address.name}，电话{address.phone}。"
    del view
    return Part(said, (order_evidence(order, "address"),))


def parcel_line(view: View, parcel: Parcel, order: Order | None) -> Part:
    """Return where a parcel is: last scan with place and words, promised day, who took it."""
    said = f"订单{parcel.order}"
    if parcel.scans:
        last = parcel.scans[-1]
        place = f"（{last.place}）" if last.place else ""
        said += f"最新物流：{moment(last.at_ms)} {last.status}{place} {last.description}".rstrip()
        said += "。" if not said.endswith("。") else ""
        said += f"操作人：{last.operator}。" if last.operator else ""
    else:
        said += "目前还没有物流轨迹。"
    if parcel.delivered_ms:
        said += f"实际送达时间：{moment(parcel.delivered_ms)}。"
    elif parcel.promised_ms:
        said += f"预计送达时间：{moment(parcel.promised_ms)}。"
    said += f"{parcel.courier}，运单号{parcel.waybill}"
    if order:
        said += f"，订单状态：{state_word(view, order.state)}"
        note = view.policy.state_notes.get(str(order.state), "")
        said += f"，{note}" if note and note != state_word(view, order.state) else ""
    said += "。"
    quote = parcel.scans[-1].description if parcel.scans else ""
    return Part(said, (Evidence("parcel", str(parcel.waybill), "scans", quote),))


def no_parcel(view: View, order: Order) -> Part:
    """Return what is said of an order without a parcel."""
    note = view.policy.state_notes.get(str(order.state), "")
    known = f"{state_word(view, order.state)}”{f'，{note}' if note else ''}"
    said = f"订单{order.id}当前状态为“{known}，暂时还没有物流信息。"
    return Part(said, (order_evidence(order),))


def not_yours(number: str) -> Part:
    """Return what is said of an order number that is not this buyer's, whoever's it is."""
    said = f"在您的账号名下没有查询到订单{number}，为了保护隐私，我无法提供或处理该订单的信息。"
    return Part(said, (Evidence("order", number, "not_found"),))
