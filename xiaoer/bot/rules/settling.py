"""What is said when the changes of a confirmed plan were carried out or refused."""

from collections.abc import Sequence

from xiaoer.bot.model import Evidence, Memory, View
from xiaoer.bot.rules.answers import Part, payment_word
from xiaoer.orders.model import (
    BookService,
    CancelOrder,
    Change,
    ChangeDelivery,
    ChangeState,
    ExchangeItem,
    GrantCashback,
    InvoiceKind,
    IssueInvoice,
    Payment,
    PayWithWallet,
    PlaceOrder,
    RecordedChange,
    RefundToWallet,
    ReturnOrder,
    UrgeOrder,
)

_KINDS: dict[type[object], str] = {
    CancelOrder: "cancel",
    ReturnOrder: "return",
    ChangeDelivery: "change",
    UrgeOrder: "urge",
    ExchangeItem: "exchange",
    IssueInvoice: "invoice",
    BookService: "book",
    GrantCashback: "cashback",
    RefundToWallet: "protect",
    PlaceOrder: "place",
    PayWithWallet: "place",
}


def kind_of(change: Change) -> str:
    """Return the procedure of the policy that a change belongs to."""
    return _KINDS[type(change)]


def outcome(changes: Sequence[RecordedChange], view: View, memory: Memory) -> list[Part]:
    """Return what became of the changes, sentence by sentence; `memory` learns what was done."""
    parts: list[Part] = []
    for recorded in changes:
        evidence = (
            Evidence("change", f"{recorded.set}:{recorded.step}", str(recorded.state), recorded.reason),
        )
        if recorded.state is ChangeState.DONE:
            learn(recorded.change, view, memory)
            parts.append(Part(done(recorded.change, view, memory), evidence))
            parts += [Part(text, evidence) for text in followed(recorded.change, view, memory)]
        elif recorded.state is ChangeState.REFUSED:
            memory.refusal = recorded.reason
            name = view.policy.procedures[_KINDS[type(recorded.change)]].name
            parts.append(Part(f"抱歉，{name}没有办理成功：{recorded.reason or '平台暂时没有受理'}", evidence))
        elif recorded.state is ChangeState.SKIPPED:
            name = view.policy.procedures[_KINDS[type(recorded.change)]].name
            parts.append(Part(f"后面的{name}因此没有办理", evidence))
    return parts


def followed(change: Change, view: View, memory: Memory) -> list[str]:
    """Return what buyers ask next and the policy says: where the money goes, where an invoice is found."""
    if isinstance(change, RefundToWallet | PayWithWallet):
        return []
    declared = view.policy.procedures[_KINDS[type(change)]]
    said = [declared.after] if declared.after else []
    order = next((one for one in view.orders if str(one.id) == str(getattr(change, "order", ""))), None)
    paid = order is not None and str(order.id) not in memory.unpaid
    if order and paid and declared.after_paid and order.payment is not Payment.ECARD:
        way = payment_word(view, order.payment)
        if way:
            said.insert(0, declared.after_paid.replace("{total}", order.total.yuan()).replace("{way}", way))
    return said


def learn(change: Change, view: View, memory: Memory) -> None:
    """Keep what was done, and what is in focus now."""
    kind = _KINDS[type(change)]
    match change:
        case PlaceOrder(items=items):
            known = set(memory.known)
            new = [str(order.id) for order in view.orders if str(order.id) not in known]
            memory.placed = new[-1] if new else ""
            memory.order = memory.placed or memory.order
            memory.topic = ""  # a word about paying is no second order
            memory.products = [str(items[0][0]), *(p for p in memory.products if p != str(items[0][0]))]
        case RefundToWallet() | PayWithWallet():
            pass
        case BookService(order=order, service=service):
            memory.done.append(f"{kind}:{order}:{service}")
        case ChangeDelivery(order=order, address=address, phone=phone):
            memory.done.append(f"{kind}:{order}:{address}/{phone}")
        case _:
            memory.done.append(f"{kind}:{change.order}:")
    memory.foreign = ""


def done(change: Change, view: View, memory: Memory) -> str:  # noqa: PLR0911  # one return a case
    """Return the sentence that says that one change was carried out."""
    wallet = view.policy.wallet.name
    match change:
        case CancelOrder(order=order):
            return f"订单{order}已为您取消"
        case ReturnOrder(order=order):
            return f"订单{order}的退货申请已为您提交"
        case ChangeDelivery(order=order, address=address, phone=phone):
            parts = [f"收货地址：{address}" if address else "", f"电话：{phone}" if phone else ""]
            return f"订单{order}的收货信息已更新（{'，'.join(part for part in parts if part)}）"
        case UrgeOrder(order=order):
            return f"订单{order}已为您加急，会优先安排"
        case ExchangeItem(order=order, wanted=wanted):
            return f"订单{order}的换货已办理，换成商品{wanted}（{view.catalogue.called(str(wanted))}）"
        case IssueInvoice(order=order, kind=kind, title=title):
            word = "个人发票" if kind is InvoiceKind.PERSONAL else "企业发票"
            return f"订单{order}的{word}已开具，抬头：{title}"
        case PlaceOrder():
            number = f"，订单号{memory.placed}" if memory.placed else ""
            return f"已为您下单成功{number}"
        case PayWithWallet():
            balance = f"，余额还有{view.wallets[0].balance.yuan()}元" if view.wallets else ""
            return f"已用{wallet}完成支付{balance}"
        case RefundToWallet(amount=amount):
            return f"{amount.yuan()}元已退回您的{wallet}余额"
        case BookService(order=order, service=service, when=when):
            return f"订单{order}的上门{service}已约好，时间：{when}"
        case GrantCashback(order=order):
            return f"订单{order}的晒单返现已登记成功"
