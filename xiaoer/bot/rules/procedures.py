"""Procedures that change something: may it be done, what is shown first, and which changes carry it out."""

from dataclasses import dataclass

from xiaoer.base.ids import OrderId, ProductId
from xiaoer.base.money import Money
from xiaoer.bot.catalogue.naming import short, without_brand
from xiaoer.bot.model import Evidence, Memory, Plan, View
from xiaoer.bot.policy import Procedure
from xiaoer.bot.rules import selling
from xiaoer.bot.rules.answers import Part, items_line, order_evidence, payment_word, state_word
from xiaoer.bot.rules.focus import order_of
from xiaoer.knowledge.model import ProductState
from xiaoer.orders.model import (
    BookService,
    CancelOrder,
    Change,
    ChangeDelivery,
    ExchangeItem,
    GrantCashback,
    InvoiceKind,
    IssueInvoice,
    Order,
    Payment,
    PayWithWallet,
    PlaceOrder,
    RefundToWallet,
    ReturnOrder,
    UrgeOrder,
)

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """May a plan be carried out? When not, `reason` says why and `instead` names what is possible.

    `most` is how many of a product may be ordered where too many were wanted, counted in `unit`.
    """

    ok: bool
    reason: str = ""
    instead: str = ""
    most: int = 0
    unit: str = ""


def procedure(view: View, kind: str) -> Procedure:
    """Return the shop's declaration of a procedure; KeyError for an unknown kind."""
    return view.policy.procedures[kind]


def states_of(view: View, kind: str) -> tuple[str, ...]:
    """Return the order states that a procedure needs."""
    return procedure(view, kind).states


def check(plan: Plan, view: View, memory: Memory) -> Verdict:  # noqa: PLR0911  # one return a case
    """Return whether a plan may be carried out now, by the policy and the state of its order."""
    declared = procedure(view, plan.kind)
    if not declared.offered:
        return Verdict(ok=False, reason=f"本店暂不支持{declared.name}")
    if done_before(plan, memory):
        return Verdict(ok=False, reason=f"订单{plan.order}的{declared.name}刚才已经办理好了，不用重复操作")
    if plan.kind == "place":
        return _check_place(plan, view)
    order = order_of(view, plan.order)
    if order is None:
        # Known by its parcel or invoice only: what does not touch the order itself may go on.
        if declared.states and plan.kind not in {"invoice", "book"}:
            return Verdict(ok=False, reason=f"暂时没有查到订单{plan.order}的详情，无法{declared.name}")
    elif declared.states and str(order.state) not in declared.states:
        return _wrong_state(plan, order, view, declared)
    match plan.kind:
        case "urge" if order and order.urged:
            return Verdict(ok=False, reason=f"订单{plan.order}已经是加急处理状态了，仓库和快递会优先安排")
        case "cashback" if plan.order in {str(granted) for granted in view.cashbacks}:
            return Verdict(ok=False, reason=f"订单{plan.order}已经有返现记录了，不能重复登记")
        case "return" if order:
            return _check_return(plan, order, view)
        case "exchange":
            return _too_late(plan, order, view) or _check_exchange(plan, view)
        case "protect":
            return _too_late(plan, order, view) or Verdict(ok=True)
    return Verdict(ok=True)


def done_before(plan: Plan, memory: Memory) -> bool:
    """Say whether the same was done for the same order in this conversation."""
    return bool(plan.order) and key(plan) in memory.done


def key(plan: Plan) -> str:
    """Return what makes two plans the same wish."""
    slots = plan.slots
    extra = slots.get("service", "") if plan.kind == "book" else ""
    if plan.kind == "change":
        extra = f"{slots.get('address', '')}/{slots.get('phone', '')}"
    return f"{plan.kind}:{plan.order}:{extra}"


def allowed_line(view: View, declared: Procedure) -> str:
    """Return the states that allow a procedure, as buyers read them."""
    return "".join(f"“{view.policy.states.get(state, state)}”" for state in declared.states)


