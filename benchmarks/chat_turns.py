"""Durable chat turns a second through the real WebSocket, beside two floors measured in the same run.

`python -m benchmarks.chat_turns [--postgresql] [--seconds S] [--rounds N]`. A turn: message in → committed →
answered → committed → out, with its loads, its log line (made, masked, written), counters and rate limit.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.floor import WithoutSavepoints, bare_turns
from tests.servers.postgres import postgres_server
from xiaoer.base.clock import SystemClock
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.migrations.migrate import migrate

BUYERS = (1, 64, 512)
WARM_UP = 1.0
PATIENCE_S = 120.0  # to connect all buyers, and for what is still answered at the end


@contextmanager
def server(url: str, brain: str, passes: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Run the measured server in a process of its own; give its port and the buyers' passes."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {
            **os.environ,
            "XIAOER_DATA": folder,
            "XIAOER_PORT": str(port),
            **({"XIAOER_DATABASE_URL": url} if url else {}),
        }
        command = [sys.executable, "-m", "benchmarks.server", brain, *([str(passes)] if passes else [])]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as running:
            try:
                assert running.stdout is not None
                yield port, json.loads(running.stdout.readline())
            finally:
                running.terminate()


def load(
    port: int, path: str, tokens: list[str], seconds: float, rate: float = 0, **more: object
) -> dict[str, float]:
    """Play buyers from another process; `more` as in `buyers.Load`."""
    given = {
        "port": port,
        "path": path,
        "tokens": tokens,
        "seconds": seconds,
        "warm_up": WARM_UP,
        "rate": rate,
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.buyers"],
        input=json.dumps(given),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=seconds + PATIENCE_S,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def bare(url: str, callers: int, seconds: float) -> float:
    """Measure the store alone, in this process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "floor.db"
        if not url:
            migrate(f"sqlite:///{path}")
        now_ms = SystemClock().now_ms
        database = PostgresDatabase(url, now_ms) if url else WithoutSavepoints(path, now_ms)
        try:
            return asyncio.run(bare_turns(database, callers, seconds))
        finally:
            database.close()


def measure(name: str, fresh: Callable[[], str], seconds: float, rounds: int) -> None:
    """Print the table of one database; `fresh` makes an empty one and gives its address."""
    for buyers in BUYERS:
        found: list[dict[str, float]] = []
        floors: list[tuple[float, float]] = []
        halves: list[dict[str, float]] = []
        for _ in range(rounds):
            with server(fresh(), "constant") as (port, passes):
                echo = load(port, "/echo", passes[:buyers], seconds)["turns_per_second"]
                found.append(load(port, "/api/v1/live", passes[:buyers], seconds))
                half = found[-1]["turns_per_second"] / 2
                halves.append(load(port, "/api/v1/live", passes[buyers : 2 * buyers], seconds, half))
            floors.append((echo, bare(fresh(), buyers, seconds)))
        report(name, buyers, found, halves, floors)


def report(
    name: str,
    buyers: int,
    found: list[dict[str, float]],
    halves: list[dict[str, float]],
    floors: list[tuple[float, float]],
) -> None:
    """Print one row: medians, with the spread of the turns."""
    turns = [one["turns_per_second"] for one in found]
    ratios = [one / min(floor) for one, floor in zip(turns, floors, strict=True)]
    median = statistics.median
    echo, store = (median(values) for values in zip(*floors, strict=True))
    full, half = ({key: median(one[key] for one in part) for key in part[0]} for part in (found, halves))
    print(
        f"{name:<11} {buyers:>4} buyers  {median(turns):>6.0f} turns/s ({min(turns):.0f}-{max(turns):.0f})"
        f"  p50 {full['p50_ms']:>6.1f}  p99 {full['p99_ms']:>6.1f} ms"
        f"  | half load p50 {half['p50_ms']:>5.1f}  p99 {half['p99_ms']:>6.1f} ms"
        f"  | echo {echo:>6.0f}  store {store:>6.0f}  ratio to the slower {median(ratios):.0%}",
        flush=True,
    )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--postgresql", action="store_true", help="measure PostgreSQL (a real one, with fsync)"
    )
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not given.postgresql:
        measure("SQLite", lambda: "", given.seconds, given.rounds)
        return
    with postgres_server(durable=True) as postgres:

        def fresh() -> str:
            made = postgres.create_database()
            migrate(made.owner_url)
            return made.application_url  # row-level security applies, as it should where it is run

        measure("PostgreSQL", fresh, given.seconds, given.rounds)


if __name__ == "__main__":
    main()
