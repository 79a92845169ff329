"""What a turn came to, for reports: the first of the outcomes that holds."""

from enum import StrEnum

from xiaoer.bot.model import Outcome


class Mark(StrEnum):
    """What a decision notes about the answer while it is made."""

    UNKNOWN = "unknown"  # nothing understood, or nothing known of what was asked
    UNSURE = "unsure"  # an answer with little to go by
    REFUSED = "refused"  # a rule said no
    TALK = "talk"  # greeting, thanks, comfort, nothing of the matter


def come_to(marks: frozenset[Mark], *, handed_over: bool, changed: bool, asked: bool) -> Outcome:
    """Return the outcome of a turn from what was noted and what it does."""
    if handed_over:
        return Outcome.HANDED_OVER
    if changed:
        return Outcome.CHANGED
    for mark, outcome in (
        (Mark.UNKNOWN, Outcome.UNKNOWN),
        (Mark.UNSURE, Outcome.UNSURE),
        (Mark.REFUSED, Outcome.REFUSED),
    ):
        if mark in marks:
            return outcome
    if asked:
        return Outcome.ASKED
    return Outcome.TALKED if Mark.TALK in marks else Outcome.ANSWERED
