"""How much of general abuse the bot's guard and the words of mood recognise. A report, not an aim.

The guard looks for insults to a shop's service; the data (COLD: Deng and others, 2022) are posts that offend
groups of people, most of them without one coarse word.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from xiaoer.base.errors import invalid
from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.rules.mood import Sentiment, mood
from xiaoer.bot.rules.reading import talk


@dataclass(frozen=True, slots=True)
class AbuseFigures:
    """Of texts: how many of those recognised are abuse, and how much abuse is recognised."""

    texts: int
    precision: float
    recall: float


def abuse(content: bytes) -> AbuseFigures:
    """Measure on a CSV with `TEXT` and `label` (1 offends); XiaoerError `bad_table` (422)."""
    rows = list(_rows(content))
    seen = [(_recognised(text), offends) for text, offends in rows]
    recognised = sum(one for one, _ in seen)
    both = sum(one and other for one, other in seen)
    offending = sum(other for _, other in seen)
    return AbuseFigures(
        len(rows),
        both / recognised if recognised else 0.0,
        both / offending if offending else 0.0,
    )


def _recognised(text: str) -> bool:
    return bool(talk()["abuse"].search(plain(text))) or mood(text).sentiment is Sentiment.ANGRY


def _rows(content: bytes) -> Iterator[tuple[str, bool]]:
    try:
        table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        for row in table:
            yield row["TEXT"], row["label"] == "1"
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise invalid("bad_table", f"abuse: a CSV with TEXT and label is needed ({error})") from error
