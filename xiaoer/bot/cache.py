"""Answers kept: the same words in the same circumstances get the same answer without thinking again.

A key holds everything that the rules may look at but the moment, so that a kept answer is what thinking anew
would say. A turn that asked for the moment is not kept; windows of entries, rules and notices are counted
in the key, so that no answer outlives one.
"""

import re
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Final, cast

import msgspec

from xiaoer.base.ids import BuyerId
from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.model import Memory, Thought, Turn, View
from xiaoer.conversations.model import Text
from xiaoer.knowledge.model import Conditions

KEPT: Final = 4096
LONGEST: Final = 80  # characters of a question that may come again
_SHARED: Final = frozenset(
    {
        *("product", "faq", "industry", "intent", "promotion", "policy", "dialogue", "choice"),
        *("keyword_rule", "notice", "persona", "memory"),
    }
)
# What a new field of a turn or a view holds counts, until it is said here why it need not.
_OF_TURN: Final = tuple(
    one.name for one in fields(Turn) if one.name not in {"lines", "now_ms", "vectors", "encoder"}
)
_OF_VIEW: Final = tuple(
    one.name
    for one in fields(View)
    if one.name not in {"catalogue", "faqs", "promotions", "policy", "library"}  # one with the library
    and one.name not in {"rules", "notices", "buyer", "now_ms", "tokens_today"}
)
_LATIN: Final = re.compile("[A-Za-z]")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Memory).decode


@dataclass(frozen=True, slots=True)
class _Kept:
    """`said` is the end of what the thought says: after the same words the rules answer otherwise.

    `held` keeps alive what the key names by its place in memory.
    """

    thought: Thought
    memory: bytes
    said: str
    held: tuple[object, ...]


class Watched:
    """A turn or a view that notes whether somebody asked it for the moment."""

    __slots__ = ("_of", "asked")

    def __init__(self, of: Turn | View) -> None:
        self._of = of
        self.asked = False

    def __getattr__(self, name: str) -> object:
        if name == "now_ms":
            self.asked = True
        return getattr(self._of, name)


@dataclass(frozen=True, slots=True)
class Question:
    """A turn as the cache sees it. `key` is None for a turn that cannot come again.

    `said` is the end of what the bot said before; with it the key is that of an answer that leans on it.
    """

    key: Hashable | None
    said: str
    turn: Turn
    view: View
    watched: tuple[Watched, Watched]

    @property
    def of_the_moment(self) -> bool:
        """Return whether its answer was decided by the moment."""
        return any(one.asked for one in self.watched)


class AnswerCache:
    """Thoughts by key, the one unused for longest forgotten first. Shared by the bot's threads."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def question(self, turn: Turn, view: View, memory: Memory) -> Question:
        """Return a turn with its keys, and with a turn and view to think with that note what is asked."""
        watched = (Watched(turn), Watched(view))
        return Question(
            _key(turn, view, memory),
            memory.said,
            cast("Turn", watched[0]),
            cast("View", watched[1]),
            watched,
        )

    def find(self, question: Question) -> Thought | None:
        """Return the kept thought with a memory of its own, None when it must be thought."""
        if question.key is None:
            return None
        with self._lock:
            key: Hashable = question.key
            found = self._kept.get(key)
            if found is None or (found.said and found.said == question.said):
                key = (question.key, question.said)
                found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
        known = found.thought
        return replace(
            known,
            memory=_decode(found.memory),
            trace=dict(known.trace),
            understood=replace(known.understood, stage="cache"),
        )

    def keep(self, question: Question, thought: Thought) -> None:
        """Keep a thought that used nothing of one buyer and nothing of the moment."""
        if question.key is None or question.of_the_moment or not _may_come_again(thought):
            return
        view = question.view
        held = (view.library, view.rules, view.notices)
        kept = _Kept(thought, _encode(thought.memory), thought.memory.said, held)
        key: Hashable = (question.key, question.said) if "said" in thought.leans else question.key
        with self._lock:
            self._kept[key] = kept
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _may_come_again(thought: Thought) -> bool:
    return (
        bool(thought.replies)
        and not thought.changes
        and thought.handoff is None
        and all(reply.evidence for reply in thought.replies)
        and all(item.kind in _SHARED for reply in thought.replies for item in reply.evidence)
    )


def _key(turn: Turn, view: View, memory: Memory) -> Hashable | None:
    if view.library is None or turn.vectors or memory.pending or memory.drafts:
        return None
    texts = []
    for line in turn.lines:
        if not isinstance(line.content, Text) or len(line.content.text) > LONGEST:
            return None
        texts.append(_worded(line.content.text))
    return (
        view.library,  # by identity: one for each version of what the shop knows
        id(view.rules),
        id(view.notices),
        _season(turn.window_ms, view),
        view.buyer and replace(view.buyer, id=BuyerId("")),
        tuple(texts),
        _encode(msgspec.structs.replace(memory, said="")),
        tuple(getattr(turn, name) for name in _OF_TURN),
        tuple(getattr(view, name) for name in _OF_VIEW),
    )


def _worded(text: str) -> str:
    """Return a text as it is compared: folded, but Latin letters as typed, for they may be quoted."""
    return text.strip() if _LATIN.search(text) else plain(text)


def _season(moment: int, view: View) -> tuple[int, ...]:
    """Return between which beginnings and ends of windows a moment lies."""
    bounds = view.library.boundaries if view.library else []
    seasons = [bisect_right(bounds, moment)]
    seasons += _sides(moment, (rule.conditions for rule in view.rules))
    seasons += _sides(moment, (notice.conditions for notice in view.notices))
    return tuple(seasons)


def _sides(moment: int, conditions: Iterable[Conditions]) -> list[int]:
    return [
        (moment >= held.from_ms) + 2 * (moment >= held.until_ms)
        for held in conditions
        if held.from_ms or held.until_ms
    ]
