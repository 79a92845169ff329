"""拼多多: one file, one row an order of one product; nobody is named as the buyer.

Headers as seen in public documents and code, not confirmed by the vendor. Order numbers look like
`260517-607198974342268`; cells may hold a tab only. 承诺发货时间 is a dispatch deadline, not a promised
arrival, and is left out. Since the export names no buyer, such an order has an empty buyer until a
chat or another file says who it was.
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
        "订单号",
        "订单状态",
        "商品数量(件)",
        "样式ID",
        "商家编码-规格维度",
        "商品总价(元)|用户实付金额(元)|商家实收金额(元)",
    ),
    {
        "订单号": Field.ORDER,
        "订单状态": Field.STATE,
        "售后状态": Field.AFTERSALES,
        "用户实付金额(元)": Field.TOTAL,
        "商家实收金额(元)": Field.TOTAL,
        "商品总价(元)": Field.TOTAL,
        "商品数量(件)": Field.QUANTITY,
        "商品id": Field.PRODUCT,
        "商品": Field.TITLE,
        "商品名称": Field.TITLE,
        "商品规格": Field.SKU,
        "收货人": Field.RECIPIENT,
        "手机": Field.PHONE,
        "省": Field.PROVINCE,
        "市": Field.CITY,
        "区": Field.DISTRICT,
        "街道": Field.ADDRESS,
        "详细地址": Field.ADDRESS,
        "订单成交时间": Field.CREATED,
        "支付时间": Field.PAID,
        "发货时间": Field.UPDATED,
        "确认收货时间": Field.UPDATED,
        "商家备注": Field.REMARK,
        "买家留言": Field.BUYER_MESSAGE,
        "快递单号": Field.WAYBILL,
        "快递公司": Field.COURIER,
    },
)

PINDUODUO: Final = VendorFormat(
    name="pinduoduo",
    title="拼多多",
    tables=(_ORDERS,),
    writing=Writing(
        platform="pinduoduo",
        states=own_words(
            {
                "待付款": OrderState.UNPAID,
                "待发货": OrderState.PAID,
                "已付款，待发货": OrderState.PAID,
                "已发货，待收货": OrderState.SHIPPED,
                "已发货，待签收": OrderState.SHIPPED,
                "已签收": OrderState.SIGNED,
                "已收货": OrderState.SIGNED,
                "交易成功": OrderState.COMPLETED,
                "已取消": OrderState.CANCELLED,
                "未发货，退款成功": OrderState.CANCELLED,
                "已发货，退款成功": OrderState.RETURNED,
            }
        ),
    ),
)
