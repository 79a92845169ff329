"""The bot against whole buyers: our own wordings and, where they are, the given scripts and questions."""

import asyncio
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from xiaoer.base.clock import CHINA
from xiaoer.replay.bare import service
from xiaoer.replay.model import Action, AnswerRule, Expect, ExpectedReply, Goal, Image, Script, Words
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts

OWN = Path(__file__).parents[1] / "fixtures" / "bot"
GIVEN = Path(__file__).parents[3] / "shared" / "data" / "appliance-shop"
NOW = datetime(2025, 6, 16, 10, tzinfo=CHINA)
CONFIRM = "回复.{0,8}确认"
WHICH = "哪(个|一个|笔|些).{0,2}订单|订单(号|编号)(是|呢|多少)|提供.{0,8}订单号"
OFFER = (
    "(是否|需要|要不要).{0,25}(预约|上门|维修|退货|换货|取消|价保|下单|退款|加急|转人工).{0,15}(吗|呢|？)|"
    + CONFIRM
)


class _Said(msgspec.Struct):
    say: str
    shows: str = ""
    wants: bool = False


class _Words(msgspec.Struct):
    goal: int
    any: tuple[str, ...]


class _Done(msgspec.Struct):
    name: str
    arguments: dict[str, object]


class _Buyer(msgspec.Struct):
    """A buyer in short: `wants` says that the goal's changes are confirmed, else they are turned down."""

    id: str
    buyer: str
    no: str
    order: str
    goals: tuple[_Said, ...]
    actions: tuple[_Done, ...]
    replies: tuple[_Words, ...]


def _script(row: _Buyer) -> Script:
    answers = []
    for number, goal in enumerate(row.goals):
        rule = AnswerRule(CONFIRM, "确认", 3, number) if goal.wants else AnswerRule(OFFER, row.no, 3, number)
        answers += [rule, AnswerRule(WHICH, row.order, 2, number)]
    return Script(
        id=row.id,
        shop="appliance-shop",
        buyer=row.buyer,
        now=NOW,
        goals=tuple(
            Goal(
                goal.say,
                Image(f"https://pictures.test/{row.id}-{number}.jpg", goal.shows) if goal.shows else None,
            )
            for number, goal in enumerate(row.goals)
        ),
        answers=tuple(answers),
        expect=Expect(
            tuple(Action(done.name, done.arguments) for done in row.actions),
            tuple(ExpectedReply(words.goal, Words(any=words.any)) for words in row.replies),
            handoff=False,
        ),
    )


def _given(name: str) -> bytes:
    if not (GIVEN / name).exists():
        pytest.skip(f"the given {name} are not on this machine")
    return (GIVEN / name).read_bytes()


def test_buyers_in_our_own_words_get_exactly_what_they_asked_for() -> None:
    rows = msgspec.json.Decoder(_Buyer).decode_lines((OWN / "buyers.jsonl").read_bytes())
    results = asyncio.run(play_all([_script(row) for row in rows], service()))
    failed = [f"{result.id}: {result.why[0]}" for result in results if not result.passed]
    assert len(failed) <= 3, failed


def test_questions_about_goods_in_our_own_words_are_answered_from_the_texts() -> None:
    results = asyncio.run(play_all(questions((OWN / "questions.jsonl").read_bytes()), service()))
    failed = [f"{result.id} {result.turns[0].say}" for result in results if not result.passed]
    assert len(failed) <= 7, failed


def test_given_scripts_pass() -> None:
    results = asyncio.run(play_all(scripts(_given("buyers.jsonl")), service()))
    failed = [f"{result.id}: {result.why[0]}" for result in results if not result.passed]
    assert len(failed) <= 2, failed


def test_given_questions_are_answered() -> None:
    results = asyncio.run(play_all(questions(_given("questions.jsonl")), service()))
    failed = [f"{result.id} {result.turns[0].say}" for result in results if not result.passed]
    assert len(failed) <= 2, failed


def test_wrong_changes_never_happen_in_given_scripts() -> None:
    tests = scripts(_given("buyers.jsonl"))
    results = asyncio.run(play_all(tests, service()))
    wrong = [why for result in results for why in result.why if why.startswith("not expected")]
    assert not wrong
