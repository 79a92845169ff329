"""The table of parcels. Hot: every statement is a constant."""

from typing import Final

import msgspec
from sqlalchemy import BigInteger, Column, Index, Table, Text, bindparam, select, update

from xiaoer.base.ids import BuyerId, OrderId, ShopId, WaybillId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.logistics.model import Parcel, Scan

# Waybill numbers come back after some months, and are not unique in the sample data: order and
# waybill together are the key.
parcels = Table(
    "parcels",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("waybill_id", Text, primary_key=True),
    Column("buyer_id", Text, nullable=False),
    Column("courier", Text, nullable=False),
    Column("scans", Text, nullable=False),
    Column("promised_ms", BigInteger, nullable=False),
    Column("delivered_ms", BigInteger, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("destination", Text, nullable=False),
)
Index("parcels_buyer", parcels.c.shop_id, parcels.c.buyer_id)
Index("parcels_waybill", parcels.c.shop_id, parcels.c.waybill_id)

_c = parcels.c
_KEY: Final = ["shop_id", "order_id", "waybill_id"]
_this = [_c[key] == bindparam(key) for key in _KEY]

ADD: Final = insert_or_ignore(parcels, _KEY)
SAVE: Final = insert_or_update(parcels, _KEY)
LOCK: Final = Statement(select(parcels).where(*_this), select(parcels).where(*_this).with_for_update())
OF_BUYER: Final = Statement(
    select(parcels)
    .where(_c.shop_id == bindparam("shop_id"), _c.buyer_id == bindparam("buyer_id"))
    .order_by(_c.order_id.desc(), _c.waybill_id)
    .limit(bindparam("page"))
)
OF_ORDER: Final = Statement(
    select(parcels)
    .where(_c.shop_id == bindparam("shop_id"), _c.order_id == bindparam("order_id"))
    .order_by(_c.waybill_id)
)
OF_WAYBILL: Final = Statement(
    select(parcels)
    .where(_c.shop_id == bindparam("shop_id"), _c.waybill_id == bindparam("waybill_id"))
    .order_by(_c.order_id)
)
PAGE: Final = Statement(
    select(parcels)
    .where(_c.shop_id == bindparam("shop_id"))
    .where(
        (_c.order_id > bindparam("after_order"))
        | ((_c.order_id == bindparam("after_order")) & (_c.waybill_id > bindparam("after_waybill")))
    )
    .order_by(_c.order_id, _c.waybill_id)
    .limit(bindparam("page"))
)
ADOPT: Final = Statement(
    update(parcels)
    .where(_c.shop_id == bindparam("shop"), _c.order_id == bindparam("order"), _c.buyer_id == "")
    .values(buyer_id=bindparam("buyer"))
)

_encode = msgspec.json.Encoder().encode
_scans = msgspec.json.Decoder(tuple[Scan, ...]).decode


def values(parcel: Parcel, buyer: BuyerId) -> dict[str, Value]:
    """Return the row of a parcel."""
    return {
        "shop_id": parcel.shop,
        "order_id": parcel.order,
        "waybill_id": parcel.waybill,
        "buyer_id": buyer,
        "courier": parcel.courier,
        "scans": _encode(parcel.scans).decode(),
        "promised_ms": parcel.promised_ms,
        "delivered_ms": parcel.delivered_ms,
        "recipient": parcel.recipient,
        "phone": parcel.phone,
        "destination": parcel.destination,
    }


def buyer_of(row: Row) -> BuyerId:
    """Return whose parcel a row is, "" when that is not known."""
    return BuyerId(str(row[3]))


def parcel_of(row: Row) -> Parcel:
    """Return the parcel of a row (columns in table order)."""
    shop, order, waybill, _, courier, scans, promised, delivered, recipient, phone, destination = row
    return Parcel(
        waybill=WaybillId(str(waybill)),
        shop=ShopId(str(shop)),
        order=OrderId(str(order)),
        courier=str(courier),
        scans=_scans(str(scans)),
        promised_ms=int(promised or 0),
        delivered_ms=int(delivered or 0),
        recipient=str(recipient),
        phone=str(phone),
        destination=str(destination),
    )
