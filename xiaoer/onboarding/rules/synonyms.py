"""Words that people and systems write above a column, by meaning. Compared in their normal form."""

from collections.abc import Mapping
from typing import Final

from xiaoer.base.sheets.headers import normal
from xiaoer.onboarding.model import TITLES, Field, TableKind

_WORDS: Final[Mapping[Field, str]] = {
    Field.ORDER: (
        "订单号 订单编号 订单id 主订单号 主订单编号 交易号 交易编号 平台订单号 线上订单号 网店订单号 "
        "order_no order_number orderid order_sn order"
    ),
    Field.SUB_ORDER: "子订单号 子订单编号 商品单号 suborder_id line_id",
    Field.SHOP_NAME: "店铺 店铺名称 网店 网店名称 shop store shop_name store_name",
    Field.BUYER: (
        "买家id 用户id 买家账号 买家帐号 买家会员名 会员名 会员id 客户网名 客户id 客户编号 "
        "买家昵称 旺旺 下单帐号 下单账号 "
        "buyer buyer_nick customer_id user_id userid account"
    ),
    Field.STATE: "订单状态 交易状态 order_status order_state",
    Field.AFTERSALES: "售后状态 退款状态 订单退款状态 refund_status after_sales_status",
    Field.TOTAL: (
        "订单总金额 订单金额 总金额 实付金额 订单实付金额 实付款 应付金额 买家实付 买家实付金额 "
        "实收金额 合计金额 支付金额 "
        "order_total total_amount paid_amount pay_amount payment_amount total_price"
    ),
    Field.PAYMENT: "支付方式 付款方式 支付渠道 payment_method pay_method",
    Field.URGED: "是否加急 加急 urgent",
    Field.CREATED: (
        "下单时间 订单创建时间 创建时间 订单时间 拍下时间 交易时间 订单提交时间 下单日期 订单日期 "
        "order_time created created_time create_time order_date ordered_at"
    ),
    Field.PAID: (
        "付款时间 支付时间 付款日期 支付日期 订单付款时间 支付完成时间 paid_time pay_time payment_time"
    ),
    Field.UPDATED: "更新时间 修改时间 最后修改时间 updated modified_at update_time last_modified",
    Field.REMARK: "商家备注 卖家备注 客服备注 订单备注 seller_memo memo note notes",
    Field.BUYER_MESSAGE: "买家留言 客户留言 买家备注 message",
    Field.RECIPIENT: (
        "收件人 收货人 收货人姓名 收件人姓名 recipient_name receiver consignee receiver_name address.name"
    ),
    Field.PHONE: (
        "电话 电话号码 手机 手机号 手机号码 联系电话 联系手机 收件人手机 收件人手机号 收件人电话 "
        "收货手机 收货人手机 收货电话 "
        "mobile tel telephone phone_number address.phone"
    ),
    Field.COUNTRY: "国家 国家地区",
    Field.PROVINCE: "省 省份 收货省份 收件省 收货人省份 address.province",
    Field.CITY: "市 城市 收货城市 收件市 收货人城市 address.city",
    Field.DISTRICT: "区 区县 县 区/县 收货区县 收件区 county address.district",
    Field.ADDRESS: (
        "详细地址 地址 收货地址 收件地址 收货人地址 收件人地址 客户地址 街道地址 "
        "full_address street address_detail address.detail"
    ),
    Field.REGION: "收货地区 地区 省市区",
    Field.PRODUCT: (
        "商品id 商品编号 商品编码 宝贝id 货品编号 货号 spu spuid item_id goods_id productid product_code"
    ),
    Field.TITLE: (
        "商品名称 商品标题 宝贝标题 标题 品名 货品名称 商品名 product product_name item_name "
        "item_title goods_name"
    ),
    Field.SKU: (
        "规格 商品规格 规格名称 sku名称 商品属性 颜色规格 颜色及规格 variant sku_name spec specification"
    ),
    Field.PRICE: "单价 价格 商品单价 商品价格 售价 成交价 销售价 现价 unit_price sale_price",
    Field.QUANTITY: "数量 购买数量 商品数量 件数 下单数量 订购数量 销售数量 qty count pieces",
    Field.AMOUNT: "小计 金额 商品金额 分摊后总价 line_total subtotal",
    Field.BUNDLE: "组合装 套餐 套餐信息 拆自组合装 bundle",
    Field.WAYBILL: (
        "运单号 快递单号 物流单号 运单编号 快递运单号 waybill waybill_no tracking_number "
        "tracking_no tracking shipment_no"
    ),
    Field.COURIER: ("快递公司 物流公司 承运商 快递 快递名称 courier_name carrier logistics_company express"),
    Field.PROMISED: "预计送达时间 承诺送达时间 预计到达时间 promised eta estimated_delivery",
    Field.DELIVERED: "实际送达时间 签收时间 送达时间 妥投时间 delivered signed_at delivery_time",
    Field.SCAN_AT: "轨迹时间 扫描时间 物流时间 scan_time event_time scans.at scans.time scans.scan_at",
    Field.SCAN_STATUS: "轨迹状态 物流状态 扫描状态 event_status scans.status scans.scan_status",
    Field.SCAN_PLACE: "轨迹地点 轨迹位置 所在地 scan_location scans.place scans.location",
    Field.SCAN_DESCRIPTION: "轨迹描述 物流描述 轨迹 scans.description event_description",
    Field.SCAN_OPERATOR: "操作人 操作员 scans.operator",
    Field.PRODUCT_STATE: "商品状态 上架状态 销售状态 listing_state product_status",
    Field.DESCRIPTION: "商品描述 商品详情 详情 描述 product_description",
    Field.LINK: "商品链接 链接 网址 商品网址 url product_url",
    Field.PICTURE: "商品图片 图片 主图 图片链接 image image_url picture_url",
    Field.CATEGORY: "类目 分类 商品分类 商品类目 品类 product_type category_name",
    Field.ATTRIBUTES: "属性 商品参数 参数 属性参数 specs parameters",
    Field.GIFT_NAME: "赠品名称 赠品 gift gifts.name",
    Field.GIFT_DESCRIPTION: "赠品描述 赠品说明 gifts.description",
    Field.EXCHANGE: "可换货商品id 可换货商品 exchanges.product_id exchanges.product",
    Field.EXCHANGE_DESCRIPTION: "可换货商品描述 exchanges.description",
    Field.EXCHANGE_STATE: "可换货商品状态 exchanges.state",
    Field.ACCESSORY_NAME: "辅材名称 辅材 accessories.name",
    Field.ACCESSORY_DESCRIPTION: "辅材描述 accessories.description",
    Field.INSTALLATION: "安装说明 安装 安装须知",
    Field.REPAIR: "维修说明 维修 保修 保修说明 warranty",
    Field.FAULT_CODE: "故障代码 faults.code",
    Field.FAULT_NAME: "故障名称 故障 faults.name",
    Field.FAULT_REMEDY: "故障解决方案 解决方案 faults.remedy",
    Field.FAQ: "问答id 问题id faqid",
    Field.QUESTION: "问题 提问 标准问 标准问题 q",
    Field.ANSWER: "答案 回答 回复 答复 a reply",
    Field.SIMILAR: "相似问法 相似问 相似问题 similar",
    Field.PROMOTION: "活动名称 优惠名称 促销活动 promotion_name",
    Field.WINDOW: "活动有效期 有效期 活动期间 promotion_window",
    Field.TERM: "优惠项目 活动类型",
    Field.TERM_DESCRIPTION: "优惠内容 活动内容 活动规则",
    Field.TERM_REMARK: "优惠示例",
    Field.INVOICE_KIND: "开票类型 invoice_kind",
    Field.INVOICE_TITLE: "抬头 开票抬头",
    Field.TAX_NUMBER: "纳税人识别号 统一社会信用代码 tax_id",
    Field.NAME: "姓名 用户姓名 买家姓名 客户姓名 客户名称 buyer_name customer_name full_name",
    Field.GENDER: "性别 sex",
    Field.AGE: "年龄",
}

