"""管家婆: one row an item, the head of the order repeated on each.

The shape (one row an item, head fields repeated) is from public documents; the headers are the words
that this product uses on its screens and in its documents (商品全名, 往来单位, 网店订单号 …). No export of
it was found in public, so of all formats this one is the least sure: a file with other headers falls
back to the ordinary format, where each column can be checked.
"""

from typing import Final

from xiaoer.adapters.exports.states import own_words
from xiaoer.adapters.exports.vendor import Table, VendorFormat
from xiaoer.adapters.exports.writing import Writing
from xiaoer.onboarding.model import Field, TableKind
from xiaoer.orders.model import OrderState

_ORDERS: Final = Table(
    TableKind.ORDERS,
    (
        "单据编号|订单编号",
        "网店订单号|网上订单号|线上单号|原始订单号|交易单号",
        "商品编号",
        "商品全名|商品名称",
        "网店名称|网店|往来单位",
    ),
    {
        "网店订单号": Field.ORDER,
        "网上订单号": Field.ORDER,
        "线上单号": Field.ORDER,
        "原始订单号": Field.ORDER,
        "交易单号": Field.ORDER,
        "网店名称": Field.SHOP_NAME,
        "网店": Field.SHOP_NAME,
        "买家账号": Field.BUYER,
        "会员名": Field.BUYER,
        "订单状态": Field.STATE,
        "交易状态": Field.STATE,
        "退款状态": Field.AFTERSALES,
        "下单时间": Field.CREATED,
        "拍下时间": Field.CREATED,
        "付款时间": Field.PAID,
        "发货时间": Field.UPDATED,
        "商品编号": Field.PRODUCT,
        "商品全名": Field.TITLE,
        "商品名称": Field.TITLE,
        "规格": Field.SKU,
        "属性": Field.SKU,
        "数量": Field.QUANTITY,
        "单价": Field.PRICE,
        "折后单价": Field.PRICE,
        "金额": Field.AMOUNT,
        "折后金额": Field.AMOUNT,
        "订单金额": Field.TOTAL,
        "套餐名称": Field.BUNDLE,
        "收货人": Field.RECIPIENT,
        "收货人手机": Field.PHONE,
        "手机": Field.PHONE,
        "收货地址": Field.ADDRESS,
        "物流公司": Field.COURIER,
        "物流单号": Field.WAYBILL,
        "买家留言": Field.BUYER_MESSAGE,
        "卖家备注": Field.REMARK,
    },
)

GUANJIAPO: Final = VendorFormat(
    name="guanjiapo",
    title="管家婆",
    tables=(_ORDERS,),
    writing=Writing(
        states=own_words(
            {
                "未付款": OrderState.UNPAID,
                "已付款": OrderState.PAID,
                "待审核": OrderState.PAID,
                "已审核": OrderState.PROCESSING,
                "已打单": OrderState.PROCESSING,
                "已发货": OrderState.SHIPPED,
                "交易成功": OrderState.COMPLETED,
                "交易关闭": OrderState.CANCELLED,
            }
        ),
        sums_rows=True,
    ),
)
