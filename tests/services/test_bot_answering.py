"""The answering loop: retried, handed over, overtaken, found again at a start, patient, never twice."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.brains import Parrot
from tests.houses import Ground, ground, sample
from tests.lines import Frame, MemoryLine, pass_of, running
from xiaoer.base.ids import BuyerId, ConversationId
from xiaoer.bot.answering import ATTEMPTS, LATEST_MS
from xiaoer.bot.model import Memory, Thought, Turn, View
from xiaoer.channels.service import CHANNEL
from xiaoer.conversations.model import Conversation, Holder, Message, Speaker, Text
from xiaoer.infra.database.statement import Statement
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.wiring import House

PATIENCE_S = 20
PAGES = Statement(text("PRAGMA page_count"))
LIFTED = Statement(text("PRAGMA max_page_count = 1073741823"))


class Moody(Parrot):
    """A parrot that fails at lines with a word in it, `failures` times each; all lines wait for `gate`."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.failures = failures
        self.thinking = threading.Event()
        self.gate = threading.Event()
        self.gate.set()

    def think(self, turn: Turn, view: View, memory: Memory) -> Thought:
        thought = super().think(turn, view, memory)
        self.thinking.set()
        assert self.gate.wait(PATIENCE_S)
        tries = self.turns.count(self.turns[-1])
        if any("毒" in line for line in self.turns[-1]) and tries <= self.failures:
            raise RuntimeError("cannot think about this")
        return thought


