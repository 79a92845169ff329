"""How facts add up to figures. Pure: folding the log again gives the same figures."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Final

from xiaoer.base.fact import Entry
from xiaoer.facts.conversations import (
    ConversationClosed,
    ConversationOpened,
    HolderChanged,
    MessageHeard,
    MessageSaid,
    ServiceRated,
)
from xiaoer.metrics.model import Figures

HOUR_MS: Final = 3_600_000
# Upper ends of the buckets of reply times, in milliseconds; the last one holds all that is longer.
BUCKETS_MS: Final = (
    50,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    30_000,
    60_000,
    180_000,
    600_000,
    1 << 40,
)


def hour_of(at_ms: int) -> int:
    """Return the first millisecond of the hour."""
    return at_ms - at_ms % HOUR_MS


def bucket_of(waited_ms: int) -> int:
    """Return the upper end of the bucket that a waiting time belongs to."""
    return next(end for end in BUCKETS_MS if waited_ms <= end)


def figures_of(entry: Entry) -> dict[str, int]:  # noqa: PLR0911 (one line for each fact)
    """Return what one entry adds, by field of Figures."""
    match entry.fact:
        case ConversationOpened():
            return {"opened": 1}
        case MessageHeard():
            return {"heard": 1}
        case MessageSaid(speaker=speaker, waited_ms=waited, first=first) if speaker in {"bot", "staff"}:
            added = {f"said_by_{speaker}": 1}
            if waited >= 0:
                added |= {f"rounds_by_{speaker}": 1, f"waited_ms_by_{speaker}": waited}
                if first:
                    added |= {"first_replies": 1, "first_reply_ms": waited}
            return added
        case HolderChanged(was="bot", now="queue"):
            return {"handed_over": 1}
        case ConversationClosed(waiting=waiting):
            return {"closed": 1, "unanswered_at_close": int(waiting)}
        case ServiceRated(score=score):
            return {"ratings": 1, "rating_sum": score}
        case _:
            return {}


def add_up(entries: Iterable[Entry]) -> dict[tuple[str, int], dict[str, int]]:
    """Return the sums of a batch by (shop, hour) and field."""
    sums: dict[tuple[str, int], dict[str, int]] = {}
    for entry in entries:
        added = figures_of(entry)
        if added:
            hour = sums.setdefault((entry.shop, hour_of(entry.at_ms)), {})
            for name, value in added.items():
                hour[name] = hour.get(name, 0) + value
    return sums


def first_replies(entries: Iterable[Entry]) -> dict[tuple[str, int, int], int]:
    """Return how many first replies of a batch fall into each (shop, hour, bucket)."""
    counts: dict[tuple[str, int, int], int] = {}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, MessageSaid) and fact.first and fact.waited_ms >= 0:
            key = (entry.shop, hour_of(entry.at_ms), bucket_of(fact.waited_ms))
            counts[key] = counts.get(key, 0) + 1
    return counts


def total(parts: Iterable[Figures]) -> Figures:
    """Return the sum of figures."""
    sums = {field.name: 0 for field in fields(Figures)}
    for part in parts:
        for name in sums:
            sums[name] += getattr(part, name)
    return Figures(**sums)


def bot_share(figures: Figures) -> float | None:
    """Return which share of answered rounds the bot answered; None before the first."""
    rounds = figures.rounds_by_bot + figures.rounds_by_staff
    return figures.rounds_by_bot / rounds if rounds else None


def median_ms(counts: dict[int, int]) -> int | None:
    """Return the upper end of the bucket that holds the median; None without any."""
    half, seen = (sum(counts.values()) + 1) // 2, 0
    for end in sorted(counts):
        seen += counts[end]
        if seen >= half > 0:
            return end
    return None
