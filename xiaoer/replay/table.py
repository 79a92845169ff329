"""The table of what the bot reaches: scripts and questions of every sample shop, and what was left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from xiaoer.base.errors import XiaoerError
from xiaoer.replay.bare import EachShop
from xiaoer.replay.model import Question, Result, Script
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts
from xiaoer.replay.rules import tasks_passed

SCRIPTS: Final = "buyers.jsonl"
QUESTIONS: Final = "questions.jsonl"
_FACT, _OUTSIDE = "product_fact", "out_of_scope"
Progressed = Callable[[int, int, Result], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `right` of `count`, with what is aimed at; neither for what has no share."""

    name: str
    figure: str
    right: int = 0
    count: int = 0
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, and what was left out with the reason."""

    rows: tuple[Row, ...]
    left_out: tuple[str, ...]


def found(folders: Sequence[Path]) -> Mapping[str, Path]:
    """Return the folders with scripts or questions by name; of two with one name the later holds."""
    return {
        place.name: place
        for folder in folders
        for place in sorted(path for path in folder.iterdir() if path.is_dir())
        if (place / SCRIPTS).is_file() or (place / QUESTIONS).is_file()
    }


async def played(folders: Sequence[Path], progressed: Progressed) -> Table:
    """Play every set against the bot's decisions, without database, each in a fresh copy of its shop."""
    rows: list[Row] = []
    left_out: list[str] = []
    times: list[float] = []
    outside: list[bool] = []
    for name, folder in found(folders).items():
        try:
            if (folder / SCRIPTS).is_file():
                tests = scripts((folder / SCRIPTS).read_bytes())
                results = await play_all(tests, EachShop(), progressed)
                rows += _of_scripts(name, tests, results)
                times += [turn.ms for result in results for turn in result.turns]
            if (folder / QUESTIONS).is_file():
                asked = questions((folder / QUESTIONS).read_bytes())
                results = await play_all(asked, EachShop(), progressed)
                rows += _of_questions(name, asked, results)
                times += [turn.ms for result in results for turn in result.turns]
                outside += _wrong(asked, results, _OUTSIDE)
        except XiaoerError as error:
            left_out.append(f"{name}: {error.detail}")
    if outside:
        rows.append(_share("out of scope answered wrongly", outside, "≤ 2 %"))
    if times:
        rows.append(Row("a turn of thinking", f"{median(times):.1f} ms at the median of {len(times)}"))
    if not rows:
        left_out.append("scripts and questions: no folder with buyers.jsonl or questions.jsonl was found")
    return Table(tuple(rows), tuple(left_out))


def lines(table: Table) -> list[str]:
    """Return the table as text."""
    width = max((len(row.name) for row in table.rows), default=0)
    told = [
        f"{row.name:<{width}}  {row.figure}{f'  (aim {row.aim})' if row.aim else ''}" for row in table.rows
    ]
    return [*told, *(f"left out: {reason}" for reason in table.left_out)]


def _of_scripts(name: str, tests: Sequence[Script], results: Sequence[Result]) -> list[Row]:
    tasks = list(tasks_passed(results).values())
    rows = [_share(f"scripts {name}", [result.passed for result in results], "≥ 95 %")]
    return rows if len(tasks) == len(tests) else [*rows, _share(f"tasks {name}, all wordings", tasks, "")]


def _of_questions(name: str, asked: Sequence[Question], results: Sequence[Result]) -> list[Row]:
    facts = [not wrong for wrong in _wrong(asked, results, _FACT)]
    rows = [_share(f"questions {name}", [result.passed for result in results], "≥ 97 %")]
    return [*rows, _share(f"product facts {name}", facts, "≥ 93 %")] if facts else rows


def _wrong(asked: Sequence[Question], results: Sequence[Result], kind: str) -> list[bool]:
    pairs = zip(asked, results, strict=True)
    return [not result.passed for question, result in pairs if question.kind == kind]


def _share(name: str, held: Sequence[bool], aim: str) -> Row:
    right = sum(held)
    return Row(name, f"{right}/{len(held)} ({right / len(held):.1%})", right, len(held), aim)
