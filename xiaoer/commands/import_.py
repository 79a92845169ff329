"""`xiaoer import`: show what is recognised, take the files in, report every bad row. Needs no server."""

import argparse
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ShopId
from xiaoer.base.sheets.model import Limits
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.migrations.migrate import migrate
from xiaoer.onboarding.intake import Intake
from xiaoer.onboarding.model import TITLES, Import, ImportState, Problem, TablePreview
from xiaoer.onboarding.recognition import Taken
from xiaoer.onboarding.service import Imports
from xiaoer.outside import shipped
from xiaoer.settings import Settings
from xiaoer.wiring import House

_REFUSED: Final = 1
_WRONG_CALL: Final = 2
_BAR: Final = 30
_WIDEST: Final = 36
_KIND_TITLES: Final = {
    "products": "商品",
    "faqs": "问答",
    "promotions": "优惠",
    "buyers": "买家",
    "orders": "订单",
    "items": "订单明细",
    "invoices": "发票",
    "appointments": "预约",
    "wallets": "余额",
    "parcels": "运单",
    "aftersales": "售后单",
}
_FORMAT_TITLES: Final = {format_.name: format_.title for format_ in EXPORT_FORMATS}
_OUTCOME_TITLES: Final = {
    "recorded": "新增或更新",
    "advanced": "状态推进",
    "unchanged": "没有变化",
    "stale": "比已有的旧，未采用",
}


@dataclass(frozen=True, slots=True)
class ImportParts:
    """What the command needs of the house. `shop_of` turns what was typed after --shop into a shop."""

    database: Database
    imports: Imports
    intake: Intake
    shop_of: Callable[[str], ShopId]


def add(commands: Any) -> None:
    """Add `import`."""
    importing = commands.add_parser("import", help="take a shop's own files in")
    add_arguments(importing)
    importing.set_defaults(run=run)


def run(given: argparse.Namespace, settings: Settings) -> int:
    """Import into the database of this installation; no server is needed."""
    migrate(settings.database_url)
    house = House(settings, shipped(settings))

    def shop_of(text: str) -> ShopId:
        """Return the shop of a site key or an id."""

        def find(unit: Unit) -> ShopId:
            by_key = house.tenancy.shops.by_site_key(unit, text)
            return by_key.id if by_key else house.tenancy.shops.get(unit, ShopId(text)).id

        return house.database.read_now(find, EVERY_SHOP)

    try:
        return run_import(given, ImportParts(house.database, house.imports, house.intake, shop_of))
    finally:
        house.close()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="CSV, XLSX or JSON")
    parser.add_argument("--shop", required=True, help="site key or id of the shop")
    parser.add_argument("--skip-bad", action="store_true", help="take the good rows and leave the bad ones")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="say what a column means; an empty field leaves the column out",
    )
    parser.add_argument("--dry-run", action="store_true", help="only show what would be taken")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run_import(arguments: argparse.Namespace, parts: ImportParts, out: TextIO = sys.stdout) -> int:
    """Import the files and return the exit code: 0 taken, 1 refused, 2 called wrongly."""
    try:
        mapping = _mapping(arguments.map)
        shop = parts.shop_of(arguments.shop)
        files = [parts.intake.keep(path.name, _content(path)) for path in arguments.files]
        taken = parts.intake.take(files, shop, mapping)
        if arguments.dry_run:
            _print_preview(taken, arguments, out)
            return _REFUSED if taken.problems and not arguments.skip_bad else 0
        scope = frozenset({shop})
        if not arguments.json:
            _print_preview(taken, arguments, out)
        import_ = parts.database.write_now(
            lambda unit: parts.imports.preview(unit, shop, None, files, taken), scope
        )
        import_ = parts.database.write_now(
            lambda unit: parts.imports.run(
                unit, shop, import_.id, skip_bad=arguments.skip_bad, mapping=mapping, taken=taken
            ),
            scope,
        )
        import_ = _carry_through(parts, import_, quiet=arguments.json)
    except OSError as error:
        print(f"xiaoer: 读不了文件：{error}", file=sys.stderr)
        return _WRONG_CALL
    except XiaoerError as error:
        print(f"xiaoer: {error.detail}", file=sys.stderr)
        return _WRONG_CALL
    _print_report(import_, arguments, out)
    return 0 if import_.state is ImportState.DONE else _REFUSED


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs:
        column, separator, field = pair.rpartition("=")
        if not separator or not column:
            raise XiaoerError("bad_mapping", 422, f"--map wants COLUMN=FIELD, not {pair!r}.")
        mapping[column] = field
    return mapping


def _content(path: Path) -> bytes:
    limit = Limits().file_bytes
    if path.stat().st_size > limit:
        raise XiaoerError("too_big", 413, f"{path.name} is larger than {limit // 1024 // 1024} MB; split it.")
    return path.read_bytes()


