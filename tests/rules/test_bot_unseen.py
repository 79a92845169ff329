"""Scripts and questions whose authors never saw the bot: floors just under what it reaches since."""

import asyncio
from functools import cache
from pathlib import Path

import pytest

from xiaoer.replay.bare import service
from xiaoer.replay.model import Result
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts

UNSEEN = Path(__file__).parents[2] / "evals" / "appliance-shop" / "unseen"


@cache
def played(name: str) -> tuple[Result, ...]:
    content = (UNSEEN / name).read_bytes()
    tests = questions(content) if name.startswith("questions") else scripts(content)
    return tuple(asyncio.run(play_all(tests, service())))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("scripts-1.jsonl", 70),
        ("scripts-2.jsonl", 53),
        ("scripts-3.jsonl", 47),
        ("questions-1.jsonl", 96),
        ("questions-2.jsonl", 56),
    ],
)
def test_what_was_reached_is_kept(name: str, least: int) -> None:
    failed = [f"{result.id} {result.why[0]}" for result in played(name) if not result.passed]
    assert len(played(name)) - len(failed) >= least, "\n".join(failed)


@pytest.mark.parametrize("name", ["scripts-1.jsonl", "scripts-2.jsonl", "scripts-3.jsonl"])
def test_nothing_is_changed_that_was_not_asked_for(name: str) -> None:
    wrong = [
        f"{result.id} {why}"
        for result in played(name)
        for why in result.why
        if why.startswith("not expected")
    ]
    assert wrong == []
