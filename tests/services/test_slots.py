"""Two processes share the slots of one PostgreSQL; a lost lease says nothing any more."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta

import pytest

from tests.servers.postgres import FreshDatabase
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import ConversationId
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.infra.slots.leased import LeasedSlots
from xiaoer.infra.slots.model import SLOTS, EverySlot, slot_of

LONGER_THAN_A_LEASE = timedelta(seconds=11)
EVERY_CONVERSATION = [ConversationId(f"cnv_{number}") for number in range(500)]


@pytest.fixture
def second_database(
    postgres_database: PostgresDatabase, postgres_tables: FreshDatabase, still_clock: StillClock
) -> Iterator[PostgresDatabase]:
    opened = PostgresDatabase(postgres_tables.application_url, still_clock.now_ms)
    yield opened
    opened.close()
    assert postgres_database is not opened


@pytest.fixture
def play(
    postgres_database: PostgresDatabase, second_database: PostgresDatabase, still_clock: StillClock
) -> Callable[[Callable[[LeasedSlots, LeasedSlots], Awaitable[None]]], None]:
    """Play a story with the slots of two processes, which beat only when the story says so."""

    def run(story: Callable[[LeasedSlots, LeasedSlots], Awaitable[None]]) -> None:
        async def inside() -> None:
            postgres_database.attach(asyncio.get_running_loop())
            second_database.attach(asyncio.get_running_loop())
            one, two = (
                LeasedSlots(database, name, lambda: still_clock.now_ms() / 1000, beat_s=3600)
                for database, name in ((postgres_database, "one"), (second_database, "two"))
            )
            await story(one, two)

        asyncio.run(inside())

    return run


Play = Callable[[Callable[[LeasedSlots, LeasedSlots], Awaitable[None]]], None]


def test_one_process_owns_everything(play: Play) -> None:
    async def story(one: LeasedSlots, _: LeasedSlots) -> None:
        await one.start()
        assert len(one.held) == SLOTS
        assert all(one.owns(conversation) for conversation in EVERY_CONVERSATION)
        await one.stop()
        assert not any(one.owns(conversation) for conversation in EVERY_CONVERSATION)

    play(story)


def test_a_second_process_gets_its_half_and_nobody_owns_the_same(play: Play) -> None:
    async def story(one: LeasedSlots, two: LeasedSlots) -> None:
        await one.start()
        await two.start()
        assert two.held == frozenset()  # nothing is taken from a process that lives
        await one.beat()
        assert len(one.held) == SLOTS // 2
        gained: list[int] = []
        two.when_gained(lambda: gained.append(len(two.held)))
        await two.beat()
        assert gained == [SLOTS // 2]
        assert one.held | two.held == frozenset(range(SLOTS))
        assert not one.held & two.held
        for conversation in EVERY_CONVERSATION:
            assert one.owns(conversation) != two.owns(conversation)
        await two.beat()
        assert gained == [SLOTS // 2]  # told of what is new only
        await one.stop()
        await two.beat()
        assert len(two.held) == SLOTS
        await two.stop()

    play(story)


def test_the_slots_of_a_process_that_died_are_taken_and_its_token_is_stale(
    play: Play, still_clock: StillClock, postgres_database: PostgresDatabase
) -> None:
    mine = ConversationId("cnv_x")

    async def story(one: LeasedSlots, two: LeasedSlots) -> None:
        await one.start()
        assert await postgres_database.write(lambda unit: one.check(unit, mine), EVERY_SHOP)
        assert not await postgres_database.write(lambda unit: two.check(unit, mine), EVERY_SHOP)
        still_clock.advance(LONGER_THAN_A_LEASE)
        assert not one.owns(mine)  # by its own clock, before anybody has told it
        # Nobody has taken the slot yet: what was begun may still be said.
        assert await postgres_database.write(lambda unit: one.check(unit, mine), EVERY_SHOP)
        await two.start()
        assert len(two.held) == SLOTS
        assert two.owns(mine)
        assert await postgres_database.write(lambda unit: two.check(unit, mine), EVERY_SHOP)
        assert not await postgres_database.write(lambda unit: one.check(unit, mine), EVERY_SHOP)
        await one.beat()  # it comes back, and waits for its share
        assert one.held == frozenset()
        await two.stop()
        await one.stop()

    play(story)


def test_a_lease_that_ran_out_and_was_left_alone_gets_a_new_token(
    play: Play, still_clock: StillClock, postgres_database: PostgresDatabase
) -> None:
    mine = ConversationId("cnv_x")

    async def story(one: LeasedSlots, _: LeasedSlots) -> None:
        await one.start()
        token = one._held[slot_of(mine)]
        still_clock.advance(LONGER_THAN_A_LEASE)
        await one.beat()
        assert one._held[slot_of(mine)] == token + 1
        assert await postgres_database.write(lambda unit: one.check(unit, mine), EVERY_SHOP)
        await one.stop()

    play(story)


def test_two_processes_that_start_at_once_never_own_the_same(play: Play) -> None:
    async def story(one: LeasedSlots, two: LeasedSlots) -> None:
        await asyncio.gather(one.start(), two.start())
        assert not one.held & two.held
        for _ in range(3):
            await asyncio.gather(one.beat(), two.beat())
            assert not one.held & two.held
        assert one.held | two.held == frozenset(range(SLOTS))
        assert len(one.held) == len(two.held)
        await asyncio.gather(one.stop(), two.stop())

    play(story)


def test_the_heartbeat_beats_by_itself(postgres_database: PostgresDatabase) -> None:
    async def story() -> None:
        postgres_database.attach(asyncio.get_running_loop())
        one, two = (LeasedSlots(postgres_database, name, beat_s=0.001) for name in ("one", "two"))
        gained = asyncio.Event()
        two.when_gained(gained.set)
        await one.start()
        await two.start()
        async with asyncio.timeout(10):
            await gained.wait()
        await one.stop()
        await two.stop()

    asyncio.run(story())


def test_one_process_with_its_own_file_owns_every_slot(postgres_database: PostgresDatabase) -> None:
    slots = EverySlot()
    assert slots.owns(ConversationId("cnv_x"))
    assert postgres_database.write_now(lambda unit: slots.check(unit, ConversationId("c")), EVERY_SHOP)
