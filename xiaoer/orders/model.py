"""Orders, and the changes that may be asked of a marketplace."""

from dataclasses import dataclass
from enum import StrEnum

from xiaoer.base.ids import BuyerId, ChangeSetId, ConversationId, OrderId, ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.buyers.model import Address


class OrderState(StrEnum):
    """How far an order is. The order of the members is the order in time."""

    UNPAID = "unpaid"  # 待付款
    PAID = "paid"  # 已付款
    PROCESSING = "processing"  # 处理中
    SHIPPED = "shipped"  # 已发货
    IN_TRANSIT = "in_transit"  # 运输中
    DELIVERED = "delivered"  # 已送达
    SIGNED = "signed"  # 已签收
    COMPLETED = "completed"  # 交易成功
    CANCELLED = "cancelled"  # 已取消
    RETURNING = "returning"  # 退货中
    RETURNED = "returned"  # 已退货


class Payment(StrEnum):
    """How an order was paid."""

    ECARD = "ecard"  # 京东E卡
    BANK_CARD = "bank_card"  # 银行卡
    WECHAT = "wechat"  # 微信
    ALIPAY = "alipay"  # 支付宝
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of an order. `price` is the price of one piece as it was paid."""

    product: ProductId
    price: Money
    quantity: int
    title: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One order. `id` is the platform's order number; times are epoch milliseconds, 0 = unknown."""

    id: OrderId
    shop: ShopId
    buyer: BuyerId
    state: OrderState
    total: Money
    items: tuple[OrderItem, ...]
    address: Address
    payment: Payment = Payment.UNKNOWN
    urged: bool = False
    platform: str = ""
    created_ms: int = 0
    paid_ms: int = 0
    updated_ms: int = 0
    remark: str = ""


class InvoiceKind(StrEnum):
    """Who an invoice is made out to."""

    PERSONAL = "personal"  # 个人发票
    COMPANY = "company"  # 企业发票


@dataclass(frozen=True, slots=True)
class Invoice:
    """The invoice of one order."""

    order: OrderId
    shop: ShopId
    kind: InvoiceKind
    title: str
    phone: str = ""
    tax_number: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A booked visit for one order; `when` is as the buyer said it (周日上午). (预约)"""

    order: OrderId
    shop: ShopId
    service: str  # 安装, 维修 …
    when: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Wallet:
    """Prepaid balance of a buyer at the marketplace. (京东E卡余额)"""

    buyer: BuyerId
    shop: ShopId
    balance: Money


@dataclass(frozen=True, slots=True)
class Account:
    """All about one buyer's orders at one shop; `cashbacks` are the orders they were granted for."""

    orders: tuple[Order, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    wallets: tuple[Wallet, ...] = ()
    cashbacks: tuple[OrderId, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Cancel a whole order. (取消)"""

    order: OrderId


@dataclass(frozen=True, slots=True)
class ChangeDelivery:
    """Change where an order goes; an empty field stays as it is. (修改地址/手机号)"""

    order: OrderId
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Order for the buyer. (下单)"""

    items: tuple[tuple[ProductId, int], ...]
    payment: Payment


@dataclass(frozen=True, slots=True)
class UrgeOrder:
    """Ask for an order to be hurried. (加急)"""

    order: OrderId


@dataclass(frozen=True, slots=True)
class ReturnOrder:
    """Hand in a return. (退货申请)"""

    order: OrderId


@dataclass(frozen=True, slots=True)
class ExchangeItem:
    """Exchange one product of an order for another. (换货)"""

    order: OrderId
    original: ProductId
    wanted: ProductId


@dataclass(frozen=True, slots=True)
class IssueInvoice:
    """Issue or change the invoice of an order. (开发票)"""

    order: OrderId
    kind: InvoiceKind
    title: str
    phone: str


@dataclass(frozen=True, slots=True)
class PayWithWallet:
    """Pay an order placed just before from the prepaid balance. (E卡余额使用)"""

    product: ProductId
    quantity: int


@dataclass(frozen=True, slots=True)
class RefundToWallet:
    """Pay an amount back to the prepaid balance. (E卡退款)"""

    amount: Money


@dataclass(frozen=True, slots=True)
class BookService:
    """Book an installation or repair visit. (预约服务)"""

    order: OrderId
    service: str
    when: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class GrantCashback:
    """Register a shown review and pay the cashback. Exists in the sandbox only: paying for
    reviews is unlawful in China since 2024-09-01. (晒单返现)
    """

    order: OrderId
    picture: str


Change = (
    CancelOrder
    | ChangeDelivery
    | PlaceOrder
    | UrgeOrder
    | ReturnOrder
    | ExchangeItem
    | IssueInvoice
    | PayWithWallet
    | RefundToWallet
    | BookService
    | GrantCashback
)


class ChangeState(StrEnum):
    """What became of a change."""

    REQUESTED = "requested"
    DONE = "done"
    REFUSED = "refused"
    SKIPPED = "skipped"  # an earlier change of the same set was refused


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change that was asked for, with its outcome. `step` counts from 0 inside its set."""

    set: ChangeSetId
    step: int
    shop: ShopId
    buyer: BuyerId
    conversation: ConversationId | None
    change: Change
    state: ChangeState
    reason: str = ""
    asked_by: str = ""
    asked_ms: int = 0
    settled_ms: int = 0