class Room:
    """Some buyers of one house and what was said to them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.shop = sample().demo.shop.id
        self.scope = frozenset({self.shop})
        self._lines = 0

    async def open(self, buyer: str = "b") -> ConversationId:
        conversations, shop = self.house.conversations, self.shop
        opened = await self.house.database.write(
            lambda unit: conversations.open(unit, shop, BuyerId(buyer), CHANNEL), self.scope
        )
        return opened.id

    async def hear(self, conversation: ConversationId, *texts: str) -> None:
        """Hear lines at once, in one unit."""
        first, self._lines = self._lines, self._lines + len(texts)

        def work(unit: Unit) -> None:
            for number, words in enumerate(texts, first):
                heard = self.house.conversations.hear(
                    unit, self.shop, conversation, Text(words), f"c{number}"
                )
                assert isinstance(heard, Message)

        await self.house.database.write(work, self.scope, conversation)

    async def head(self, conversation: ConversationId) -> Conversation:
        get = self.house.conversations.get
        return await self.house.database.read(lambda unit: get(unit, self.shop, conversation), self.scope)

    async def answers(self, conversation: ConversationId) -> list[str]:
        """Return what the bot has said, without its greeting."""
        messages = self.house.conversations.messages
        said = await self.house.database.read(
            lambda unit: messages(unit, self.shop, conversation, limit=200), self.scope
        )
        return [
            m.content.text
            for m in said
            if m.speaker is Speaker.BOT and isinstance(m.content, Text) and m.content.text.startswith("答")
        ]

    async def until(self, met: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not await met():
                await asyncio.sleep(0.005)


def play(land: Ground, brain: Parrot, story: Callable[[Room], Awaitable[None]], pause_ms: int = 0) -> None:
    async def whole() -> None:
        async with running(land.house(brain, pause_ms=pause_ms)) as house:
            await story(Room(house))

    asyncio.run(whole())


@pytest.fixture
def land(tmp_path: Path) -> Ground:
    return ground(tmp_path)


def test_a_brain_that_fails_is_asked_again_and_its_answer_comes_once(land: Ground) -> None:
    brain = Moody(failures=ATTEMPTS - 1)

    async def story(room: Room) -> None:
        sick = await room.open()
        await room.hear(sick, "毒")
        await room.house.running.quiet()
        assert await room.answers(sick) == ["答：毒"]
        assert brain.turns == [("毒",)] * ATTEMPTS
        assert (await room.head(sick)).holder is Holder.BOT

    play(land, brain, story)


def test_a_brain_that_keeps_failing_gives_the_conversation_to_a_person_and_the_others_go_on(
    land: Ground,
) -> None:
    brain = Moody(failures=1000)

    async def story(room: Room) -> None:
        sick, well = await room.open("sick"), await room.open("well")
        await room.hear(sick, "毒")
        await room.hear(well, "在吗")
        await room.until(lambda: _is(room.answers(well), ["答：在吗"]))
        await room.house.running.quiet()
        head = await room.head(sick)
        assert (head.holder, head.answered, await room.answers(sick)) == (Holder.QUEUE, 0, [])
        assert brain.turns.count(("毒",)) == ATTEMPTS

    play(land, brain, story)


def test_an_answer_overtaken_by_a_newer_line_is_thought_of_anew_and_answers_both(land: Ground) -> None:
    brain = Moody()

    async def story(room: Room) -> None:
        opened = await room.open()
        brain.gate.clear()
        await room.hear(opened, "在吗")
        await asyncio.to_thread(brain.thinking.wait, PATIENCE_S)
        await room.hear(opened, "我要退货")
        brain.gate.set()
        await room.house.running.quiet()
        assert await room.answers(opened) == ["答：在吗｜我要退货"]
        assert brain.turns == [("在吗",), ("在吗", "我要退货")]

    play(land, brain, story)


def test_an_answer_for_what_a_person_has_taken_meanwhile_is_not_said(land: Ground) -> None:
    brain = Moody()

    async def story(room: Room) -> None:
        opened = await room.open()
        brain.gate.clear()
        await room.hear(opened, "在吗")
        await asyncio.to_thread(brain.thinking.wait, PATIENCE_S)
        hand_over = room.house.conversations.hand_over
        await room.house.database.write(
            lambda unit: hand_over(unit, room.shop, opened, "wanted", ""), room.scope
        )
        brain.gate.set()
        await room.house.running.quiet()
        assert await room.answers(opened) == []

    play(land, brain, story)


def test_what_waits_at_a_start_is_found_and_answered(land: Ground) -> None:
    house = land.house(Parrot())
    shop = sample().demo.shop.id
    scope = frozenset({shop})

    def hear(unit: Unit, number: int) -> ConversationId:
        opened = house.conversations.open(unit, shop, BuyerId(f"b{number}"), CHANNEL).id
        house.conversations.hear(unit, shop, opened, Text(f"第{number}位"), "c")
        return opened

    waiting = [house.database.write_now(lambda unit, n=number: hear(unit, n), scope) for number in range(40)]
    house.close()

    async def story(room: Room) -> None:
        await room.house.running.quiet()
        for number, opened in enumerate(waiting):
            assert await room.answers(opened) == [f"答：第{number}位"]

    play(land, Parrot(), story)
    play(land, brain := Parrot(), story)
    assert brain.turns == []  # nothing is answered again


def test_many_lines_at_once_are_one_turn_and_none_is_overlooked(land: Ground) -> None:
    brain = Parrot()
    lines = [f"第{number}句" for number in range(20)]

    async def story(room: Room) -> None:
        opened = await room.open()
        await room.hear(opened, *lines)
        await room.house.running.quiet()
        assert brain.turns == [tuple(lines)]
        assert await room.answers(opened) == ["答：" + "｜".join(lines)]

    play(land, brain, story)


def test_the_bot_waits_for_a_buyer_who_goes_on_talking_but_not_for_ever(land: Ground) -> None:
    brain = Parrot()

    async def story(room: Room) -> None:
        opened = await room.open()
        clock = asyncio.get_running_loop().time
        began = clock()
        await room.hear(opened, "我想问")
        await room.hear(opened, "就是那个")
        await room.hear(opened, "热水器")
        await room.house.running.quiet()
        assert clock() - began >= LATEST_MS / 1000
        assert brain.turns == [("我想问", "就是那个", "热水器")]

    play(land, brain, story, pause_ms=60_000)


def test_a_full_disk_is_not_the_bots_fault_it_answers_when_there_is_room_again(land: Ground) -> None:
    brain = Moody()

    async def story(room: Room) -> None:
        database = room.house.database
        opened = await room.open()
        await room.house.running.quiet()
        brain.gate.clear()
        await room.hear(opened, long := "很长" * 2000)
        await asyncio.to_thread(brain.thinking.wait, PATIENCE_S)
        pages = await database.write(lambda unit: unit.one(PAGES, {}), EVERY_SHOP)
        assert pages is not None
        full = Statement(text(f"PRAGMA max_page_count = {pages[0]}"))
        await database.write(lambda unit: unit.one(full, {}), EVERY_SHOP)
        brain.gate.set()
        await room.until(lambda: _true(len(brain.turns) > ATTEMPTS))
        assert (await room.head(opened)).holder is Holder.BOT
        assert await room.answers(opened) == []
        await database.write(lambda unit: unit.one(LIFTED, {}), EVERY_SHOP)
        await room.house.running.quiet()
        assert await room.answers(opened) == [f"答：{long}"]

    play(land, brain, story)


def test_the_buyer_sees_the_answer_on_the_line(land: Ground) -> None:
    async def story(room: Room) -> None:
        line = MemoryLine(room.house, pass_of(room.house, room.shop, "b"))
        await line.open()
        await line.send(type="say", client_id="c", content={"kind": "text", "text": "在吗"})

        def answered(frame: Frame) -> bool:
            return frame.get("name") == "message" and frame["data"]["content"]["text"] == "答：在吗"

        await line.until(answered)
        await line.hang_up()

    play(land, Parrot(), story)


async def _is(got: Awaitable[list[str]], expected: list[str]) -> bool:
    return await got == expected


async def _true(value: bool) -> bool:
    return value
