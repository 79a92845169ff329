"""Verbs of buyers: record what a source says about one and what they show interest in, read them."""

from typing import Final

from xiaoer.base.errors import not_found
from xiaoer.base.ids import BuyerId, ProductId, ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.buyers import store, store_interests
from xiaoer.buyers.model import Buyer, Interest, InterestKind
from xiaoer.buyers.rules import merge
from xiaoer.infra.database.unit import Unit

INTEREST_MS: Final = 48 * 3_600_000  # so long an interest counts
_MOST_INTERESTS: Final = 10


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

    def show_interest(
        self, unit: Unit, shop: ShopId, buyer: BuyerId, product: ProductId, kind: InterestKind
    ) -> None:
        """Keep that a buyer put a product into the cart or among the favourites; again moves its time."""
        store_interests.save(unit, Interest(shop, buyer, product, kind, unit.now_ms))

    def interests(self, unit: Unit, shop: ShopId, buyer: BuyerId) -> tuple[Interest, ...]:
        """Return what a buyer showed interest in during the last two days, the latest first."""
        since = unit.now_ms - INTEREST_MS
        return store_interests.of_buyer(unit, shop, buyer, since, _MOST_INTERESTS)
