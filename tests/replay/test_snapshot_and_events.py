"""State before + events = state after: what a screen has folded equals what a fresh screen is shown."""

import asyncio
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.brains import Parrot
from tests.houses import GENEROUS, Ground, ground, sample
from tests.lines import Frame, MemoryLine, pass_of, running, session_of
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import ConversationId, StaffId
from xiaoer.conversations.model import Conversation, Holder, Text
from xiaoer.conversations.service import Line, Refusal
from xiaoer.infra.database.log import entries_after, last_number
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.live.connection import OUTBOX_LIMIT
from xiaoer.metrics import rules, store
from xiaoer.metrics.model import FIELDS, Figures
from xiaoer.wiring import House

STEPS, AT_ONCE = 150, 4
CHANGES = ("state", "holder", "token", "rating")  # what `conversation` events are told for
SHOWN = 50


class Screen:
    """What a client knows: a snapshot, and every event after it, each once and in order."""

    def __init__(self) -> None:
        self.conversation = ""
        self.cursor = 0
        self.head: Frame = {}
        self.messages: dict[int, Frame] = {}

    def take(self, frame: Frame) -> None:
        match frame:
            case {"type": "snapshot", "cursor": cursor, "conversation": head, "messages": messages}:
                self.conversation, self.cursor, self.head = head["id"], cursor, head
                self.messages = {message["seq"]: message for message in messages}
            case {"type": "resumed", "cursor": cursor}:
                assert cursor == self.cursor
            case {"type": "event", "id": number, "name": name, "data": data}:
                assert number == self.cursor + 1, "an event was lost, doubled or out of order"
                self.cursor = number
                if name == "message":
                    assert data["seq"] not in self.messages
                    self.messages[data["seq"]] = data
                else:
                    self.head = {**self.head, **data}

    def shown(self) -> tuple[Any, ...]:
        """Return what is on the screen."""
        newest = sorted(self.messages)[-SHOWN:]
        return {name: self.head[name] for name in CHANGES}, [self.messages[seq] for seq in newest]


class Watcher:
    """Somebody with a screen whose line may be lost, slow, and taken up again."""

    def __init__(self, house: House, token: str, feed: ConversationId | None = None) -> None:
        self.house, self.token, self.feed = house, token, feed
        self.line = MemoryLine(house, token)
        self.screen = Screen()
        self.turn = asyncio.Lock()  # a socket is served one frame after the other
        self._read = 0

    async def open(self) -> None:
        after = self.screen.cursor or None
        if self.feed is None:
            await self.line.open(conversation=self.screen.conversation, after=after)
        else:
            await self.line.open()
            await self.line.send(type="open", conversation=self.feed, after=after)

    async def lose(self) -> None:
        """Lose the line and come back with what was seen."""
        await self.line.hang_up()
        self.read()
        self.line, self._read = MemoryLine(self.house, self.token), 0
        await self.open()

    def read(self) -> None:
        """Fold what has come."""
        assert len(self.line.connection._outbox) <= OUTBOX_LIMIT
        for frame in self.line.frames[self._read :]:
            if frame.get("feed") in {None, self.feed}:
                self.screen.take(frame)
        self._read = len(self.line.frames)


