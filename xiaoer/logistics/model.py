"""Parcels and scan events."""

from dataclasses import dataclass

from xiaoer.base.ids import OrderId, ShopId, WaybillId


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan event of a parcel. `status` is the courier's word (已揽收, 运输中, 派送中, 已签收 …)."""

    at_ms: int
    status: str
    place: str = ""
    description: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel of one order, scans oldest first. Times in epoch milliseconds, 0 = unknown."""

    waybill: WaybillId
    shop: ShopId
    order: OrderId
    courier: str
    scans: tuple[Scan, ...] = ()
    promised_ms: int = 0
    delivered_ms: int = 0
    recipient: str = ""
    phone: str = ""
    destination: str = ""
