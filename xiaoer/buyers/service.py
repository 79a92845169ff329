"""Verbs of buyers: record what a source says about one, read them."""

from xiaoer.base.errors import not_found
from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.buyers import store
from xiaoer.buyers.model import Buyer
from xiaoer.buyers.rules import merge
from xiaoer.infra.database.unit import Unit


class Buyers:
    """The buyers of each shop. Tells nothing: who somebody is stays out of the log."""

    def record(self, unit: Unit, buyer: Buyer) -> Recorded:
        """Record what is known about a buyer; empty and masked values replace nothing."""
        if store.add(unit, buyer):
            return Recorded.RECORDED
        known = store.find(unit, buyer.shop, buyer.id, lock=True)
        merged = buyer if known is None else merge(known, buyer)
        if merged == known:
            return Recorded.UNCHANGED
        store.save(unit, merged)
        return Recorded.RECORDED

    def find(self, unit: Unit, shop: ShopId, buyer: BuyerId) -> Buyer | None:
        """Return the buyer, None when the shop does not know them."""
        return store.find(unit, shop, buyer)

    def get(self, unit: Unit, shop: ShopId, buyer: BuyerId) -> Buyer:
        """Return the buyer; XiaoerError `buyer_not_found` when the shop does not know them."""
        found = store.find(unit, shop, buyer)
        if found is None:
            raise not_found("buyer", buyer)
        return found

    def page(self, unit: Unit, shop: ShopId, after: str = "", limit: int = 100) -> list[Buyer]:
        """Return up to `limit` buyers by id, those above `after`."""
        return store.page(unit, shop, after, limit)
