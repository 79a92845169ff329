"""`xiaoer openapi`: print the OpenAPI document (the client of the pages is generated from it)."""

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from xiaoer.migrations.migrate import migrate
from xiaoer.outside import shipped
from xiaoer.settings import Settings
from xiaoer.wiring import House


def add(commands: Any) -> None:
    """Add `openapi`."""
    command = commands.add_parser("openapi", help="print the OpenAPI document")
    command.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Print the document of an empty house: it depends on the code alone."""
    with tempfile.TemporaryDirectory() as folder:
        empty = replace(settings, data=Path(folder), database_url=f"sqlite:///{folder}/xiaoer.db")
        migrate(empty.database_url)
        house = House(empty, shipped(empty))
        print(json.dumps(house.app().openapi(), ensure_ascii=False, indent=1, sort_keys=True))
        house.close()
    return 0
