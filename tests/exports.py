"""Hand-made exports and the records that they must come to."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.clock import CHINA, to_ms
from xiaoer.base.ids import BuyerId, OrderId, ProductId, ShopId, WaybillId
from xiaoer.base.money import Money
from xiaoer.buyers.model import Address
from xiaoer.logistics.model import Parcel
from xiaoer.onboarding.recognition import Taken, take
from xiaoer.orders.model import Order, OrderItem, OrderState, Payment

FIXTURES = Path(__file__).parent / "fixtures" / "exports"
SHOP = ShopId("shp_1")
S = OrderState
Item = tuple[str, int, int, str, str]


def read(*names: str) -> Taken:
    files = [(name, (FIXTURES / name).read_bytes()) for name in names]
    return take(files, EXPORT_FORMATS, SHOP, {})


def at(text: str) -> int:
    """Return epoch milliseconds of `11-20 21:03:00` in 2026, China time."""
    return to_ms(datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)) if text else 0


def address(line: str, name: str, phone: str) -> Address:
    """Return the address of `province/city/district/detail`."""
    province, city, district, detail = line.split("/")
    return Address(name, phone, "中国", province, city, district, detail)


def order(
    identifier: str,
    buyer: str,
    state: OrderState,
    fen: int,
    items: Sequence[Item],
    where: Address,
    times: tuple[str, str, str],
    remark: str = "",
    platform: str = "",
    payment: Payment = Payment.UNKNOWN,
) -> Order:
    created, paid, updated = times
    return Order(
        id=OrderId(identifier),
        shop=SHOP,
        buyer=BuyerId(buyer),
        state=state,
        total=Money(fen),
        items=tuple(
            OrderItem(ProductId(product), Money(price), count, title, sku)
            for product, price, count, title, sku in items
        ),
        address=where,
        payment=payment,
        platform=platform,
        created_ms=at(created),
        paid_ms=at(paid),
        updated_ms=at(updated),
        remark=remark,
    )


def parcel(waybill: str, of: Order, courier: str) -> Parcel:
    return Parcel(
        waybill=WaybillId(waybill),
        shop=SHOP,
        order=of.id,
        courier=courier,
        recipient=of.address.name,
        phone=of.address.phone,
        destination=of.address.line(),
    )
