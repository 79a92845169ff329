"""What logistics does when told: parcels that came before their order get its buyer."""

from typing import ClassVar

from xiaoer.base.fact import Entry, Fact
from xiaoer.base.ids import OrderId
from xiaoer.facts.orders import OrderRecorded
from xiaoer.infra.database.unit import Unit
from xiaoer.logistics.service import Parcels


class ParcelAdoption:
    """Joins parcels to the buyer of an order that became known."""

    name = "parcel-adoption"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset({OrderRecorded})
    tells: ClassVar[frozenset[type[Fact]]] = frozenset()

    def __init__(self, parcels: Parcels) -> None:
        self._parcels = parcels

    def apply(self, unit: Unit, entries: list[Entry]) -> None:
        """Look at a batch of entries."""
        for entry in entries:
            if isinstance(entry.fact, OrderRecorded):
                self._parcels.adopt(unit, entry.shop, OrderId(entry.fact.order))
