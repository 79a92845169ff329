"""Verbs of imports: preview, run, cancel, record a chunk, read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from xiaoer.base.errors import conflict, invalid, not_found
from xiaoer.base.ids import Ids, ImportId, ShopId, StaffId
from xiaoer.base.recorded import Recorded
from xiaoer.buyers.model import Buyer
from xiaoer.buyers.service import Buyers
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.service import Jobs
from xiaoer.knowledge.model import Faq, Product, Promotion
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.model import Parcel
from xiaoer.logistics.service import Parcels
from xiaoer.onboarding import store
from xiaoer.onboarding.model import (
    KINDS,
    Import,
    ImportState,
    Problem,
    Record,
    Tally,
    UploadedFile,
)
from xiaoer.onboarding.ports import ExportFormat
from xiaoer.onboarding.recognition import NamedFile, Taken, take
from xiaoer.onboarding.rules.progress import CHUNK, counted, is_open, is_refused, may_cancel, may_run
from xiaoer.orders.model import Appointment, Invoice, Order, Wallet
from xiaoer.orders.service import Orders

TAKE_IN: Final = "onboarding.take_in"  # the job of one chunk
MOST_PROBLEMS: Final = 10_000  # that are kept of one import; `problem_count` tells all
_NEWEST: Final = "imp_" + 26 * "Z"  # greater than every id: ULIDs are Crockford base 32


class Imports:
    """File sets on their way in. Nothing is recorded before everything was read and checked."""

    def __init__(
        self, ids: Ids, jobs: Jobs, knowledge: Knowledge, buyers: Buyers, orders: Orders, parcels: Parcels
    ) -> None:
        self._ids = ids
        self._jobs = jobs
        self._recorders: dict[type[Record], Callable[[Unit, Any], Recorded]] = {
            Product: knowledge.record,
            Faq: knowledge.record,
            Promotion: knowledge.record,
            Buyer: buyers.record,
            Order: orders.record,
            Invoice: orders.record_invoice,
            Appointment: orders.record_appointment,
            Wallet: orders.record_wallet,
            Parcel: parcels.record,
        }

    def preview(
        self, unit: Unit, shop: ShopId, staff: StaffId | None, files: Sequence[UploadedFile], taken: Taken
    ) -> Import:
        """Write down what was recognised. The same files again are the same import until it has ended."""
        key = files_key(files)
        row = unit.one(store.LATEST_OF_FILES, {"shop_id": shop, "files_key": key})
        if row is not None and is_open(latest := store.import_of(row)):
            return latest
        round_ = 0 if row is None else store.round_of(row) + 1
        import_ = _with_reading(
            Import(
                id=ImportId(self._ids.new("imp")),
                shop=shop,
                staff=staff,
                state=ImportState.PREVIEWED,
                format=taken.format,
                files=tuple(files),
                files_key=key,
                tables=(),
                problems=(),
                problem_count=0,
                mapping={},
                skip_bad=False,
                done=0,
                total=0,
                tally=Tally(),
                created_ms=unit.now_ms,
                updated_ms=unit.now_ms,
            ),
            taken,
        )
        if unit.run(store.ADD, store.values(import_, round_)):
            return import_
        return self.preview(unit, shop, staff, files, taken)  # another unit was first: theirs is the one

    def run(
        self,
        unit: Unit,
        shop: ShopId,
        identifier: ImportId,
        *,
        skip_bad: bool,
        mapping: Mapping[str, str] | None = None,
        taken: Taken | None = None,
    ) -> Import:
        """Start an import, or refuse it: with bad rows and without `skip_bad` it fails, nothing recorded.

        `mapping` is what a person decided about columns, and `taken` what the files came to with it;
        without them the preview stands. Running or done already: nothing changes. Cancelled:
        `import_ended` (409).
        """
        import_, round_ = self._lock(unit, shop, identifier)
        if not may_run(import_):
            if import_.state is ImportState.CANCELLED or import_.state is ImportState.FAILED:
                raise conflict("import_ended", "This import has ended. Upload the files again.")
            return import_
        if mapping is not None and taken is not None:
            import_ = _with_reading(replace(import_, mapping=dict(mapping)), taken)
        refused = is_refused(import_.problem_count, import_.total, skip_bad=skip_bad)
        state = ImportState.FAILED if refused else ImportState.RUNNING
        import_ = replace(import_, skip_bad=skip_bad, state=state, done=0, tally=Tally())
        saved = _save(unit, import_, round_)
        if state is ImportState.RUNNING:
            self._put_job(unit, saved)
        return saved

    def cancel(self, unit: Unit, shop: ShopId, identifier: ImportId) -> Import:
        """Stop an import of which nothing is recorded yet; else `import_begun` (409): it ends whole."""
        import_, round_ = self._lock(unit, shop, identifier)
        if import_.state is ImportState.CANCELLED:
            return import_
        if not may_cancel(import_):
            raise conflict(
                "import_begun", "Records are being written, or the import has ended; it stays whole."
            )
        return _save(unit, replace(import_, state=ImportState.CANCELLED), round_)

    def step(self, unit: Unit, shop: ShopId, identifier: ImportId, offset: int, taken: Taken) -> Import:
        """Record the chunk that begins at `offset`, and have the next one recorded by a job.

        A chunk that is done already changes nothing; the job of this one, if it waits still, is called
        off. When the same files are read into another number of records than before (a newer program),
        it begins again: recording twice changes nothing either.
        """
        import_, round_ = self._lock(unit, shop, identifier)
        if import_.state is not ImportState.RUNNING or import_.done != offset:
            return import_
        self._jobs.cancel(unit, TAKE_IN, _job_key(import_))
        if len(taken.records) != import_.total:
            import_ = _save(unit, _with_reading(replace(import_, done=0, tally=Tally()), taken), round_)
            if is_refused(import_.problem_count, import_.total, skip_bad=import_.skip_bad):
                return _save(unit, replace(import_, state=ImportState.FAILED), round_)
        chunk = taken.records[import_.done : import_.done + CHUNK]
        outcomes = [(KINDS[type(record)], self.record(unit, record)) for record in chunk]
        done = import_.done + len(chunk)
        state = ImportState.DONE if done >= import_.total else ImportState.RUNNING
        import_ = replace(
            import_,
            done=done,
            state=state,
            tally=counted(import_.tally, outcomes),
            updated_ms=unit.now_ms,
        )
        if state is ImportState.RUNNING:
            self._put_job(unit, import_)
        unit.run(store.ADVANCE, store.advanced(import_))
        return import_

    def fail(self, unit: Unit, shop: ShopId, identifier: ImportId, code: str, reason: str) -> Import:
        """End a running import that cannot go on, with the reason as its first problem."""
        import_, round_ = self._lock(unit, shop, identifier)
        if import_.state is not ImportState.RUNNING:
            return import_
        problem = Problem("", 0, "", code, reason)
        return _save(
            unit,
            replace(
                import_,
                state=ImportState.FAILED,
                problems=(problem, *import_.problems),
                problem_count=import_.problem_count + 1,
            ),
            round_,
        )

    def record(self, unit: Unit, record: Record) -> Recorded:
        """Hand one record to the room that keeps it; say what became of it."""
        return self._recorders[type(record)](unit, record)

    def shop_of(self, unit: Unit, identifier: ImportId) -> ShopId:
        """Return whose import it is; `import_not_found` (404) when there is none."""
        row = unit.one(store.SHOP_OF, {"id": identifier})
        if row is None:
            raise not_found("import", identifier)
        return ShopId(str(row[0]))

    def get(self, unit: Unit, shop: ShopId, identifier: ImportId) -> Import:
        """Return an import; `import_not_found` (404) when the shop has none of this id."""
        row = unit.one(store.GET, {"shop_id": shop, "id": identifier})
        if row is None:
            raise not_found("import", identifier)
        return store.import_of(row)

    def page(self, unit: Unit, shop: ShopId, before: str = _NEWEST, limit: int = 50) -> list[Import]:
        """Return up to `limit` imports of a shop, newest first, those before the id `before`.

        Without their tables and problems, which may be long.
        """
        rows = unit.all(store.PAGE, {"shop_id": shop, "before": before, "page": limit})
        return [store.import_of(row) for row in rows]

    def _lock(self, unit: Unit, shop: ShopId, identifier: ImportId) -> tuple[Import, int]:
        row = unit.one(store.LOCK, {"shop_id": shop, "id": identifier})
        if row is None:
            raise not_found("import", identifier)
        return store.import_of(row), store.round_of(row)

    def _put_job(self, unit: Unit, import_: Import) -> None:
        payload: dict[str, str | int] = {"import": import_.id, "offset": import_.done}
        self._jobs.put(unit, TAKE_IN, _job_key(import_), import_.shop, payload)


def records_of(
    files: Sequence[NamedFile], formats: Sequence[ExportFormat], shop: ShopId
) -> tuple[Record, ...]:
    """Return what files (name, bytes) hold, without keeping an import; `import_refused` (422) for a bad row.

    For who brings files that must be right, such as a sample shop.
    """
    taken = take(files, formats, shop, {})
    if taken.problems:
        first = taken.problems[0]
        raise invalid("import_refused", f"{first.file}:{first.line} {first.column} {first.reason}")
    return taken.records


def _job_key(import_: Import) -> str:
    """Return the key of the job that records an import's next chunk.

    With the moment of its last change, for an import may be begun again after it failed.
    """
    return f"{import_.id}:{import_.updated_ms}:{import_.done}"


def files_key(files: Sequence[UploadedFile]) -> str:
    """Return what is the same for the same files, whatever order they came in."""
    lines = sorted(f"{file.digest} {file.name}" for file in files)
    return sha256("\n".join(lines).encode()).hexdigest()


def _with_reading(import_: Import, taken: Taken) -> Import:
    return replace(
        import_,
        format=taken.format,
        tables=taken.tables,
        problems=taken.problems[:MOST_PROBLEMS],
        problem_count=len(taken.problems),
        total=len(taken.records),
    )


def _save(unit: Unit, import_: Import, round_: int) -> Import:
    saved = replace(import_, updated_ms=unit.now_ms)
    unit.run(store.SAVE, store.values(saved, round_))
    return saved
