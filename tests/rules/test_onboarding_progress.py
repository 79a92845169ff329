"""What may become of an import, and how outcomes are counted."""

from dataclasses import replace

import pytest

from xiaoer.base.ids import ImportId, ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.onboarding.intake import plain_name
from xiaoer.onboarding.model import Import, ImportState, RecordKind, Tally
from xiaoer.onboarding.rules.progress import counted, is_open, is_refused, may_cancel, may_run

IMPORT = Import(
    id=ImportId("imp_1"),
    shop=ShopId("shp_1"),
    staff=None,
    state=ImportState.PREVIEWED,
    format="plain",
    files=(),
    files_key="k",
    tables=(),
    problems=(),
    problem_count=0,
    mapping={},
    skip_bad=False,
    done=0,
    total=10,
    tally=Tally(),
    created_ms=0,
    updated_ms=0,
)


@pytest.mark.parametrize(
    ("state", "done", "open_", "run", "cancel"),
    [
        (ImportState.PREVIEWED, 0, True, True, True),
        (ImportState.RUNNING, 0, True, False, True),
        (ImportState.RUNNING, 5, True, False, False),
        (ImportState.DONE, 10, False, False, False),
        (ImportState.FAILED, 0, False, True, False),
        (ImportState.FAILED, 5, False, False, False),
        (ImportState.CANCELLED, 0, False, False, False),
    ],
)
def test_what_may_become_of_it(state: ImportState, done: int, open_: bool, run: bool, cancel: bool) -> None:
    import_ = replace(IMPORT, state=state, done=done)
    assert (is_open(import_), may_run(import_), may_cancel(import_)) == (open_, run, cancel)


@pytest.mark.parametrize(
    ("problems", "total", "skip_bad", "refused"),
    [(0, 5, False, False), (1, 5, False, True), (1, 5, True, False), (1, 0, True, True), (0, 0, False, True)],
)
def test_when_files_are_refused(problems: int, total: int, skip_bad: bool, refused: bool) -> None:
    assert is_refused(problems, total, skip_bad=skip_bad) is refused


def test_outcomes_are_added_up_by_kind() -> None:
    first = counted(Tally(), [(RecordKind.ORDERS, Recorded.RECORDED), (RecordKind.ORDERS, Recorded.STALE)])
    second = counted(first, [(RecordKind.ORDERS, Recorded.RECORDED), (RecordKind.FAQS, Recorded.UNCHANGED)])
    assert first == Tally(recorded={"orders": 1}, stale={"orders": 1})
    assert second == Tally(recorded={"orders": 2}, unchanged={"faqs": 1}, stale={"orders": 1})


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\导出\\订单.csv", "订单.csv"),
        ("a\x00b\u202ecsv.exe", "abcsv.exe"),
        ("", "file"),
        ("\ud800", "file"),
    ],
)
def test_file_names_are_labels_only(name: str, plain: str) -> None:
    assert plain_name(name) == plain
