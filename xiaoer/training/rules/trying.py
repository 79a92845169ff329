"""Trials: which turns of a conversation a person answered, and what the bot's unseen answer was worth."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xiaoer.bot.model import Outcome, Reply, Thought
from xiaoer.conversations.model import (
    Choices,
    Form,
    Message,
    OrderCard,
    ParcelCard,
    ProductCard,
    Speaker,
    words,
)
from xiaoer.training.model import Verdict
from xiaoer.training.rules.learning import is_filler
from xiaoer.training.rules.likeness import likeness, pairs
from xiaoer.training.rules.testing import facts_of

_LIKE: Final = 0.35  # from here on two answers say the same
_SHARED: Final = 0.5  # of what the person said, when the bot says more than that
_DENIED: Final = re.compile(r"(?:不能|不可以|不会|不支持|没法|无法|没有|不|没)([一-龥]{2})")
_NO_ANSWER: Final = frozenset({Outcome.UNKNOWN, Outcome.HANDED_OVER, Outcome.ASKED})


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of a conversation: the buyer's lines, and what was said to them, by whom."""

    asked: tuple[Message, ...]
    said: tuple[Message, ...]

    @property
    def by_person(self) -> str:
        """Return what people said, without greetings; "" when it was only those."""
        lines = [words(m.content).strip() for m in self.said if m.speaker is Speaker.STAFF]
        return "\n".join(line for line in lines if line and not is_filler(line))


def rounds(messages: Sequence[Message]) -> list[Round]:
    """Return the turns of a conversation, oldest first."""
    found: list[Round] = []
    asked: list[Message] = []
    said: list[Message] = []
    for message in sorted(messages, key=lambda one: one.seq):
        if message.speaker is Speaker.BUYER:
            if said and asked:
                found.append(Round(tuple(asked), tuple(said)))
                asked, said = [], []
            asked.append(message)
        elif asked:
            said.append(message)
    if asked:
        found.append(Round(tuple(asked), tuple(said)))
    return found


def was_held_by_people(messages: Sequence[Message]) -> bool:
    """Return whether a person spoke in the conversation."""
    return any(message.speaker is Speaker.STAFF for message in messages)


def spoken(replies: Sequence[Reply]) -> str:
    """Return what a thought would say, as text; a card is named by what it shows."""
    return "\n".join(text for text in (_text(reply) for reply in replies) if text)


def _text(reply: Reply) -> str:
    match reply.content:
        case ProductCard(title=title):
            return f"[商品] {title}"
        case OrderCard(order_id=order, state=state):
            return f"[订单] {order} {state}"
        case ParcelCard(courier=courier, waybill_id=waybill, status=status):
            return f"[包裹] {courier} {waybill} {status}"
        case Choices(text=text) | Form(text=text):
            return text
        case content:
            return words(content)


def verdict(thought: Thought, said_by_person: str) -> tuple[float, Verdict]:
    """Return how alike the bot's answer is to the person's, and what that makes it.

    A hit says the same in other words, or holds most of what the person said, or the same amounts and
    times, and does not deny what the other affirms. It is an estimate for a person to look at: an answer may
    be right and be worded otherwise.
    """
    said = spoken(thought.replies)
    if thought.outcome in _NO_ANSWER or not said.strip():
        return 0.0, Verdict.NONE
    score = likeness(said, said_by_person)
    wanted, given = pairs(said_by_person), pairs(said)
    covered = len(wanted & given) / len(wanted) if wanted else 0.0
    facts = facts_of(said_by_person)
    same_facts = bool(facts) and all(fact in said for fact in facts)
    alike = score >= _LIKE or covered >= _SHARED or same_facts
    hit = alike and not denies(said, said_by_person) and not denies(said_by_person, said)
    return max(score, covered), Verdict.HIT if hit else Verdict.MISS


def denies(one: str, other: str) -> bool:
    """Return whether `one` denies in so many words (不包邮) what `other` only affirms (包邮)."""
    denied = set(_DENIED.findall(one))
    affirmed = _DENIED.sub("", other)
    return any(word in affirmed and word not in _DENIED.findall(other) for word in denied)
