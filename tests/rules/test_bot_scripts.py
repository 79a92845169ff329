"""The bot against buyers and questions written without looking at its rules; floors just under its best.

`scripts.jsonl` is a short form of the buyer scripts: a goal with `yes` is confirmed, one with `no` (不用
when absent) is turned down, `a` answers what is asked for by kind; the kinds and their regular expressions,
those of the given scripts, stand in `answers.json`.
"""

import asyncio
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec

from xiaoer.base.clock import CHINA
from xiaoer.replay.bare import service
from xiaoer.replay.model import Action, AnswerRule, Expect, ExpectedReply, Goal, Image, Result, Script, Words
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions

OWN = Path(__file__).parents[1] / "fixtures" / "bot"
NOW = datetime(2025, 6, 16, 10, tzinfo=CHINA)


class _Cues(msgspec.Struct):
    confirm: str
    confirm_wide: str
    act: str
    decline: str
    ask: dict[str, str]


class _Said(msgspec.Struct):
    say: str
    yes: str = ""
    no: str = "不用"
    shows: str = ""
    a: dict[str, str] = {}


class _Heard(msgspec.Struct):
    goal: int
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class _Done(msgspec.Struct):
    name: str
    arguments: dict[str, object]


class _Buyer(msgspec.Struct):
    id: str
    buyer: str
    goals: tuple[_Said, ...]
    actions: tuple[_Done, ...]
    replies: tuple[_Heard, ...] = ()
    order: str = "不知道"
    handoff: bool = False


@cache
def _cues() -> _Cues:
    return msgspec.json.decode((OWN / "answers.json").read_bytes(), type=_Cues)


def _answers(row: _Buyer) -> tuple[AnswerRule, ...]:
    cues = _cues()
    first, later = [], []
    for number, goal in enumerate(row.goals):
        when, say = (cues.confirm, goal.yes) if goal.yes else (cues.decline, goal.no)
        first.append(AnswerRule(when, say, 3, number))
        for kind, answer in {"ORDER": row.order, **goal.a}.items():
            later.append(AnswerRule(cues.ask[kind], answer, 2, number))
        if goal.yes:
            later.append(AnswerRule(cues.confirm_wide, goal.yes, 3, number))
            later.append(AnswerRule(cues.act, goal.yes, 2, number))
    return (*first, *later)


def _script(row: _Buyer) -> Script:
    goals = tuple(
        Goal(goal.say, Image(f"https://pictures.test/{row.id}-{n}.jpg", goal.shows) if goal.shows else None)
        for n, goal in enumerate(row.goals)
    )
    expect = Expect(
        tuple(Action(done.name, done.arguments) for done in row.actions),
        tuple(ExpectedReply(one.goal, Words(one.any, one.all, one.none)) for one in row.replies),
        handoff=row.handoff,
    )
    return Script(
        id=row.id,
        shop="appliance-shop",
        buyer=row.buyer,
        now=NOW,
        goals=goals,
        answers=_answers(row),
        expect=expect,
    )


@cache
def _played() -> tuple[Result, ...]:
    rows = msgspec.json.Decoder(_Buyer).decode_lines((OWN / "scripts.jsonl").read_bytes())
    return tuple(asyncio.run(play_all([_script(row) for row in rows], service())))


def test_buyers_get_what_they_asked_for() -> None:
    failed = [f"{result.id}: {result.why[0]}" for result in _played() if not result.passed]
    assert len(failed) <= 3, failed


def test_nothing_is_changed_that_was_not_asked_for() -> None:
    wrong = [
        f"{result.id}: {why}" for result in _played() for why in result.why if why.startswith("not expected")
    ]
    assert not wrong


def test_single_questions_are_answered() -> None:
    results = asyncio.run(play_all(questions((OWN / "singles.jsonl").read_bytes()), service()))
    failed = [
        f"{result.id} {result.turns[0].say}: {result.why[0]}" for result in results if not result.passed
    ]
    assert len(results) > 300
    assert len(failed) <= 12, failed
