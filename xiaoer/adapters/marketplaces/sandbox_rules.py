"""What the sandbox marketplace allows, and what a change does there. Pure: the account in, a decision out.

In which order states a change is allowed is the shop's own agreement with the marketplace (`Terms`); without
one it is that of `samples/appliance_shop/service_policy.zh.md`. What it leaves open (urging, invoices,
visits) is refused only where nothing is left to be done.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from xiaoer.adapters.marketplaces.sandbox_words import STATE_WORDS
from xiaoer.base.ids import BuyerId, OrderId, ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.buyers.model import Address
from xiaoer.knowledge.model import ProductState
from xiaoer.orders.model import (
    Appointment,
    BookService,
    CancelOrder,
    Change,
    ChangeDelivery,
    ExchangeItem,
    GrantCashback,
    Invoice,
    IssueInvoice,
    Order,
    OrderItem,
    OrderState,
    Payment,
    PayWithWallet,
    PlaceOrder,
    RefundToWallet,
    ReturnOrder,
    UrgeOrder,
    Wallet,
)
from xiaoer.orders.ports import CarriedOut, Refused

NOTHING = Money(0)
CHANGEABLE = (OrderState.UNPAID, OrderState.PAID, OrderState.PROCESSING)
RETURNABLE = (OrderState.SIGNED,)
ENDED = (OrderState.CANCELLED, OrderState.RETURNING, OrderState.RETURNED)
ARRIVED = (OrderState.SIGNED, OrderState.COMPLETED, *ENDED)


@dataclass(frozen=True, slots=True)
class Terms:
    """In which order states the marketplace allows which change of a shop's orders."""

    cancel: tuple[OrderState, ...] = CHANGEABLE
    change: tuple[OrderState, ...] = CHANGEABLE
    exchange: tuple[OrderState, ...] = CHANGEABLE
    returns: tuple[OrderState, ...] = RETURNABLE


@dataclass(frozen=True, slots=True)
class Ware:
    """A product as the marketplace sells it; `exchanges` says what it may be exchanged for."""

    id: ProductId
    title: str
    state: ProductState
    price: Money
    exchanges: dict[ProductId, ProductState]


@dataclass(frozen=True, slots=True)
class Account:
    """What the marketplace holds about one buyer, and the wares that a change speaks of.

    `owned` are all order numbers of the buyer, also those of which no order row is kept. `refunded`
    is what was paid back to the wallet so far, `covered` the lines of orders paid from it.
    """

    shop: ShopId
    buyer: BuyerId
    home: Address | None
    balance: Money
    next_order: OrderId
    orders: Mapping[OrderId, Order] = field(default_factory=dict)
    owned: frozenset[OrderId] = frozenset()
    cashbacks: frozenset[OrderId] = frozenset()
    covered: frozenset[tuple[OrderId, ProductId]] = frozenset()
    refunded: Money = NOTHING
    wares: Mapping[ProductId, Ware] = field(default_factory=dict)
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Decision:
    """What came of a change: the outcome, and what else the sandbox must remember."""

    outcome: CarriedOut | Refused
    refunded: Money = NOTHING
    covered: tuple[tuple[OrderId, ProductId], ...] = ()


def decide(account: Account, change: Change, now_ms: int) -> Decision:
    """Carry `change` out on the account, or refuse it with a reason in zh-CN."""
    match change:
        case PlaceOrder():
            return _place(account, change, now_ms)
        case PayWithWallet():
            return _pay(account, change, now_ms)
        case RefundToWallet():
            return _refund(account, change)
        case IssueInvoice() | BookService() | GrantCashback():
            return _aside(account, change)
        case _:
            order = account.orders.get(change.order)
            if order is None:
                return _unknown(account, change.order)
            return _change_order(account, order, change, now_ms)


def _change_order(
    account: Account,
    order: Order,
    change: CancelOrder | ChangeDelivery | UrgeOrder | ReturnOrder | ExchangeItem,
    now_ms: int,
) -> Decision:
    match change:
        case CancelOrder():
            refusal = _only(order, account.terms.cancel, "取消")
            changed = replace(order, state=OrderState.CANCELLED, updated_ms=now_ms)
        case ChangeDelivery():
            refusal = _only(order, account.terms.change, "修改收货信息") or _nothing_to_change(change)
            changed = replace(order, address=_moved(order.address, change), updated_ms=now_ms)
        case UrgeOrder():
            refusal = _not(order, ARRIVED, "加急")
            changed = replace(order, urged=True, updated_ms=now_ms)
        case ReturnOrder():
            refusal = _only(order, account.terms.returns, "申请退货")
            changed = replace(order, state=OrderState.RETURNING, updated_ms=now_ms)
        case ExchangeItem():
            refusal = _only(order, account.terms.exchange, "换货") or _not_exchangeable(
                account, order, change
            )
            changed = replace(order, items=_exchanged(account, order, change), updated_ms=now_ms)
    return Decision(refusal or CarriedOut(orders=(changed,)))


