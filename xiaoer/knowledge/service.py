"""Verbs of knowledge: record what a shop knows, read it, and say by a number when it changed."""

from xiaoer.base.errors import not_found
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.knowledge import ProductRecorded, PromotionRecorded
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge import store
from xiaoer.knowledge.emergency import Emergency
from xiaoer.knowledge.model import Faq, Product, Promotion
from xiaoer.knowledge.own_intents import OwnIntents
from xiaoer.knowledge.questions import Questions
from xiaoer.knowledge.recording import NO_VERSION, record


class Knowledge(Questions, OwnIntents, Emergency):
    """What each shop knows. The last word about an entry is the whole of it: nothing is merged."""

    def record(self, unit: Unit, entry: Product | Faq | Promotion) -> Recorded:
        """Record an entry; one that says the same changes nothing."""
        match entry:
            case Product():
                values, told = store.product_values(entry), ProductRecorded(entry.id)
                return record(unit, (store.PRODUCT, store.SAVE_PRODUCT), values, told)
            case Faq():
                return self.record_faq(unit, entry)
            case Promotion():
                values, news = store.promotion_values(entry), PromotionRecorded(entry.id)
                return record(unit, (store.PROMOTION, store.SAVE_PROMOTION), values, news)

    def version(self, unit: Unit, shop: ShopId) -> int:
        """Return a number that grows with each change of what the shop knows; 0 before the first."""
        row = unit.one(store.VERSION, {"shop_id": shop})
        return NO_VERSION if row is None else int(row[0] or 0)

    def versions(self, unit: Unit, shop: ShopId) -> tuple[int, int]:
        """Return (`version`, the number that grows with each change of a keyword rule or notice).

        Apart, so that an emergency answer is live at once however long the shop's index takes to build.
        """
        row = unit.one(store.VERSIONS, {"shop_id": shop})
        return (NO_VERSION, NO_VERSION) if row is None else (int(row[0] or 0), int(row[1] or 0))

    def products(self, unit: Unit, shop: ShopId) -> tuple[Product, ...]:
        """Return all products by id, for an index that is kept per version."""
        return tuple(store.product_of(row) for row in unit.all(store.PRODUCTS, {"shop_id": shop}))

    def promotions(self, unit: Unit, shop: ShopId) -> tuple[Promotion, ...]:
        """Return all promotions by id."""
        return tuple(store.promotion_of(row) for row in unit.all(store.PROMOTIONS, {"shop_id": shop}))

    def has_more_products_than(self, unit: Unit, shop: ShopId, number: int) -> bool:
        """Say whether a shop has more products than so many, without counting them all."""
        return unit.one(store.NTH_PRODUCT, {"shop_id": shop, "skipped": number}) is not None

    def find(self, unit: Unit, shop: ShopId, product: ProductId) -> Product | None:
        """Return a product, None when the shop has none of this id."""
        row = unit.one(store.PRODUCT, {"shop_id": shop, "id": product})
        return None if row is None else store.product_of(row)

    def get(self, unit: Unit, shop: ShopId, product: ProductId) -> Product:
        """Return a product; XiaoerError `product_not_found` when the shop has none of this id."""
        found = self.find(unit, shop, product)
        if found is None:
            raise not_found("product", product)
        return found

    def page(self, unit: Unit, shop: ShopId, after: str = "", limit: int = 100, q: str = "") -> list[Product]:
        """Return up to `limit` products by id, those above `after`, with `q` in the title or as their id."""
        parameters: dict[str, Value] = {"shop_id": shop, "after": after, "page": limit, "q": q}
        return [store.product_of(row) for row in unit.all(store.PAGE, parameters)]
