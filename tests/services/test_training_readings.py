"""Files become drafts by a job, step by step, on real databases; stopped, failed, and read twice."""

import asyncio
from pathlib import Path

import pytest

from tests.training import HERE, SHOP, TRAINER, Desk
from xiaoer.adapters.documents.reading import FileReader
from xiaoer.adapters.documents.shelf import FolderShelf
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import JobId, UlidIds
from xiaoer.infra.database.database import Database
from xiaoer.infra.jobs.model import Job
from xiaoer.training.jobs import ReadFile
from xiaoer.training.model import Reading, WorkState
from xiaoer.training.readings import STEP


@pytest.fixture
def desk(database: Database, still_clock: StillClock, ids: UlidIds) -> Desk:
    return Desk(database, still_clock, ids)


@pytest.fixture
def shelf(tmp_path: Path) -> FolderShelf:
    return FolderShelf(tmp_path / "files")


def begin(desk: Desk, shelf: FolderShelf, name: str, data: bytes, product: str = "") -> Reading:
    kept, digest = shelf.keep(name, data)
    readings = desk.training.readings
    return desk.do(
        lambda unit: readings.begin(unit, SHOP, kept, digest, len(data), product=product, by=TRAINER)
    )


def carry(desk: Desk, shelf: FolderShelf, reading: Reading) -> Reading:
    work = ReadFile(desk.database, desk.training, FileReader(), shelf)
    job = Job(JobId("job_1"), "x", reading.id, SHOP, None, {"reading": reading.id}, 0, 1, 1)

    async def whole() -> None:
        await desk.database.write(await work.handle(job), HERE)

    asyncio.run(whole())
    return desk.do(lambda unit: desk.training.readings.get(unit, SHOP, reading.id))


def replies(count: int) -> bytes:
    rows = "".join(f"第{n}种情况怎么办,照第{n}条说明处理即可\n" for n in range(count))
    return f"标题,短语\n{rows},没有标题的\n".encode()


def test_a_file_becomes_drafts_in_steps(desk: Desk, shelf: FolderShelf) -> None:
    reading = begin(desk, shelf, "快捷短语.csv", replies(STEP + 20), product="p1")
    assert begin(desk, shelf, "快捷短语.csv", replies(STEP + 20)).id == reading.id
    done = carry(desk, shelf, reading)
    assert (done.state, done.kind, done.done, done.total, done.drafts) == (
        WorkState.DONE,
        "ready_replies",
        STEP + 21,
        STEP + 21,
        STEP + 21,
    )
    page = desk.do(lambda unit: desk.training.drafts.page(unit, SHOP, limit=500, reading=reading.id))
    assert len(page) == STEP + 21
    assert {draft.product for draft in page} == {"p1"}
    assert all(draft.source.file == "快捷短语.csv" and draft.source.place for draft in page)


def test_the_same_file_again_proposes_nothing_new(desk: Desk, shelf: FolderShelf) -> None:
    carry(desk, shelf, begin(desk, shelf, "a.csv", replies(3)))
    again = carry(desk, shelf, begin(desk, shelf, "b.csv", replies(3)))
    assert (again.state, again.total, again.drafts) == (WorkState.DONE, 4, 0)


def test_a_file_that_cannot_be_read_ends_with_its_reason(desk: Desk, shelf: FolderShelf) -> None:
    failed = carry(desk, shelf, begin(desk, shelf, "a.pdf", b"%PDF-1.7 broken"))
    assert (failed.state, failed.code) == (WorkState.FAILED, "bad_pdf")
    assert "PDF" in failed.reason


def test_a_file_without_anything_ends_with_nothing(desk: Desk, shelf: FolderShelf) -> None:
    empty = carry(desk, shelf, begin(desk, shelf, "orders.csv", b"no,amount\n1,2\n"))
    assert (empty.state, empty.total, empty.skipped_count) == (WorkState.DONE, 0, 1)


def test_a_cancelled_reading_proposes_no_more(desk: Desk, shelf: FolderShelf) -> None:
    reading = begin(desk, shelf, "a.csv", replies(3))
    desk.do(lambda unit: desk.training.readings.cancel(unit, SHOP, reading.id))
    assert carry(desk, shelf, reading).state is WorkState.CANCELLED
    assert desk.do(lambda unit: desk.training.drafts.counts(unit, SHOP)) == {}
