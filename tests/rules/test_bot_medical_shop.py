"""The medical shop's own buyers and questions against the bot; floors just under its best."""

import asyncio
from pathlib import Path

from xiaoer.replay.bare import service
from xiaoer.replay.model import Result
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts

EVALS = Path(__file__).parents[2] / "evals" / "medical-shop"
SCRIPTS, TASKS, QUESTIONS = 46, 14, 89  # reached: 48, 16, 91


def played(name: str) -> list[Result]:
    content = (EVALS / name).read_bytes()
    tests = scripts(content) if name == "buyers.jsonl" else questions(content)
    return asyncio.run(play_all(tests, service(shop="medical-shop")))


def failures(results: list[Result]) -> str:
    return "\n".join(f"{result.id} {result.why[0]}" for result in results if not result.passed)


def test_buyers_are_served() -> None:
    results = played("buyers.jsonl")
    tasks: dict[str, bool] = {}
    for result in results:
        tasks[result.id[:-2]] = tasks.get(result.id[:-2], True) and result.passed
    assert len(results) == 48
    assert sum(result.passed for result in results) >= SCRIPTS, failures(results)
    assert sum(tasks.values()) >= TASKS, failures(results)


def test_nothing_is_changed_that_no_buyer_wanted() -> None:
    wrong = [
        f"{result.id} {why}"
        for result in played("buyers.jsonl")
        for why in result.why
        if "not expected" in why
    ]
    assert wrong == []


def test_questions_are_answered() -> None:
    results = played("questions.jsonl")
    assert len(results) == 94
    assert sum(result.passed for result in results) >= QUESTIONS, failures(results)
