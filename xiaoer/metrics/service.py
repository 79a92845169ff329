"""Verbs of metrics: read the figures of a shop."""

from collections.abc import Mapping
from dataclasses import dataclass

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.metrics import rules, store
from xiaoer.metrics.model import Figures


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of a span, with the median of the first reply (upper end of its bucket) in ms."""

    figures: Figures
    bot_share: float | None
    first_reply_ms_median: int | None
    first_reply_ms_mean: int | None
    first_replies: Mapping[int, int]


class Metrics:
    """Reads rollups; only the fold writes them."""

    def span(self, unit: Unit, shop: ShopId, since_ms: int, until_ms: int) -> Day:
        """Return the figures of a shop over the hours in [since, until)."""
        figures = rules.total(store.between(unit, shop, since_ms, until_ms))
        counts = store.first_replies_between(unit, shop, since_ms, until_ms)
        mean = figures.first_reply_ms // figures.first_replies if figures.first_replies else None
        return Day(figures, rules.bot_share(figures), rules.median_ms(counts), mean, counts)