SYNONYMS: Final[Mapping[str, Field]] = {
    **{normal(word): field for field, words in _WORDS.items() for word in words.split()},
    **{normal(title): field for field, title in TITLES.items()},
    **{field.value: field for field in Field},
}

# What a short word means depends on the table that it stands in.
BY_KIND: Final[Mapping[TableKind, Mapping[str, Field]]] = {
    TableKind.PRODUCTS: {
        "id": Field.PRODUCT,
        "编号": Field.PRODUCT,
        "编码": Field.PRODUCT,
        "名称": Field.TITLE,
        "name": Field.TITLE,
        "状态": Field.PRODUCT_STATE,
        "state": Field.PRODUCT_STATE,
        "status": Field.PRODUCT_STATE,
        "说明": Field.DESCRIPTION,
    },
    TableKind.FAQS: {"id": Field.FAQ, "编号": Field.FAQ},
    TableKind.BUYERS: {
        "id": Field.BUYER,
        "编号": Field.BUYER,
        "账号": Field.BUYER,
        "名称": Field.NAME,
        "昵称": Field.NAME,
        "收件人": Field.NAME,
        "收货人": Field.NAME,
    },
    TableKind.ORDERS: {
        "id": Field.ORDER,
        "编号": Field.ORDER,
        "状态": Field.STATE,
        "status": Field.STATE,
        "name": Field.RECIPIENT,
        "姓名": Field.RECIPIENT,
        "客户姓名": Field.RECIPIENT,
        "买家": Field.BUYER,
        "备注": Field.REMARK,
        "合计": Field.TOTAL,
        "总价": Field.TOTAL,
        "名称": Field.TITLE,
    },
    TableKind.ITEMS: {"名称": Field.TITLE, "name": Field.TITLE, "id": Field.PRODUCT, "总价": Field.AMOUNT},
    TableKind.PARCELS: {
        "id": Field.WAYBILL,
        "单号": Field.WAYBILL,
        "状态": Field.SCAN_STATUS,
        "status": Field.SCAN_STATUS,
        "时间": Field.SCAN_AT,
        "time": Field.SCAN_AT,
        "at": Field.SCAN_AT,
        "地点": Field.SCAN_PLACE,
        "位置": Field.SCAN_PLACE,
        "place": Field.SCAN_PLACE,
        "location": Field.SCAN_PLACE,
        "operator": Field.SCAN_OPERATOR,
        "描述": Field.SCAN_DESCRIPTION,
        "description": Field.SCAN_DESCRIPTION,
        "详细地址": Field.ADDRESS,
    },
}

