"""旺店通: the warehouse's orders, one row an item, each row naming the platform's order it came from.

Headers as seen in public documents and code, not confirmed by the vendor. A warehouse order may carry
several platform orders (合单) and a platform order several warehouse orders (拆单), so rows are put
together by 子单原始单号; amounts are the sum of the rows (分摊后总价 and 分摊邮费). 拆自组合装 names the
bundle that a row was taken from; gifts (赠品方式) have price zero.
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
        "子单原始单号|原始单号",
        "客户网名",
        "拆自组合装",
        "赠品方式",
        "分摊后价格|分摊后总价",
        "商家编码|货品编号",
    ),
    {
        "子单原始单号": Field.ORDER,
        "原始单号": Field.ORDER,
        "子单原始子单号": Field.SUB_ORDER,
        "店铺": Field.SHOP_NAME,
        "店铺名称": Field.SHOP_NAME,
        "客户网名": Field.BUYER,
        "订单状态": Field.STATE,
        "订单退款状态": Field.AFTERSALES,
        "交易时间": Field.CREATED,
        "下单时间": Field.CREATED,
        "付款时间": Field.PAID,
        "发货时间": Field.UPDATED,
        "收件人": Field.RECIPIENT,
        "收货地区": Field.REGION,
        "收货地址": Field.ADDRESS,
        "收件人手机": Field.PHONE,
        "收件人电话": Field.PHONE,
        "物流公司": Field.COURIER,
        "物流单号": Field.WAYBILL,
        "买家留言": Field.BUYER_MESSAGE,
        "客服备注": Field.REMARK,
        "平台货品ID": Field.PRODUCT,
        "货品编号": Field.PRODUCT,
        "商家编码": Field.PRODUCT,
        "平台货品名称": Field.TITLE,
        "货品名称": Field.TITLE,
        "规格名称": Field.SKU,
        "实发数量": Field.QUANTITY,
        "下单数量": Field.QUANTITY,
        "数量": Field.QUANTITY,
        "分摊后价格": Field.PRICE,
        "分摊后总价": Field.AMOUNT,
        "分摊邮费": Field.FREIGHT,
        "拆自组合装": Field.BUNDLE,
    },
)

WANGDIANTONG: Final = VendorFormat(
    name="wangdiantong",
    title="旺店通",
    tables=(_ORDERS,),
    writing=Writing(
        states=own_words(
            {
                "待付款": OrderState.UNPAID,
                "等未付": OrderState.UNPAID,
                "待审核": OrderState.PAID,
                "待客审": OrderState.PAID,
                "待财审": OrderState.PAID,
                "已审核": OrderState.PROCESSING,
                "已递交仓库": OrderState.PROCESSING,
                "预订单": OrderState.PAID,
                "已发货": OrderState.SHIPPED,
                "已成本确认": OrderState.SHIPPED,
                "已完成": OrderState.COMPLETED,
                "已取消": OrderState.CANCELLED,
            }
        ),
        sums_rows=True,
    ),
)
