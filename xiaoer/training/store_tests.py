"""Tables of test sets, their tests and their runs. Results and drafts are JSON text."""

from typing import Final

import msgspec
from sqlalchemy import BigInteger, Column, Integer, Table, Text, bindparam, delete, func, or_, select

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.training.model import (
    Compared,
    DraftId,
    Run,
    RunId,
    TestCase,
    TestKind,
    TestSet,
    TestSetId,
    WorkState,
)

sets = Table(
    "training_test_sets",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)
tests = Table(
    "training_tests",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("set_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)
runs = Table(
    "training_runs",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("set_id", Text, nullable=False),
    Column("drafts", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("results", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)

_s, _t, _r = sets.c, tests.c, runs.c
_count = (
    select(func.count())
    .where(_t.shop_id == _s.shop_id, _t.set_id == _s.id)
    .correlate(sets)
    .scalar_subquery()
    .label("count")
)
_set = (_s.shop_id == bindparam("shop_id"), _s.id == bindparam("id"))
SAVE_SET: Final = insert_or_update(sets, ["shop_id", "id"], ["name", "note", "updated_ms"])
SET: Final = Statement(select(sets, _count).where(*_set))
SETS: Final = Statement(
    select(sets, _count)
    .where(_s.shop_id == bindparam("shop_id"), _s.id > bindparam("after"))
    .order_by(_s.id)
    .limit(bindparam("page"))
)
REMOVE_SET: Final = Statement(delete(sets).where(*_set))
REMOVE_TESTS: Final = Statement(
    delete(tests).where(_t.shop_id == bindparam("shop_id"), _t.set_id == bindparam("id"))
)
_of_set = (_t.shop_id == bindparam("shop_id"), _t.set_id == bindparam("set_id"))
_test = (*_of_set, _t.id == bindparam("id"))
SAVE_TEST: Final = insert_or_update(tests, ["shop_id", "set_id", "id"])
TEST: Final = Statement(select(tests).where(*_test))
REMOVE_TEST: Final = Statement(delete(tests).where(*_test))
TESTS: Final = Statement(
    select(tests).where(*_of_set, _t.id > bindparam("after")).order_by(_t.id).limit(bindparam("page"))
)

_run = (_r.shop_id == bindparam("shop_id"), _r.id == bindparam("id"))
ADD_RUN: Final = insert_or_ignore(runs, ["shop_id", "id"])
SAVE_RUN: Final = insert_or_update(
    runs, ["shop_id", "id"], ["state", "done", "total", "version", "results", "reason", "updated_ms"]
)
RUN: Final = Statement(select(runs).where(*_run))
LOCK_RUN: Final = Statement(select(runs).where(*_run), select(runs).where(*_run).with_for_update())
RUNS: Final = Statement(
    select(runs)
    .where(
        _r.shop_id == bindparam("shop_id"),
        or_(bindparam("set_id") == "", _r.set_id == bindparam("set_id")),
        _r.id < bindparam("before"),
    )
    .order_by(_r.id.desc())
    .limit(bindparam("page"))
)

_encode = msgspec.json.Encoder().encode
_results = msgspec.json.Decoder(tuple[Compared, ...]).decode
_drafts = msgspec.json.Decoder(tuple[str, ...]).decode


def set_values(of: TestSet) -> dict[str, Value]:
    """Return the row of a set."""
    return {
        "shop_id": of.shop,
        "id": of.id,
        "name": of.name,
        "note": of.note,
        "made_ms": of.made_ms,
        "updated_ms": of.updated_ms,
    }


def set_of(row: Row) -> TestSet:
    """Return the set of a row of SET or SETS."""
    shop, identifier, name, note, made_ms, updated_ms, count = row
    return TestSet(
        ShopId(str(shop)),
        TestSetId(str(identifier)),
        str(name),
        str(note),
        int(count or 0),
        int(made_ms or 0),
        int(updated_ms or 0),
    )


def test_values(of: TestCase) -> dict[str, Value]:
    """Return the row of a test."""
    return {
        "shop_id": of.shop,
        "set_id": of.set,
        "id": of.id,
        "kind": of.kind.value,
        "body": of.body,
        "source": of.source,
        "updated_ms": of.updated_ms,
    }


def test_of(row: Row) -> TestCase:
    """Return the test of a row."""
    shop, set_, identifier, kind, body, source, updated_ms = row
    return TestCase(
        ShopId(str(shop)),
        TestSetId(str(set_)),
        str(identifier),
        TestKind(str(kind)),
        str(body),
        str(source),
        int(updated_ms or 0),
    )


def run_values(run: Run) -> dict[str, Value]:
    """Return the row of a run."""
    return {
        "shop_id": run.shop,
        "id": run.id,
        "set_id": run.set,
        "drafts": _encode(run.drafts).decode(),
        "state": run.state.value,
        "done": run.done,
        "total": run.total,
        "version": run.version,
        "results": _encode(run.results).decode(),
        "reason": run.reason,
        "made_by": run.made_by,
        "made_ms": run.made_ms,
        "updated_ms": run.updated_ms,
    }


def run_of(row: Row) -> Run:
    """Return the run of a row (columns in table order)."""
    shop, identifier, set_, drafts, state, done, total, version, results, reason, by, made_ms, updated = row
    return Run(
        ShopId(str(shop)),
        RunId(str(identifier)),
        TestSetId(str(set_)),
        tuple(DraftId(draft) for draft in _drafts(str(drafts))),
        WorkState(str(state)),
        int(done or 0),
        int(total or 0),
        int(version or 0),
        _results(str(results)),
        str(reason),
        str(by),
        int(made_ms or 0),
        int(updated or 0),
    )
