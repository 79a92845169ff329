"""A fact: something that has happened, told once, never edited."""

from dataclasses import dataclass

import msgspec

from xiaoer.base.ids import ConversationId, ShopId


@dataclass(frozen=True, slots=True)
class Fact:
    """Base of everything in `xiaoer.facts`: frozen, small, past tense, ids and decided values only."""


class Entry(msgspec.Struct, frozen=True):
    """A fact with its place in the log. A Struct: made four times faster than a frozen dataclass.

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
