"""What comes in: columns and their meaning, tables, records, and an import with its report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from xiaoer.base.ids import ImportId, ShopId, StaffId
from xiaoer.base.sheets.model import Problem, Sheet
from xiaoer.buyers.model import Buyer
from xiaoer.knowledge.model import Faq, Product, Promotion
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import Appointment, Invoice, Order, Wallet

__all__ = ["Problem", "Sheet"]  # part of this room's words, for its formats


class Field(StrEnum):
    """A column of the ordinary format; the value is its English header."""

    ORDER = "order_id"
    SUB_ORDER = "sub_order_id"
    SHOP_NAME = "shop_name"
    BUYER = "buyer_id"
    STATE = "state"
    AFTERSALES = "aftersales_state"
    TOTAL = "total"
    FREIGHT = "freight"
    PAYMENT = "payment"
    URGED = "urged"
    CREATED = "created_at"
    PAID = "paid_at"
    UPDATED = "updated_at"
    REMARK = "remark"
    BUYER_MESSAGE = "buyer_message"
    RECIPIENT = "recipient"
    PHONE = "phone"
    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    ADDRESS = "address"
    REGION = "region"
    PRODUCT = "product_id"
    TITLE = "title"
    SKU = "sku"
    PRICE = "price"
    QUANTITY = "quantity"
    AMOUNT = "amount"
    BUNDLE = "bundle"
    WAYBILL = "waybill_id"
    COURIER = "courier"
    SHIPMENT = "shipment"
    PROMISED = "promised_at"
    DELIVERED = "delivered_at"
    SCAN_AT = "scan_at"
    SCAN_STATUS = "scan_status"
    SCAN_PLACE = "scan_place"
    SCAN_DESCRIPTION = "scan_description"
    SCAN_OPERATOR = "scan_operator"
    PRODUCT_STATE = "product_state"
    DESCRIPTION = "description"
    LINK = "link"
    PICTURE = "picture"
    CATEGORY = "category"
    ATTRIBUTES = "attributes"
    GIFT_NAME = "gift_name"
    GIFT_DESCRIPTION = "gift_description"
    EXCHANGE = "exchange_product_id"
    EXCHANGE_DESCRIPTION = "exchange_description"
    EXCHANGE_STATE = "exchange_state"
    ACCESSORY_NAME = "accessory_name"
    ACCESSORY_DESCRIPTION = "accessory_description"
    INSTALLATION = "installation"
    REPAIR = "repair"
    FAULT_CODE = "fault_code"
    FAULT_NAME = "fault_name"
    FAULT_REMEDY = "fault_remedy"
    FAQ = "faq_id"
    QUESTION = "question"
    ANSWER = "answer"
    SIMILAR = "similar_questions"
    PROMOTION = "promotion"
    WINDOW = "window"
    TERM = "term"
    TERM_DESCRIPTION = "term_description"
    TERM_REMARK = "term_remark"
    INVOICE_KIND = "invoice_type"
    INVOICE_TITLE = "invoice_title"
    TAX_NUMBER = "tax_number"
    NAME = "name"
    GENDER = "gender"
    AGE = "age"


TITLES: Final[Mapping[Field, str]] = {
    Field.ORDER: "订单号",
    Field.SUB_ORDER: "子订单号",
    Field.SHOP_NAME: "店铺",
    Field.BUYER: "买家ID",
    Field.STATE: "订单状态",
    Field.AFTERSALES: "售后状态",
    Field.TOTAL: "订单总金额",
    Field.FREIGHT: "运费分摊",
    Field.PAYMENT: "支付方式",
    Field.URGED: "是否加急",
    Field.CREATED: "下单时间",
    Field.PAID: "付款时间",
    Field.UPDATED: "更新时间",
    Field.REMARK: "商家备注",
    Field.BUYER_MESSAGE: "买家留言",
    Field.RECIPIENT: "收件人",
    Field.PHONE: "电话",
    Field.COUNTRY: "国家",
    Field.PROVINCE: "省",
    Field.CITY: "市",
    Field.DISTRICT: "区县",
    Field.ADDRESS: "详细地址",
    Field.REGION: "收货地区",
    Field.PRODUCT: "商品ID",
    Field.TITLE: "商品名称",
    Field.SKU: "规格",
    Field.PRICE: "单价",
    Field.QUANTITY: "数量",
    Field.AMOUNT: "小计",
    Field.BUNDLE: "组合装",
    Field.WAYBILL: "运单号",
    Field.COURIER: "快递公司",
    Field.SHIPMENT: "快递信息",
    Field.PROMISED: "预计送达时间",
    Field.DELIVERED: "实际送达时间",
    Field.SCAN_AT: "轨迹时间",
    Field.SCAN_STATUS: "轨迹状态",
    Field.SCAN_PLACE: "轨迹地点",
    Field.SCAN_DESCRIPTION: "轨迹描述",
    Field.SCAN_OPERATOR: "操作人",
    Field.PRODUCT_STATE: "商品状态",
    Field.DESCRIPTION: "商品描述",
    Field.LINK: "商品链接",
    Field.PICTURE: "商品图片",
    Field.CATEGORY: "类目",
    Field.ATTRIBUTES: "属性",
    Field.GIFT_NAME: "赠品名称",
    Field.GIFT_DESCRIPTION: "赠品描述",
    Field.EXCHANGE: "可换货商品ID",
    Field.EXCHANGE_DESCRIPTION: "可换货商品描述",
    Field.EXCHANGE_STATE: "可换货商品状态",
    Field.ACCESSORY_NAME: "辅材名称",
    Field.ACCESSORY_DESCRIPTION: "辅材描述",
    Field.INSTALLATION: "安装说明",
    Field.REPAIR: "维修说明",
    Field.FAULT_CODE: "故障代码",
    Field.FAULT_NAME: "故障名称",
    Field.FAULT_REMEDY: "故障解决方案",
    Field.FAQ: "问答ID",
    Field.QUESTION: "问题",
    Field.ANSWER: "答案",
    Field.SIMILAR: "相似问法",
    Field.PROMOTION: "优惠活动",
    Field.WINDOW: "活动时间",
    Field.TERM: "优惠类型",
    Field.TERM_DESCRIPTION: "优惠说明",
    Field.TERM_REMARK: "优惠备注",
    Field.INVOICE_KIND: "发票类型",
    Field.INVOICE_TITLE: "发票抬头",
    Field.TAX_NUMBER: "税号",
    Field.NAME: "姓名",
    Field.GENDER: "性别",
    Field.AGE: "年龄",
}


class TableKind(StrEnum):
    """What a table's rows are."""

    PRODUCTS = "products"
    FAQS = "faqs"
    BUYERS = "buyers"
    ORDERS = "orders"  # heads of orders, each row with or without an item and a waybill
    ITEMS = "items"  # items of orders whose heads are in another table
    PARCELS = "parcels"  # waybills, each row with or without a scan event
    PROMOTIONS = "promotions"  # a promotion, each row one of its terms
    INVOICES = "invoices"  # invoices of orders
    AFTERSALES = "aftersales"  # after-sales cases of orders that are in another table


