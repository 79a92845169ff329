"""千牛 (Taobao, Tmall): ExportOrderList and ExportOrderDetailList, joined on 订单编号.

Headers as seen in public documents and code, not confirmed by the vendor. Files are GBK; ids come as
`="…"` or with a leading `'`; a waybill cell may begin with `No:`. Both the older detail file
(订单编号 … 退款状态) and the newer one (主订单编号, 子订单编号 …) are read. Columns that hold a later
choice of the buyer (修改后的sku, 修改后的收货地址) win over the first choice. There is no product id in
these files, so an item is known by the shop's own code (商家编码).
"""

from typing import Final

from xiaoer.adapters.exports.states import own_words
from xiaoer.adapters.exports.vendor import Table, VendorFormat
from xiaoer.adapters.exports.writing import Writing
from xiaoer.onboarding.model import Field, TableKind
from xiaoer.orders.model import OrderState

_ORDERS: Final = Table(
    TableKind.ORDERS,
    ("订单编号", "买家会员名", "订单状态", "收货人姓名", "买家应付货款|买家实际支付金额|总金额", "宝贝标题"),
    {
        "订单编号": Field.ORDER,
        "买家会员名": Field.BUYER,
        "总金额": Field.TOTAL,
        "买家实际支付金额": Field.TOTAL,
        "买家应付货款": Field.TOTAL,
        "订单状态": Field.STATE,
        "买家留言": Field.BUYER_MESSAGE,
        "收货人姓名": Field.RECIPIENT,
        "修改后的收货地址": Field.ADDRESS,
        "收货地址": Field.ADDRESS,
        "联系手机": Field.PHONE,
        "联系电话": Field.PHONE,
        "订单创建时间": Field.CREATED,
        "订单付款时间": Field.PAID,
        "发货时间": Field.UPDATED,
        "确认收货时间": Field.UPDATED,
        "物流单号": Field.WAYBILL,
        "物流公司": Field.COURIER,
        "订单备注": Field.REMARK,
    },
)
_ITEMS: Final = Table(
    TableKind.ITEMS,
    ("订单编号|主订单编号", "标题", "购买数量", "商品属性", "套餐信息", "退款状态|商家编码"),
    {
        "主订单编号": Field.ORDER,
        "订单编号": Field.ORDER,
        "子订单编号": Field.SUB_ORDER,
        "标题": Field.TITLE,
        "价格": Field.PRICE,
        "购买数量": Field.QUANTITY,
        "商品属性": Field.SKU,
        "套餐信息": Field.BUNDLE,
        "商家编码": Field.PRODUCT,
        "外部系统编号": Field.PRODUCT,
        "退款状态": Field.AFTERSALES,
    },
)

QIANNIU: Final = VendorFormat(
    name="qianniu",
    title="千牛",
    tables=(_ORDERS, _ITEMS),
    writing=Writing(
        platform="taobao",
        states=own_words(
            {
                "等待买家付款": OrderState.UNPAID,
                "买家已付款，等待卖家发货": OrderState.PAID,
                "卖家部分发货": OrderState.SHIPPED,
                "卖家已发货，等待买家确认": OrderState.SHIPPED,
                "买家已签收，货到付款专用": OrderState.SIGNED,
                "交易成功": OrderState.COMPLETED,
                "交易关闭": OrderState.CANCELLED,
                "没有创建支付宝交易": OrderState.UNPAID,
            }
        ),
    ),
)
