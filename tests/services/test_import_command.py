"""`xiaoer import` without a server: mapping shown, bad rows listed, exit codes."""

import argparse
import io
import json
from pathlib import Path

import pytest

from tests.exports import FIXTURES
from tests.services.test_onboarding import JobList, many_orders
from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.errors import not_found
from xiaoer.base.ids import ShopId, UlidIds
from xiaoer.buyers.service import Buyers
from xiaoer.commands.import_ import ImportParts, add_arguments, run_import
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.service import Parcels
from xiaoer.onboarding.intake import Intake
from xiaoer.onboarding.service import Imports
from xiaoer.orders.service import Orders

SHOP = ShopId("shp_1")


class Shell:
    """The command with its parts, called as a person would."""

    def __init__(self, parts: ImportParts, orders: Orders) -> None:
        self.parts = parts
        self.orders = orders

    def call(self, *words: str) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        out = io.StringIO()
        code = run_import(parser.parse_args(["--shop", SHOP, *words]), self.parts, out)
        return code, out.getvalue()

    def order_count(self) -> int:
        scope = frozenset({SHOP})
        return len(
            self.parts.database.read_now(lambda unit: self.orders.page(unit, SHOP, limit=10_000), scope)
        )


@pytest.fixture
def shell(sqlite_database: SqliteDatabase, ids: UlidIds, tmp_path: Path) -> Shell:
    jobs = JobList(ids)
    orders = Orders(ids, jobs)
    imports = Imports(ids, jobs, Knowledge(), Buyers(), orders, Parcels(orders))

    def shop_of(text: str) -> ShopId:
        if text != SHOP:
            raise not_found("shop", text)
        return SHOP

    intake = Intake(tmp_path / "imports", EXPORT_FORMATS)
    return Shell(ImportParts(sqlite_database, imports, intake, shop_of), orders)


def test_it_shows_the_mapping_and_the_counts(shell: Shell) -> None:
    code, shown = shell.call(str(FIXTURES / "qianniu_orders.csv"), str(FIXTURES / "qianniu_items.csv"))
    assert code == 0
    assert "识别为：千牛" in shown
    assert "买家会员名" in shown
    assert "新增或更新：订单 5、运单 4" in shown
    assert shell.order_count() == 5


def test_again_it_says_unchanged(shell: Shell) -> None:
    path = str(FIXTURES / "jingmai.csv")
    shell.call(path)
    code, shown = shell.call(path)
    assert code == 0
    assert "没有变化：订单 4" in shown
    assert "新增" not in shown


def test_refused_with_every_bad_row_and_exit_code_1(shell: Shell) -> None:
    code, shown = shell.call(str(FIXTURES / "qianniu_orders_damaged.csv"))
    assert code == 1
    assert "qianniu_orders_damaged.csv 第 2 行 “订单编号”列：编号被表格软件改成了科学计数" in shown
    assert "第 3 行" in shown
    assert shell.order_count() == 0


def test_skip_bad_takes_the_good_rows(shell: Shell) -> None:
    code, shown = shell.call("--skip-bad", str(FIXTURES / "qianniu_orders_damaged.csv"))
    assert code == 0
    assert "订单 1" in shown
    assert "有问题的 2 处" in shown


def test_a_dry_run_writes_nothing(shell: Shell) -> None:
    code, shown = shell.call("--dry-run", str(FIXTURES / "jingmai.csv"))
    assert code == 0
    assert "没有写入" in shown
    assert shell.order_count() == 0
    assert shell.call("--dry-run", str(FIXTURES / "qianniu_orders_damaged.csv"))[0] == 1


def test_a_column_can_be_named(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("甲,乙,丙\nX-1,已付款,12.5\n", encoding="utf-8")
    assert shell.call(str(path))[0] == 1
    code, _ = shell.call("--map", "甲=订单号", "--map", "乙=state", "--map", "丙=total", str(path))
    assert code == 0
    assert shell.order_count() == 1


def test_json_for_programs(shell: Shell) -> None:
    code, shown = shell.call("--json", str(FIXTURES / "pinduoduo.csv"))
    report = json.loads(shown)
    assert (code, report["state"], report["report"]["recorded"]) == (0, "done", {"orders": 5, "parcels": 3})
    code, shown = shell.call("--json", "--dry-run", str(FIXTURES / "pinduoduo.csv"))
    assert json.loads(shown)["total"] == 8


def test_more_than_one_chunk(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(many_orders(1_100), encoding="utf-8")
    assert shell.call("--json", str(path))[0] == 0
    assert shell.order_count() == 1_100


def test_an_interrupted_import_goes_on(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(many_orders(1_100), encoding="utf-8")
    parts, scope = shell.parts, frozenset({SHOP})
    files = [parts.intake.keep(path.name, path.read_bytes())]
    taken = parts.intake.take(files, SHOP, {})
    left = parts.database.write_now(lambda unit: parts.imports.preview(unit, SHOP, None, files, taken), scope)
    parts.database.write_now(lambda unit: parts.imports.run(unit, SHOP, left.id, skip_bad=False), scope)
    parts.database.write_now(lambda unit: parts.imports.step(unit, SHOP, left.id, 0, taken), scope)
    code, shown = shell.call("--json", str(path))
    report = json.loads(shown)
    assert (code, report["id"], report["report"]["recorded"]) == (0, left.id, {"orders": 1_100})


@pytest.mark.parametrize(
    "words", [["missing.csv"], ["--map", "x", "jingmai.csv"], ["--map", "a=zzz", "jingmai.csv"]]
)
def test_wrong_calls_are_one_line_and_exit_code_2(
    shell: Shell, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words[-1] = str(FIXTURES / words[-1])
    assert shell.call(*words)[0] == 2
    assert capsys.readouterr().err.count("\n") == 1