def _aside(account: Account, change: IssueInvoice | BookService | GrantCashback) -> Decision:
    """Decide about what hangs on an order without changing it; the number alone is enough for it."""
    if change.order not in account.owned:
        return _unknown(account, change.order)
    order = account.orders.get(change.order)
    refusal = _not(order, ENDED, "办理") if order else None
    match change:
        case IssueInvoice():
            if not (change.title.strip() and change.phone.strip()):
                refusal = Refused("incomplete", "开发票需要填写发票抬头和电话号码。")
            done = CarriedOut(
                invoices=(Invoice(change.order, account.shop, change.kind, change.title, change.phone),)
            )
        case BookService():
            if not (change.service and change.when and change.name and change.phone):
                refusal = Refused("incomplete", "预约上门服务需要服务类型、时间、姓名和电话号码。")
            done = CarriedOut(
                appointments=(
                    Appointment(
                        change.order, account.shop, change.service, change.when, change.name, change.phone
                    ),
                )
            )
        case GrantCashback():
            if change.order in account.cashbacks:
                refusal = Refused("cashback_granted", f"订单{change.order}已有晒单返现记录，不能重复返现。")
            elif not change.picture:
                refusal = Refused("incomplete", "登记晒单返现需要晒单截图。")
            done = CarriedOut(cashbacks=(change.order,))
    return Decision(refusal or done)


def _place(account: Account, change: PlaceOrder, now_ms: int) -> Decision:
    refusal = _not_orderable(account, change)
    if refusal is not None:
        return Decision(refusal)
    items = tuple(
        OrderItem(product, account.wares[product].price, quantity, account.wares[product].title)
        for product, quantity in change.items
    )
    total = _total(items)
    if change.payment is Payment.ECARD and account.balance < total:
        return Decision(_too_little(account, total))
    order = Order(
        id=account.next_order,
        shop=account.shop,
        buyer=account.buyer,
        state=OrderState.UNPAID,
        total=total,
        items=items,
        address=account.home or Address(),
        payment=change.payment,
        platform="sandbox",
        created_ms=now_ms,
        updated_ms=now_ms,
    )
    return Decision(CarriedOut(orders=(order,)))


def _pay(account: Account, change: PayWithWallet, now_ms: int) -> Decision:
    order = _awaiting(account, change)
    if order is None:
        return Decision(Refused("nothing_to_pay", f"没有待用京东E卡支付的商品{change.product}的订单。"))
    line = next(item for item in order.items if item.product == change.product)
    cost = line.price.times(change.quantity)
    if account.balance < cost:
        return Decision(_too_little(account, cost))
    covered = {item.product for item in order.items if (order.id, item.product) in account.covered}
    paid = covered | {change.product} >= {item.product for item in order.items}
    state = OrderState.PAID if paid else order.state
    changed = replace(order, state=state, paid_ms=now_ms if paid else 0, updated_ms=now_ms)
    return Decision(
        CarriedOut(orders=(changed,), wallets=(_wallet(account, account.balance - cost),)),
        covered=((order.id, change.product),),
    )


def _refund(account: Account, change: RefundToWallet) -> Decision:
    paid = sum(_refundable(account, order) for order in account.orders.values())
    if change.amount.fen <= 0:
        return Decision(Refused("refund_too_small", "退款金额必须大于0元。"))
    if account.refunded + change.amount > Money(paid):
        left = Money(paid) - account.refunded
        return Decision(
            Refused(
                "refund_too_large",
                f"最多还可退款{left.yuan()}元到京东E卡，不能退{change.amount.yuan()}元。",
            )
        )
    return Decision(
        CarriedOut(wallets=(_wallet(account, account.balance + change.amount),)), refunded=change.amount
    )


def _refundable(account: Account, order: Order) -> int:
    """Return what may come back to the wallet: all it paid, else what goods are cheaper now (价保)."""
    if order.payment is Payment.ECARD:
        return order.total.fen
    return sum(
        max(0, item.price.fen - account.wares[item.product].price.fen) * item.quantity
        for item in order.items
        if item.product in account.wares
    )


