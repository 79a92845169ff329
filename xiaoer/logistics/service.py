"""Verbs of parcels: record what a courier or a file says about one, read them."""

from dataclasses import replace
from typing import Final

from xiaoer.base.ids import BuyerId, OrderId, ShopId, WaybillId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.logistics import ParcelScanned
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.logistics import store
from xiaoer.logistics.model import Parcel
from xiaoer.logistics.rules import latest, merge, merge_scans
from xiaoer.orders.service import Orders

NOBODY: Final = BuyerId("")
MOST_PARCELS: Final = 100  # of one buyer, highest order number first


class Parcels:
    """The parcels of each shop. A parcel is one waybill of one order."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    def record(self, unit: Unit, parcel: Parcel, buyer: BuyerId = NOBODY) -> Recorded:
        """Record what is known about a parcel; scans are added, never taken away.

        Without `buyer` it is the order's, which may come later (`adopt`).
        """
        parcel = replace(parcel, scans=merge_scans((), parcel.scans))
        owner = buyer or self._orders.owner(unit, parcel.shop, parcel.order)
        if unit.run(store.ADD, store.values(parcel, owner)):
            self._tell(unit, None, parcel)
            return Recorded.RECORDED
        row = unit.one(
            store.LOCK, {"shop_id": parcel.shop, "order_id": parcel.order, "waybill_id": parcel.waybill}
        )
        known = parcel if row is None else store.parcel_of(row)
        known_owner = owner if row is None else store.buyer_of(row)
        merged = merge(known, parcel)
        if merged == known and (known_owner == owner or not owner):
            return Recorded.UNCHANGED
        unit.put(store.SAVE, store.values(merged, owner or known_owner))
        return Recorded.ADVANCED if self._tell(unit, known, merged) else Recorded.RECORDED

    def adopt(self, unit: Unit, shop: ShopId, order: OrderId) -> None:
        """Give the parcels of an order that came before it to the order's buyer."""
        buyer = self._orders.owner(unit, shop, order)
        if buyer:
            unit.put(store.ADOPT, {"shop": shop, "order": order, "buyer": buyer})

    def of_buyer(
        self, unit: Unit, shop: ShopId, buyer: BuyerId, limit: int = MOST_PARCELS
    ) -> tuple[Parcel, ...]:
        """Return the buyer's parcels, also those of which no order is known."""
        parameters: dict[str, Value] = {"shop_id": shop, "buyer_id": buyer, "page": limit}
        return tuple(store.parcel_of(row) for row in unit.all(store.OF_BUYER, parameters))

    def of_order(self, unit: Unit, shop: ShopId, order: OrderId) -> tuple[Parcel, ...]:
        """Return the parcels of an order."""
        rows = unit.all(store.OF_ORDER, {"shop_id": shop, "order_id": order})
        return tuple(store.parcel_of(row) for row in rows)

    def get(self, unit: Unit, shop: ShopId, waybill: WaybillId) -> tuple[Parcel, ...]:
        """Return the parcels of a waybill number: one for each order sent together, none when unknown."""
        rows = unit.all(store.OF_WAYBILL, {"shop_id": shop, "waybill_id": waybill})
        return tuple(store.parcel_of(row) for row in rows)

    def page(
        self, unit: Unit, shop: ShopId, after: tuple[str, str] = ("", ""), limit: int = 100
    ) -> list[Parcel]:
        """Return up to `limit` parcels by order and waybill, those above `after` (order, waybill)."""
        order, waybill = after
        parameters: dict[str, Value] = {
            "shop_id": shop,
            "after_order": order,
            "after_waybill": waybill,
            "page": limit,
        }
        return [store.parcel_of(row) for row in unit.all(store.PAGE, parameters)]

    def _tell(self, unit: Unit, known: Parcel | None, parcel: Parcel) -> bool:
        """Tell the newest scan if it is another one than before; say whether it is."""
        scan = latest(parcel)
        if scan is None or (known is not None and latest(known) == scan):
            return False
        unit.tell(parcel.shop, ParcelScanned(parcel.waybill, parcel.order, scan.status, scan.at_ms))
        return True
