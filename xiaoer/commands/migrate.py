"""`xiaoer migrate`: bring the database up to this version's tables."""

import argparse
from typing import Any

from sqlalchemy import create_engine

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
    """Bring the database of the settings up to this version's tables."""
    engine = create_engine(settings.database_url)
    metadata.create_all(engine)
    engine.dispose()