def _wrong_state(plan: Plan, order: Order, view: View, declared: Procedure) -> Verdict:
    state = str(order.state)
    why = declared.refused.get(state, "")
    said = f"订单{plan.order}当前状态为“{state_word(view, order.state)}”"
    said += f"，{why}" if why else f"，只有{allowed_line(view, declared)}状态的订单可以{declared.name}"
    said += "" if declared.name in said else f"，所以不能{declared.name}"
    return Verdict(ok=False, reason=said, instead=declared.instead.get(state, ""))


def _too_late(plan: Plan, order: Order | None, view: View) -> Verdict | None:
    """Return the refusal of what came after its days: from signing, price protection from ordering."""
    declared = procedure(view, plan.kind)
    if order is None or not declared.days:
        return None
    signed = max((parcel.delivered_ms for parcel in view.parcels if parcel.order == order.id), default=0)
    begun, what = (order.created_ms, "下单") if plan.kind == "protect" else (signed, "签收")
    if not begun or view.now_ms <= begun + declared.days * _DAY_MS:
        return None
    return Verdict(ok=False, reason=f"订单{order.id}已经超过{what}后{declared.days}天，不能{declared.name}")


def _check_exchange(plan: Plan, view: View) -> Verdict:
    wanted = plan.slots.get("wanted", "")
    if not wanted:
        return Verdict(ok=True)
    product = view.catalogue.by_id.get(plan.slots.get("product", ""))
    option = next((o for o in product.exchanges if str(o.product) == wanted), None) if product else None
    if option is None:
        return Verdict(ok=False, reason=f"商品{wanted}不在可换货的商品范围内")
    if str(option.state) not in procedure(view, "exchange").product_states:
        word = "缺货" if option.state is ProductState.OUT_OF_STOCK else "已下架"
        return Verdict(ok=False, reason=f"商品{wanted}（{short(option.description)}）目前{word}，无法更换")
    return Verdict(ok=True)


def _check_place(plan: Plan, view: View) -> Verdict:
    declared = procedure(view, "place")
    wares = ordered(plan)
    for ware, _ in wares:
        product = view.catalogue.by_id.get(ware)
        if product is None:
            return Verdict(ok=False, reason=f"店铺里没有查到可以下单的商品{ware}")
        if str(product.state) not in declared.product_states:
            word = "缺货" if product.state is ProductState.OUT_OF_STOCK else "已下架"
            back = selling.term_of(product, "restock")
            return Verdict(
                ok=False,
                reason=f"商品{ware}（{view.catalogue.called(ware)}）目前{word}，暂时无法下单"
                + (f"，预计{back}到货" if back else ""),
            )
    for ware, pieces in wares:
        verdict = _check_terms(ware, pieces, view)
        if verdict is not None:
            return verdict
    way = plan.slots.get("payment", "")
    if way and way not in declared.payments:
        return Verdict(ok=False, reason=f"本店代下单暂不支持{payment_word(view, way) or way}支付")
    if way == "ecard":
        return _check_balance(view, total_of(wares, view))
    return Verdict(ok=True)


def _check_terms(ware: str, pieces: int, view: View) -> Verdict | None:
    """Return why the terms of sale forbid an order (timed sale, limit, place); None when they allow it."""
    product = view.catalogue.by_id[ware]
    refused = selling.refused(product, pieces, view.orders, view.now_ms)
    if refused is not None:
        return Verdict(ok=False, reason=refused.reason, most=refused.most, unit=refused.unit)
    home = view.buyer.address.line() if view.buyer and view.buyer.address else ""
    closed = selling.not_sent_to(product, home) if home else ""
    if closed:
        said = selling.term_of(product, "regions")
        return Verdict(ok=False, reason=f"您的默认收货地址在{closed}，这款不能发到{closed}：{said}")
    return None


