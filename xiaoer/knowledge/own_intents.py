"""Verbs of a shop's own intents, which stand above the general ones of the taxonomy. (意图)"""

from xiaoer.base.errors import invalid
from xiaoer.base.ids import ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.knowledge import IntentRemoved, IntentSaved
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge import store_intents as store
from xiaoer.knowledge.model import Intent
from xiaoer.knowledge.recording import record, remove
from xiaoer.knowledge.rules import flaw_of_intent


class OwnIntents:
    """What a shop says about intents; part of `Knowledge`."""

    def save_intent(self, unit: Unit, shop: ShopId, intent: Intent) -> Recorded:
        """Keep a shop's own intent, whole; XiaoerError with the flaw as code (422)."""
        flaw = flaw_of_intent(intent)
        if flaw is not None:
            raise invalid(*flaw)
        values = store.intent_values(shop, intent)
        return record(unit, (store.INTENT, store.SAVE_INTENT), values, IntentSaved(intent.id))

    def remove_intent(self, unit: Unit, shop: ShopId, intent: str) -> bool:
        """Take a shop's own intent out, so that the general one holds again; False when there is none."""
        return remove(unit, shop, intent, store.REMOVE_INTENT, IntentRemoved(intent))

    def intents(self, unit: Unit, shop: ShopId) -> tuple[Intent, ...]:
        """Return the shop's own intents by id; what it does not say is in the taxonomy."""
        return tuple(store.intent_of(row) for row in unit.all(store.INTENTS, {"shop_id": shop}))
