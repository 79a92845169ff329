"""Every bus keeps the same promises: in one process, over NATS, over PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import pytest

from tests.servers.nats import nats_server
from tests.servers.postgres import FreshDatabase
from xiaoer.infra.bus.memory import MemoryBus
from xiaoer.infra.bus.model import PAYLOAD_LIMIT, RECONNECTED, Bus
from xiaoer.infra.bus.nats import NatsBus
from xiaoer.infra.bus.postgres import PostgresBus

PATIENCE_S = 20


class Box:
    """Keeps what was heard, and lets a test wait for it."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._came = asyncio.Event()

    def __call__(self, payload: bytes) -> None:
        self.heard.append(payload)
        self._came.set()

    async def until(self, count: int) -> list[bytes]:
        async with asyncio.timeout(PATIENCE_S):
            while len(self.heard) < count:
                self._came.clear()
                await self._came.wait()
        return self.heard


@pytest.fixture(params=["memory", "nats", "postgresql"])
def two_buses(request: pytest.FixtureRequest) -> Callable[[], tuple[Bus, Bus]]:
    """Return what makes the buses of two processes; in one process they are the same."""
    if request.param == "nats":
        url: str = request.getfixturevalue("nats_url")
        return lambda: (NatsBus(url), NatsBus(url))
    if request.param == "postgresql":
        tables: FreshDatabase = request.getfixturevalue("postgres_tables")
        return lambda: (PostgresBus(tables.application_url), PostgresBus(tables.application_url))

    def one() -> tuple[Bus, Bus]:
        bus = MemoryBus()
        return bus, bus

    return one


def with_buses(make: Callable[[], tuple[Bus, Bus]], story: Callable[[Bus, Bus], Awaitable[None]]) -> None:
    async def play() -> None:
        here, there = make()
        await here.start()
        if there is not here:
            await there.start()
        try:
            await story(here, there)
        finally:
            await here.close()
            if there is not here:
                await there.close()

    asyncio.run(play())


def test_a_message_reaches_every_process_its_own_too(two_buses: Callable[[], tuple[Bus, Bus]]) -> None:
    async def story(here: Bus, there: Bus) -> None:
        near, far, far_too = Box(), Box(), Box()
        await here.subscribe("log", near)
        await there.subscribe("log", far)
        await there.subscribe("log", far_too)
        here.publish("log", b"17")
        for box in (near, far, far_too):
            assert await box.until(1) == [b"17"]

    with_buses(two_buses, story)


def test_topics_are_kept_apart(two_buses: Callable[[], tuple[Bus, Bus]]) -> None:
    async def story(here: Bus, there: Bus) -> None:
        typing, log = Box(), Box()
        await there.subscribe("typing.cnv_1", typing)
        await there.subscribe("log", log)
        here.publish("typing.cnv_2", b"no")
        here.publish("typing.cnv_1", b"yes")
        here.publish("log", b"1")
        assert await log.until(1) == [b"1"]
        assert await typing.until(1) == [b"yes"]

    with_buses(two_buses, story)


def test_every_byte_arrives(two_buses: Callable[[], tuple[Bus, Bus]]) -> None:
    async def story(here: Bus, there: Bus) -> None:
        box = Box()
        await there.subscribe("bytes", box)
        longest = (bytes(range(256)) * (PAYLOAD_LIMIT // 256))[:PAYLOAD_LIMIT]
        for payload in (b"", "醒 '😀' %s".encode(), longest, b"x" * (PAYLOAD_LIMIT + 1), b"end"):
            here.publish("bytes", payload)
        assert await box.until(4) == [b"", "醒 '😀' %s".encode(), longest, b"end"]

    with_buses(two_buses, story)


def test_a_listener_that_fails_does_not_keep_it_from_the_others(
    two_buses: Callable[[], tuple[Bus, Bus]], caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_: bytes) -> None:
        raise ZeroDivisionError

    async def story(here: Bus, there: Bus) -> None:
        box = Box()
        await there.subscribe("log", failing)
        await there.subscribe("log", box)
        here.publish("log", b"1")
        here.publish("log", b"2")
        assert await box.until(2) == [b"1", b"2"]

    with_buses(two_buses, story)
    assert "a listener of log failed" in caplog.text


def test_many_messages_in_a_burst_arrive_in_order(two_buses: Callable[[], tuple[Bus, Bus]]) -> None:
    async def story(here: Bus, there: Bus) -> None:
        box = Box()
        await there.subscribe("log", box)
        for number in range(500):
            here.publish("log", str(number).encode())
        assert await box.until(500) == [str(number).encode() for number in range(500)]

    with_buses(two_buses, story)


def test_nats_comes_back_and_says_so() -> None:
    async def play() -> None:
        loop = asyncio.get_running_loop()
        first = nats_server()
        server = await loop.run_in_executor(None, first.__enter__)
        here, there = NatsBus(server.url), NatsBus(server.url)
        box, again, again_here = Box(), Box(), Box()
        await here.start()
        await there.start()
        await there.subscribe("log", box)
        await there.subscribe(RECONNECTED, again)
        await here.subscribe(RECONNECTED, again_here)
        here.publish("log", b"1")
        await box.until(1)
        await loop.run_in_executor(None, first.__exit__, None, None, None)
        here.publish("log", b"lost or late")
        second = nats_server(int(server.url.rpartition(":")[2]))
        await loop.run_in_executor(None, second.__enter__)
        await again.until(1)
        await again_here.until(1)
        here.publish("log", b"2")
        async with asyncio.timeout(PATIENCE_S):
            while b"2" not in box.heard:
                await box.until(len(box.heard) + 1)
        await here.close()
        await there.close()
        await loop.run_in_executor(None, second.__exit__, None, None, None)

    asyncio.run(play())


def test_postgresql_comes_back_and_says_so(postgres_tables: FreshDatabase) -> None:
    async def story(here: Bus, there: Bus) -> None:
        box, again, again_here = Box(), Box(), Box()
        await there.subscribe("log", box)
        await there.subscribe(RECONNECTED, again)
        await here.subscribe(RECONNECTED, again_here)
        with psycopg.connect(postgres_tables.owner_url) as owner:
            owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'xiaoer bus' AND datname = current_database()"
            )
        here.publish("log", b"lost or late")
        await again.until(1)
        await again_here.until(1)
        here.publish("log", b"2")
        async with asyncio.timeout(PATIENCE_S):
            while b"2" not in box.heard:
                await box.until(len(box.heard) + 1)

    url = postgres_tables.application_url
    with_buses(lambda: (PostgresBus(url), PostgresBus(url)), story)


@pytest.mark.parametrize("make", [NatsBus, PostgresBus])
def test_a_bus_that_cannot_be_reached_holds_nobody_up(
    make: Callable[[str], Bus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{make.__module__}.FIRST_TRY_S", 0.05)

    async def play() -> None:
        bus = make("nats://127.0.0.1:1" if make is NatsBus else "postgresql://nobody@127.0.0.1:1/none")
        await bus.start()
        for _ in range(2000):
            bus.publish("log", b"x")
        await bus.close()

    asyncio.run(play())