def _check_return(plan: Plan, order: Order, view: View) -> Verdict:
    """Return whether goods may be sent back without a reason: in time, and sealed where they must be."""
    days = procedure(view, "return").days
    signed = max((parcel.delivered_ms for parcel in view.parcels if parcel.order == order.id), default=0)
    if days and signed and view.now_ms > signed + days * _DAY_MS and not plan.slots.get("faulty"):
        return Verdict(ok=False, reason=f"订单{order.id}已经超过签收后{days}天，不能无理由退货")
    for item in order.items:
        product = view.catalogue.by_id.get(str(item.product))
        if product is None or plan.slots.get("faulty"):
            continue
        said = selling.return_refused(product, opened=bool(plan.slots.get("opened")))
        if said:
            name = view.catalogue.called(str(item.product))
            opened = "已经拆封，" if plan.slots.get("opened") else ""
            return Verdict(
                ok=False,
                reason=f"{name}{opened}不能无理由退货：{said}。"
                "如果是质量问题，请把商品和批号的照片发给我，由人工客服核实处理",
            )
    return Verdict(ok=True)


def _check_balance(view: View, total: Money) -> Verdict:
    name = view.policy.wallet.name
    if not view.wallets:
        return Verdict(ok=False, reason=f"没有查到您的{name}余额，暂时不能用{name}支付")
    balance = view.wallets[0].balance
    if balance.fen < total.fen:
        lacking = Money(total.fen - balance.fen)
        return Verdict(
            ok=False,
            reason=f"您的{name}余额为{balance.yuan()}元，不足以支付{total.yuan()}元（还差{lacking.yuan()}元），"
            f"所以不能用{name}下单",
        )
    return Verdict(ok=True)


def ordered(plan: Plan) -> list[tuple[str, int]]:
    """Return products and quantities of a plan to order; its products are written `id` or `id:count`."""
    quantity = int(plan.slots.get("quantity", "1") or "1")
    wares = [ware.partition(":") for ware in plan.slots.get("product", "").split(",") if ware]
    return [(ware, int(count) if count else quantity) for ware, _, count in wares]


def total_of(wares: list[tuple[str, int]], view: View) -> Money:
    """Return what the products cost together."""
    return Money(sum(view.catalogue.by_id[ware].price.fen * count for ware, count in wares))


def refund_of(plan: Plan, view: View) -> Money:
    """Return what goes back to the wallet when a plan is carried out, 0 when nothing does."""
    order = order_of(view, plan.order)
    wallet = view.policy.wallet
    if plan.kind == "protect":
        return Money(int(plan.slots.get("amount", "0")))
    if order and procedure(view, plan.kind).refund and wallet.refunds and order.payment is Payment.ECARD:
        return order.total
    return Money(0)


def changes_of(plan: Plan, view: View) -> tuple[Change, ...]:  # noqa: PLR0911  # one return a case
    """Return the changes that carry a plan out, in their order."""
    number, slots = OrderId(plan.order), plan.slots
    back = refund_of(plan, view)
    refund = (RefundToWallet(back),) if back.fen > 0 else ()
    match plan.kind:
        case "cancel":
            return (CancelOrder(number), *refund)
        case "return":
            return (ReturnOrder(number), *refund)
        case "change":
            return (ChangeDelivery(number, slots.get("address", ""), slots.get("phone", "")),)
        case "urge":
            return (UrgeOrder(number),)
        case "exchange":
            return (ExchangeItem(number, ProductId(slots["product"]), ProductId(slots["wanted"])),)
        case "invoice":
            kind = InvoiceKind(slots["invoice"])
            return (IssueInvoice(number, kind, slots["title"], slots["phone"]),)
        case "protect":
            return refund
        case "book":
            return (BookService(number, slots["service"], slots["when"], slots["name"], slots["phone"]),)
        case "cashback":
            return (GrantCashback(number, slots["picture"]),)
        case "place":
            return _place_changes(plan)
        case _:
            return ()


def _place_changes(plan: Plan) -> tuple[Change, ...]:
    wares = [(ProductId(ware), count) for ware, count in ordered(plan)]
    way = Payment(plan.slots["payment"])
    paid = tuple(PayWithWallet(ware, count) for ware, count in wares) if way is Payment.ECARD else ()
    return (PlaceOrder(tuple(wares), way), *paid)


