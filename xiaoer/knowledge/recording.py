"""How an entry is written: only when it says something new, with the shop's version raised, and told."""

from typing import Final

from xiaoer.base.fact import Fact
from xiaoer.base.ids import ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.infra.database.statement import Statement, Value
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge import store

NO_VERSION: Final = 0

# Which number grows: that of what is indexed, or that of what is decided by in each turn anew.
INDEXED: Final = store.NEXT_VERSION
EMERGENCY: Final = store.NEXT_EMERGENCY


def record(
    unit: Unit,
    find_and_save: tuple[Statement, Statement],
    values: dict[str, Value],
    told: Fact,
    grows: Statement = INDEXED,
) -> Recorded:
    """Write the row `values` of an entry; one that says the same changes nothing."""
    find, save = find_and_save
    row = unit.one(find, {"shop_id": values["shop_id"], "id": values["id"]})
    if row is not None and list(row) == list(values.values()):
        return Recorded.UNCHANGED
    unit.put(save, values)
    _changed(unit, ShopId(str(values["shop_id"])), told, grows)
    return Recorded.RECORDED


def remove(
    unit: Unit, shop: ShopId, identifier: str, statement: Statement, told: Fact, grows: Statement = INDEXED
) -> bool:
    """Take an entry out; False when there is none of this id."""
    if not unit.run(statement, {"shop_id": shop, "id": identifier}):
        return False
    _changed(unit, shop, told, grows)
    return True


def _changed(unit: Unit, shop: ShopId, told: Fact, grows: Statement) -> None:
    unit.put(store.FIRST_VERSION, {"shop_id": shop, "version": NO_VERSION, "emergency": NO_VERSION})
    unit.put(grows, {"shop": shop})
    unit.tell(shop, told)
