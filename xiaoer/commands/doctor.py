"""`xiaoer doctor`: say what is wrong with this installation, one line each, with what to do."""

import argparse
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.migrations.row_security import bypasses_row_security
from xiaoer.migrations.tables import metadata
from xiaoer.outside import pages_are_built, shipped
from xiaoer.settings import Settings
from xiaoer.wiring import House

LEAST_FREE_BYTES: Final = 200 << 20
OLDEST_PYTHON: Final = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `advice` says what to do when it is not well."""

    what: str
    well: bool
    advice: str = ""


def add(commands: Any) -> None:
    """Add `doctor`."""
    doctor = commands.add_parser("doctor", help="say what is wrong with this installation")
    doctor.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Look at everything; exit 1 when something is wrong."""
    findings = list(look(settings))
    for finding in findings:
        mark = "ok " if finding.well else "BAD"
        print(f"{mark} {finding.what}" + ("" if finding.well else f": {finding.advice}"))
    return 0 if all(finding.well for finding in findings) else 1


def look(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, the ground first."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding(f"Python {version}", sys.version_info[:2] >= OLDEST_PYTHON, "install Python 3.11 or newer")
    sqlite = sqlite3.sqlite_version_info >= (3, 35, 0)
    yield Finding(f"SQLite {sqlite3.sqlite_version}", sqlite, "needs 3.35 or newer (RETURNING)")
    free = shutil.disk_usage(settings.data).free
    yield Finding(
        f"data folder {settings.data}, {free >> 20} MB free",
        free >= LEAST_FREE_BYTES,
        "make room: under 200 MB the database may soon refuse to store",
    )
    yield from _database(settings)
    yield Finding("web pages are built", pages_are_built(), "run `make pages`")
    yield _port(settings)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        house = House(settings, shipped(settings))
    except XiaoerError as error:
        if error.code == "database_in_use":
            yield Finding("database is in use by a running server, and not looked into", well=True)
        else:
            yield Finding("database opens", False, error.detail)
        return
    except (OSError, sqlite3.Error, SQLAlchemyError) as error:
        yield Finding("database opens", False, f"{error}; check XIAOER_DATABASE_URL and the file's rights")
        return
    try:
        house.database.read_now(lambda unit: unit.now_ms, EVERY_SHOP)
        yield Finding("database opens", True)
        file = settings.sqlite_file
        if file is None:
            bypasses = house.database.read_now(bypasses_row_security, EVERY_SHOP)
            advice = "connect as a role that is no superuser; else code alone keeps shops apart"
            yield Finding("row-level security binds the role", not bypasses, advice)
        else:
            connection = sqlite3.connect(file)
            (answer,) = connection.execute("PRAGMA quick_check").fetchone()
            known = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
            connection.close()
            yield Finding("database file is sound", answer == "ok", f"{answer}; restore a backup")
            missing = sorted(set(metadata.tables) - known)
            advice = f"{', '.join(missing[:5])} missing; run `xiaoer migrate`"
            yield Finding("tables are up to date", not missing, advice)
    finally:
        house.close()


def _port(settings: Settings) -> Finding:
    with socket.socket() as trying:
        trying.settimeout(1)
        taken = trying.connect_ex((settings.host, settings.port)) == 0
    what = f"port {settings.port} " + ("answers: a server runs there" if taken else "is free")
    return Finding(what, well=True)