def shown(plan: Plan, view: View) -> Part:
    """Return a plan in full, as the buyer must see it before confirming."""
    order = order_of(view, plan.order)
    evidence = (order_evidence(order),) if order else (Evidence("policy", plan.kind),)
    head = _order_line(order, view) if order else (f"订单{plan.order}" if plan.order else "")
    slots, back = plan.slots, refund_of(plan, view)
    wallet = view.policy.wallet.name
    match plan.kind:
        case "cancel":
            text = f"取消{head}{_way_back(order, view, back)}"
        case "return":
            text = f"为{head}提交退货申请{_way_back(order, view, back)}{_return_terms(order, view)}"
        case "change":
            text = _change_line(order, slots, plan.order)
        case "urge":
            text = f"为{head}加急处理"
        case "exchange":
            titles = view.catalogue
            text = (
                f"将订单{plan.order}中的商品{slots['product']}（{titles.called(slots['product'])}）"
                f"换成商品{slots['wanted']}（{_wanted_name(slots['wanted'], view)}）"
            )
        case "invoice":
            kind = "个人发票" if slots["invoice"] == InvoiceKind.PERSONAL else "企业发票"
            text = f"为订单{plan.order}开具{kind}，抬头：{slots['title']}，电话：{slots['phone']}"
        case "protect":
            text = slots.get("sum", "") + f"，合计{back.yuan()}元退到您的{wallet}余额（{head}）"
        case "book":
            visit = (
                f"{slots['service']}，时间：{slots['when']}，联系人：{slots['name']}，电话：{slots['phone']}"
            )
            text = f"为{head}预约上门{visit}"
        case "cashback":
            text = f"为{head}登记晒单返现（评价截图已核对通过）"
        case _:
            text = _place_line(plan, view)
    return Part(text, evidence)


def _wanted_name(wanted: str, view: View) -> str:
    """Return what is exchanged for: of a variant the short name, for colour and size must not be cut off."""
    shelf = view.catalogue
    if shelf.style(wanted) != wanted:
        return shelf.called(wanted)
    return short(without_brand(shelf.title(wanted)), 40)


def _order_line(order: Order, view: View) -> str:
    way = payment_word(view, order.payment)
    paid = f"，{way}支付" if way else ""
    inside = f"{state_word(view, order.state)}，{items_line(view, order)}，共{order.total.yuan()}元{paid}"
    return f"订单{order.id}（{inside}）"


def _way_back(order: Order | None, view: View, back: Money) -> str:
    if back.fen:
        return f"；{back.yuan()}元将退回您的{view.policy.wallet.name}余额"
    if order is None or order.state.value == "unpaid":
        return ""
    way = payment_word(view, order.payment)
    return f"；{order.total.yuan()}元将按原支付方式退回{f'（{way}）' if way else ''}"


def _return_terms(order: Order | None, view: View) -> str:
    """Return what the goods' own data say of sending them back, "" when they say nothing."""
    known = [view.catalogue.by_id.get(str(item.product)) for item in order.items] if order else []
    said = [selling.term_of(product, "returns") for product in known if product is not None]
    return "".join(f"；请注意：{term}" for term in dict.fromkeys(said) if term)


def _change_line(order: Order | None, slots: dict[str, str], number: str) -> str:
    parts = []
    if slots.get("address"):
        parts.append(f"收货地址由“{order.address.line() if order else ''}”改为“{slots['address']}”")
    if slots.get("phone"):
        parts.append(f"联系电话由“{order.address.phone if order else ''}”改为“{slots['phone']}”")
    return f"订单{number}：" + "，".join(parts)


def _place_line(plan: Plan, view: View) -> str:
    wares = ordered(plan)
    lines = "、".join(
        f"{view.catalogue.called(ware)}（商品{ware}）×{count}，单价{view.catalogue.by_id[ware].price.yuan()}元"
        for ware, count in wares
    )
    where = view.buyer.address.line() if view.buyer and view.buyer.address else ""
    way = payment_word(view, plan.slots["payment"])
    sent = f"，寄往默认地址：{where}" if where else ""
    return f"下单购买{lines}，合计{total_of(wares, view).yuan()}元，用{way}支付{sent}"
