"""Buyer scripts, single-turn questions and what came of playing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

Arguments = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the buyer; what it `shows` may be told by the shop's image reader only."""

    url: str
    shows: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One wish of the buyer, in words, with a picture or not."""

    say: str
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """What the buyer answers when the regular expression `when` is found in the last service text.

    At most `times` times since the current goal began; with `goal` only while that goal is current.
    """

    when: str
    say: str
    times: int = 2
    goal: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A change carried out, in the vocabulary of the shop's platform."""

    name: str
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class Words:
    """What texts must hold: one of `any`, all of `all`, none of `none`; plain substrings."""

    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedReply:
    """What all service text said while goal number `goal` was current must hold."""

    goal: int
    words: Words


@dataclass(frozen=True, slots=True)
class Expect:
    """What must be true in the end; None is not looked at, no actions means that nothing may change."""

    actions: tuple[Action, ...] | None = None
    replies: tuple[ExpectedReply, ...] = ()
    handoff: bool | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """One simulated buyer. `buyer` is the platform's account, `now` the moment of the conversation."""

    id: str
    shop: str
    buyer: str
    now: datetime
    goals: tuple[Goal, ...]
    answers: tuple[AnswerRule, ...] = ()
    expect: Expect = Expect()


@dataclass(frozen=True, slots=True)
class Question:
    """One question and what its answer must hold; `product` is the page from which the chat was opened."""

    id: str
    shop: str
    say: str
    kind: str
    now: datetime
    words: Words
    buyer: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One buyer message, the service texts that answered it, and how long that took."""

    goal: int
    say: str
    replies: tuple[str, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one script or question. `why` are the failures, the first thing that failed first."""

    id: str
    passed: bool
    why: tuple[str, ...]
    turns: tuple[Turn, ...]
    actions: tuple[Action, ...]
    handoff: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a buyer is: the current goal, and how often each answer rule was used since it began."""

    goal: int
    used: Mapping[int, int]
    said: int
