"""抖店 (Douyin): orders, one row a sub-order, and the after-sales file joined on order and sub-order.

Headers as seen in public documents and code, not confirmed by the vendor. Cells begin with a tab; name,
phone and address are masked or encrypted (`##…`, `$$…`) and kept as they are; 快递信息 holds
`waybill-courier`, several separated by `;`. 承诺发货时间 and 预约发货时间 are dispatch deadlines and are
left out, as are 退货物流单号 and 纠纷责任方, for which no room has a place yet.
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
        "主订单编号",
        "子订单编号",
        "订单提交时间",
        "订单应付金额",
        "达人昵称|达人ID|APP渠道|选购商品",
        "支付完成时间|承诺发货时间",
    ),
    {
        "主订单编号": Field.ORDER,
        "子订单编号": Field.SUB_ORDER,
        "选购商品": Field.TITLE,
        "商品名称": Field.TITLE,
        "商品规格": Field.SKU,
        "商品数量": Field.QUANTITY,
        "商品ID": Field.PRODUCT,
        "订单应付金额": Field.AMOUNT,
        "支付方式": Field.PAYMENT,
        "收件人": Field.RECIPIENT,
        "收件人手机号": Field.PHONE,
        "省": Field.PROVINCE,
        "市": Field.CITY,
        "区": Field.DISTRICT,
        "详细地址": Field.ADDRESS,
        "街道": Field.ADDRESS,
        "买家留言": Field.BUYER_MESSAGE,
        "商家备注": Field.REMARK,
        "订单提交时间": Field.CREATED,
        "支付完成时间": Field.PAID,
        "发货时间": Field.UPDATED,
        "订单完成时间": Field.UPDATED,
        "订单状态": Field.STATE,
        "售后状态": Field.AFTERSALES,
        "快递信息": Field.SHIPMENT,
        "快递单号": Field.WAYBILL,
        "物流单号": Field.WAYBILL,
        "快递公司": Field.COURIER,
    },
)
_CASES: Final = Table(
    TableKind.AFTERSALES,
    ("售后单号", "退货物流单号", "售后状态|售后类型|纠纷责任方", "订单号|主订单编号"),
    {
        "订单号": Field.ORDER,
        "主订单编号": Field.ORDER,
        "商品单号": Field.SUB_ORDER,
        "子订单编号": Field.SUB_ORDER,
        "售后状态": Field.AFTERSALES,
        "售后完结时间": Field.UPDATED,
        "商家退款时间": Field.UPDATED,
        "售后申请时间": Field.UPDATED,
    },
)

DOUDIAN: Final = VendorFormat(
    name="doudian",
    title="抖店",
    tables=(_ORDERS, _CASES),
    writing=Writing(
        platform="douyin",
        states=own_words(
            {
                "待支付": OrderState.UNPAID,
                "待发货": OrderState.PAID,
                "备货中": OrderState.PROCESSING,
                "部分发货": OrderState.SHIPPED,
                "已发货": OrderState.SHIPPED,
                "已完成": OrderState.COMPLETED,
                "已关闭": OrderState.CANCELLED,
                "已取消": OrderState.CANCELLED,
            }
        ),
    ),
)
