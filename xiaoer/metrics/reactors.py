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
from xiaoer.metrics.service import Metrics


class MetricsFold:
    """Adds every batch of entries to the hours it belongs to, in the unit that moves the cursor."""

    name = "metrics"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset(
        {ConversationOpened, ConversationClosed, MessageHeard, MessageSaid, HolderChanged, ServiceRated}
    )
    tells: ClassVar[frozenset[type[Fact]]] = frozenset()

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def apply(self, unit: Unit, entries: list[Entry]) -> None:
        """Add a batch up."""
        self._metrics.add_up(unit, entries)
