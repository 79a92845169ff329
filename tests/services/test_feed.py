"""The feed: in order, at least once, from memory or from the log; a poisoned entry parks its lane only."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

import pytest

from xiaoer.base.fact import Entry, Fact
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.facts.conversations import ConversationReopened
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.feed import store
from xiaoer.infra.feed.listening import FoldLoop, ReactorLoop
from xiaoer.infra.feed.pull import IN_MEMORY
from xiaoer.infra.feed.stream import Stream

SHOP = ShopId("shp_1")


def tell(database: Database, conversation: str, by: str) -> None:
    def work(unit: Unit) -> None:
        unit.tell(SHOP, ConversationReopened(by), ConversationId(conversation))

    database.write_now(work, EVERY_SHOP)


async def tell_later(database: Database, conversation: str, by: str) -> None:
    def work(unit: Unit) -> None:
        unit.tell(SHOP, ConversationReopened(by), ConversationId(conversation))

    await database.write(work, EVERY_SHOP)


def letters_of_shop(unit: Unit) -> list[store.DeadLetter]:
    return store.letters_of_shop(unit, SHOP, 0, 9)


class Recorder:
    """Keeps what it was told; fails on entries whose `by` is in `poison`."""

    name = "recorder"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset({ConversationReopened})
    tells: ClassVar[frozenset[type[Fact]]] = frozenset()

    def __init__(self, poison: frozenset[str] = frozenset()) -> None:
        self.poison = poison
        self.got: list[tuple[str, str]] = []
        self.changed = asyncio.Event()

    async def handle(self, entry: Entry) -> None:
        assert isinstance(entry.fact, ConversationReopened)
        if entry.fact.by in self.poison:
            raise RuntimeError("poison")
        self.got.append((str(entry.conversation), entry.fact.by))
        self.changed.set()

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not enough():
                self.changed.clear()
                if not enough():
                    await self.changed.wait()


async def no_pause(_seconds: float) -> None:
    await asyncio.sleep(0)


def test_a_reactor_hears_in_order_and_goes_on_where_it_stopped(database: Database) -> None:
    async def story() -> list[tuple[str, str]]:
        stream = Stream(database)
        await stream.start()
        recorder = Recorder()
        loop = ReactorLoop(database, recorder, lambda: 1, no_pause)
        running = asyncio.create_task(loop.run(stream))
        await asyncio.sleep(0)
        while await database.read(lambda u: store.cursor_of(u, "recorder"), EVERY_SHOP) is None:
            await asyncio.sleep(0)
        for number in range(20):
            await tell_later(database, f"c{number % 3}", str(number))
        await recorder.until(lambda: len(recorder.got) == 20)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await tell_later(database, "c0", "while away")
        again = Recorder()
        running = asyncio.create_task(ReactorLoop(database, again, lambda: 1, no_pause).run(stream))
        await again.until(lambda: ("c0", "while away") in again.got)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await stream.stop()
        return recorder.got

    got = asyncio.run(story())
    for lane in ("c0", "c1", "c2"):
        numbers = [int(by) for conversation, by in got if conversation == lane]
        assert numbers == sorted(numbers)


def test_a_poisoned_entry_parks_its_own_conversation_and_can_be_replayed(database: Database) -> None:
    async def story() -> None:
        stream = Stream(database)
        await stream.start()
        recorder = Recorder(frozenset({"bad"}))
        loop = ReactorLoop(database, recorder, lambda: 1, no_pause)
        running = asyncio.create_task(loop.run(stream))
        while await database.read(lambda u: store.cursor_of(u, "recorder"), EVERY_SHOP) is None:
            await asyncio.sleep(0)
        for conversation, by in (("sick", "bad"), ("sick", "behind"), ("well", "fine")):
            await tell_later(database, conversation, by)
        await recorder.until(lambda: ("well", "fine") in recorder.got)
        async with asyncio.timeout(10):
            while len(letters := await database.read(letters_of_shop, EVERY_SHOP)) < 2:
                await asyncio.sleep(0)
        assert [(letter.lane, letter.attempts) for letter in letters] == [("sick", 5), ("sick", 0)]
        assert ("sick", "behind") not in recorder.got
        recorder.poison = frozenset()
        assert await loop.replay("sick") == 2
        assert recorder.got[-2:] == [("sick", "bad"), ("sick", "behind")]
        await tell_later(database, "sick", "goes on")
        await recorder.until(lambda: ("sick", "goes on") in recorder.got)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await stream.stop()

    asyncio.run(story())


class Adder:
    """Counts in a table of the feed itself (a cursor row), so that kill and repeat would show."""

    name = "adder"
    hears: ClassVar[frozenset[type[Fact]]] = frozenset({ConversationReopened})
    tells: ClassVar[frozenset[type[Fact]]] = frozenset()

    def apply(self, unit: Unit, entries: list[Entry]) -> None:
        before = store.cursor_of(unit, "adder-sum") or 0
        store.save_cursor(unit, "adder-sum", before + len(entries))


def test_a_fold_counts_every_entry_exactly_once_over_restarts(database: Database) -> None:
    async def run_until(stream: Stream, total: int) -> None:
        running = asyncio.create_task(FoldLoop(database, Adder(), 0).run(stream))
        async with asyncio.timeout(10):
            while (await database.read(lambda u: store.cursor_of(u, "adder-sum"), EVERY_SHOP) or 0) < total:
                await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def story() -> int | None:
        stream = Stream(database)
        await stream.start()
        for round_of in range(1, 4):
            await asyncio.gather(*(tell_later(database, f"c{n}", "x") for n in range(30)))
            await run_until(stream, round_of * 30)
        await stream.stop()
        return await database.read(lambda u: store.cursor_of(u, "adder-sum"), EVERY_SHOP)

    assert asyncio.run(story()) == 90


def test_a_listener_that_falls_far_behind_reads_the_log_and_misses_nothing(database: Database) -> None:
    async def story() -> int:
        stream = Stream(database)
        await stream.start()
        recorder = Recorder()
        loop = ReactorLoop(database, recorder, lambda: 1, no_pause)
        running = asyncio.create_task(loop.run(stream))
        while await database.read(lambda u: store.cursor_of(u, "recorder"), EVERY_SHOP) is None:
            await asyncio.sleep(0)

        def many(unit: Unit) -> None:
            for number in range(IN_MEMORY + 500):
                unit.tell(SHOP, ConversationReopened(str(number)), ConversationId("c"))

        await database.write(many, EVERY_SHOP)
        await recorder.until(lambda: len(recorder.got) >= IN_MEMORY + 500)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await stream.stop()
        assert [int(by) for _, by in recorder.got] == list(range(IN_MEMORY + 500))
        return len(recorder.got)

    assert asyncio.run(story()) == IN_MEMORY + 500


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_stream_puts_groups_of_several_writers_back_in_order(
    database: Database, order: tuple[int, ...]
) -> None:
    async def story() -> list[int]:
        stream = Stream(database)
        await stream.start()
        got: list[int] = []
        stream.follow(lambda entries: got.extend(e.number for e in entries))
        groups = [
            [Entry(n, SHOP, ConversationId("c"), n, 0, ConversationReopened("x")) for n in numbers]
            for numbers in ((1, 2), (3,), (4, 5))
        ]
        for index in order:
            stream.offer(groups[index])
        await stream.stop()
        return got

    assert asyncio.run(story()) == [1, 2, 3, 4, 5]
