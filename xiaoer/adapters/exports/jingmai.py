"""京麦 (JD): one file, one row an item, the head of the order repeated on each.

Headers as seen in public documents and code, not confirmed by the vendor. The buyer's name, address
and phone come inside quotation marks of their own; a deleted order keeps its old state behind
"(删除)"; an order that was split (拆单) is deleted and its children are rows of their own, named in
商家备注.
"""

from typing import Final

from xiaoer.adapters.exports.states import own_words
from xiaoer.adapters.exports.vendor import Table, VendorFormat
from xiaoer.adapters.exports.writing import Writing
from xiaoer.onboarding.model import Field, TableKind
from xiaoer.orders.model import OrderState

_ORDERS: Final = Table(
    TableKind.ORDERS,
    ("订单号", "商品ID", "订购数量", "下单帐号|下单账号", "京东价", "付款确认时间|结算金额", "订单状态"),
    {
        "订单号": Field.ORDER,
        "商品ID": Field.PRODUCT,
        "商品名称": Field.TITLE,
        "订购数量": Field.QUANTITY,
        "下单时间": Field.CREATED,
        "付款确认时间": Field.PAID,
        "订单完成时间": Field.UPDATED,
        "京东价": Field.PRICE,
        "结算金额": Field.TOTAL,
        "订单金额": Field.TOTAL,
        "应付金额": Field.TOTAL,
        "支付方式": Field.PAYMENT,
        "订单状态": Field.STATE,
        "下单帐号": Field.BUYER,
        "下单账号": Field.BUYER,
        "客户姓名": Field.RECIPIENT,
        "客户地址": Field.ADDRESS,
        "联系电话": Field.PHONE,
        "商家备注": Field.REMARK,
        "订单备注": Field.BUYER_MESSAGE,
        "运单号": Field.WAYBILL,
        "快递单号": Field.WAYBILL,
        "物流单号": Field.WAYBILL,
        "物流公司": Field.COURIER,
        "快递公司": Field.COURIER,
        "承运商": Field.COURIER,
    },
)

JINGMAI: Final = VendorFormat(
    name="jingmai",
    title="京麦",
    tables=(_ORDERS,),
    writing=Writing(
        platform="jd",
        states=own_words(
            {
                "等待付款": OrderState.UNPAID,
                "等待付款确认": OrderState.UNPAID,
                "等待出库": OrderState.PAID,
                "等待打印": OrderState.PROCESSING,
                "等待发货": OrderState.PAID,
                "等待确认收货": OrderState.SHIPPED,
                "完成": OrderState.COMPLETED,
                "锁定": OrderState.PROCESSING,
                "暂停": OrderState.PROCESSING,
            }
        ),
    ),
)
