"""Which turns the bot could not answer, and which of them mean the same."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xiaoer.base.ids import ConversationId, ProductId, ShopId
from xiaoer.bot.model import Outcome, TurnRecord
from xiaoer.conversations.model import Message, Speaker, words
from xiaoer.training.model import Group, GroupId, GroupState, Missed
from xiaoer.training.rules.likeness import folded

SAME: Final = 0.55  # from here on two questions mean the same
_SHORTEST: Final = 2  # characters of a question, folded
_LONGEST: Final = 300
_LATE_MS: Final = 10_000  # how long after its moment a turn may be written
_MISSED: Final = frozenset({Outcome.UNKNOWN, Outcome.UNSURE, Outcome.HANDED_OVER})
# Who asks for a person asks nothing that knowledge could answer.
_PERSON: Final = re.compile(r"人工|真人|活人|转客服|找客服|客服在")


# For each text the places of the nearest of others and how near they are, from 0 to 1, best first.
Alike = Callable[[Sequence[str], Sequence[str]], list[list[tuple[int, float]]]]


@dataclass(frozen=True, slots=True)
class Heard:
    """One turn with what the buyer said in it, masked."""

    turn: TurnRecord
    words: str


def missed(turns: Sequence[TurnRecord]) -> list[TurnRecord]:
    """Return the turns of a shop (oldest first) that the trainer should see.

    Those that were unknown, unsure or handed over, and the first of two that asked back in a row: what was
    asked stands there.
    """
    last: dict[ConversationId, TurnRecord] = {}
    found: dict[tuple[ConversationId, int], TurnRecord] = {}
    for turn in turns:
        before = last.get(turn.conversation)
        if turn.outcome in _MISSED:
            found[turn.conversation, turn.answered] = turn
        elif turn.outcome is Outcome.ASKED and before is not None and before.outcome is Outcome.ASKED:
            found.setdefault((before.conversation, before.answered), before)
        last[turn.conversation] = turn
    return list(found.values())


def asked_in(messages: Iterable[Message], answered: int) -> str:
    """Return the buyer's lines of the turn that ended with message `answered`, one a line."""
    lines: list[str] = []
    for message in sorted(messages, key=lambda one: -one.seq):
        if message.seq > answered:
            continue
        if message.speaker is not Speaker.BUYER:
            break
        text = words(message.content).strip()
        if text:
            lines.append(text)
    return "\n".join(reversed(lines))[:_LONGEST]


def is_question(text: str) -> bool:
    """Return whether there is something in it that knowledge could answer."""
    plain = folded(text)
    wants_person = bool(_PERSON.search(plain)) and len(plain) <= 2 * len("转人工客服")
    return len(plain) >= _SHORTEST and not wants_person


def grouped(shop: ShopId, heard: Sequence[Heard], groups: Sequence[Group], alike: Alike) -> list[Missed]:
    """Put each missed turn into the group of its meaning: a known one, or one that an earlier turn began."""
    asked = [one for one in heard if is_question(one.words)]
    texts = [one.words for one in asked]
    to_known = alike(texts, [group.question for group in groups])
    new = [place for place, near in enumerate(to_known) if not _same(near)]
    to_new = dict(zip(new, alike([texts[p] for p in new], [texts[p] for p in new]), strict=True))
    chosen: list[GroupId] = []
    for place, text in enumerate(texts):
        if place not in to_new:
            chosen.append(groups[_same(to_known[place])[0]].id)
            continue
        earlier = [new[other] for other in _same(to_new[place]) if new[other] < place]
        chosen.append(chosen[earlier[0]] if earlier else group_id(text))
    return [_missed(shop, one, group) for one, group in zip(asked, chosen, strict=True)]


def _same(near: Sequence[tuple[int, float]]) -> list[int]:
    """Return the places of those that mean the same, the nearest first."""
    return [place for place, score in near if score >= SAME]


def _missed(shop: ShopId, one: Heard, group: GroupId) -> Missed:
    turn = one.turn
    return Missed(
        shop,
        turn.conversation,
        turn.answered,
        turn.at_ms,
        one.words,
        turn.scenario,
        turn.intent,
        turn.outcome.value,
        ProductId(turn.product) if turn.product else None,
        group,
    )


def group_id(text: str) -> GroupId:
    """Return the natural key of a group that begins with this question."""
    return GroupId(f"grp_{hashlib.sha256(folded(text).encode()).hexdigest()[:26]}")


def joined(group: Group | None, one: Missed) -> Group:
    """Return the group with one more question; one that was answered before counts as asked again."""
    if group is None:
        return Group(
            one.shop,
            one.group,
            one.words,
            one.scenario,
            one.product,
            GroupState.OPEN,
            1,
            0,
            one.at_ms,
            one.at_ms,
        )
    again = group.state is GroupState.ANSWERED and one.at_ms > group.decided_ms
    return replace(
        group,
        count=group.count + 1,
        again=group.again + again,
        state=GroupState.OPEN if again else group.state,
        scenario=group.scenario or one.scenario,
        product=group.product if group.product == one.product else None,
        first_ms=min(group.first_ms, one.at_ms),
        last_ms=max(group.last_ms, one.at_ms),
    )


def wordings(question: str, examples: Iterable[str], most: int) -> tuple[str, ...]:
    """Return the different ways in which a question was asked, without the question itself."""
    seen = {folded(question)}
    found: list[str] = []
    for text in examples:
        line = " ".join(text.split())
        if line and folded(line) not in seen and "*" not in line:
            seen.add(folded(line))
            found.append(line)
    return tuple(found[:most])


def next_moment(turns: Sequence[TurnRecord], page: int, until_ms: int) -> int:
    """Return from when on to look next: the moment of the last turn of a full page, else before `until_ms`.

    The last seconds are looked at again, for a turn may be written a little after its moment, and so are
    turns of that very moment: natural keys make it harmless. A page that is full of one moment moves on by
    a millisecond, so that it never stands still.
    """
    if len(turns) < page:
        return until_ms - _LATE_MS
    last = turns[-1].at_ms
    return last + 1 if turns[0].at_ms == last else last
