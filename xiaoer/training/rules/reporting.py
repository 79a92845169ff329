"""Hit, containment and hand-off by scenario and day."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from xiaoer.base.clock import day_of
from xiaoer.base.ids import ConversationId
from xiaoer.bot.model import Outcome, TurnRecord

_HITS: Final = frozenset({Outcome.ANSWERED, Outcome.CHANGED, Outcome.REFUSED, Outcome.TALKED})


@dataclass(frozen=True, slots=True)
class Share:
    """Counts of one scenario or one day.

    `turns` all turns, `hits` those that had an answer (answered, changed, refused, talked), `unsure`
    answered with little to go by, `asked` asked back, `unknown` without an answer, `handed_over` given to
    a person. `conversations` those with a turn here, `contained`
    those of them that no person took part in.
    """

    name: str
    turns: int
    hits: int
    unsure: int
    asked: int
    unknown: int
    handed_over: int
    conversations: int
    contained: int


@dataclass(frozen=True, slots=True)
class Report:
    """The trainer's figures of a period, whole, by scenario and by day (China). `cut` when there was more."""

    whole: Share
    scenarios: tuple[Share, ...]
    days: tuple[Share, ...]
    cut: bool


def report(turns: Sequence[TurnRecord], by_people: AbstractSet[ConversationId], *, cut: bool) -> Report:
    """Return the figures of turns, whole, by scenario and by day in China.

    Hit rate 命中率 = hits / (hits + unsure + unknown + handed over); a turn that asks back is neither.
    Containment 独立接待率 = conversations that the bot ended alone / conversations: it asked for no person,
    and none spoke (`by_people` are the conversations in which one did).
    Hand-off rate 转人工率 = turns handed over / turns. Of a scenario the conversations are those that had a
    turn in it, and contained means here: not handed over in a turn of that scenario, and no person spoke.
    """
    return Report(
        _share("", turns, by_people),
        tuple(
            sorted(_by(turns, by_people, lambda turn: turn.scenario), key=lambda one: (-one.turns, one.name))
        ),
        tuple(sorted(_by(turns, by_people, lambda turn: day_of(turn.at_ms)), key=lambda one: one.name)),
        cut,
    )


def hit_rate(share: Share) -> float | None:
    """Return the hit rate, None without a turn that could have been one."""
    asked = share.hits + share.unsure + share.unknown + share.handed_over
    return share.hits / asked if asked else None


def containment(share: Share) -> float | None:
    """Return the share of conversations that stayed with the bot, None without one."""
    return share.contained / share.conversations if share.conversations else None


def _by(
    turns: Iterable[TurnRecord], by_people: AbstractSet[ConversationId], name: Callable[[TurnRecord], str]
) -> list[Share]:
    parts: dict[str, list[TurnRecord]] = {}
    for turn in turns:
        parts.setdefault(name(turn), []).append(turn)
    return [_share(key, part, by_people) for key, part in parts.items()]


def _share(name: str, turns: Sequence[TurnRecord], by_people: AbstractSet[ConversationId]) -> Share:
    def count(*outcomes: Outcome) -> int:
        return sum(turn.outcome in outcomes for turn in turns)

    talked: set[ConversationId] = {turn.conversation for turn in turns}
    handed = {turn.conversation for turn in turns if turn.outcome is Outcome.HANDED_OVER}
    return Share(
        name=name,
        turns=len(turns),
        hits=count(*_HITS),
        unsure=count(Outcome.UNSURE),
        asked=count(Outcome.ASKED),
        unknown=count(Outcome.UNKNOWN),
        handed_over=count(Outcome.HANDED_OVER),
        conversations=len(talked),
        contained=len(talked - handed - by_people),
    )
