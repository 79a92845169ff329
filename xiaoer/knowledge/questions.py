"""Verbs of FAQ entries: found by words, edited, taken out; which say the same, which contradict."""

from collections.abc import Sequence

from xiaoer.base.errors import XiaoerError, invalid, not_found
from xiaoer.base.ids import ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.knowledge import FaqRecorded, FaqRemoved
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge import store_faqs as store
from xiaoer.knowledge.model import Faq
from xiaoer.knowledge.recording import record, remove
from xiaoer.knowledge.rules import flaw_of_faq
from xiaoer.knowledge.rules_likeness import Likeness, alike, question_of


class Questions:
    """What a shop answers to questions; part of `Knowledge`."""

    def record_faq(self, unit: Unit, faq: Faq) -> Recorded:
        """Record an entry as it comes (import); one that says the same changes nothing."""
        return record(unit, (store.FAQ, store.SAVE_FAQ), store.faq_values(faq), FaqRecorded(faq.id))

    def save_faq(self, unit: Unit, faq: Faq) -> Recorded:
        """Keep an entry that a person wrote.

        XiaoerError with the flaw as code (422), `faq_duplicate` (409) when another entry answers the same
        question under the same conditions.
        """
        return self.save_faqs(unit, faq.shop, [faq])[0]

    def save_faqs(self, unit: Unit, shop: ShopId, faqs: Sequence[Faq]) -> list[Recorded]:
        """Keep several entries of one shop, all or none; errors as in `save_faq`."""
        asked = {question_of(other): other for other in self.faqs(unit, shop)}
        done: list[Recorded] = []
        for faq in faqs:
            flaw = flaw_of_faq(faq)
            if flaw is not None:
                raise invalid(*flaw)
            twin = asked.setdefault(question_of(faq), faq)
            if twin.id != faq.id:
                detail = f"The question “{twin.question}” is answered already."
                raise XiaoerError("faq_duplicate", 409, detail)
            done.append(self.record_faq(unit, faq))
        return done

    def remove_faq(self, unit: Unit, shop: ShopId, faq: str) -> bool:
        """Take an entry out; False when there is none."""
        return remove(unit, shop, faq, store.REMOVE_FAQ, FaqRemoved(faq))

    def faqs(self, unit: Unit, shop: ShopId) -> tuple[Faq, ...]:
        """Return all FAQ entries by id."""
        return tuple(store.faq_of(row) for row in unit.all(store.FAQS, {"shop_id": shop}))

    def faq(self, unit: Unit, shop: ShopId, faq: str) -> Faq:
        """Return one entry; XiaoerError `faq_not_found` (404)."""
        row = unit.one(store.FAQ, {"shop_id": shop, "id": faq})
        if row is None:
            raise not_found("faq", faq)
        return store.faq_of(row)

    def faq_page(
        self,
        unit: Unit,
        shop: ShopId,
        after: str = "",
        limit: int = 100,
        *,
        q: str = "",
        product: str = "",
        intent: str = "",
    ) -> list[Faq]:
        """Return up to `limit` entries by id above `after`, with `q` in question, wordings or answer."""
        asked: dict[str, Value] = {"shop_id": shop, "after": after, "page": limit, "q": q}
        rows = unit.all(store.FAQ_PAGE, {**asked, "product_id": product, "intent": intent})
        return [store.faq_of(row) for row in rows]

    def likenesses(self, unit: Unit, shop: ShopId, most: int = 200) -> list[Likeness]:
        """Return pairs of entries that ask nearly the same, the contradictions first, up to `most`."""
        return alike(self.faqs(unit, shop))[:most]
