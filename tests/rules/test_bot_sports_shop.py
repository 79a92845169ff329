"""The sports shop's buyers and questions; floors just under what the bot does."""

import asyncio
from functools import cache
from pathlib import Path

from xiaoer.replay.bare import EachShop
from xiaoer.replay.model import Result
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts
from xiaoer.replay.rules import tasks_passed

# As few may be lost as are now, and a little more where wordings near a margin move.
SCRIPTS_LOST, TASKS_PASSED, QUESTIONS_LOST = 4, 13, 8
EVALS = Path(__file__).parents[2] / "evals" / "sports-shop"


@cache
def _buyers() -> tuple[Result, ...]:
    return tuple(asyncio.run(play_all(scripts((EVALS / "buyers.jsonl").read_bytes()), EachShop())))


@cache
def _answers() -> tuple[Result, ...]:
    return tuple(asyncio.run(play_all(questions((EVALS / "questions.jsonl").read_bytes()), EachShop())))


def _failed(results: tuple[Result, ...]) -> list[str]:
    return [f"{result.id} {result.turns[0].say}: {result.why[0]}" for result in results if not result.passed]


def test_buyers_get_what_they_asked_for() -> None:
    assert len(_buyers()) >= 36
    assert len(_failed(_buyers())) <= SCRIPTS_LOST, _failed(_buyers())
    assert sum(tasks_passed(_buyers()).values()) >= TASKS_PASSED


def test_nothing_is_changed_that_was_not_asked_for() -> None:
    wrong = [f"{r.id}: {why}" for r in _buyers() for why in r.why if why.startswith("not expected")]
    assert not wrong


def test_questions_are_answered() -> None:
    assert len(_answers()) >= 66
    assert len(_failed(_answers())) <= QUESTIONS_LOST, _failed(_answers())