def _awaiting(account: Account, change: PayWithWallet) -> Order | None:
    """Return the newest order that waits to be paid from the wallet and has this line uncovered."""
    fitting = [
        order
        for order in account.orders.values()
        if order.state is OrderState.UNPAID
        and order.payment is Payment.ECARD
        and (order.id, change.product) not in account.covered
        and any(i.product == change.product and i.quantity == change.quantity for i in order.items)
    ]
    return max(fitting, key=lambda order: (order.created_ms, order.id), default=None)


def _exchanged(account: Account, order: Order, change: ExchangeItem) -> tuple[OrderItem, ...]:
    """Replace the product; the price paid stays, since no money moves in an exchange."""
    ware = account.wares.get(change.wanted)
    title = ware.title if ware else ""
    return tuple(
        replace(item, product=change.wanted, title=title, sku="") if item.product == change.original else item
        for item in order.items
    )


def _moved(address: Address, change: ChangeDelivery) -> Address:
    """Apply a new address as the buyer wrote it; one that names province or city replaces them all."""
    text, phone = change.address.strip(), change.phone.strip() or address.phone
    if not text:
        return replace(address, phone=phone)
    parts = (address.province, address.city, address.district)
    if any(part and part in text for part in parts) or text.find("省") > 0 or text.find("市") > 0:
        return replace(address, phone=phone, province="", city="", district="", detail=text)
    return replace(address, phone=phone, detail=text)


def _not_orderable(account: Account, change: PlaceOrder) -> Refused | None:
    if not change.items or any(quantity < 1 for _, quantity in change.items):
        return Refused("incomplete", "下单需要商品和数量。")
    if change.payment is Payment.UNKNOWN:
        return Refused("incomplete", "下单需要支付方式。")
    for product, _ in change.items:
        ware = account.wares.get(product)
        if ware is None:
            return Refused("product_not_found", f"店铺里没有商品{product}。")
        if ware.state is not ProductState.LISTED:
            return Refused("not_listed", f"商品{product}当前不是“已上架”状态，无法下单。")
    return None


def _not_exchangeable(account: Account, order: Order, change: ExchangeItem) -> Refused | None:
    if all(item.product != change.original for item in order.items):
        return Refused("not_in_order", f"订单{order.id}里没有商品{change.original}。")
    ware = account.wares.get(change.original)
    option = ware.exchanges.get(change.wanted) if ware else None
    if option is None:
        return Refused("not_exchangeable", f"商品{change.wanted}不在商品{change.original}的可换货列表中。")
    wanted = account.wares.get(change.wanted)
    if option is not ProductState.LISTED or (wanted and wanted.state is not ProductState.LISTED):
        return Refused("not_listed", f"商品{change.wanted}当前不是“已上架”状态，无法换货。")
    return None


def _nothing_to_change(change: ChangeDelivery) -> Refused | None:
    if change.address.strip() or change.phone.strip():
        return None
    return Refused("incomplete", "修改收货信息需要新的地址或手机号。")


def _only(order: Order, states: tuple[OrderState, ...], what: str) -> Refused | None:
    if order.state in states:
        return None
    allowed = "".join(f"“{STATE_WORDS[state]}”" for state in states)
    return Refused(
        "state_forbids",
        f"订单{order.id}当前状态为“{STATE_WORDS[order.state]}”，只有{allowed}的订单可以{what}。",
    )


def _not(order: Order, states: tuple[OrderState, ...], what: str) -> Refused | None:
    if order.state not in states:
        return None
    return Refused("state_forbids", f"订单{order.id}当前状态为“{STATE_WORDS[order.state]}”，无法{what}。")


def _unknown(account: Account, order: OrderId) -> Decision:
    """Refuse; a stranger's order and one that does not exist must look the same."""
    if order in account.owned:
        return Decision(Refused("order_details_missing", f"平台上没有订单{order}的详情，无法办理。"))
    return Decision(Refused("order_not_found", f"在您的名下没有找到订单{order}。"))


def _too_little(account: Account, cost: Money) -> Refused:
    return Refused(
        "balance_too_low",
        f"京东E卡余额{account.balance.yuan()}元，不足以支付{cost.yuan()}元。",
    )


def _wallet(account: Account, balance: Money) -> Wallet:
    return Wallet(account.buyer, account.shop, balance)


def _total(items: tuple[OrderItem, ...]) -> Money:
    return Money(sum(item.price.fen * item.quantity for item in items))
