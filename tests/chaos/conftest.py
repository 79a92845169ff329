"""The application that hostile input is thrown at, one for each file of tests."""

import asyncio
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from tests.brains import Parrot
from tests.chaos.world import SECRET, World
from tests.houses import ground
from xiaoer import wiring
from xiaoer.tenancy.passwords import Passwords


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "secret.png").write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        cheap = PasswordHasher(
            time_cost=1, memory_cost=8, parallelism=1
        )  # else hashing is all that is tested
        patch.setattr(wiring, "Passwords", lambda: Passwords(cheap))
        land = ground(folder)
        made = World(land, land.house(Parrot()), runner)
        runner.run(made.house.start())
        runner.run(made.come_in())
        yield made
        runner.run(made.house.stop())
