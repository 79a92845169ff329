"""`xiaoer eval`: the table of what the bot reaches; `xiaoer eval intents`: the intent engine on any data."""

import argparse
import asyncio
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import msgspec

from xiaoer.adapters.encoders import fast_use, nano_e5
from xiaoer.base.errors import invalid
from xiaoer.bot.ports import SentenceEncoder
from xiaoer.bot.understanding.model import Recipe
from xiaoer.replay import table
from xiaoer.replay.abuse import abuse
from xiaoer.replay.intent_run import measured, report
from xiaoer.replay.intents import Part, divided, read_parts
from xiaoer.replay.model import Result
from xiaoer.settings import Settings

_SETS: Final = Path("evals")  # of the source checkout
_INTENTS: Final = (
    ("BANKING77", Path("intents-banking77/train.csv"), "≥ 92 %"),
    ("CLINC150", Path("intents-clinc150/data_train_val.json"), "≥ 94 %, out of scope F1 ≥ 0.85"),
)
_ABUSE: Final = Path("abusive-cold/dev.csv")


def add(commands: Any) -> None:
    """Add `eval`."""
    command = commands.add_parser("eval", help="measure how good the bot and its intent engine are")
    command.add_argument(
        "what",
        nargs="?",
        choices=("table", "intents"),
        default="table",
        help="the whole table (default), or the intent engine on --train",
    )
    command.add_argument(
        "--data", type=Path, metavar="DIR", help="folder with public data sets and more shops' sets"
    )
    command.add_argument(
        "--train", type=Path, metavar="FILE", help="CSV (text,category) or JSON (train, val, …)"
    )
    command.add_argument("--test", type=Path, metavar="FILE", help="what to measure on")
    command.add_argument(
        "--validation",
        type=float,
        default=0.1,
        metavar="SHARE",
        help="kept back to measure on, without --test",
    )
    command.add_argument("--no-encoder", action="store_true", help="go without sentence vectors")
    command.add_argument(
        "--outside-share",
        type=float,
        default=Recipe().outside_share,
        metavar="SHARE",
        help="share of out-of-scope texts to expect when the limit is set (0: as in the examples)",
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="write the results as JSON")
    command.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:  # noqa: ARG001 (the same form for all)
    """Measure and print; exit 0 when the run worked, whatever was reached."""
    results = _intents(given) if given.what == "intents" else _table(given)
    if given.out is not None:
        given.out.write_bytes(msgspec.json.format(msgspec.json.encode(results)) + b"\n")
    return 0


def _intents(given: argparse.Namespace) -> object:
    if given.train is None:
        raise invalid("no_file", "Give the examples to learn from: xiaoer eval intents --train FILE.")
    taught, asked = _parts(given.train, given.test, given.validation)
    ran = measured(taught, asked, _encoders(given), _recipe(given), _progress)
    print(*report(ran), sep="\n")
    return asdict(ran)


def _table(given: argparse.Namespace) -> object:
    folders = [folder for folder in (_SETS, given.data) if folder is not None and folder.is_dir()]
    if given.data is not None and not given.data.is_dir():
        raise invalid("no_folder", f"{given.data}: not a folder")
    shown = asyncio.run(table.played(folders, _played))
    rows, left_out = list(shown.rows), list(shown.left_out)
    encoders = _encoders(given)
    for name, file, aim in _INTENTS:
        if given.data is None or not (given.data / file).is_file():
            left_out.append(f"intents {name}: {_why(given.data, file)}")
            continue
        taught, asked = _parts(given.data / file, None, given.validation)
        ran = measured(taught, asked, encoders, _recipe(given), _progress)
        figure = f"{ran.figures.accuracy:.1%}"
        if ran.figures.outside:
            figure += f", out of scope F1 {ran.figures.outside.f1:.3f}"
        rows.append(table.Row(f"intents {name}", figure, aim=aim))
    if not encoders:
        left_out.append(
            "sentence vectors: no encoder is used (--no-encoder, or xiaoer[encoder] is not installed)"
        )
    if given.data is not None and (given.data / _ABUSE).is_file():
        seen = abuse(_read(given.data / _ABUSE))
        figure = f"precision {seen.precision:.2f}, recall {seen.recall:.2f} of {seen.texts}"
        rows.append(table.Row("abuse, general posts", figure))
    else:
        left_out.append(f"abuse: {_why(given.data, _ABUSE)}")
    whole = table.Table(tuple(rows), tuple(left_out))
    print(*table.lines(whole), sep="\n")
    return asdict(whole)


def _why(data: Path | None, file: Path) -> str:
    return f"no {file} in {data}" if data else f"needs --data DIR with {file}"


def _parts(train: Path, test: Path | None, share: float) -> tuple[Part, Part]:
    """Return what to learn from and what to measure on, the file's own parts where it has them."""
    parts = read_parts(_read(train), str(train))
    taught = parts.get("train") or parts.get("all")
    if taught is None or not taught.examples:
        raise invalid("bad_intents", f"{train}: no list `train` in it")
    if test is not None:
        others = read_parts(_read(test), str(test))
        return taught, others.get("test") or others.get("val") or next(iter(others.values()))
    return (taught, parts["val"]) if "val" in parts else divided(taught, share)


def _recipe(given: argparse.Namespace) -> Recipe:
    if not 0 <= given.outside_share < 1:
        raise invalid("bad_share", f"--outside-share is from 0 to below 1, not {given.outside_share}.")
    return Recipe(outside_share=given.outside_share, words_alone=False)


def _encoders(given: argparse.Namespace) -> list[SentenceEncoder]:
    if given.no_encoder:
        return []
    return [one for one in (nano_e5.open_encoder(), fast_use.open_encoder()) if one is not None]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise invalid("unreadable", f"{path}: {error.strerror}") from error


def _played(number: int, total: int, result: Result) -> None:
    _progress(f"{'✓' if result.passed else '✗'} {number}/{total} {result.id}")


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
