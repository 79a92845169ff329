"""Verbs of keyword rules and notices. (关键词应急, 预期管理)"""

import json
from collections.abc import Sequence

from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.ids import ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.knowledge import KeywordRuleRemoved, KeywordRuleSaved, NoticeRemoved, NoticeSaved
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge import store_emergency as store
from xiaoer.knowledge.model import KeywordRule, Notice, Standing
from xiaoer.knowledge.recording import EMERGENCY, record, remove
from xiaoer.knowledge.rules import flaw_of_notice, flaw_of_rule, same_rule


class Emergency:
    """What holds for a while, at once; part of `Knowledge`. A shop has few of them: lists are whole."""

    def save_rule(self, unit: Unit, rule: KeywordRule) -> Recorded:
        """Keep a keyword rule under its id; it decides from the next turn on.

        XiaoerError with the flaw as code (422), `rule_duplicate` (409) when another rule says the same.
        """
        _refuse(flaw_of_rule(rule))
        twin = next((other for other in self.rules(unit, rule.shop) if same_rule(rule, other)), None)
        if twin is not None:
            raise XiaoerError("rule_duplicate", 409, f"The rule “{twin.name}” fits the same words already.")
        told = KeywordRuleSaved(rule.id)
        return record(unit, (store.RULE, store.SAVE_RULE), store.rule_values(rule), told, EMERGENCY)

    def remove_rule(self, unit: Unit, shop: ShopId, rule: str) -> bool:
        """Take a keyword rule out; False when there is none."""
        return remove(unit, shop, rule, store.REMOVE_RULE, KeywordRuleRemoved(rule), EMERGENCY)

    def rules(self, unit: Unit, shop: ShopId) -> tuple[KeywordRule, ...]:
        """Return all keyword rules of a shop by id, those that are off or over too."""
        return tuple(store.rule_of(row) for row in unit.all(store.RULES, {"shop_id": shop}))

    def save_notice(self, unit: Unit, notice: Notice) -> Recorded:
        """Keep a notice under its id; it is said while its window holds.

        XiaoerError with the flaw as code (422).
        """
        _refuse(flaw_of_notice(notice))
        told = NoticeSaved(notice.id)
        return record(unit, (store.NOTICE, store.SAVE_NOTICE), store.notice_values(notice), told, EMERGENCY)

    def remove_notice(self, unit: Unit, shop: ShopId, notice: str) -> bool:
        """Take a notice out; False when there is none."""
        return remove(unit, shop, notice, store.REMOVE_NOTICE, NoticeRemoved(notice), EMERGENCY)

    def notices(self, unit: Unit, shop: ShopId) -> tuple[Notice, ...]:
        """Return all notices of a shop by id, those to come and those that are over too."""
        return tuple(store.notice_of(row) for row in unit.all(store.NOTICES, {"shop_id": shop}))

    def in_force(self, unit: Unit, shops: Sequence[ShopId]) -> list[Notice]:
        """Return the notices of some shops whose window holds now, newest first."""
        rows = unit.all(store.NOTICES_OF, {"shops": json.dumps(list(shops))}) if shops else []
        kept = map(store.notice_of, rows)
        live = [notice for notice in kept if notice.conditions.standing(unit.now_ms) is Standing.LIVE]
        return sorted(live, key=lambda notice: (-notice.created_ms, notice.id))


def _refuse(flaw: tuple[str, str] | None) -> None:
    if flaw is not None:
        raise invalid(*flaw)