class Town:
    """Three buyers, two agents and their screens, and what they may do next."""

    def __init__(self, house: House, noise: random.Random, land: Ground) -> None:
        self.house, self.noise, self.land = house, noise, land
        self.shop = sample().demo.shop.id
        self.scope = frozenset({self.shop})
        self.buyers = [Watcher(house, pass_of(house, self.shop, f"b{n}")) for n in range(3)]
        self.desks: list[Watcher] = []
        self.agents: list[tuple[StaffId, str, bool]] = []
        self.said = 0

    async def begin(self) -> None:
        for buyer in self.buyers:
            await buyer.open()
            await buyer.line.until(lambda frame: frame["type"] == "snapshot")
            buyer.read()
        for login in ("xiaomei", "owner"):
            token = await session_of(self.house, login)
            caller = await self.house.door.identify(token)
            assert caller is not None
            self.agents.append((StaffId(caller.id), token, login == "owner"))
            for buyer in self.buyers:
                desk = Watcher(self.house, token, ConversationId(buyer.screen.conversation))
                await desk.open()
                self.desks.append(desk)

    @property
    def watchers(self) -> list[Watcher]:
        return [*self.buyers, *self.desks]

    async def step(self) -> None:
        """Let one random thing happen."""
        buyer = self.noise.choice(self.buyers)
        await self.noise.choice(
            [self._say, self._say, self._say, self._small_thing, self._agent, self._agent, self._line]
        )(buyer)

    async def _say(self, buyer: Watcher) -> None:
        self.said += 1
        content = {"kind": "text", "text": f"第{self.said}句"}
        client_id = f"c{self.said}"
        async with buyer.turn:
            await buyer.line.send(type="say", client_id=client_id, content=content)

    async def _small_thing(self, buyer: Watcher) -> None:
        assert isinstance(self.land.clock, StillClock)
        self.land.clock.advance(timedelta(minutes=self.noise.randrange(20)))
        frame = self.noise.choice(
            [
                {"type": "person"},
                {"type": "rate", "score": self.noise.randint(1, 5)},
                {"type": "look", "product_id": "100112573665"},
                {"type": "typing", "on": True},
            ]
        )
        async with buyer.turn:
            await buyer.line.send(**frame)

    async def _agent(self, buyer: Watcher) -> None:
        agent, _, supervisor = self.noise.choice(self.agents)
        head = ConversationId(buyer.screen.conversation)
        verb, number = (
            self.noise.choice(["take", "say", "say", "release", "bot", "close", "reopen"]),
            self.noise.random(),
        )

        def work(unit: Unit) -> object:
            c, shop = self.house.conversations, self.shop
            match verb:
                case "take":
                    return c.take(unit, shop, head, agent, supervisor=supervisor)
                case "say":
                    token = c.get(unit, shop, head).token
                    line = Line(Text(f"{number}"), "", f"s{number}", "小美")
                    return c.say_as_staff(unit, shop, head, line, staff=agent, token=token)
                case "close":
                    return c.close(unit, shop, head, agent, supervisor=supervisor)
                case "reopen":
                    return c.reopen(unit, shop, head, agent, Holder.STAFF, agent)
                case _:
                    to = Holder.BOT if verb == "bot" else Holder.QUEUE
                    return c.release(unit, shop, head, agent, to, supervisor=supervisor)

        done = await self.house.database.write(work, self.scope, head)
        assert isinstance(done, Conversation | Refusal) or verb == "say"

    async def _line(self, buyer: Watcher) -> None:
        watcher = self.noise.choice([buyer, *self.desks])
        if self.noise.random() < 0.5:
            async with watcher.turn:
                await watcher.lose()
        elif watcher.line.reading.is_set():
            watcher.line.reading.clear()
        else:
            watcher.line.reading.set()

    async def end(self) -> None:
        for watcher in self.watchers:
            watcher.line.reading.set()
        await self.house.running.quiet()
        for watcher in self.watchers:
            await watcher.line.drained()
            watcher.read()

    async def hang_up(self) -> None:
        for watcher in self.watchers:
            await watcher.line.hang_up()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_snapshot_and_events_equal_a_fresh_snapshot(tmp_path: Path, seed: int) -> None:
    noise = random.Random(seed)  # noqa: S311  # repeatable, not secret
    land = ground(tmp_path)

    async def story() -> None:
        async with running(land.house(Parrot(), GENEROUS)) as house:
            town = Town(house, noise, land)
            await town.begin()
            for _ in range(STEPS // AT_ONCE):
                await asyncio.gather(*(town.step() for _ in range(AT_ONCE)))
            await town.end()
            for watcher in town.watchers:
                fresh = Watcher(house, watcher.token, watcher.feed)
                await fresh.open()
                await fresh.line.until(lambda frame: frame["type"] == "snapshot")
                fresh.read()
                assert watcher.screen.shown() == fresh.screen.shown()
                assert watcher.screen.cursor == fresh.screen.cursor
                await fresh.line.hang_up()
            await town.hang_up()
            await assert_figures_equal_the_fold(house)

    asyncio.run(story())


async def assert_figures_equal_the_fold(house: House) -> None:
    """Compare the rollups, kept batch by batch, with the log folded again from its beginning."""
    newest = await house.database.read(last_number, EVERY_SHOP)
    async with asyncio.timeout(20):
        while any(fold.position < newest for fold in house.running._parts.folds):
            await asyncio.sleep(0.005)  # the folds' positions are what is waited for

    def compare(unit: Unit) -> None:
        entries = entries_after(unit, 0, 100_000)
        shop = sample().demo.shop.id
        sums = {hour: parts for (of, hour), parts in rules.add_up(entries).items() if of == shop}
        assert len(sums) > 1, "the story should last over an hour's end"
        for hour, parts in sums.items():
            assert store.between(unit, shop, hour, hour + 1) == [
                Figures(**{name: parts.get(name, 0) for name in FIELDS})
            ]
        replies = rules.first_replies(entries)
        kept = {
            (shop, hour, bucket): count
            for hour in sums
            for bucket, count in store.first_replies_between(unit, shop, hour, hour + 1).items()
        }
        assert kept == replies

    await house.database.read(compare, EVERY_SHOP)
