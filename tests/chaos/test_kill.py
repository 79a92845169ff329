"""Killed with -9 under the load of forty buyers: nothing acknowledged is lost, nothing answered twice."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from tests.callers import Frame, Line
from tests.history import Diary, check
from tests.houses import sample
from tests.servers.child import free_port
from tests.servers.forked import Forked
from xiaoer.adapters.marketplaces.sandbox import Sandbox, seed
from xiaoer.adapters.samples.ecom_bench import load
from xiaoer.base.clock import SystemClock
from xiaoer.base.ids import BuyerId, ConversationId, OrderId
from xiaoer.demo import SITE_KEY, Demo, load_demo
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.migrations.migrate import migrate
from xiaoer.orders.model import OrderState
from xiaoer.outside import shipped
from xiaoer.settings import Settings
from xiaoer.wiring import House

BUYERS, LINES = 40, 10
SMALL_TALK = (
    "你好",
    "在吗",
    "这个是几升的",
    "什么时候发货呀",
    "能开发票吗",
    "有没有赠品",
    "安装要收费吗",
    "保修多久",
)
HEATER = "100112573665"
CANCELLING = {
    "cnjd喜哥2号": "313271663680",
    "cnjd东强京82": "315193748888",
    "cnjd紅紅火火發大財": "306839438343",
    "cnjd林韵佩": "314475833175",
    "cnjdwdnipzaorvgkymr": "312705335872",
}
PATIENCE_S = 60


class Survivor:
    """A buyer who comes back after every kill, resumes, and says again what was not acknowledged."""

    def __init__(self, address: str, opened: dict[str, Any], noise: random.Random, order: str = "") -> None:
        self._address, self._token, self._noise = address, opened["pass"], noise
        self.buyer: str = opened["buyer_id"]
        self.diary = Diary(ConversationId(opened["conversation_id"]))
        self._order = order
        self._cursor: int | None = None
        self._line = Line(address)
        self._read = 0
        self.messages: dict[int, Frame] = {}
        self.resumed = 0

    async def live(self) -> None:
        """Talk until all has been said and answered."""
        for _ in range(LINES):
            await self._say(self._noise.choice(SMALL_TALK))
            if self._noise.random() < 0.5:
                await asyncio.sleep(self._noise.random() / 10)  # some type slowly, some all at once
        if self._order:
            await self._say(f"帮我取消订单{self._order}")
            await self._until(lambda: any("确认" in self._text(m) for m in self._after_last_line()))
            await self._say("确认")
            await self._until(
                lambda: any(m["client_id"].startswith("settled:") for m in self._after_last_line())
            )
        await self._until(lambda: any(m["speaker"] == "bot" for m in self._after_last_line()))
        await self._line.drop()

    async def _say(self, words: str) -> None:
        client_id = f"line-{len(self.diary.said)}"
        self.diary.said.append(client_id)
        said_on: Line | None = None
        while client_id not in self.diary.acks:
            if said_on is not self._line:
                said_on = self._line
                await self._send(type="say", client_id=client_id, content={"kind": "text", "text": words})
            await self._next()

    async def _until(self, met: Any) -> None:
        while not met():
            await self._next()

    async def _send(self, **frame: Any) -> None:
        try:
            await self._line.send(**frame)
        except (AssertionError, websockets.ConnectionClosed):
            await self._connect()

    async def _next(self) -> None:
        """Take the next frame; when the line is dead, come back."""
        if self._read == len(self._line.frames):
            if self._line.is_down():
                await self._connect()
                return
            await self._line.something()
            return
        self._take(self._line.frames[self._read])
        self._read += 1

    async def _connect(self) -> None:
        while self._read < len(self._line.frames):
            self._take(self._line.frames[self._read])
            self._read += 1
        await self._line.drop()
        while True:
            self._line, self._read = Line(self._address), 0
            try:
                await self._line.open(
                    token=self._token, conversation=self.diary.conversation, after=self._cursor
                )
            except (OSError, websockets.WebSocketException):
                await asyncio.sleep(0.02)
            else:
                return

    def _take(self, frame: Frame) -> None:
        match frame:
            case {"type": "snapshot", "cursor": cursor, "messages": messages}:
                assert self._cursor is None, "what was seen could not be resumed"
                self._cursor = cursor
                self.messages = {m["seq"]: m for m in messages}
            case {"type": "resumed", "cursor": cursor}:
                assert cursor == self._cursor
                self.resumed += 1
            case {"type": "event", "id": number, "name": name, "data": data}:
                assert number == (self._cursor or 0) + 1, "an event was lost or came twice"
                self._cursor = number
                if name == "message":
                    assert data["seq"] not in self.messages
                    self.messages[data["seq"]] = data
            case {"type": "ack", "client_id": client_id, "message_id": message_id, "seq": seq}:
                self.diary.acknowledged(client_id, message_id, seq)
            case {"type": "typing"}:
                pass
            case other:
                pytest.fail(f"an unexpected frame: {other}")

    def _after_last_line(self) -> list[Frame]:
        last = max((seq for _, seq in self.diary.acks.values()), default=0)
        return [m for seq, m in self.messages.items() if seq > last and m["speaker"] == "bot"]

    def _text(self, message: Frame) -> str:
        return str(message["content"])


def settings_on(folder: Path, database_url: str) -> Settings:
    port = free_port()
    return replace(
        sample().settings,
        data=folder,
        database_url=database_url,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
    )


@dataclass(slots=True)
class Installation:
    """A server on its data, and the sample shop in it."""

    server: Forked
    demo: Demo
    kills: int


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """Return an installation with the sample shop, not yet served."""
    kills = 4
    if request.param == "sqlite":
        settings, demo = settings_on(tmp_path, sample().in_folder(tmp_path).database_url), sample().demo
    else:
        kills = 2  # the next process waits until the leases of the last one have run out
        fresh = request.getfixturevalue("postgres").create_database()
        migrate(fresh.owner_url)
        settings = settings_on(tmp_path, fresh.application_url)
        house = House(settings, shipped(settings))
        demo = load_demo(house)
        house.close()
    with closing(Sandbox(str(tmp_path / "sandbox.db"), SystemClock())) as sandbox:
        sandbox.load(seed(load(demo.shop.id)))
    served = Forked(settings)
    yield Installation(served, demo, kills)
    served.stop()


def test_killed_at_any_moment_under_load(installation: Installation) -> None:
    noise = random.Random(20250403)  # noqa: S311  # repeatable, not secret
    server = installation.server
    server.start()

    async def story() -> list[Survivor]:
        async with httpx.AsyncClient(base_url=server.address, trust_env=False, timeout=30) as http:
            survivors = [await open_chat(http, installation, noise, number) for number in range(BUYERS)]
        playing = asyncio.gather(*(survivor.live() for survivor in survivors))
        whole = BUYERS * LINES
        # Moments by how much has been acknowledged, not by the clock: every kill falls into the talking.
        for moment in sorted(noise.sample(range(whole // 20, whole), installation.kills)):
            await acknowledged(survivors, moment, playing)
            await asyncio.sleep(noise.random() / 50)
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
        await playing
        return survivors

    async def bounded() -> list[Survivor]:
        async with asyncio.timeout(PATIENCE_S):
            return await story()

    survivors = asyncio.run(bounded())
    assert server.deaths == installation.kills
    assert all(survivor.resumed >= 1 for survivor in survivors)
    server.kill()
    assert "Traceback" not in server.said()
    look(installation, survivors)


async def open_chat(
    http: httpx.AsyncClient, installation: Installation, noise: random.Random, number: int
) -> Survivor:
    body: dict[str, Any] = {"site_key": SITE_KEY, "product_id": HEATER}
    order = ""
    if number < len(CANCELLING):
        name, order = list(CANCELLING.items())[number]
        body["buyer"] = {"id": name, "signature": dict(installation.demo.buyers)[name]}
    answer = await http.post("/api/v1/widget/sessions", json=body)
    assert answer.is_success, answer.text
    own = random.Random(noise.random())  # noqa: S311  # repeatable, not secret
    return Survivor(installation.server.address, answer.json(), own, order)


async def acknowledged(survivors: list[Survivor], enough: int, playing: "asyncio.Future[Any]") -> None:
    """Wait until so many lines have been acknowledged over all buyers."""
    while sum(len(survivor.diary.acks) for survivor in survivors) < enough:
        assert not playing.done(), playing.exception() if playing.done() else ""
        await asyncio.sleep(0.002)


def look(installation: Installation, survivors: list[Survivor]) -> None:
    """Open the data that the last kill has left, and check everything."""
    shop, settings = installation.demo.shop.id, installation.server.settings
    house = House(settings, shipped(settings), answers=False)
    try:
        diaries = {survivor.buyer: survivor.diary for survivor in survivors}
        for diary in diaries.values():
            assert set(diary.acks) == set(diary.said)
        house.database.read_now(lambda unit: check(unit, house.conversations, shop, diaries), EVERY_SHOP)
        for survivor in survivors:
            read = partial(house.conversations.messages, shop=shop, limit=10_000)
            kept = house.database.read_now(
                partial(read, conversation=survivor.diary.conversation), EVERY_SHOP
            )
            assert [m.id for m in kept] == [m["id"] for _, m in sorted(survivor.messages.items())]
        sandbox = house.outside.marketplace
        assert isinstance(sandbox, Sandbox)
        for name, order in CANCELLING.items():
            recorded = sandbox.recorded(shop, BuyerId(name))
            cancelled = {"name": "manage_order", "arguments": {"order_id": order, "action": "取消"}}
            assert recorded.count(cancelled) == 1
            find = partial(house.orders.find, shop=shop, order=OrderId(order))
            found = house.database.read_now(find, EVERY_SHOP)
            assert found is not None
            assert found.state is OrderState.CANCELLED
    finally:
        house.close()
