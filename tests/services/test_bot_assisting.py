"""The language model beside the bot: it helps where it may, and nobody misses it when it fails or is slow."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from tests.brains import Parrot
from tests.houses import Ground, ground
from tests.lines import running
from tests.rules.bot_shop import turn, view
from tests.services.test_bot_answering import Room
from xiaoer.base.clock import day_of
from xiaoer.base.ids import OrderId
from xiaoer.bot.assisting import FAILURES, Assistant, Limits
from xiaoer.bot.model import Memory, Outcome, Plan, Prompt, Thought, Turn, View
from xiaoer.bot.policy import ModelPolicy, default_policy
from xiaoer.bot.ports import Completion, ModelFailedError
from xiaoer.bot.store import tokens_of
from xiaoer.orders.model import CancelOrder


class Oracle:
    """A language model with one answer; `gate` holds it back, `failure` makes it fail."""

    def __init__(self, answer: str, failure: str = "") -> None:
        self.answer = answer
        self.failure = failure
        self.asked: list[Sequence[Prompt]] = []
        self.gate = threading.Event()
        self.gate.set()

    def complete(self, prompts: Sequence[Prompt], most_tokens: int) -> Completion:
        assert most_tokens > 0
        self.asked.append(prompts)
        assert self.gate.wait(20)
        if self.failure:
            raise ModelFailedError(self.failure)
        return Completion(self.answer, 7)


class Puzzled(Parrot):
    """A parrot that understands nothing but lines that begin with 退货."""

    def think(self, turn: Turn, _view: View, memory: Memory) -> Thought:
        thought = super().think(turn, _view, memory)
        known = self.turns[-1][0].startswith("退货")
        return replace(thought, outcome=Outcome.ANSWERED if known else Outcome.UNKNOWN)


def seen(*, read: bool = False, answer: bool = False, rewrite: bool = False, tokens: int = 0) -> View:
    allowed = ModelPolicy(read=read, answer=answer, rewrite=rewrite)
    policy = msgspec.structs.replace(default_policy(), model=allowed)
    return replace(view(), policy=policy, tokens_today=tokens)


class Clock:
    """Seconds that go forward only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def assistant(oracle: Oracle, brain: Parrot, clock: Clock | None = None) -> Assistant:
    return Assistant(oracle, brain.think, Limits(deadline_ms=1000, tokens_a_day=100), clock or Clock())


def helped(oracle: Oracle, brain: Parrot, sight: View, memory: Memory | None = None) -> Thought:
    said, memory = turn("整回去得了"), memory or Memory()
    helper = assistant(oracle, brain)
    thought = brain.think(said, sight, memory)
    better, _ = helper.helped(said, sight, memory, thought)
    helper.stop()
    return better


def test_a_hard_message_is_read_and_the_rules_decide() -> None:
    better = helped(Oracle('{"say": "退货"}'), Puzzled(), seen(read=True))
    assert (better.outcome, better.trace["model_read"]) == (Outcome.ANSWERED, "退货")


def test_while_something_waits_for_a_yes_the_model_does_not_read() -> None:
    oracle = Oracle('{"say": "退货"}')
    waiting = Memory(pending=[Plan("cancel")])
    assert helped(oracle, Puzzled(), seen(read=True), waiting).outcome is Outcome.UNKNOWN
    assert oracle.asked == []


def test_a_reading_that_would_change_something_is_thrown_away() -> None:
    cancel = CancelOrder(OrderId("3132"))
    brain = Puzzled(lambda line: (cancel,) if line.startswith("退货") else ())
    assert helped(Oracle('{"say": "退货"}'), brain, seen(read=True)).changes == ()


def test_it_is_asked_only_where_policy_and_budget_allow() -> None:
    helper, brain = assistant(Oracle(""), Puzzled()), Puzzled()
    unknown = brain.think(turn("整回去"), seen(), Memory())
    answered = replace(unknown, outcome=Outcome.ANSWERED)
    assert helper.wanted(seen(read=True), unknown)
    assert helper.wanted(seen(answer=True), unknown)
    assert not helper.wanted(seen(rewrite=False), unknown)
    assert not helper.wanted(seen(read=True, answer=True), answered)
    assert helper.wanted(seen(rewrite=True), answered)
    assert not helper.wanted(seen(read=True, tokens=100), unknown)
    helper.stop()


def test_after_failures_in_a_row_it_is_left_alone_for_a_while() -> None:
    clock, brain = Clock(), Puzzled()
    helper = assistant(Oracle("", failure="status 500"), brain, clock)
    said, sight = turn("整回去"), seen(read=True)
    unknown = brain.think(said, sight, Memory())
    for _ in range(FAILURES):
        assert helper.wanted(sight, unknown)
        better, _ = helper.helped(said, sight, Memory(), unknown)
        assert better.trace["model"] == "failed: status 500"
        assert better.replies == unknown.replies
    assert not helper.wanted(sight, unknown)
    clock.now += 31
    assert helper.wanted(sight, unknown)
    helper.stop()


def test_when_every_place_is_taken_the_turn_goes_on_without() -> None:
    oracle, brain = Oracle('{"say": ""}'), Puzzled()
    oracle.gate.clear()
    helper = Assistant(oracle, brain.think, Limits(threads=1, waiting=1))
    said, sight = turn("整回去"), seen(read=True)
    unknown = brain.think(said, sight, Memory())
    done: list[Thought] = []
    taken = [
        helper.submit(said, sight, Memory(), unknown, lambda thought, _: done.append(thought))
        for _ in range(3)
    ]
    assert taken == [True, True, False]
    oracle.gate.set()
    helper.stop()
    assert not helper.submit(said, sight, Memory(), unknown, lambda thought, _: done.append(thought))


@pytest.fixture
def land(tmp_path: Path) -> Ground:
    return ground(tmp_path)


def play(
    land: Ground, oracle: Oracle, story: Callable[[Room], Awaitable[None]], timeout_ms: int = 6_000
) -> None:
    async def whole() -> None:
        land.settings = replace(land.settings, model_timeout_ms=timeout_ms)
        async with running(land.house(Puzzled(), model=oracle)) as house:
            await story(Room(house))

    asyncio.run(whole())


def test_the_buyer_hears_the_better_answer_once_and_the_tokens_are_counted(land: Ground) -> None:
    async def story(room: Room) -> None:
        opened = await room.open()
        await room.hear(opened, "整回去得了")
        await room.house.running.quiet()
        assert await room.answers(opened) == ["答：退货"]
        day = day_of(land.clock.now_ms())
        used = await room.house.database.read(lambda unit: tokens_of(unit, room.shop, day), room.scope)
        assert used == 7

    play(land, Oracle('{"say": "退货"}'), story)


def test_a_slow_model_is_not_waited_for(land: Ground) -> None:
    oracle = Oracle('{"say": "退货"}')
    oracle.gate.clear()

    async def story(room: Room) -> None:
        opened = await room.open()
        await room.hear(opened, "整回去得了")
        await room.house.running.quiet()
        assert await room.answers(opened) == ["答：整回去得了"]
        oracle.gate.set()

    play(land, oracle, story, timeout_ms=100)


def test_a_failing_model_is_not_missed(land: Ground) -> None:
    async def story(room: Room) -> None:
        opened = await room.open()
        await room.hear(opened, "整回去得了")
        await room.house.running.quiet()
        assert await room.answers(opened) == ["答：整回去得了"]

    play(land, Oracle("", failure="gone"), story)
