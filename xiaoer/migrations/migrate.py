"""Bringing a database up to this version's tables: by code, in one transaction, one process at a time."""

import sqlite3
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from xiaoer.base.errors import XiaoerError
from xiaoer.migrations.tables import metadata

_FOLDER: Final = Path(__file__).parent
# Any constant will do: who wants to migrate waits for who does.
_LOCK: Final = "SELECT pg_advisory_xact_lock(7838111115)"


def migrate(url: str) -> bool:
    """Upgrade the database to the newest version; return whether there was anything to do.

    `url` is `sqlite:///FILE` or `postgresql://…`; the role has to own the tables. Safe on a database
    that is up to date, in use, or being migrated by another process. Raises XiaoerError
    `database_unreachable`, `database_newer` (made by a later version), or `database_foreign` (it holds
    tables that no migration made).
    """
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            return upgrade(connection)
    except DBAPIError as error:
        raise XiaoerError(
            "database_unreachable", 503, f"The database cannot be used: {' '.join(str(error.orig).split())}"
        ) from error
    finally:
        engine.dispose()


def upgrade(connection: Connection) -> bool:
    """Upgrade over an open transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_LOCK)
    config = _config(connection)
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return False
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise XiaoerError(
            "database_newer",
            409,
            f"The database was made by a later version of Xiaoer ({current}); install that version.",
        )
    if current is None and (strange := _strange(connection)):
        raise XiaoerError(
            "database_foreign",
            409,
            f"The database already holds tables ({', '.join(strange)}) that no version of Xiaoer has made; "
            "give an empty one.",
        )
    command.upgrade(config, "head")
    return True


def engine_for(url: str) -> Engine:
    """Return an engine on which a migration is one transaction, tables and all, on SQLite too."""
    address = make_url(url)
    if address.get_backend_name() in {"postgresql", "postgres"}:
        return create_engine(address.set(drivername="postgresql+psycopg"))
    engine = create_engine(address)
    event.listen(engine, "connect", _leave_transactions_to_us)
    event.listen(engine, "begin", _begin)
    return engine


def _leave_transactions_to_us(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def _strange(connection: Connection) -> list[str]:
    return sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
