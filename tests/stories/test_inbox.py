"""The agent's inbox: every change shows, many changes of one conversation are one event when it is slow."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from tests.brains import Parrot
from tests.houses import ground, sample
from tests.lines import Frame, MemoryLine, pass_of, running, session_of
from xiaoer.base.ids import ConversationId
from xiaoer.conversations.model import Message, Text
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.live.connection import OUTBOX_LIMIT
from xiaoer.wiring import House
from xiaoer.workbench.sockets import StaffSession

BUYERS, ROUNDS = 150, 6  # more conversations than the outbox holds frames


async def opened(house: House) -> list[ConversationId]:
    """Let many buyers open a conversation, and agents take them all, so that the bot stays out."""
    shop = sample().demo.shop.id
    found = []
    for number in range(BUYERS):
        line = MemoryLine(house, pass_of(house, shop, f"b{number}"))
        await line.open()
        snapshot = await line.until(lambda frame: frame["type"] == "snapshot")
        found.append(ConversationId(snapshot["conversation"]["id"]))
        await line.hang_up()
    return found


async def hear(house: House, conversations: list[ConversationId], words: str) -> None:
    shop = sample().demo.shop.id

    def work(unit: Unit) -> None:
        for conversation in conversations:
            heard = house.conversations.hear(unit, shop, conversation, Text(words), words)
            assert isinstance(heard, Message)

    await house.database.write(work, frozenset({shop}))


def test_many_changes_become_the_newest_head_of_each_conversation(tmp_path: Path) -> None:
    async def story() -> None:
        async with running(ground(tmp_path).house(Parrot())) as house:
            conversations = await opened(house)
            await house.running.quiet()
            desk = MemoryLine(house, await session_of(house, "xiaomei"))
            await desk.open()
            await desk.send(type="follow", shops=[])
            since = (await desk.until(lambda frame: frame["type"] == "inbox"))["cursor"]
            desk.reading.clear()
            changes = 0
            for number in range(ROUNDS):
                await hear(house, conversations, f"第{number}句")
                await house.running.quiet()  # each is answered by the bot: two changes more
                changes += 2 * BUYERS
                assert len(desk.connection._outbox) <= OUTBOX_LIMIT
                assert isinstance(desk.session, StaffSession)
                assert len(desk.session._changed) <= BUYERS
            desk.reading.set()
            for conversation in conversations:
                newest = await desk.until(_shows(conversation, f"答：第{ROUNDS - 1}句"))
                assert newest["id"] > since
            events = [frame for frame in desk.frames if frame.get("feed") == "inbox"]
            assert len(events) < changes
            await desk.hang_up()

    asyncio.run(story())


def _shows(conversation: str, words: str) -> Callable[[Frame], bool]:
    def fits(frame: Frame) -> bool:
        data = frame.get("data", {})
        return (
            frame.get("feed") == "inbox"
            and data["id"] == conversation
            and data["last_message"]["text"] == words
        )

    return fits
