"""What is saved in an emergency answers at the next turn, in every process; the clock begins and ends it."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.callers import Agent, words
from tests.houses import GENEROUS, MOMENT, Ground, sample
from tests.servers.house import Served, serving
from tests.servers.postgres import PostgresServer
from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox
from xiaoer.base.clock import StillClock, SystemClock
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.thinking import Thinking
from xiaoer.demo import load_demo
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.wiring import House

AT_ONCE_S = 1.0


@pytest.fixture
def pair(postgres: PostgresServer, tmp_path: Path) -> Iterator[tuple[Served, Served]]:
    """Return two served houses on one fresh PostgreSQL database."""
    fresh = postgres.create_database()
    migrate(fresh.owner_url)
    settings = replace(sample().settings, data=tmp_path, database_url=fresh.application_url)
    clock = SystemClock()
    outside = Outside(clock, Sandbox(IN_MEMORY, clock), NoImageReader(), Thinking(), talk=GENEROUS)
    first, second = House(settings, outside), House(settings, outside)
    load_demo(first)
    with serving(first) as one, serving(second) as other:
        yield one, other
    postgres.drop_database(fresh.name)


def shop_of(agent: Agent) -> str:
    return str(agent.get("/me")["shops"][0]["id"])


def test_a_rule_of_one_process_answers_in_the_other_at_the_next_turn(pair: tuple[Served, Served]) -> None:
    one, other = pair

    async def story() -> None:
        agent = one.agent("owner")
        shop = shop_of(agent)
        visitors = [served.visitor() for served in (one, other)]
        try:
            for visitor in visitors:
                await visitor.connect()
                assert "暂停营业" not in words(await visitor.ask("你们仓库失火了吗"))
            rule = {"any_of": ["失火"], "answer": "门店暂停营业，订单不受影响。"}
            agent.put(f"/shops/{shop}/keyword-rules/fire", **rule)
            for visitor in visitors:  # whichever process has the conversation's slot
                assert "暂停营业" in words(await visitor.ask("你们仓库失火了吗"))
            agent.put(f"/shops/{shop}/keyword-rules/fire", **rule, enabled=False)
            for visitor in visitors:
                assert "暂停营业" not in words(await visitor.ask("你们仓库失火了吗"))
        finally:
            for line in other._lines:
                await line.drop()

    one.play(story())


def test_a_notice_of_one_process_is_on_the_desks_of_the_other_within_a_second(
    pair: tuple[Served, Served],
) -> None:
    one, other = pair

    async def story() -> None:
        writer, reader = one.agent("owner"), other.agent("owner")
        shop = shop_of(writer)
        try:
            await reader.connect()
            saved = time.monotonic()
            writer.put(f"/shops/{shop}/notices/snow", title="大雪", text="快递延迟两天。")
            told = await reader.line.until(lambda frame: frame.get("feed") == "notices")
            assert time.monotonic() - saved < AT_ONCE_S
            assert [notice["title"] for notice in told["data"]["items"]] == ["大雪"]
        finally:
            for line in other._lines:
                await line.drop()

    one.play(story())


def test_the_clock_begins_and_ends_what_was_announced(served: Served, land: Ground) -> None:
    clock = land.clock
    assert isinstance(clock, StillClock)

    def at(moment: datetime) -> str:
        return moment.isoformat()

    async def story() -> None:
        agent = served.agent("owner")
        shop = shop_of(agent)
        window = {"from_at": at(MOMENT + timedelta(hours=1)), "until_at": at(MOMENT + timedelta(hours=2))}
        notice = {"title": "大促", "text": "发货顺延到周五。", "conditions": window}
        rule = {"any_of": ["大促"], "answer": "活动今晚八点开始。", "conditions": window}
        agent.put(f"/shops/{shop}/notices/sale", **notice)
        agent.put(f"/shops/{shop}/keyword-rules/sale", **rule)
        in_force = f"/shops/{shop}/notices"
        assert agent.get(in_force, in_force=True)["items"] == []
        before = served.visitor()
        assert "顺延到周五" not in str(await before.connect())
        assert "今晚八点" not in words(await before.ask("大促什么时候"))
        clock.advance(timedelta(hours=1))
        during = served.visitor()
        await during.connect()
        served.quiet()
        greeted = await during.connect()
        assert "顺延到周五" in str(greeted["messages"])
        assert "今晚八点" in words(await during.ask("大促什么时候"))
        assert len(agent.get(in_force, in_force=True)["items"]) == 1
        clock.advance(timedelta(hours=1))
        assert "今晚八点" not in words(await during.ask("大促什么时候"))
        assert agent.get(in_force, in_force=True)["items"] == []

    served.play(story())
