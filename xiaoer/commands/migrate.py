"""`xiaoer migrate`: bring the database up to this version's tables."""

import argparse
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from xiaoer.infra.database.ownership import owning, unusable
from xiaoer.migrations.tables import metadata
from xiaoer.settings import Settings


def add(commands: Any) -> None:
    """Add `migrate`."""
    migrate = commands.add_parser("migrate", help="bring the database up to this version")
    migrate.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Migrate and say so."""
    bring_up(settings)
    print("xiaoer: the database is up to date")
    return 0


def bring_up(settings: Settings) -> None:
    """Bring the database of the settings up to this version's tables.

    XiaoerError `database_in_use` or `storage_unavailable` when it cannot be had or used.
    """
    with owning(settings.sqlite_file):
        engine = create_engine(settings.database_url)
        try:
            metadata.create_all(engine)
        except SQLAlchemyError as error:
            why = str(getattr(error, "orig", error))
            raise unusable(settings.sqlite_file or "on PostgreSQL", why) from error
        finally:
            engine.dispose()
