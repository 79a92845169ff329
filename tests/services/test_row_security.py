"""On PostgreSQL a unit sees and touches the rows of its own shops only, whatever its query says."""

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import Table, Text, bindparam, delete, func, insert, select, update

from tests.servers.postgres import FreshDatabase
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import ShopId
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.infra.database.statement import Statement, Value
from xiaoer.infra.database.unit import EVERY_SHOP, Shops, Unit
from xiaoer.migrations.row_security import bypasses_row_security, shop_tables
from xiaoer.migrations.tables import metadata

HERS, HIS = ShopId("shp_hers"), ShopId("shp_his")
TABLES = shop_tables(metadata)


def row_of(table: Table, shop: ShopId) -> dict[str, Value]:
    """Return a row in which every column has a value, and no other shop's row has the same."""
    row: dict[str, Value] = {
        column.name: f"{column.name}-{shop}" if isinstance(column.type, Text) else len(shop)
        for column in table.columns
    }
    return row | {"shop_id": shop}


def adding(table: Table) -> Statement:
    return Statement(insert(table).values({c.name: bindparam(c.name) for c in table.columns}))


def visible(database: PostgresDatabase, table: Table, shops: Shops) -> int:
    counting = Statement(select(func.count()).select_from(table))
    row = database.read_now(lambda unit: unit.one(counting, {}), shops)
    assert row is not None
    return int(row[0] or 0)


def touched(database: PostgresDatabase, statement: Statement, shops: Shops, **values: Value) -> int:
    return database.write_now(lambda unit: unit.run(statement, values), shops)


def test_there_are_tables_to_protect() -> None:
    assert {"conversations", "messages", "log", "jobs"} <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_a_unit_of_another_shop_reads_nothing_and_changes_nothing(
    postgres_database: PostgresDatabase, name: str
) -> None:
    table = metadata.tables[name]
    add, row = adding(table), row_of(table, HIS)
    postgres_database.write_now(lambda unit: unit.run(add, row), frozenset({HIS}))

    assert visible(postgres_database, table, frozenset({HERS})) == 0
    assert visible(postgres_database, table, frozenset()) == 0
    assert visible(postgres_database, table, frozenset({HIS})) == 1
    assert visible(postgres_database, table, frozenset({HERS, HIS})) == 1
    assert visible(postgres_database, table, EVERY_SHOP) == 1

    hers = frozenset({HERS})
    moving = Statement(update(table).values(shop_id=bindparam("to")))
    assert touched(postgres_database, moving, hers, to=HERS) == 0
    assert touched(postgres_database, Statement(delete(table)), hers) == 0
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        touched(postgres_database, add, hers, **row_of(table, ShopId("shp_third")))
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        touched(postgres_database, moving, frozenset({HIS}), to=HERS)
    assert visible(postgres_database, table, frozenset({HIS})) == 1


def test_the_shops_of_a_unit_do_not_stay_for_the_next_one(postgres_database: PostgresDatabase) -> None:
    table = metadata.tables["jobs"]
    add = adding(table)
    for shop in (HERS, HIS):
        row = row_of(table, shop)
        postgres_database.write_now(lambda unit, row=row: unit.run(add, row), frozenset({shop}))  # type: ignore[misc]  # a bound default
    counting = Statement(select(func.count()).select_from(table))

    def count(unit: Unit) -> Value:
        row = unit.one(counting, {})
        return None if row is None else row[0]

    units: list[Shops] = [
        EVERY_SHOP,
        frozenset({HERS}),
        frozenset(),
        frozenset({HERS, HIS}),
        frozenset({HIS}),
    ]
    seen = [postgres_database.submit(count, shops, "k") for shops in units]
    assert [future.result(10) for future in seen] == [2, 1, 0, 2, 1]


def test_a_name_that_is_part_of_another_sees_nothing(postgres_database: PostgresDatabase) -> None:
    table = metadata.tables["jobs"]
    add, row = adding(table), row_of(table, ShopId("shp_10"))
    postgres_database.write_now(lambda unit: unit.run(add, row), EVERY_SHOP)
    for shops in ({"shp_1"}, {"shp_1", "shp_100"}, {"10"}, {""}):
        assert visible(postgres_database, table, frozenset(map(ShopId, shops))) == 0


def test_a_role_that_no_policy_binds_is_found_out(
    postgres_database: PostgresDatabase, postgres_tables: FreshDatabase, still_clock: StillClock
) -> None:
    assert not postgres_database.read_now(bypasses_row_security, EVERY_SHOP)
    superuser = PostgresDatabase(postgres_tables.owner_url, still_clock.now_ms)
    assert superuser.read_now(bypasses_row_security, EVERY_SHOP)
    superuser.close()


def test_the_owner_of_the_tables_is_bound_too(postgres_tables: FreshDatabase) -> None:
    with psycopg.connect(postgres_tables.owner_url) as owner:
        rows = owner.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'"
        ).fetchall()
    assert sorted(row[0] for row in rows) == TABLES
