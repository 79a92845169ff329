"""The `database` fixture: a fresh database with every table, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from xiaoer.base.clock import StillClock
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.migrations.tables import metadata

__all__ = ["database", "sqlite_database", "sqlite_template"]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with every table and no row; copying it is faster than making it."""
    path = tmp_path_factory.mktemp("template") / "xiaoer.db"
    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_database(
    tmp_path: Path, sqlite_template: Path, still_clock: StillClock
) -> Iterator[SqliteDatabase]:
    """Return an empty SQLite database with every table."""
    path = tmp_path / "xiaoer.db"
    shutil.copyfile(sqlite_template, path)
    opened = SqliteDatabase(path, still_clock.now_ms)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Return an empty database with every table, once on SQLite and once on PostgreSQL."""
    if request.param == "postgresql":
        pytest.skip("the PostgreSQL database is not built yet")
    opened: Database = request.getfixturevalue("sqlite_database")
    return opened
