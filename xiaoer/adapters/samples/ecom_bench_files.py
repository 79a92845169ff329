"""The files of ECom-Bench as they are: their Chinese keys, and which of them may be missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from msgspec import field

FILES = (
    "products.json",
    "orders.json",
    "logistics.json",
    "invoices.json",
    "users_info.json",
    "discount.json",
    "service.json",
    "register_cashback.json",
    "service_policy.zh.md",
    "shop.json",
    "faq.json",
)

Row = TypeVar("Row")


class ExchangeRow(msgspec.Struct):
    """One entry of 可换货商品."""

    id: str = field(name="商品ID")
    description: str = field(name="商品描述")
    state: str = field(name="商品状态")


class GiftRow(msgspec.Struct):
    """One entry of 赠品信息."""

    name: str = field(name="赠品名称")
    description: str = field(name="赠品描述")


class AccessoryRow(msgspec.Struct):
    """One entry of 辅材材料: most are keyed in Chinese, some in English."""

    name: str = field(name="辅材名称", default="")
    description: str = field(name="辅材描述", default="")
    named: str = field(name="name", default="")
    described: str = field(name="description", default="")


class FaultRow(msgspec.Struct):
    """One entry of 常见故障."""

    code: str = field(name="故障代码")
    name: str = field(name="故障名称")
    remedy: str = field(name="故障解决方案")


class ProductRow(msgspec.Struct):
    """One product; the price is in yuan."""

    id: str = field(name="商品ID")
    title: str = field(name="商品名称")
    state: str = field(name="商品状态")
    price: float = field(name="商品价格")
    description: str = field(name="商品描述")
    exchanges: list[ExchangeRow] = field(name="可换货商品", default_factory=list)
    gifts: list[GiftRow] = field(name="赠品信息", default_factory=list)
    accessories: list[AccessoryRow] = field(name="辅材材料", default_factory=list)
    installation: str = field(name="安装说明", default="")
    repair: str = field(name="维修说明", default="")
    faults: list[FaultRow] = field(name="常见故障", default_factory=list)


class AddressRow(msgspec.Struct):
    """An address; name and phone stand in it for orders only."""

    country: str = field(name="国家", default="中国")
    province: str = field(name="省份", default="")
    city: str = field(name="城市", default="")
    district: str = field(name="区县", default="")
    detail: str = field(name="详细地址", default="")
    name: str = field(name="收件人姓名", default="")
    phone: str = field(name="电话号码", default="")


class ItemRow(msgspec.Struct):
    """One line of an order; the price of one piece in yuan."""

    id: str = field(name="商品ID")
    price: float = field(name="单价")
    quantity: int = field(name="数量")


class OrderRow(msgspec.Struct):
    """One order; the total in yuan."""

    buyer: str = field(name="用户ID")
    id: str = field(name="订单ID")
    state: str = field(name="订单状态")
    total: float = field(name="订单总金额")
    urged: bool = field(name="是否加急")
    items: list[ItemRow] = field(name="订单商品列表")
    address: AddressRow = field(name="收货地址")
    payment: str = field(name="支付方式")


class ScanRow(msgspec.Struct):
    """One entry of 物流轨迹; one of them calls its status `status`."""

    at: str = field(name="时间")
    description: str = field(name="描述")
    status: str = field(name="状态", default="")
    named: str = field(name="status", default="")
    place: str | None = field(name="位置", default=None)
    operator: str | None = field(name="操作人", default=None)


class RecipientRow(msgspec.Struct):
    """Who a parcel goes to."""

    name: str = field(name="收件人姓名")
    phone: str = field(name="收件人电话")
    address: str = field(name="收件人地址")


class ParcelRow(msgspec.Struct):
    """One waybill; numbers are not unique in the bench."""

    waybill: str = field(name="物流单号")
    courier: str = field(name="物流公司")
    promised: str = field(name="预计送达时间")
    recipient: RecipientRow = field(name="收件人信息")
    scans: list[ScanRow] = field(name="物流轨迹")
    delivered: str | None = field(name="实际送达时间", default=None)


class InvoiceRow(msgspec.Struct):
    """One invoice, keyed by order number."""

    order: str = field(name="订单ID")
    kind: str = field(name="发票类型")
    title: str = field(name="发票抬头")
    phone: str = field(name="电话号码")


class BuyerRow(msgspec.Struct):
    """One buyer; 电子卡余额 in yuan."""

    id: str = field(name="用户ID")
    phone: str = field(name="电话号码")
    name: str = field(name="用户姓名")
    gender: str = field(name="性别")
    age: int = field(name="年龄")
    balance: float = field(name="电子卡余额")
    address: AddressRow = field(name="地址信息")


class AppointmentRow(msgspec.Struct):
    """One booked visit."""

    service: str = field(name="服务类型")
    order: str = field(name="订单ID")
    phone: str = field(name="电话号码")
    name: str = field(name="用户姓名")
    when: str = field(name="预约日期")


class TermRow(msgspec.Struct):
    """One line of a promotion."""

    kind: str = field(name="类型")
    description: str = field(name="描述")
    example: str = field(name="示例", default="")
    remark: str = field(name="备注", default="")


class PromotionRow(msgspec.Struct):
    """The promotion of the shop."""

    name: str = field(name="政策名称")
    window: str = field(name="有效期")
    terms: list[TermRow] = field(name="详情")
    source: str = field(name="来源", default="")


class FaqRow(msgspec.Struct):
    """One entry of faq.json, which is ours."""

    id: str
    question: str
    answer: str
    similar: tuple[str, ...] = ()


ByBuyer = dict[str, dict[str, Row]]


@dataclass(frozen=True, slots=True)
class Bench:
    """The decoded files, without the levels of platform and shop. Orders and parcels by buyer, then order."""

    products: dict[str, ProductRow]
    orders: ByBuyer[OrderRow]
    parcels: ByBuyer[ParcelRow]
    appointments: ByBuyer[AppointmentRow]
    cashbacks: ByBuyer[bool]
    invoices: dict[str, InvoiceRow]
    buyers: dict[str, BuyerRow]
    promotions: list[PromotionRow]


def decode(contents: Mapping[str, bytes]) -> Bench:
    """Decode the files (name -> bytes); msgspec.ValidationError names the field that is wrong."""
    return Bench(
        products=_shop(contents["products.json"], dict[str, ProductRow]),
        orders=_shop(contents["orders.json"], ByBuyer[OrderRow]),
        parcels=_shop(contents["logistics.json"], ByBuyer[ParcelRow]),
        appointments=_shop(contents["service.json"], ByBuyer[AppointmentRow]),
        cashbacks=_shop(contents["register_cashback.json"], ByBuyer[bool]),
        invoices=msgspec.json.decode(contents["invoices.json"], type=dict[str, InvoiceRow]),
        buyers=msgspec.json.decode(contents["users_info.json"], type=dict[str, BuyerRow]),
        promotions=[_shop(contents["discount.json"], PromotionRow)],
    )


def _shop(content: bytes, kind: type[Row]) -> Row:
    """Take the one shop out of the levels platform and shop."""
    platforms = msgspec.json.decode(content, type=dict[str, dict[str, msgspec.Raw]])
    shops = [shop for platform in platforms.values() for shop in platform.values()]
    if len(shops) != 1:
        msg = f"expected the data of one shop, found {len(shops)}"
        raise ValueError(msg)
    return msgspec.json.decode(shops[0], type=kind)