def _carry_through(parts: ImportParts, import_: Import, *, quiet: bool) -> Import:
    """Record chunk after chunk, each in its own unit, showing how far it is.

    The files are read as the import remembers them: it may be one that was interrupted before.
    """
    shop, identifier = import_.shop, import_.id
    taken = parts.intake.take(import_.files, shop, import_.mapping)
    bar = not quiet and sys.stderr.isatty()
    while import_.state is ImportState.RUNNING:
        offset = import_.done
        import_ = parts.database.write_now(
            lambda unit, offset=offset: parts.imports.step(unit, shop, identifier, offset, taken),  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            frozenset({shop}),
        )
        if bar:
            filled = _BAR * import_.done // max(import_.total, 1)
            line = f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {import_.done}/{import_.total}"
            print(line, end="", file=sys.stderr, flush=True)
    if bar:
        print(file=sys.stderr)
    return import_


def _print_preview(taken: Taken, arguments: argparse.Namespace, out: TextIO) -> None:
    if arguments.json:
        json.dump(
            {
                "state": "previewed",
                "format": taken.format,
                "tables": [_table_json(table) for table in taken.tables],
                "total": len(taken.records),
                "problem_count": len(taken.problems),
                "problems": [_problem_json(problem) for problem in taken.problems],
            },
            out,
            ensure_ascii=False,
        )
        print(file=out)
        return
    named = [_FORMAT_TITLES[name] for name in taken.format.split("+") if name]
    print(f"识别为：{'、'.join(named) or '没有认出'}", file=out)
    for table in taken.tables:
        kind = _KIND_TITLES[table.kind.value] if table.kind else "不导入"
        print(f"\n{table.file} {table.sheet}".rstrip() + f"：{kind}，{table.rows} 行", file=out)
        rows = [
            (column.header, TITLES[column.field] if column.field else "（不导入）", column.sample)
            for column in table.columns
        ]
        _print_rows([("列", "含义", "示例"), *rows], out)
    if arguments.dry_run:
        print(
            f"\n共 {len(taken.records)} 条，有问题的 {len(taken.problems)} 处；只是预览，没有写入。", file=out
        )
        _print_problems(taken.problems, out)


def _print_report(import_: Import, arguments: argparse.Namespace, out: TextIO) -> None:
    outcomes: Mapping[str, Mapping[str, int]] = {
        "recorded": import_.tally.recorded,
        "advanced": import_.tally.advanced,
        "unchanged": import_.tally.unchanged,
        "stale": import_.tally.stale,
    }
    if arguments.json:
        report = {
            "id": import_.id,
            "state": import_.state.value,
            "format": import_.format,
            "done": import_.done,
            "total": import_.total,
            "problem_count": import_.problem_count,
            "report": {
                **{name: dict(counts) for name, counts in outcomes.items()},
                "problems": [_problem_json(problem) for problem in import_.problems],
            },
        }
        json.dump(report, out, ensure_ascii=False)
        print(file=out)
        return
    if import_.state is ImportState.DONE:
        print(f"\n导入完成，{import_.done} 条：", file=out)
        for name, counts in outcomes.items():
            if counts:
                listed = "、".join(f"{_KIND_TITLES[kind]} {count}" for kind, count in counts.items())
                print(f"  {_OUTCOME_TITLES[name]}：{listed}", file=out)
    else:
        why = "有问题的行" if import_.problem_count else "没有可以导入的内容"
        print(f"\n没有导入：{why}，什么都没有写入。改好文件再来，或加 --skip-bad 跳过坏行。", file=out)
    _print_problems(import_.problems, out)
    left = import_.problem_count - len(import_.problems)
    if left > 0:
        print(f"  其余 {left} 处从略", file=out)


def _print_problems(problems: Sequence[Problem], out: TextIO) -> None:
    if not problems:
        return
    print(f"\n有问题的 {len(problems)} 处：", file=out)
    for problem in problems:
        line = f"第 {problem.line} 行" if problem.line else "整个文件"
        column = f"“{problem.column}”列" if problem.column else ""
        print(f"  {problem.file} {line} {column}：{problem.reason}".replace(" ：", "："), file=out)


def _print_rows(rows: Sequence[tuple[str, ...]], out: TextIO) -> None:
    widths = [min(max(_width(cell) for cell in column), _WIDEST) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * max(width - _width(cell), 0) for cell, width in zip(row, widths, strict=True))
        print("  " + "  ".join(cells).rstrip(), file=out)


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _table_json(table: TablePreview) -> dict[str, object]:
    return {
        "file": table.file,
        "sheet": table.sheet,
        "format": table.format,
        "kind": table.kind.value if table.kind else None,
        "rows": table.rows,
        "columns": [
            {
                "header": column.header,
                "field": column.field.value if column.field else None,
                "sample": column.sample,
            }
            for column in table.columns
        ],
    }


def _problem_json(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "reason": problem.reason,
    }
