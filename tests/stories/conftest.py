"""A served sample shop for each story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.houses import Ground, ground
from tests.servers.house import Served, serving


@pytest.fixture
def land(tmp_path: Path) -> Ground:
    """Return what the house stands on: a fresh copy of the sample shop, its sandbox, its clock."""
    return ground(tmp_path)


@pytest.fixture
def served(land: Ground) -> Iterator[Served]:
    """Return the house, serving on a loopback port."""
    with serving(land.house()) as running:
        yield running
