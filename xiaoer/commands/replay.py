"""`xiaoer replay FILE.jsonl`: play buyer scripts or questions against the real path, in a fresh shop each."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xiaoer.base.errors import XiaoerError
from xiaoer.demo import FIRST
from xiaoer.playing import HouseService, Template
from xiaoer.replay import reader
from xiaoer.replay.model import Question, Result, Script
from xiaoer.replay.play import play_all
from xiaoer.replay.rules import report
from xiaoer.settings import Settings


def add(commands: Any) -> None:
    """Add `replay`."""
    replay = commands.add_parser(
        "replay", help="play buyer scripts against a fresh copy of the sample shop they name"
    )
    replay.add_argument("file", nargs="?", type=Path, help="buyer scripts, one JSON object a line")
    replay.add_argument("--questions", type=Path, metavar="FILE", help="single-turn questions instead")
    replay.add_argument("--shop", default="", help="play only what belongs to this shop")
    replay.add_argument("--only", default="", metavar="ID", help="play only ids that begin so")
    replay.add_argument("--out", type=Path, metavar="FILE", help="write one JSON result a line")
    replay.add_argument(
        "--json", action="store_true", help="print the results as JSON lines instead of a table"
    )
    replay.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Play, and end with the table; exit 0 when the run itself worked, whatever passed."""
    tests, are_tasks = _tests(given)
    template = Template(settings, sorted({test.shop for test in tests}) or [FIRST])
    try:
        results = asyncio.run(_play(template, tests, quiet=given.json))
    finally:
        template.close()
    if given.out is not None:
        given.out.write_bytes(b"".join(reader.result_line(result) for result in results))
    if given.json:
        sys.stdout.buffer.write(b"".join(reader.result_line(result) for result in results))
    else:
        print(*report(results, tasks=are_tasks), sep="\n")
    return 0


def _tests(given: argparse.Namespace) -> tuple[list[Script] | list[Question], bool]:
    if (given.file is None) == (given.questions is None):
        raise XiaoerError(
            "no_file", 422, "Give one file of buyer scripts, or --questions with one of questions."
        )
    path: Path = given.questions or given.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise XiaoerError("unreadable", 422, f"{path}: {error.strerror}") from error
    if given.questions is not None:
        asked = reader.questions(content)
        return [q for q in asked if q.id.startswith(given.only) and given.shop in {"", q.shop}], False
    scripts = reader.scripts(content)
    return [s for s in scripts if s.id.startswith(given.only) and given.shop in {"", s.shop}], True


async def _play(
    template: Template, tests: Sequence[Script] | Sequence[Question], *, quiet: bool
) -> list[Result]:
    service = HouseService(template)

    def progressed(number: int, total: int, result: Result) -> None:
        if not quiet and sys.stderr.isatty():
            mark = "✓" if result.passed else "✗"
            print(f"\r{mark} {number}/{total} {result.id:<20}", end="", file=sys.stderr, flush=True)

    with contextlib.suppress(BrokenPipeError):
        results = await play_all(tests, service, progressed)
    if not quiet and sys.stderr.isatty():
        print(file=sys.stderr)
    await service.close()
    return results
