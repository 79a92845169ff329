"""聚水潭: the warehouse's orders, one row an item, up to about 72 columns.

Headers as seen in public documents and code, not confirmed by the vendor. Of a merged order
线上订单号 names several platform orders, and 原始线上订单号 the one of each row, so the latter is
preferred. Rows whose state is 被合并 or 被拆分 were replaced by others and are left out.
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
        "线上订单号",
        "内部订单号|原始线上订单号|系统订单号",
        "店铺|店铺名称|店铺编号",
        "付款日期|付款时间",
        "快递单号|商品编码",
    ),
    {
        "原始线上订单号": Field.ORDER,
        "线上订单号": Field.ORDER,
        "线上子订单编号": Field.SUB_ORDER,
        "子订单编号": Field.SUB_ORDER,
        "店铺": Field.SHOP_NAME,
        "店铺名称": Field.SHOP_NAME,
        "买家账号": Field.BUYER,
        "买家ID": Field.BUYER,
        "买家昵称": Field.BUYER,
        "状态": Field.STATE,
        "订单状态": Field.STATE,
        "下单时间": Field.CREATED,
        "订单日期": Field.CREATED,
        "付款日期": Field.PAID,
        "付款时间": Field.PAID,
        "发货日期": Field.UPDATED,
        "确认收货日期": Field.UPDATED,
        "商品金额": Field.AMOUNT,
        "销售金额": Field.AMOUNT,
        "应付金额": Field.TOTAL,
        "买家实付": Field.TOTAL,
        "已付金额": Field.TOTAL,
        "订单金额": Field.TOTAL,
        "商品单价": Field.PRICE,
        "收货人姓名": Field.RECIPIENT,
        "收货人": Field.RECIPIENT,
        "省份": Field.PROVINCE,
        "省": Field.PROVINCE,
        "城市": Field.CITY,
        "市": Field.CITY,
        "区县": Field.DISTRICT,
        "地址": Field.ADDRESS,
        "手机": Field.PHONE,
        "快递公司": Field.COURIER,
        "快递单号": Field.WAYBILL,
        "买家留言": Field.BUYER_MESSAGE,
        "订单备注": Field.REMARK,
        "卖家备注": Field.REMARK,
        "店铺商品编码": Field.PRODUCT,
        "商品编码": Field.PRODUCT,
        "商品名称": Field.TITLE,
        "名称": Field.TITLE,
        "颜色及规格": Field.SKU,
        "颜色规格": Field.SKU,
        "数量": Field.QUANTITY,
        "销售数量": Field.QUANTITY,
        "组合装商品编码": Field.BUNDLE,
        "组合装": Field.BUNDLE,
    },
)

JUSHUITAN: Final = VendorFormat(
    name="jushuitan",
    title="聚水潭",
    tables=(_ORDERS,),
    writing=Writing(
        states=own_words(
            {
                "待付款": OrderState.UNPAID,
                "已付款待审核": OrderState.PAID,
                "已客审待财审": OrderState.PAID,
                "发货中": OrderState.PROCESSING,
                "等供销商|外仓发货": OrderState.PROCESSING,
                "异常": OrderState.PROCESSING,
                "已发货": OrderState.SHIPPED,
                "取消": OrderState.CANCELLED,
            }
        ),
        ignored=frozenset({"被合并", "被拆分"}),
        sums_rows=True,
    ),
)
