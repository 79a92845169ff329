"""`xiaoer bench`: measure durable chat turns beside their floors (needs the source checkout)."""

import argparse
import importlib.util
import subprocess
import sys
from typing import Any

from xiaoer.base.errors import XiaoerError
from xiaoer.settings import Settings


def add(commands: Any) -> None:
    """Add `bench`."""
    bench = commands.add_parser("bench", help="measure chat turns a second on this machine")
    bench.add_argument("--postgresql", action="store_true", help="on a real PostgreSQL instead of SQLite")
    bench.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    bench.add_argument("--rounds", type=int, default=3, help="measurements of each row")
    bench.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Run the benchmark in a process of its own, on data of its own."""
    if importlib.util.find_spec("benchmarks") is None:
        raise XiaoerError(
            "no_benchmarks", 404, "Run `xiaoer bench` in the source checkout: it measures with benchmarks/."
        )
    command = [sys.executable, "-m", "benchmarks.chat_turns", "--seconds", str(given.seconds)]
    command += ["--rounds", str(given.rounds), *(["--postgresql"] if given.postgresql else [])]
    return subprocess.run(command, check=False).returncode  # noqa: S603 (our own module)
