"""Buyer scripts in short: a goal with `yes` is confirmed, one with `no` (不用 when absent) turned down.

`a` answers what is asked for by kind; the kinds and their regular expressions, those of the given scripts,
stand in `answers.json`.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec

from xiaoer.base.clock import CHINA
from xiaoer.replay.bare import service
from xiaoer.replay.model import Action, AnswerRule, Expect, ExpectedReply, Goal, Image, Result, Script, Words
from xiaoer.replay.play import play_all

OWN = Path(__file__).parents[1] / "fixtures" / "bot"
NOW = datetime(2025, 6, 16, 10, tzinfo=CHINA)


class Cues(msgspec.Struct):
    confirm: str
    confirm_wide: str
    act: str
    decline: str
    ask: dict[str, str]


class Said(msgspec.Struct):
    say: str
    yes: str = ""
    no: str = "不用"
    shows: str = ""
    a: dict[str, str] = {}


class Heard(msgspec.Struct):
    goal: int
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


class Done(msgspec.Struct):
    name: str
    arguments: dict[str, object]


class Buyer(msgspec.Struct):
    id: str
    buyer: str
    goals: tuple[Said, ...]
    actions: tuple[Done, ...]
    replies: tuple[Heard, ...] = ()
    order: str = "不知道"
    handoff: bool = False


@cache
def cues() -> Cues:
    return msgspec.json.decode((OWN / "answers.json").read_bytes(), type=Cues)


def answers(row: Buyer) -> tuple[AnswerRule, ...]:
    said = cues()
    first, later = [], []
    for number, goal in enumerate(row.goals):
        when, say = (said.confirm, goal.yes) if goal.yes else (said.decline, goal.no)
        first.append(AnswerRule(when, say, 3, number))
        for kind, answer in {"ORDER": row.order, **goal.a}.items():
            later.append(AnswerRule(said.ask[kind], answer, 2, number))
        if goal.yes:
            later.append(AnswerRule(said.confirm_wide, goal.yes, 3, number))
            later.append(AnswerRule(said.act, goal.yes, 2, number))
    return (*first, *later)


def script(row: Buyer) -> Script:
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
        answers=answers(row),
        expect=expect,
    )


def read(name: str) -> list[Script]:
    """Return the scripts of a fixture file in the short form."""
    rows = msgspec.json.Decoder(Buyer).decode_lines((OWN / name).read_bytes())
    return [script(row) for row in rows]


@cache
def played(name: str) -> tuple[Result, ...]:
    """Return what came of the scripts of a fixture file; played once."""
    return tuple(asyncio.run(play_all(read(name), service())))


def wrong_changes(results: Sequence[Result]) -> list[str]:
    """Return the changes that no buyer wanted."""
    return [f"{one.id}: {why}" for one in results for why in one.why if why.startswith("not expected")]
