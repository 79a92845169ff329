"""The `database` fixture: a fresh database with every table, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine

from tests.servers.postgres import FreshDatabase, PostgresServer
from xiaoer.base.clock import StillClock
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.migrations.row_security import protect, shop_tables
from xiaoer.migrations.tables import metadata

__all__ = [
    "database",
    "postgres_database",
    "postgres_tables",
    "sqlite_database",
    "sqlite_template",
]


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


@pytest.fixture(scope="session")
def postgres_tables(postgres: PostgresServer) -> FreshDatabase:
    """Return a PostgreSQL database with every table and policy, shared by the whole run."""
    fresh = postgres.create_database()
    engine = create_engine(fresh.owner_url.replace("postgresql:", "postgresql+psycopg:"))
    metadata.create_all(engine)
    with engine.begin() as connection:
        # A deadlock is looked for after a second by default.
        connection.exec_driver_sql(f"ALTER DATABASE \"{fresh.name}\" SET deadlock_timeout = '20ms'")
        for table in shop_tables(metadata):
            for statement in protect(table):
                connection.exec_driver_sql(statement)
    engine.dispose()
    return fresh


@pytest.fixture
def postgres_database(postgres_tables: FreshDatabase, still_clock: StillClock) -> Iterator[PostgresDatabase]:
    """Return an empty PostgreSQL database with every table, used as the application's role."""
    opened = PostgresDatabase(postgres_tables.application_url, still_clock.now_ms)
    yield opened
    opened.close()
    # Deleting is much faster than TRUNCATE where nearly every table is empty.
    deletes = ";".join(f'DELETE FROM "{table}"' for table in metadata.tables)  # noqa: S608  # our own names
    with psycopg.connect(postgres_tables.owner_url, autocommit=True) as owner:
        owner.execute(f"SET session_replication_role = replica; {deletes}".encode())


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Return an empty database with every table, once on SQLite and once on PostgreSQL."""
    opened: Database = request.getfixturevalue(
        "sqlite_database" if request.param == "sqlite" else "postgres_database"
    )
    return opened
