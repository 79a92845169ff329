"""Verbs of metrics: read the figures of a shop."""

from collections.abc import Mapping
from dataclasses import dataclass

from xiaoer.base.fact import Entry
from xiaoer.base.ids import ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.metrics import rules, store
from xiaoer.metrics.model import Figures
from xiaoer.metrics.rules import median_ms


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of a span, with the median of the first reply (upper end of its bucket) in ms."""

    figures: Figures
    bot_share: float | None
    first_reply_ms_median: int | None
    first_reply_ms_mean: int | None
    first_replies: Mapping[int, int]


class Metrics:
    """Keeps and reads rollups."""

    def add_up(self, unit: Unit, entries: list[Entry]) -> None:
        """Add a batch of entries to the hours it belongs to; called in the unit that moves the cursor."""
        for (shop, hour_ms), sums in sorted(rules.add_up(entries).items()):
            store.add(unit, shop, hour_ms, sums)
        for (shop, hour_ms, bucket_ms), count in sorted(rules.first_replies(entries).items()):
            store.add_first_replies(unit, shop, hour_ms, bucket_ms, count)

    def span(self, unit: Unit, shop: ShopId, since_ms: int, until_ms: int) -> Day:
        """Return the figures of a shop over the hours in [since, until)."""
        figures = rules.total(store.between(unit, shop, since_ms, until_ms))
        counts = store.first_replies_between(unit, shop, since_ms, until_ms)
        mean = figures.first_reply_ms // figures.first_replies if figures.first_replies else None
        return Day(figures, rules.bot_share(figures), median_ms(counts), mean, counts)


__all__ = ["Day", "Metrics", "median_ms"]
