"""Killed at every commit of a conversation, just before it and just after it: nothing lost, nothing twice."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.brains import Parrot
from tests.callers import PATIENCE_S
from tests.history import Diary, check
from tests.houses import Ground, ground, sample
from tests.lines import Frame, MemoryLine, pass_of
from xiaoer import wiring
from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Entry
from xiaoer.base.ids import BuyerId, ConversationId, OrderId
from xiaoer.infra.database.group import Job
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.infra.database.unit import Unit
from xiaoer.orders.model import CancelOrder, Change, OrderState
from xiaoer.settings import Settings
from xiaoer.wiring import House

BUYER, ORDER = "cnjd喜哥2号", OrderId("313271663680")
SCRIPT = ("你好", "在吗", "取消", "再见")
NEVER = 1 << 30


class KilledError(Exception):
    """The process is no more."""


class Mortal(SqliteDatabase):
    """Dies at its n-th commit, as by kill -9: before it nothing of that group is kept, `after` it all is.

    Nobody is told the truth either way, and nothing is ever written again.
    """

    def __init__(self, path: Path, now_ms: Callable[[], int], dies_at: int, after: bool) -> None:
        self.commits = 0
        self.dead = threading.Event()
        self._dies_at, self._after = dies_at, after
        super().__init__(path, now_ms)

    def _commit(self, group: list[Job]) -> list[Entry]:
        if self.dead.is_set():
            raise KilledError
        self.commits += 1
        if self.commits == self._dies_at:
            if self._after:
                super()._commit(group)
            self.dead.set()
            raise KilledError
        return super()._commit(group)


class Caller:
    """A buyer who plays the script whatever happens: resumes, and says again what was not acknowledged."""

    def __init__(self) -> None:
        self.diary = Diary(ConversationId(""))
        self.events: list[Frame] = []
        self.cursor = 0
        self.outcome = ""

    async def live(self, house: House) -> None:
        """Go on with the script in one life of the house, until its end or the house's."""
        line = MemoryLine(house, pass_of(house, sample().demo.shop.id, BUYER))
        try:
            await line.open(conversation=self.diary.conversation, after=self.cursor or None)
            await self._until(line, lambda f: f["type"] in {"snapshot", "resumed"})
            for number, words in enumerate(SCRIPT):
                await self._say(line, f"line-{number}", words)
            await self._until(line, _settled)
            await house.running.quiet()
        finally:
            self._note(line)
            await line.hang_up()

    async def _say(self, line: MemoryLine, client_id: str, words: str) -> None:
        if client_id in self.diary.acks:
            return
        if client_id not in self.diary.said:
            self.diary.said.append(client_id)
        await line.send(type="say", client_id=client_id, content={"kind": "text", "text": words})
        told = await self._until(line, lambda f: f.get("client_id") == client_id and f["type"] != "event")
        if told["type"] == "refused":
            raise KilledError
        self.diary.acknowledged(client_id, told["message_id"], told["seq"])
        await self._until(line, lambda f: _speaks(f, "bot") and f["data"]["seq"] > told["seq"])

    async def _until(self, line: MemoryLine, fits: Callable[[Frame], bool]) -> Frame:
        database = line.house.database
        assert isinstance(database, Mortal)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for frame in [*self.events, *line.frames]:
                    if fits(frame):
                        return frame
                if database.dead.is_set():
                    raise KilledError
                await asyncio.sleep(0.0005)

    def _note(self, line: MemoryLine) -> None:
        """Remember what came, and check that no event came twice or was skipped."""
        for frame in line.frames:
            if frame["type"] == "snapshot":
                self.diary.conversation, self.cursor = frame["conversation"]["id"], frame["cursor"]
                self.events = [
                    {"type": "event", "id": 0, "name": "message", "data": m} for m in frame["messages"]
                ]
            elif frame["type"] == "event":
                assert frame["id"] == self.cursor + 1
                self.cursor = frame["id"]
                self.events.append(frame)


def _speaks(frame: Frame, speaker: str) -> bool:
    return frame.get("name") == "message" and frame["data"]["speaker"] == speaker


def _settled(frame: Frame) -> bool:
    return _speaks(frame, "bot") and frame["data"]["client_id"].startswith("settled:")


def cancelling(words: str) -> tuple[Change, ...]:
    return (CancelOrder(ORDER),) if words == "取消" else ()


async def one_life(land: Ground, caller: Caller, opened: list[Mortal]) -> bool:
    """Live until the script is done (True) or the house is dead (False)."""
    house = land.house(Parrot(cancelling))
    assert isinstance(house.database, Mortal)
    opened.append(house.database)
    try:
        await house.start()
        await caller.live(house)
    except (KilledError, XiaoerError):
        assert house.database.dead.is_set()
        return False
    else:
        return True
    finally:
        if house._running is None:
            house.close()
        else:
            await house.stop()


@pytest.fixture
def die(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[int], bool], None]:
    """Let the databases that are opened from now on die at these commits, one after the other."""

    def dying(moments: list[int], after: bool) -> None:
        left = iter(moments)

        def opened(settings: Settings, clock: Clock) -> Mortal:
            assert settings.sqlite_file is not None
            return Mortal(settings.sqlite_file, clock.now_ms, next(left, NEVER), after)

        monkeypatch.setattr(wiring, "open_database", opened)

    return dying


def lives(folder: Path) -> list[int]:
    """Play the script over as many lives as it takes, check the history, return the commits of each life."""
    folder.mkdir()
    land, caller, opened = ground(folder), Caller(), []

    async def story() -> None:
        for _ in range(10):
            if await one_life(land, caller, opened):
                return
        pytest.fail("the script never ends")

    asyncio.run(story())
    asyncio.run(_check(land, caller))
    return [database.commits for database in opened]


async def _check(land: Ground, caller: Caller) -> None:
    """Begin once more, let everything settle that a kill has left, and look."""
    shop = sample().demo.shop.id
    house = land.house(Parrot(cancelling))
    await house.start()
    await house.running.quiet()

    def look(unit: Unit) -> list[Any]:
        check(unit, house.conversations, shop, {BUYER: caller.diary})
        changes = house.orders.changes_of_buyer(unit, shop, BuyerId(BUYER))
        order = house.orders.find(unit, shop, ORDER)
        messages = house.conversations.messages(unit, shop, caller.diary.conversation, limit=100)
        keys = [m.client_id.partition(":")[0] for m in messages if ":" in m.client_id]
        return [len(changes), order.state if order else None, sorted(keys)]

    assert await house.database.read(look, frozenset({shop})) == [
        1,
        OrderState.CANCELLED,
        ["settled", "welcome"],
    ]
    await house.stop()
    assert len(caller.diary.acks) == len(SCRIPT)
    assert land.sandbox.recorded(shop, BuyerId(BUYER)) == [
        {"name": "manage_order", "arguments": {"order_id": ORDER, "action": "取消"}}
    ]


Die = Callable[[list[int], bool], None]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_commit_of_a_conversation(tmp_path: Path, die: Die, after: bool) -> None:
    die([], after)
    (commits,) = lives(tmp_path / "whole")
    assert commits > len(SCRIPT) * 2
    for moment in range(1, commits + 1):
        die([moment], after)
        counted = lives(tmp_path / f"{moment}")
        assert counted[0] == moment or len(counted) == 1  # it died, unless this life needed fewer commits


@pytest.mark.parametrize("seed", range(3))
def test_killed_again_and_again(tmp_path: Path, die: Die, seed: int) -> None:
    die([3 + seed, 2, 5, 1, 4, 1], bool(seed % 2))
    lives(tmp_path / "many")
