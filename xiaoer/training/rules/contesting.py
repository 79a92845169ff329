"""Two wordings of one answer against each other: what each came to, and whether the difference is real."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from xiaoer.conversations.model import Message, Speaker, words
from xiaoer.training.rules.grouping import asked_in
from xiaoer.training.rules.likeness import likeness

ENOUGH: Final = 30  # conversations on each side before anything is said
_SURE: Final = 1.96  # two-sided 5 % of the normal distribution
_SAME: Final = 0.5


class _Item(msgspec.Struct):
    kind: str
    id: str


class _Kept(msgspec.Struct):
    items: tuple[_Item, ...] = ()


_evidence = msgspec.json.Decoder(_Kept).decode


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one conversation that got an answer: which wording, and whether it was enough."""

    side: int
    asked_again: bool
    handed_over: bool
    rating: int


@dataclass(frozen=True, slots=True)
class Side:
    """What one wording came to. `failed` conversations asked the same again or went to a person."""

    text: str
    shown: int
    asked_again: int
    handed_over: int
    failed: int
    rated: int
    rating_sum: int


@dataclass(frozen=True, slots=True)
class Contest:
    """The wordings of an entry in a period. `better` is the place of the one that fails less often.

    None: no difference is shown; then `enough` says whether there was data enough to show one. `cut`:
    there were more conversations than were looked at.
    """

    entry: str
    sides: tuple[Side, ...]
    better: int | None
    enough: bool
    cut: bool


def heard(
    entry: str, texts: Sequence[str], messages: Sequence[Message], handed_over: int, rating: int
) -> Heard | None:
    """Return what came of a conversation, None when the bot did not give this answer in it.

    `handed_over` is the last line of the buyer that the bot answered by asking for a person, 0 for none.
    """
    ordered = sorted(messages, key=lambda one: one.seq)
    for message in ordered:
        if message.speaker is not Speaker.BOT or not _stands_on(message, entry):
            continue
        said = words(message.content)
        side = next((place for place, text in enumerate(texts) if text in said), None)
        if side is None:
            return None  # it was said before the entry had these wordings
        asked = asked_in((one for one in ordered if one.seq < message.seq), message.seq)
        later = (
            words(one.content) for one in ordered if one.seq > message.seq and one.speaker is Speaker.BUYER
        )
        again = any(likeness(asked, line) >= _SAME for line in later)
        return Heard(side, again, handed_over > message.seq, rating)
    return None


def contest(entry: str, texts: Sequence[str], found: Iterable[Heard], *, cut: bool) -> Contest:
    """Return the wordings with what they came to; two are compared, of more only the counts are told."""
    each = list(found)
    sides = tuple(_side(text, [one for one in each if one.side == place]) for place, text in enumerate(texts))
    enough = len(sides) == 2 and min(side.shown for side in sides) >= ENOUGH  # noqa: PLR2004 - A and B
    return Contest(entry, sides, better(*sides) if enough else None, enough, cut)


def better(a: Side, b: Side) -> int | None:
    """Return which side fails less often, 0 or 1, None when no difference is shown.

    A two-proportion z-test with pooled variance, two-sided at 5 %.
    """
    if not a.shown or not b.shown:
        return None
    pooled = (a.failed + b.failed) / (a.shown + b.shown)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / a.shown + 1 / b.shown))
    z = (a.failed / a.shown - b.failed / b.shown) / spread if spread else 0.0
    return None if abs(z) < _SURE else 1 if z > 0 else 0


def _side(text: str, found: Sequence[Heard]) -> Side:
    rated = [one.rating for one in found if one.rating]
    return Side(
        text=text,
        shown=len(found),
        asked_again=sum(one.asked_again for one in found),
        handed_over=sum(one.handed_over for one in found),
        failed=sum(one.asked_again or one.handed_over for one in found),
        rated=len(rated),
        rating_sum=sum(rated),
    )


def _stands_on(message: Message, entry: str) -> bool:
    if entry not in message.evidence:
        return False
    return any(item.kind == "faq" and item.id == entry for item in _evidence(message.evidence).items)
