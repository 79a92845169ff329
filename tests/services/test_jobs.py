"""Jobs: done once recorded, tried again when they fail, fenced by their token, never lost."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from xiaoer.base.clock import StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ConversationId, ShopId, UlidIds
from xiaoer.facts.conversations import ConversationReopened
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import entries_after
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.jobs.model import DeadJob, Handler, Job
from xiaoer.infra.jobs.rules import ATTEMPTS, LEASE_MS
from xiaoer.infra.jobs.runner import AT_ONCE, JobRunner
from xiaoer.infra.jobs.service import Jobs, claim, finish, renew

SHOP, OTHER_SHOP = ShopId("shp_1"), ShopId("shp_2")
SHOPS = frozenset({SHOP})
PATIENCE_S = 20


@pytest.fixture
def jobs(ids: UlidIds) -> Jobs:
    return Jobs(ids)


def put(database: Database, jobs: Jobs, key: str, due_ms: int = 0, kind: str = "call") -> bool:
    return database.write_now(
        lambda unit: jobs.put(unit, kind, key, SHOP, {"n": 1, "name": "空调"}, due_ms, ConversationId("c")),
        SHOPS,
    )


def take(database: Database, owner: str = "one", page: int = 10) -> list[Job]:
    return database.write_now(lambda unit: claim(unit, owner, page), EVERY_SHOP)


def recorded(database: Database) -> list[str]:
    """Return what the closures of jobs have told, in order."""
    entries = database.read_now(lambda unit: entries_after(unit, 0, 1000), EVERY_SHOP)
    return [entry.fact.by for entry in entries if isinstance(entry.fact, ConversationReopened)]


def noting(text: str) -> Callable[[Unit], None]:
    return lambda unit: unit.tell(SHOP, ConversationReopened(text))


def dead(database: Database, jobs: Jobs, shop: ShopId = SHOP) -> list[DeadJob]:
    return database.read_now(lambda unit: jobs.dead(unit, shop), frozenset({shop}))


def work_until(
    database: Database,
    clock: StillClock,
    handler: Handler,
    done: Callable[[], bool],
    advance: timedelta = timedelta(0),
) -> None:
    """Run a runner until `done`; the clock goes on by `advance` between two looks."""

    async def inside() -> None:
        database.attach(asyncio.get_running_loop())
        runner = JobRunner(database, {"call": handler}, clock, chance=lambda: 0.5)
        running = asyncio.create_task(runner.run())
        async with asyncio.timeout(PATIENCE_S):
            while not done():
                await runner.idle()
                clock.advance(advance)
                runner.wake()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(inside())


# ---------------------------------------------------------------- the verbs


def test_putting_twice_changes_nothing(database: Database, jobs: Jobs) -> None:
    assert put(database, jobs, "k1")
    assert not put(database, jobs, "k1")
    assert put(database, jobs, "k1", kind="other")
    assert [(job.kind, job.key) for job in take(database)] == [("call", "k1"), ("other", "k1")]


def test_a_job_carries_what_it_was_given(database: Database, jobs: Jobs, still_clock: StillClock) -> None:
    put(database, jobs, "k1")
    (job,) = take(database)
    assert job.payload == {"n": 1, "name": "空调"}
    assert (job.shop, job.conversation, job.attempt, job.token) == (SHOP, "c", 1, 1)
    assert job.due_ms == still_clock.now_ms()


def test_a_timer_is_not_claimed_before_its_time(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    put(database, jobs, "later", still_clock.now_ms() + 60_000)
    put(database, jobs, "sooner", still_clock.now_ms() + 30_000)
    assert take(database) == []
    still_clock.advance(timedelta(seconds=30))
    assert [job.key for job in take(database)] == ["sooner"]
    still_clock.advance(timedelta(seconds=30))
    assert [job.key for job in take(database)] == ["later"]


def test_a_cancelled_job_is_never_claimed(database: Database, jobs: Jobs) -> None:
    put(database, jobs, "k1")
    assert database.write_now(lambda unit: jobs.cancel(unit, "call", "k1"), SHOPS)
    assert not database.write_now(lambda unit: jobs.cancel(unit, "call", "k1"), SHOPS)
    assert take(database) == []
    assert not put(database, jobs, "k1")


def test_a_job_in_hand_is_claimed_by_nobody_else_until_its_lease_ends(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    put(database, jobs, "k1")
    (first,) = take(database, "one")
    assert take(database, "two") == []
    still_clock.advance(timedelta(milliseconds=LEASE_MS - 1))
    assert database.write_now(lambda unit: renew(unit, first), SHOPS)
    still_clock.advance(timedelta(milliseconds=LEASE_MS))
    assert take(database, "two") == []
    still_clock.advance(timedelta(milliseconds=1))
    (second,) = take(database, "two")
    assert (second.attempt, second.token) == (2, 2)
    assert not database.write_now(lambda unit: renew(unit, first), SHOPS)


def test_an_outcome_with_a_stale_token_is_not_recorded(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    put(database, jobs, "k1")
    (first,) = take(database, "one")
    still_clock.advance(timedelta(milliseconds=LEASE_MS + 1))
    (second,) = take(database, "two")

    def end(unit: Unit, job: Job) -> None:
        noting(f"by token {job.token}")(unit)
        finish(unit, job)

    with pytest.raises(XiaoerError) as raised:
        database.write_now(lambda unit: end(unit, first), SHOPS)
    assert raised.value.code == "stale_token"
    database.write_now(lambda unit: end(unit, second), SHOPS)
    assert recorded(database) == ["by token 2"]
    with pytest.raises(XiaoerError):  # and only once
        database.write_now(lambda unit: end(unit, second), SHOPS)


# ---------------------------------------------------------------- the runner


def test_the_outcome_is_recorded_in_the_unit_that_ends_the_job(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    called: list[str] = []

    async def handle(job: Job) -> Callable[[Unit], None]:
        called.append(job.key)
        return noting(job.key)

    for number in range(3):
        put(database, jobs, f"k{number}")
    work_until(database, still_clock, handle, lambda: len(recorded(database)) == 3)
    assert sorted(called) == sorted(recorded(database)) == ["k0", "k1", "k2"]


def test_a_failed_job_is_tried_again_later_and_in_the_end_shown_to_people(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    tries: list[int] = []
    healed = False

    async def handle(job: Job) -> Callable[[Unit], None]:
        tries.append(job.attempt)
        if not healed:
            raise ConnectionError("the courier does not answer")
        return noting("healed")

    put(database, jobs, "k1")
    work_until(
        database, still_clock, handle, lambda: bool(dead(database, jobs)), advance=timedelta(minutes=10)
    )
    assert tries == list(range(1, ATTEMPTS + 1))
    (given_up,) = dead(database, jobs)
    assert (given_up.kind, given_up.key, given_up.attempts) == ("call", "k1", ATTEMPTS)
    assert given_up.error == "ConnectionError: the courier does not answer"
    assert dead(database, jobs, OTHER_SHOP) == []

    healed = True
    assert not database.write_now(
        lambda unit: jobs.revive(unit, OTHER_SHOP, given_up.id), frozenset({OTHER_SHOP})
    )
    assert database.write_now(lambda unit: jobs.revive(unit, SHOP, given_up.id), SHOPS)
    work_until(database, still_clock, handle, lambda: recorded(database) == ["healed"])
    assert dead(database, jobs) == []


def test_an_outcome_that_cannot_be_recorded_fails_the_attempt(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    def breaking(unit: Unit) -> None:
        noting("half")(unit)
        raise ZeroDivisionError

    async def handle(job: Job) -> Callable[[Unit], None]:
        return breaking if job.attempt == 1 else noting("whole")

    put(database, jobs, "k1")
    work_until(database, still_clock, handle, lambda: bool(recorded(database)), advance=timedelta(seconds=1))
    assert recorded(database) == ["whole"]


def test_an_unknown_kind_ends_with_people(database: Database, jobs: Jobs, still_clock: StillClock) -> None:
    async def handle(_: Job) -> Callable[[Unit], None]:
        raise AssertionError

    put(database, jobs, "k1", kind="nobody knows it")
    work_until(
        database, still_clock, handle, lambda: bool(dead(database, jobs)), advance=timedelta(minutes=10)
    )
    assert dead(database, jobs)[0].error == "KeyError: 'nobody knows it'"


def play(database: Database, story: Callable[[], Awaitable[None]]) -> None:
    async def inside() -> None:
        database.attach(asyncio.get_running_loop())
        async with asyncio.timeout(PATIENCE_S):
            await story()

    asyncio.run(inside())


async def end(running: "asyncio.Task[None]") -> None:
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


def test_no_more_than_so_many_jobs_run_at_once(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    for number in range(AT_ONCE * 2):
        put(database, jobs, f"k{number}")

    async def story() -> None:
        running_now, most = 0, 0
        full, go_on = asyncio.Event(), asyncio.Event()

        async def handle(_: Job) -> Callable[[Unit], None]:
            nonlocal running_now, most
            running_now += 1
            most = max(most, running_now)
            if running_now == AT_ONCE:
                full.set()
            await go_on.wait()
            running_now -= 1
            return noting("x")

        runner = JobRunner(database, {"call": handle}, still_clock)
        running = asyncio.create_task(runner.run())
        await full.wait()
        go_on.set()
        await runner.idle()
        assert most == AT_ONCE
        await end(running)

    play(database, story)
    assert len(recorded(database)) == AT_ONCE * 2


def test_a_job_put_while_running_is_taken_at_once_when_the_runner_is_woken(
    database: Database, jobs: Jobs, still_clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xiaoer.infra.jobs.runner.LOOK_EVERY_S", 3600)

    async def story() -> None:
        came = asyncio.Event()

        async def handle(_: Job) -> Callable[[Unit], None]:
            came.set()
            return noting("x")

        runner = JobRunner(database, {"call": handle}, still_clock)
        running = asyncio.create_task(runner.run())
        await runner.idle()
        await database.write(lambda unit: jobs.put(unit, "call", "k", SHOP, {}), SHOPS)
        runner.wake()
        await came.wait()
        await runner.idle()
        await end(running)

    play(database, story)


def test_a_runner_that_stops_gives_back_what_it_holds(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    put(database, jobs, "k1")

    async def story() -> None:
        began = asyncio.Event()

        async def handle(_: Job) -> Callable[[Unit], None]:
            began.set()
            await asyncio.Event().wait()
            raise AssertionError

        running = asyncio.create_task(JobRunner(database, {"call": handle}, still_clock).run())
        await began.wait()
        await end(running)

    play(database, story)
    (again,) = take(database, "two")
    assert (again.attempt, again.token) == (1, 3)


def test_after_a_kill_the_owner_of_the_file_goes_on_at_once(
    sqlite_database: SqliteDatabase, jobs: Jobs, still_clock: StillClock
) -> None:
    put(sqlite_database, jobs, "k1")
    take(sqlite_database, "one")  # and then it was killed

    async def handle(_: Job) -> Callable[[Unit], None]:
        return noting("done")

    work_until(sqlite_database, still_clock, handle, lambda: recorded(sqlite_database) == ["done"])


def test_two_runners_share_the_jobs_and_none_is_done_twice(
    database: Database, jobs: Jobs, still_clock: StillClock
) -> None:
    for number in range(60):
        put(database, jobs, f"k{number}")

    async def story() -> None:
        async def handle(job: Job) -> Callable[[Unit], None]:
            await asyncio.sleep(0)
            return noting(job.key)

        runners = [JobRunner(database, {"call": handle}, still_clock, owner) for owner in ("one", "two")]
        running = [asyncio.create_task(runner.run()) for runner in runners]
        for runner in runners:
            await runner.idle()
        for task in running:
            await end(task)

    play(database, story)
    assert sorted(recorded(database)) == sorted(f"k{number}" for number in range(60))
