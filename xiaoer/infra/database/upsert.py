"""`INSERT … ON CONFLICT` for both dialects, from one table and its natural key."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Table, bindparam
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from xiaoer.infra.database.statement import Dialect, Statement, Value


def insert_or_ignore(table: Table, key: Sequence[str]) -> Statement:
    """Return an insert of all columns (parameters named like them) that does nothing when `key` exists.

    An empty `key` stands for every unique one of the table, partial indexes included. `Unit.run` gives 1
    when the row is new, 0 when it was there.
    """
    return _upsert(table, key, ())


def insert_or_update(table: Table, key: Sequence[str], columns: Sequence[str] | None = None) -> Statement:
    """Return an insert of all columns that overwrites `columns` (default: all but `key`) when it exists."""
    return _upsert(table, key, columns or [c.name for c in table.columns if c.name not in key])


def _upsert(table: Table, key: Sequence[str], columns: Sequence[str]) -> Statement:
    values: dict[str, BindParameter[Value]] = {
        column.name: bindparam(column.name) for column in table.columns
    }
    keys = [table.c[name] for name in key]
    cores = {}
    for dialect, insert in ((Dialect.SQLITE, sqlite_insert), (Dialect.POSTGRESQL, postgresql_insert)):
        core = insert(table).values(values)
        cores[dialect] = (
            core.on_conflict_do_update(
                index_elements=keys, set_={name: core.excluded[name] for name in columns}
            )
            if columns
            else core.on_conflict_do_nothing(index_elements=keys or None)
        )
    return Statement(cores[Dialect.SQLITE], cores[Dialect.POSTGRESQL])
