"""Verbs of test runs: begin one, advance it, read what it found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from xiaoer.base.errors import invalid, not_found
from xiaoer.base.ids import Ids, ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.service import Jobs
from xiaoer.knowledge.service import Knowledge
from xiaoer.training import store_tests as store
from xiaoer.training.model import Compared, DraftId, Run, RunId, TestSetId, WorkState

PLAY_TESTS: Final = "training.play_tests"
NEWEST: Final = "~"


class Runs:
    """Test sets played against the knowledge as it is, or as it would be with drafts published."""

    def __init__(self, ids: Ids, jobs: Jobs, knowledge: Knowledge) -> None:
        self._ids = ids
        self._jobs = jobs
        self._knowledge = knowledge

    def begin(self, unit: Unit, shop: ShopId, of: TestSetId, drafts: Sequence[DraftId], *, by: str) -> Run:
        """Write a run down and have it played by a job. `test_set_empty` (422): nothing to play."""
        row = unit.one(store.SET, {"shop_id": shop, "id": of})
        if row is None:
            raise not_found("test_set", of)
        total = store.set_of(row).count
        if not total:
            raise invalid("test_set_empty", "The set has no tests yet.")
        run = Run(
            shop=shop,
            id=RunId(self._ids.new("run")),
            set=of,
            drafts=tuple(dict.fromkeys(drafts)),
            state=WorkState.RUNNING,
            done=0,
            total=total,
            version=self._knowledge.version(unit, shop),
            results=(),
            reason="",
            made_by=by,
            made_ms=unit.now_ms,
            updated_ms=unit.now_ms,
        )
        unit.run(store.ADD_RUN, store.run_values(run))
        self._jobs.put(unit, PLAY_TESTS, run.id, shop, {"run": run.id})
        return run

    def advance(self, unit: Unit, shop: ShopId, run: RunId, done: int, total: int) -> bool:
        """Note how far a run is; False when it was stopped meanwhile."""
        known = self._lock(unit, shop, run)
        if known.state is not WorkState.RUNNING:
            return False
        _save(unit, replace(known, done=done, total=total))
        return True

    def finish(self, unit: Unit, shop: ShopId, run: RunId, version: int, results: Sequence[Compared]) -> Run:
        """End a run with what it found; `version` is that of the knowledge that was played against."""
        known = self._lock(unit, shop, run)
        if known.state is not WorkState.RUNNING:
            return known
        total = len(results)
        return _save(
            unit,
            replace(
                known,
                state=WorkState.DONE,
                done=total,
                total=total,
                version=version,
                results=tuple(results),
            ),
        )

    def stop(self, unit: Unit, shop: ShopId, run: RunId, reason: str = "") -> Run:
        """Cancel a run, or end it as failed with a reason; an ended one stays as it is."""
        known = self._lock(unit, shop, run)
        if known.state is not WorkState.RUNNING:
            return known
        self._jobs.cancel(unit, PLAY_TESTS, run)
        state = WorkState.FAILED if reason else WorkState.CANCELLED
        return _save(unit, replace(known, state=state, reason=reason))

    def get(self, unit: Unit, shop: ShopId, run: str) -> Run:
        """Return a run with its results; `run_not_found` (404)."""
        row = unit.one(store.RUN, {"shop_id": shop, "id": run})
        if row is None:
            raise not_found("run", run)
        return store.run_of(row)

    def page(
        self, unit: Unit, shop: ShopId, of: str = "", before: str = NEWEST, limit: int = 50
    ) -> list[Run]:
        """Return up to `limit` runs of a set (all sets: ""), newest first."""
        rows = unit.all(store.RUNS, {"shop_id": shop, "set_id": of, "before": before, "page": limit})
        return [store.run_of(row) for row in rows]

    def _lock(self, unit: Unit, shop: ShopId, run: str) -> Run:
        row = unit.one(store.LOCK_RUN, {"shop_id": shop, "id": run})
        if row is None:
            raise not_found("run", run)
        return store.run_of(row)


def _save(unit: Unit, run: Run) -> Run:
    saved = replace(run, updated_ms=unit.now_ms)
    unit.run(store.SAVE_RUN, store.run_values(saved))
    return saved
