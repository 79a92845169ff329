"""Parcels from rows: several of one order (拆单), one of several orders (合单), scans oldest first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from xiaoer.adapters.exports.lines import Line
from xiaoer.adapters.exports.orders import Gathered, address_of
from xiaoer.base.ids import OrderId, ShopId, WaybillId
from xiaoer.logistics.model import Parcel, Scan
from xiaoer.onboarding.model import Field
from xiaoer.orders.model import Order

_PREFIX: Final = re.compile(r"^no[.:]", re.IGNORECASE)  # 千牛 writes No:75130…
_SHIPMENT: Final = re.compile(r"^\s*([A-Za-z0-9][\w]*(?:-[A-Za-z0-9]+)*)\s*[-,，]\s*([一-鿿][^-]*)$")


def parcels_of_order(gathered: Gathered, order: Order) -> list[Parcel]:
    """Return the parcels that an order's rows name, each once.

    A parcel that carries several orders is named by each of them, and is a parcel of each.
    """
    found: dict[str, str] = {}
    for line in (*gathered.heads, *gathered.items):
        for waybill, courier in _shipments(line):
            found[waybill] = found.get(waybill) or courier
    return [
        Parcel(
            waybill=WaybillId(waybill),
            shop=order.shop,
            order=order.id,
            courier=courier,
            recipient=order.address.name,
            phone=order.address.phone,
            destination=order.address.line(),
        )
        for waybill, courier in found.items()
    ]


@dataclass(slots=True)
class _Trace:
    lines: list[Line] = field(default_factory=list)


def parcels_of_lines(lines: Iterable[Line], shop: ShopId) -> list[Parcel]:
    """Return the parcels of a table of waybills; rows of the same waybill and order are its scans."""
    traces: dict[tuple[str, str], _Trace] = {}
    for line in lines:
        waybill = line.require(Field.WAYBILL, line.identifier(Field.WAYBILL))
        orders = line.identifiers(Field.ORDER)
        line.require(Field.ORDER, orders)
        for order in orders:
            if waybill:
                traces.setdefault((waybill, order), _Trace()).lines.append(line)
    made = (_parcel(waybill, order, trace, shop) for (waybill, order), trace in traces.items())
    return [parcel for parcel in made if parcel is not None]


def _parcel(waybill: str, order: str, trace: _Trace, shop: ShopId) -> Parcel | None:
    first = trace.lines[0]
    scans = {scan for line in trace.lines if (scan := _scan(line)) is not None}
    address = address_of(first)
    promised = max(line.moment(Field.PROMISED) for line in trace.lines)
    delivered = max(line.moment(Field.DELIVERED) for line in trace.lines)
    if any(line.bad for line in trace.lines):
        return None
    return Parcel(
        waybill=WaybillId(waybill),
        shop=shop,
        order=OrderId(order),
        courier=next((text for line in trace.lines if (text := line.text(Field.COURIER))), ""),
        scans=tuple(sorted(scans, key=lambda scan: (scan.at_ms, scan.status, scan.description))),
        promised_ms=promised,
        delivered_ms=delivered,
        recipient=address.name,
        phone=address.phone,
        destination=address.line(),
    )


def _scan(line: Line) -> Scan | None:
    status, description = line.text(Field.SCAN_STATUS), line.text(Field.SCAN_DESCRIPTION)
    if not (line.text(Field.SCAN_AT) or status or description):
        return None
    return Scan(
        at_ms=line.require(Field.SCAN_AT, line.moment(Field.SCAN_AT)),
        status=status or description[:20],
        place=line.text(Field.SCAN_PLACE),
        description=description,
        operator=line.text(Field.SCAN_OPERATOR),
    )


def _shipments(line: Line) -> list[tuple[str, str]]:
    courier = line.text(Field.COURIER)
    found = [(_PREFIX.sub("", waybill), courier) for waybill in line.identifiers(Field.WAYBILL)]
    for part in re.split(r"[;；\n]+", line.text(Field.SHIPMENT)):
        match = _SHIPMENT.match(part)
        if match:
            found.append((match.group(1), match.group(2).strip()))
        elif part.strip():
            line.refuse(
                Field.SHIPMENT, "bad_shipment", f"看不懂的快递信息“{part[:40]}”，应当像 运单号-快递公司"
            )
    return found
