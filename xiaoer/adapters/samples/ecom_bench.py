"""Reads the sample shop (the JSON files of ECom-Bench, arXiv 2507.05639) into the house's own nouns.

Odd data is understood where its meaning is certain, and never mended by guessing: a second spelling of
a key is read, a missing place stays empty, a delivery time that no scan bears out is left out.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from xiaoer.adapters.samples import ecom_bench_files as raw
from xiaoer.adapters.samples.model import Persona, SampleShop
from xiaoer.base.clock import CHINA, to_ms
from xiaoer.base.ids import BuyerId, OrderId, ProductId, ShopId, WaybillId
from xiaoer.base.money import from_yuan
from xiaoer.buyers.model import Address, Buyer
from xiaoer.knowledge.model import (
    Accessory,
    ExchangeOption,
    Faq,
    Fault,
    Gift,
    Product,
    ProductState,
    Promotion,
    PromotionTerm,
)
from xiaoer.logistics.model import Parcel, Scan
from xiaoer.orders.model import (
    Appointment,
    Invoice,
    InvoiceKind,
    Order,
    OrderItem,
    OrderState,
    Payment,
    Wallet,
)

PLATFORM = "sandbox"
PRODUCT_STATES = {
    "已上架": ProductState.LISTED,
    "已下架": ProductState.DELISTED,
    "缺货": ProductState.OUT_OF_STOCK,
}
ORDER_STATES = {
    "待付款": OrderState.UNPAID,
    "已付款": OrderState.PAID,
    "处理中": OrderState.PROCESSING,
    "已发货": OrderState.SHIPPED,
    "运输中": OrderState.IN_TRANSIT,
    "已送达": OrderState.DELIVERED,
    "已签收": OrderState.SIGNED,
    "交易成功": OrderState.COMPLETED,
    "已取消": OrderState.CANCELLED,
    "退货中": OrderState.RETURNING,
    "已退货": OrderState.RETURNED,
}
PAYMENTS = {
    "京东E卡": Payment.ECARD,
    "银行卡": Payment.BANK_CARD,
    "微信": Payment.WECHAT,
    "支付宝": Payment.ALIPAY,
}
INVOICE_KINDS = {"个人发票": InvoiceKind.PERSONAL, "企业发票": InvoiceKind.COMPANY}
DELIVERED_SCANS = frozenset({"已签收", "已送达"})
PLACED_SCAN = "已创建"  # its text is 您提交了订单, so its time is when the order was placed

# The first word found in the title names the category; a set of hood and stove is sold as a hood.
_CATEGORIES = (
    ("小厨宝", "小厨宝"),
    ("燃气热水器", "燃气热水器"),
    ("煤气热水器", "燃气热水器"),
    ("电热水器", "电热水器"),
    ("洗碗机", "洗碗机"),
    ("油烟机", "油烟机"),
    ("脱排烟机", "油烟机"),
    ("净水机", "净水机"),
    ("燃气灶", "燃气灶"),
    ("冰箱", "冰箱"),
    ("落地扇", "电风扇"),
)


@cache
def load(shop: ShopId) -> SampleShop:
    """Return the sample shop that ships with the package, under the id `shop`; read once."""
    return read(files("xiaoer") / "samples" / "appliance_shop", shop)


def read(folder: Traversable, shop: ShopId) -> SampleShop:
    """Read the files in `folder`; msgspec.ValidationError or ValueError says what cannot be understood."""
    contents = {name: (folder / name).read_bytes() for name in raw.FILES}
    bench = raw.decode(contents)
    titles = {row.id: row.title for row in bench.products.values()}
    placed = {order: _placed_ms(row) for rows in bench.parcels.values() for order, row in rows.items()}
    return SampleShop(
        shop=shop,
        persona=msgspec.json.decode(contents["shop.json"], type=Persona),
        policy=contents["service_policy.zh.md"].decode(),
        products=tuple(_product(row, shop) for row in bench.products.values()),
        promotions=tuple(_promotion(str(i), row, shop) for i, row in enumerate(bench.promotions, 1)),
        faqs=tuple(
            Faq(row.id, shop, row.question, row.answer, similar=row.similar)
            for row in msgspec.json.decode(contents["faq.json"], type=list[raw.FaqRow])
        ),
        buyers=tuple(_buyer(row, shop) for row in bench.buyers.values()),
        orders=tuple(
            _order(row, shop, titles, placed.get(row.id, 0))
            for rows in bench.orders.values()
            for row in rows.values()
        ),
        parcels=tuple(
            _parcel(order, row, shop) for rows in bench.parcels.values() for order, row in rows.items()
        ),
        invoices=tuple(
            Invoice(OrderId(row.order), shop, INVOICE_KINDS[row.kind], row.title, row.phone)
            for row in bench.invoices.values()
        ),
        appointments=tuple(
            Appointment(OrderId(row.order), shop, row.service, row.when, row.name, row.phone)
            for rows in bench.appointments.values()
            for row in rows.values()
        ),
        wallets=tuple(Wallet(BuyerId(row.id), shop, from_yuan(row.balance)) for row in bench.buyers.values()),
        cashbacks=tuple(
            OrderId(order) for rows in bench.cashbacks.values() for order, granted in rows.items() if granted
        ),
        owners=_owners(bench),
        procedures=(folder / "procedures.json").read_text("utf-8"),
    )


def category(title: str) -> str:
    """Return the category that a product title names, or an empty text."""
    return next((name for word, name in _CATEGORIES if word in title), "")


def moment_ms(text: str) -> int:
    """Return epoch milliseconds of `2025-04-07 14:00:00` or `2025-04-07T14:00:00`, in China time."""
    return to_ms(datetime.fromisoformat(text).replace(tzinfo=CHINA))


def _product(row: raw.ProductRow, shop: ShopId) -> Product:
    return Product(
        id=ProductId(row.id),
        shop=shop,
        title=row.title,
        state=PRODUCT_STATES[row.state],
        price=from_yuan(row.price),
        description=row.description,
        link=f"https://item.jd.com/{row.id}.html",
        category=category(row.title),
        exchanges=tuple(
            ExchangeOption(ProductId(option.id), option.description, PRODUCT_STATES[option.state])
            for option in row.exchanges
        ),
        gifts=tuple(Gift(gift.name, gift.description) for gift in row.gifts),
        accessories=tuple(
            Accessory(part.name or part.named, part.description or part.described) for part in row.accessories
        ),
        installation=row.installation,
        repair=row.repair,
        faults=tuple(Fault(fault.code, fault.name, fault.remedy) for fault in row.faults),
    )


def _promotion(identifier: str, row: raw.PromotionRow, shop: ShopId) -> Promotion:
    terms = tuple(
        PromotionTerm(term.kind, term.description, term.example or term.remark) for term in row.terms
    )
    return Promotion(identifier, shop, row.name, row.window, terms, row.source)


def _buyer(row: raw.BuyerRow, shop: ShopId) -> Buyer:
    home = row.address
    return Buyer(
        id=BuyerId(row.id),
        shop=shop,
        name=row.name,
        phone=row.phone,
        gender=row.gender,
        age=row.age,
        address=Address(
            row.name, row.phone, home.country, home.province, home.city, home.district, home.detail
        ),
    )


def _order(row: raw.OrderRow, shop: ShopId, titles: Mapping[str, str], placed_ms: int) -> Order:
    to = row.address
    return Order(
        id=OrderId(row.id),
        shop=shop,
        buyer=BuyerId(row.buyer),
        state=ORDER_STATES[row.state],
        total=from_yuan(row.total),
        items=tuple(
            OrderItem(ProductId(item.id), from_yuan(item.price), item.quantity, titles.get(item.id, ""))
            for item in row.items
        ),
        address=Address(to.name, to.phone, to.country, to.province, to.city, to.district, to.detail),
        payment=PAYMENTS[row.payment],
        urged=row.urged,
        platform=PLATFORM,
        created_ms=placed_ms,
    )


def _parcel(order: str, row: raw.ParcelRow, shop: ShopId) -> Parcel:
    scans = tuple(
        Scan(
            moment_ms(scan.at),
            scan.status or scan.named,
            scan.place or "",
            scan.description,
            scan.operator or "",
        )
        for scan in row.scans
    )
    # Some waybills carry a delivery time although their last scan is 已创建 or 运输中: a planned time.
    borne_out = bool(scans) and scans[-1].status in DELIVERED_SCANS
    return Parcel(
        waybill=WaybillId(row.waybill),
        shop=shop,
        order=OrderId(order),
        courier=row.courier,
        scans=scans,
        promised_ms=moment_ms(row.promised),
        delivered_ms=moment_ms(row.delivered) if row.delivered and borne_out else 0,
        recipient=row.recipient.name,
        phone=row.recipient.phone,
        destination=row.recipient.address,
    )


def _placed_ms(row: raw.ParcelRow) -> int:
    return next((moment_ms(scan.at) for scan in row.scans if scan.status == PLACED_SCAN), 0)


def _owners(bench: raw.Bench) -> dict[OrderId, BuyerId]:
    """Whose each order number is; an invoice counts when both its title and its phone are one buyer's."""
    owners = dict(_named_owners(bench))
    people = {(row.name, row.phone): row.id for row in bench.buyers.values()}
    for invoice in bench.invoices.values():
        owner = people.get((invoice.title, invoice.phone))
        if owner is not None:
            owners.setdefault(OrderId(invoice.order), BuyerId(owner))
    return owners


def _named_owners(bench: raw.Bench) -> Iterator[tuple[OrderId, BuyerId]]:
    for tables in (bench.appointments, bench.parcels, bench.orders):
        for buyer, rows in tables.items():
            for order in rows:
                yield OrderId(order), BuyerId(buyer)
