"""Two processes on one PostgreSQL: any hears, the slot's owner answers, everybody sees, nothing twice."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.callers import words
from tests.houses import GENEROUS, sample
from tests.servers.house import Served, serving
from tests.servers.nats import NatsServer
from tests.servers.postgres import PostgresServer
from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox
from xiaoer.base.clock import SystemClock
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.thinking import Thinking
from xiaoer.demo import load_demo
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.wiring import House


@pytest.fixture(params=["notify", "nats"])
def pair(
    request: pytest.FixtureRequest, postgres: PostgresServer, tmp_path: Path
) -> Iterator[tuple[Served, Served]]:
    """Return two served houses on one fresh database, woken by NATS or by PostgreSQL itself."""
    fresh = postgres.create_database()
    migrate(fresh.owner_url)
    nats_url = ""
    if request.param == "nats":
        server: NatsServer = request.getfixturevalue("nats")
        nats_url = server.url
    settings = replace(
        sample().settings, data=tmp_path, database_url=fresh.application_url, nats_url=nats_url
    )
    clock = SystemClock()
    sandbox = Sandbox(IN_MEMORY, clock)
    outside = Outside(clock, sandbox, NoImageReader(), Thinking(), talk=GENEROUS)
    first, second = House(settings, outside), House(settings, outside)
    load_demo(first)
    with serving(first) as one, serving(second) as other:
        yield one, other
    postgres.drop_database(fresh.name)


def play_both(one: Served, other: Served, story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Play a story whose sockets may be of either process."""

    async def whole() -> None:
        try:
            await story()
        finally:
            for line in other._lines:
                await line.drop()

    one.play(whole())


def test_buyers_of_both_processes_are_answered_once_and_agents_of_either_see_them(
    pair: tuple[Served, Served],
) -> None:
    one, other = pair

    async def story() -> None:
        agent = other.agent("owner")
        await agent.connect()
        visitors = [served.visitor(product_id="100039032355") for served in (one, other) for _ in range(4)]
        for visitor in visitors:
            await visitor.connect()
        for visitor in visitors:
            assert "6.6" in words(await visitor.ask("这个是几升的"))
        for visitor in visitors:
            kept = agent.get(f"/conversations/{visitor.conversation}/messages")["items"]
            answers = [m for m in kept if m["speaker"] == "bot" and not m["client_id"]]
            assert len(answers) == 1
            assert [m["seq"] for m in kept] == list(range(1, len(kept) + 1))

    play_both(one, other, story)


def test_what_one_process_leaves_the_other_takes_up(pair: tuple[Served, Served]) -> None:
    one, other = pair

    async def story() -> None:
        visitors = [other.visitor(product_id="100039032355") for _ in range(6)]
        for visitor in visitors:
            await visitor.connect()
        one.inside(one.house.running.stop())  # its slots and its share of the listeners are let go
        for visitor in visitors:
            assert "6.6" in words(await visitor.ask("这个是几升的"))

    play_both(other, one, story)
