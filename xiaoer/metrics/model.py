"""Figures of one shop over a span of time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over some hours of one shop. Times in milliseconds.

    A round is a wait that began with the buyer's first unanswered line and ended with an answer.
    `first_…` counts only the first answer of each conversation.
    """

    opened: int = 0
    closed: int = 0
    heard: int = 0
    said_by_bot: int = 0
    said_by_staff: int = 0
    rounds_by_bot: int = 0
    rounds_by_staff: int = 0
    waited_ms_by_bot: int = 0
    waited_ms_by_staff: int = 0
    first_replies: int = 0
    first_reply_ms: int = 0
    handed_over: int = 0
    ratings: int = 0
    rating_sum: int = 0
    unanswered_at_close: int = 0


FIELDS: tuple[str, ...] = tuple(Figures.__dataclass_fields__)
