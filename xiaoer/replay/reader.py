"""Buyer scripts, questions and results as JSON lines; a line that is wrong is named with its reason."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

import msgspec

from xiaoer.base.clock import CHINA
from xiaoer.base.errors import invalid
from xiaoer.replay.model import (
    Action,
    AnswerRule,
    Expect,
    ExpectedReply,
    Goal,
    Image,
    Question,
    Result,
    Script,
    Words,
)
from xiaoer.replay.rules import pattern

# Questions carry no moment; one inside the window of the sample shop's promotion, after all its parcels.
QUESTIONS_NOW = datetime(2025, 6, 16, 10, tzinfo=CHINA)

Test = TypeVar("Test", Script, Question)


class _Image(msgspec.Struct):
    url: str
    shows: str


class _Goal(msgspec.Struct):
    say: str
    image: _Image | None = None


class _Answer(msgspec.Struct):
    when: str
    say: str
    times: int = 2
    goal: int | None = None


class _Action(msgspec.Struct):
    name: str
    arguments: dict[str, object]


class _Reply(msgspec.Struct):
    goal: int
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class _Expect(msgspec.Struct):
    actions: list[_Action] | None = None
    replies: list[_Reply] = []
    handoff: bool | None = None


class _Script(msgspec.Struct):
    id: str
    shop: str
    buyer: str
    now: datetime
    goals: list[_Goal]
    answers: list[_Answer] = []
    expect: _Expect = msgspec.field(default_factory=_Expect)
    note: str = ""


class _Question(msgspec.Struct):
    id: str
    shop: str
    say: str
    kind: str
    buyer: str | None = None
    product: str | None = None
    now: datetime = QUESTIONS_NOW
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    note: str = ""


def scripts(content: bytes) -> list[Script]:
    """Read buyer scripts, one JSON object a line; XiaoerError `bad_script` names line and reason."""
    decoder = msgspec.json.Decoder(_Script)
    return list(_lines(content, lambda line: _script(decoder.decode(line)), "bad_script"))


def questions(content: bytes) -> list[Question]:
    """Read single-turn questions, one a line; XiaoerError `bad_question` names line and reason."""
    decoder = msgspec.json.Decoder(_Question)
    return list(_lines(content, lambda line: _question(decoder.decode(line)), "bad_question"))


def result_line(result: Result) -> bytes:
    """Return one result as a JSON line, as `--out` writes it."""
    return (
        msgspec.json.encode(
            {
                "id": result.id,
                "passed": result.passed,
                "why": result.why,
                "turns": [
                    {"say": turn.say, "replies": turn.replies, "ms": round(turn.ms, 3)}
                    for turn in result.turns
                ],
                "actions": [{"name": a.name, "arguments": dict(a.arguments)} for a in result.actions],
                "handoff": result.handoff,
            }
        )
        + b"\n"
    )


def _lines(content: bytes, read: Callable[[bytes], Test], code: str) -> Iterable[Test]:
    seen: set[str] = set()
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = read(line)
        except (ValueError, msgspec.DecodeError) as error:
            raise invalid(code, f"line {number}: {error}") from error
        if value.id in seen:
            raise invalid(code, f"line {number}: the id {value.id!r} was used before")
        seen.add(value.id)
        yield value


def _script(row: _Script) -> Script:
    if not row.goals:
        msg = "a script needs at least one goal - at `$.goals`"
        raise ValueError(msg)
    for place, goal in _goal_numbers(row):
        if not 0 <= goal < len(row.goals):
            msg = f"goal {goal} does not exist, there are {len(row.goals)} - at `$.{place}`"
            raise ValueError(msg)
    for number, answer in enumerate(row.answers):
        try:
            pattern(answer.when)
        except re.error as error:
            msg = f"not a regular expression: {error} - at `$.answers[{number}].when`"
            raise ValueError(msg) from error
    return Script(
        id=row.id,
        shop=row.shop,
        buyer=row.buyer,
        now=_zoned(row.now),
        goals=tuple(
            Goal(goal.say, Image(goal.image.url, goal.image.shows) if goal.image else None)
            for goal in row.goals
        ),
        answers=tuple(AnswerRule(a.when, a.say, a.times, a.goal) for a in row.answers),
        expect=_expect(row.expect),
    )


def _goal_numbers(row: _Script) -> Iterable[tuple[str, int]]:
    for number, answer in enumerate(row.answers):
        if answer.goal is not None:
            yield f"answers[{number}].goal", answer.goal
    for number, reply in enumerate(row.expect.replies):
        yield f"expect.replies[{number}].goal", reply.goal


def _expect(row: _Expect) -> Expect:
    return Expect(
        actions=None if row.actions is None else tuple(Action(a.name, a.arguments) for a in row.actions),
        replies=tuple(ExpectedReply(r.goal, Words(r.any, r.all, r.none)) for r in row.replies),
        handoff=row.handoff,
    )


def _question(row: _Question) -> Question:
    return Question(
        id=row.id,
        shop=row.shop,
        say=row.say,
        kind=row.kind,
        now=_zoned(row.now),
        words=Words(row.any, row.all, row.none),
        buyer=row.buyer,
        product=row.product,
    )


def _zoned(moment: datetime) -> datetime:
    """Return the moment; one written without a zone is China time."""
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=CHINA)
