"""Verbs of reading files: begin one, take its drafts in step by step, stop it, read how far it is."""

from dataclasses import replace
from typing import Final

from xiaoer.base.errors import not_found
from xiaoer.base.ids import Ids, ProductId, ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.service import Jobs
from xiaoer.training import store
from xiaoer.training.drafts import Drafts
from xiaoer.training.model import Found, Reading, ReadingId, WorkState

READ_FILE: Final = "training.read_file"
STEP: Final = 200  # drafts proposed in one unit
MOST_SKIPPED: Final = 200  # kept with their reason; all are counted
NEWEST: Final = "~"


class Readings:
    """Files of a shop on their way to drafts."""

    def __init__(self, ids: Ids, jobs: Jobs, drafts: Drafts) -> None:
        self._ids = ids
        self._jobs = jobs
        self._drafts = drafts

    def begin(
        self, unit: Unit, shop: ShopId, name: str, digest: str, size: int, *, product: str, by: str
    ) -> Reading:
        """Write a file down and have it read by a job; the same bytes while they are read are one reading."""
        row = unit.one(store.RUNNING_OF_DIGEST, {"shop_id": shop, "digest": digest})
        if row is not None:
            return store.reading_of(row)
        reading = Reading(
            id=ReadingId(self._ids.new("rdg")),
            shop=shop,
            name=name,
            digest=digest,
            size=size,
            product=ProductId(product) if product else None,
            state=WorkState.RUNNING,
            kind="",
            done=0,
            total=0,
            drafts=0,
            skipped=(),
            skipped_count=0,
            code="",
            reason="",
            made_by=by,
            made_ms=unit.now_ms,
            updated_ms=unit.now_ms,
        )
        unit.run(store.ADD_READING, store.reading_values(reading))
        self._jobs.put(unit, READ_FILE, reading.id, shop, {"reading": reading.id})
        return reading

    def step(self, unit: Unit, shop: ShopId, reading: ReadingId, found: Found) -> Reading:
        """Propose the next drafts that a file gave; the last step ends the reading."""
        known = self._lock(unit, shop, reading)
        if known.state is not WorkState.RUNNING:
            return known
        new = 0
        for draft in found.drafts[known.done : known.done + STEP]:
            bound = replace(draft, shop=shop, reading=reading, product=draft.product or known.product)
            new += self._drafts.propose(unit, bound)[1]
        total = len(found.drafts)
        done = min(known.done + STEP, total)
        return _advance(
            unit,
            replace(
                known,
                state=WorkState.DONE if done >= total else WorkState.RUNNING,
                kind=found.kind.value,
                done=done,
                total=total,
                drafts=known.drafts + new,
                skipped=found.skipped[:MOST_SKIPPED],
                skipped_count=len(found.skipped),
            ),
        )

    def fail(self, unit: Unit, shop: ShopId, reading: ReadingId, code: str, reason: str) -> Reading:
        """End a reading that cannot go on, with the reason for people."""
        known = self._lock(unit, shop, reading)
        if known.state is not WorkState.RUNNING:
            return known
        return _advance(unit, replace(known, state=WorkState.FAILED, code=code, reason=reason))

    def cancel(self, unit: Unit, shop: ShopId, reading: ReadingId) -> Reading:
        """Stop a reading; drafts that it proposed already stay. An ended one stays as it is."""
        known = self._lock(unit, shop, reading)
        if known.state is not WorkState.RUNNING:
            return known
        self._jobs.cancel(unit, READ_FILE, reading)
        return _advance(unit, replace(known, state=WorkState.CANCELLED))

    def get(self, unit: Unit, shop: ShopId, reading: str) -> Reading:
        """Return one reading; `reading_not_found` (404)."""
        row = unit.one(store.READING, {"shop_id": shop, "id": reading})
        if row is None:
            raise not_found("reading", reading)
        return store.reading_of(row)

    def page(self, unit: Unit, shop: ShopId, before: str = NEWEST, limit: int = 50) -> list[Reading]:
        """Return up to `limit` readings, newest first."""
        rows = unit.all(store.READINGS, {"shop_id": shop, "before": before, "page": limit})
        return [store.reading_of(row) for row in rows]

    def _lock(self, unit: Unit, shop: ShopId, reading: ReadingId) -> Reading:
        row = unit.one(store.LOCK_READING, {"shop_id": shop, "id": reading})
        if row is None:
            raise not_found("reading", reading)
        return store.reading_of(row)


def _advance(unit: Unit, reading: Reading) -> Reading:
    saved = replace(reading, updated_ms=unit.now_ms)
    unit.run(store.ADVANCE_READING, store.reading_advance(saved))
    return saved
