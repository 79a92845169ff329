"""The bot against buyers and questions written without looking at its rules; floors just under its best."""

import asyncio

from tests.rules.short_scripts import OWN, played, wrong_changes
from xiaoer.replay.bare import service
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions


def test_buyers_get_what_they_asked_for() -> None:
    failed = [f"{result.id}: {result.why[0]}" for result in played("scripts.jsonl") if not result.passed]
    assert len(failed) <= 3, failed


def test_nothing_is_changed_that_was_not_asked_for() -> None:
    assert wrong_changes(played("scripts.jsonl")) == []


def test_buyers_of_the_later_rounds_get_what_they_asked_for() -> None:
    failed = [f"{result.id}: {result.why[0]}" for result in played("rounds.jsonl") if not result.passed]
    assert len(failed) <= 2, failed


def test_nothing_is_changed_that_was_not_asked_for_in_the_later_rounds() -> None:
    assert wrong_changes(played("rounds.jsonl")) == []


def test_single_questions_are_answered() -> None:
    results = asyncio.run(play_all(questions((OWN / "singles.jsonl").read_bytes()), service()))
    failed = [
        f"{result.id} {result.turns[0].say}: {result.why[0]}" for result in results if not result.passed
    ]
    assert len(results) > 300
    assert len(failed) <= 12, failed
