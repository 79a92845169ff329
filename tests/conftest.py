"""What every test gets: sockets closed but the loopback, one still clock, seeded ids, real servers."""

import os
import random
import time
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import *  # noqa: F403  # its fixtures: `database` and what it is made of
from tests.loopback import close_sockets
from tests.servers.nats import NatsServer, nats_server
from tests.servers.postgres import PostgresServer, postgres_server
from xiaoer.base.clock import CHINA, StillClock
from xiaoer.base.ids import UlidIds

STILL_MOMENT = datetime(2025, 4, 3, 10, 0, tzinfo=CHINA)  # the morning of the sample shop's scripts

# A property that failed must fail again on the next machine; nothing is kept between runs.
settings.register_profile(
    "house",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

# Neither the machine's zone nor its language may matter: far from China, and plain UTF-8.
os.environ.update({"TZ": "America/Phoenix", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"})
time.tzset()


close_sockets()


@pytest.fixture
def still_clock() -> StillClock:
    """Return a clock that stands at 10:00 in China on 3 April 2025 until it is moved."""
    return StillClock(STILL_MOMENT)


@pytest.fixture
def ids(still_clock: StillClock) -> UlidIds:
    """Return ids that are the same in every run."""
    noise = random.Random(20250403)  # noqa: S311  # repeatable, not secret
    return UlidIds(still_clock.now_ms, lambda: noise.getrandbits(64))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return one real PostgreSQL for the whole run, without fsync."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: PostgresServer) -> str:
    """Return the superuser's address; most tests want `postgres.create_database()`."""
    return postgres.url()


@pytest.fixture(scope="session")
def nats() -> Iterator[NatsServer]:
    """Return one real NATS server for the whole run."""
    with nats_server() as server:
        yield server


@pytest.fixture(scope="session")
def nats_url(nats: NatsServer) -> str:
    """Return `nats://127.0.0.1:port`."""
    return nats.url
