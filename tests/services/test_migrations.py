"""Migrations make exactly the tables that the stores speak of, once, and keep what is there."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from tests.servers.postgres import FreshDatabase, PostgresServer
from xiaoer.base.errors import XiaoerError
from xiaoer.migrations import migrate as migrating
from xiaoer.migrations.migrate import engine_for, migrate
from xiaoer.migrations.row_security import protect, shop_tables
from xiaoer.migrations.tables import metadata

HOUSE = Path(migrating.__file__).parents[1]


@pytest.fixture
def fresh(postgres: PostgresServer) -> Iterator[FreshDatabase]:
    made = postgres.create_database()
    yield made
    postgres.drop_database(made.name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'xiaoer.db'}"
    fresh: FreshDatabase = request.getfixturevalue("fresh")
    return fresh.owner_url


def test_every_table_of_the_house_is_known_here() -> None:
    """A store that is not imported by migrations.tables would get no table."""
    found = {
        name
        for path in HOUSE.rglob("*.py")
        for name in re.findall(r'Table\(\s*"(\w+)",\s*metadata', path.read_text(encoding="utf-8"))
    }
    assert {"log", "slots", "conversations"} <= found
    assert found == set(metadata.tables)


def test_upgrade_makes_what_the_stores_speak_of(url: str) -> None:
    assert migrate(url)
    engine = engine_for(url)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def schema_of_sqlite(make: Callable[[str], object], folder: Path) -> set[str]:
    path = folder / f"{make.__name__}.db"
    make(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    rows = connection.execute(
        'SELECT m.name, m.type, m.tbl_name, c.name, c.type, c."notnull", c.pk'
        " FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.name <> 'alembic_version'"
        " UNION ALL SELECT name, type, tbl_name,"
        " replace(replace(sql, tbl_name || '.', ''), '\"', ''), '', 0, 0"
        " FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    connection.close()
    return {str(row) for row in rows if "alembic" not in str(row)}


def schema_of_postgres(make: Callable[[str], object], server: PostgresServer) -> set[str]:
    made = server.create_database()
    make(made.owner_url)
    with psycopg.connect(made.owner_url) as owner:
        rows = owner.execute(
            "SELECT table_name, column_name, data_type, is_nullable, column_default, ordinal_position"
            " FROM information_schema.columns WHERE table_schema = 'public'"
            " UNION ALL SELECT tablename, indexname, indexdef, '', '', 0 FROM pg_indexes"
            " WHERE schemaname = 'public'"
            " UNION ALL SELECT tablename, policyname, qual || with_check, cmd, '', 0 FROM pg_policies"
        ).fetchall()
    server.drop_database(made.name)
    return {str(row) for row in rows if "alembic" not in str(row)}


def straight(url: str) -> None:
    """Make the tables without migrations, as the fixtures of the tests do."""
    engine = engine_for(url)
    with engine.begin() as connection:
        metadata.create_all(connection)
        if connection.dialect.name == "postgresql":
            for table in shop_tables(metadata):
                for statement in protect(table):
                    connection.exec_driver_sql(statement)
    engine.dispose()


def test_to_the_letter_on_sqlite(tmp_path: Path) -> None:
    """Partial indexes and keys too, which the comparison of Alembic does not look at."""
    assert schema_of_sqlite(migrate, tmp_path) == schema_of_sqlite(straight, tmp_path)


def test_to_the_letter_on_postgresql(postgres: PostgresServer) -> None:
    assert schema_of_postgres(migrate, postgres) == schema_of_postgres(straight, postgres)


def test_migrating_again_changes_nothing_and_keeps_the_data(url: str) -> None:
    migrate(url)
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO cursors VALUES ('bot', 17)")
    assert not migrate(url)
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT number FROM cursors").scalar() == 17
    engine.dispose()


def test_two_processes_that_start_at_once_migrate_once(url: str) -> None:
    done: list[bool] = []
    threads = [threading.Thread(target=lambda: done.append(migrate(url))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done) == [False, False, True]


def test_a_migration_that_fails_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = migrating.upgrade

    def breaks_at_the_end(connection: object) -> bool:
        upgrade(connection)  # type: ignore[arg-type]  # it is the connection
        raise ZeroDivisionError

    monkeypatch.setattr(migrating, "upgrade", breaks_at_the_end)
    with pytest.raises(ZeroDivisionError):
        migrate(url)
    engine = create_engine(engine_for(url).url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_a_database_of_a_later_version_is_left_alone(url: str) -> None:
    migrate(url)
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future'")
    engine.dispose()
    with pytest.raises(XiaoerError) as raised:
        migrate(url)
    assert raised.value.code == "database_newer"
    assert "9999_future" in raised.value.detail


def test_tables_that_no_migration_made_are_left_alone(url: str) -> None:
    engine = engine_for(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (mine text)")
    engine.dispose()
    with pytest.raises(XiaoerError) as raised:
        migrate(url)
    assert raised.value.code == "database_foreign"
    assert "orders" in raised.value.detail


def test_a_database_that_cannot_be_used_is_told_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "xiaoer.db"
    broken.write_bytes(b"not a database at all" * 100)
    for url in (
        f"sqlite:///{broken}",
        f"sqlite:///{tmp_path / 'no' / 'folder' / 'xiaoer.db'}",
        "postgresql://nobody@127.0.0.1:1/none",
    ):
        with pytest.raises(XiaoerError) as raised:
            migrate(url)
        assert raised.value.code == "database_unreachable"
    assert broken.read_bytes() == b"not a database at all" * 100
