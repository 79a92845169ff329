"""A fact: something that has happened, told once, never edited."""

from dataclasses import dataclass

from xiaoer.base.ids import ConversationId, ShopId


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of everything in `xiaoer.facts`: frozen, small, past tense, ids and decided values only."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact with its place in the log.

    `number` counts all entries in commit order; `sequence` counts the entries of its conversation
    (0 when the fact belongs to none). `carried` is what the teller already holds in memory (the
    message text, say); it is None for an entry read back from the log.
    """

    number: int
    shop: ShopId
    conversation: ConversationId | None
    sequence: int
    at_ms: int
    fact: Fact
    carried: object = None
