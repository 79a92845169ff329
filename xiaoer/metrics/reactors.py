"""The fold that keeps the rollups."""

from typing import ClassVar

from xiaoer.base.fact import Entry, Fact
from xiaoer.facts.conversations import (
    ConversationClosed,
    ConversationOpened,
    HolderChanged,
    MessageHeard,
    MessageSaid,
    ServiceRated,
)
from xiaoer.infra.database.unit import Unit
from xiaoer.metrics import rules, store


class MetricsFold:
    """Adds every batch of entries to the hours it belongs to, in the unit that moves the cursor."""

    name = "metrics"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset(
        {ConversationOpened, ConversationClosed, MessageHeard, MessageSaid, HolderChanged, ServiceRated}
    )
    tells: ClassVar[frozenset[type[Fact]]] = frozenset()

    def apply(self, unit: Unit, entries: list[Entry]) -> None:
        """Add a batch up."""
        for (shop, hour_ms), sums in sorted(rules.add_up(entries).items()):
            store.add(unit, shop, hour_ms, sums)
        for (shop, hour_ms, bucket_ms), count in sorted(rules.first_replies(entries).items()):
            store.add_first_replies(unit, shop, hour_ms, bucket_ms, count)