# A longer header with one of these in it is another thing than the word that it also holds.
_OTHER_THINGS: Final = (
    "成本 优惠 折扣 预估 手续费 服务费 佣金 补贴 重量 体积 税 退款金额 退货 退款时间 积分 "
    "原价 标价 吊牌 库存 修改后 赠 运费 邮费 邮编 发货地 商家 卖家 客服 店铺 门店 快递员 "
    "cost discount weight tax refund fee"
)

OTHER_THINGS: Final = tuple(_OTHER_THINGS.split())
# Known as whole headers, but too common as the end of longer ones.
VAGUE: Final = frozenset({"金额", "id", "order", "product", "item", "name", "title", "message", "account"})

# Names of files and sheets that tell what is in them.
KIND_WORDS: Final[Mapping[TableKind, tuple[str, ...]]] = {
    TableKind.ITEMS: ("明细", "items", "order_items", "订单商品"),
    TableKind.FAQS: ("faq", "问答", "知识", "常见问题"),
    TableKind.PROMOTIONS: ("优惠", "活动", "promotion"),
    TableKind.INVOICES: ("发票", "开票", "invoice"),
    TableKind.PARCELS: ("运单", "物流", "轨迹", "parcel", "waybill", "tracking", "shipment"),
    TableKind.BUYERS: ("买家", "客户", "会员", "buyer", "customer", "users"),
    TableKind.ORDERS: ("订单", "order", "交易"),
    TableKind.PRODUCTS: ("商品", "产品", "货品", "product", "catalog", "goods"),
}