@dataclass(frozen=True, slots=True)
class Layout:
    """What a format says about a table with certain headers.

    `columns` gives the meaning of headers, the preferred one first where several have one meaning.
    `kind` is None when it follows from the meanings that the columns turn out to have.
    """

    kind: TableKind | None
    columns: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table as a person checks it: header, meaning if any, a masked sample value."""

    header: str
    field: Field | None
    sample: str = ""


@dataclass(frozen=True, slots=True)
class MappedTable:
    """A sheet with the meaning of its columns.

    `places` gives the columns of each meaning, the preferred first. `attributes` are columns that each
    hold one attribute of a product: (name of the attribute, place).
    """

    sheet: Sheet
    kind: TableKind
    places: Mapping[Field, tuple[int, ...]]
    attributes: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class TablePreview:
    """What was recognised in one sheet; `kind` is None for a sheet that is left out."""

    file: str
    sheet: str
    format: str
    kind: TableKind | None
    columns: tuple[Column, ...]
    rows: int


class RecordKind(StrEnum):
    """What can be recorded, in the order in which it is recorded."""

    PRODUCTS = "products"
    FAQS = "faqs"
    PROMOTIONS = "promotions"
    BUYERS = "buyers"
    ORDERS = "orders"
    INVOICES = "invoices"
    APPOINTMENTS = "appointments"
    WALLETS = "wallets"
    PARCELS = "parcels"


Record = Product | Faq | Promotion | Buyer | Order | Invoice | Appointment | Wallet | Parcel

KINDS: Final[Mapping[type[Record], RecordKind]] = {
    Product: RecordKind.PRODUCTS,
    Faq: RecordKind.FAQS,
    Promotion: RecordKind.PROMOTIONS,
    Buyer: RecordKind.BUYERS,
    Order: RecordKind.ORDERS,
    Invoice: RecordKind.INVOICES,
    Appointment: RecordKind.APPOINTMENTS,
    Wallet: RecordKind.WALLETS,
    Parcel: RecordKind.PARCELS,
}


@dataclass(frozen=True, slots=True)
class Records:
    """What a format made of its tables, and what it could make nothing of."""

    values: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()


class ImportState(StrEnum):
    """How far an import is. Previewed and running are the only ones that go on."""

    PREVIEWED = "previewed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that was handed in: its name, the SHA-256 of its bytes (hex), how many bytes."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records of each kind met which outcome, by the names of the kind."""

    recorded: Mapping[str, int] = field(default_factory=dict)
    advanced: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    stale: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Import:
    """One set of files on its way in. Times are epoch milliseconds; `done` of `total` records.

    `mapping` is what a person decided about columns: header -> field name, or "" to leave it out.
    `format` names what was recognised, joined by "+". `files_key` is the same for the same files.
    """

    id: ImportId
    shop: ShopId
    staff: StaffId | None
    state: ImportState
    format: str
    files: tuple[UploadedFile, ...]
    files_key: str
    tables: tuple[TablePreview, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    mapping: Mapping[str, str]
    skip_bad: bool
    done: int
    total: int
    tally: Tally
    created_ms: int
    updated_ms: int
