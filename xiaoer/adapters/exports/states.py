"""What a platform's words for a state mean here: its own words first, then the words that all share.

The shared words were collected from public code that reads such exports; they are not confirmed by
the vendors. A text that none of them explains stays unknown and the row is refused.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from xiaoer.base.sheets.cells import folded
from xiaoer.orders.model import OrderState, Payment

# In this order, because a longer text holds the shorter ones: 已发货，待收货 holds 收货.
_SHARED: Final = (
    (("未发货退款成功", "未发货,退款成功"), OrderState.CANCELLED),
    (
        ("退货成功", "已退货", "退款成功", "已退款", "退货完成", "全部退款", "returned", "refunded"),
        OrderState.RETURNED,
    ),
    (("关闭", "取消", "删除", "作废", "无效", "cancel", "closed"), OrderState.CANCELLED),
    (("退货中", "待退货", "等待退货", "等待买家退货", "returning"), OrderState.RETURNING),
    (
        ("待付款", "未付款", "等待付款", "等待买家付款", "待支付", "未支付", "unpaid", "pending payment"),
        OrderState.UNPAID,
    ),
    (
        ("等待卖家发货", "待发货", "等待出库", "待出库", "等待发货", "待揽收", "unshipped", "unfulfilled"),
        OrderState.PAID,
    ),
    (("运输", "在途", "派送", "配送中", "in_transit", "in transit"), OrderState.IN_TRANSIT),
    (
        ("待收货", "待签收", "等待买家确认", "等待确认收货", "已发货", "已出库", "部分发货", "shipped"),
        OrderState.SHIPPED,
    ),
    (("交易成功", "已完成", "交易完成", "订单完成", "已成功", "completed"), OrderState.COMPLETED),
    (("已签收", "已收货", "确认收货", "signed"), OrderState.SIGNED),
    (("已送达", "妥投", "delivered"), OrderState.DELIVERED),
    (
        ("处理", "审核", "审单", "拣货", "配货", "备货", "打印", "打包", "发货中", "出库中", "processing"),
        OrderState.PROCESSING,
    ),
    (("已付款", "已支付", "付款成功", "paid"), OrderState.PAID),
)
_SHIPPED: Final = frozenset(
    {
        OrderState.SHIPPED,
        OrderState.IN_TRANSIT,
        OrderState.DELIVERED,
        OrderState.SIGNED,
        OrderState.COMPLETED,
    }
)
_OVER: Final = frozenset({OrderState.CANCELLED, OrderState.RETURNED})
_PROGRESS: Final = tuple(OrderState)
_NO_CASE: Final = (
    "无售后",
    "没有申请",
    "无退款",
    "未申请",
    "售后关闭",
    "售后取消",
    "退款关闭",
    "已撤销",
    "拒绝",
    "部分",
)
_SETTLED: Final = ("退款成功", "退货成功", "已退款", "售后完成", "售后成功", "全部退款", "退款完成")
_GOODS_COMING_BACK: Final = ("退货中", "待买家退货", "待退货", "待商家收货", "买家已退货", "退货待")
_PAYMENTS: Final = (
    (("e卡", "礼品卡"), Payment.ECARD),
    (("微信", "wechat"), Payment.WECHAT),
    (("支付宝", "花呗", "alipay"), Payment.ALIPAY),
    (("银行", "信用卡", "储蓄卡", "网银", "bank", "card"), Payment.BANK_CARD),
)


def state_of(text: str, own: Mapping[str, OrderState]) -> OrderState | None:
    """Return the state that a text means, None when no known word explains it."""
    words = folded(text).strip().lower()
    if words in own:
        return own[words]
    if words in _PROGRESS:
        return OrderState(words)
    return next((state for known, state in _SHARED if any(word in words for word in known)), None)


def own_words(words: Mapping[str, OrderState]) -> dict[str, OrderState]:
    """Return a platform's words in the form in which `state_of` looks them up."""
    return {folded(text).strip().lower(): state for text, state in words.items()}


def after_case(state: OrderState, case: str) -> OrderState:
    """Return the state of goods after what an after-sales text says.

    A case that is only asked for changes nothing: it may be withdrawn. Money back before shipping is a
    cancellation, after it a return.
    """
    words = folded(case).strip()
    if state in _OVER or not words or any(word in words for word in _NO_CASE):
        return state
    if any(word in words for word in _SETTLED):
        return OrderState.RETURNED if state in _SHIPPED | {OrderState.RETURNING} else OrderState.CANCELLED
    if any(word in words for word in _GOODS_COMING_BACK) and state in _SHIPPED:
        return OrderState.RETURNING
    return state


def overall(states: Iterable[OrderState]) -> OrderState:
    """Return the state of an order from those of its parts: as far as the part that is least far.

    Once a part is shipped the order is (部分发货): it can no longer be cancelled as a whole. Parts that
    are cancelled or returned count only when no other part is left.
    """
    found = set(states)
    alive = found - _OVER
    going = alive - {OrderState.RETURNING}
    if going & _SHIPPED and going - _SHIPPED:
        return OrderState.SHIPPED
    if going:
        return min(going, key=_PROGRESS.index)
    if alive:
        return OrderState.RETURNING
    return OrderState.RETURNED if OrderState.RETURNED in found else OrderState.CANCELLED


def payment_of(text: str) -> Payment:
    """Return how an order was paid."""
    words = folded(text).strip().lower()
    if words in {"", "在线支付", "在线付款", "online"}:
        return Payment.UNKNOWN
    return next(
        (payment for known, payment in _PAYMENTS if any(word in words for word in known)), Payment.OTHER
    )
