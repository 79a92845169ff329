"""`xiaoer migrate`: bring the database up to this version's tables."""

import argparse
from typing import Any

from xiaoer.migrations.migrate import migrate
from xiaoer.settings import Settings


def add(commands: Any) -> None:
    """Add `migrate`."""
    command = commands.add_parser("migrate", help="bring the database up to this version")
    command.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Migrate and say what was done."""
    changed = migrate(settings.database_url)
    print("xiaoer: the database was brought up to date" if changed else "xiaoer: the database is up to date")
    return 0
