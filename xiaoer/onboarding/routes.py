"""Shop data in over HTTP: upload and preview, run, cancel, watch, read every bad row."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from xiaoer.base.clock import iso
from xiaoer.base.errors import XiaoerError, invalid, not_found
from xiaoer.base.ids import ImportId, ShopId, StaffId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor, encode_cursor
from xiaoer.onboarding.intake import Intake
from xiaoer.onboarding.model import TITLES, Import, ImportState, Problem, TablePreview, UploadedFile
from xiaoer.onboarding.service import Imports
from xiaoer.tenancy.model import Caller, CallerKind, Permission
from xiaoer.tenancy.service import Tenancy

By = Annotated[Caller, Depends(identified_as(Caller))]
MOST_FILES: Final = 20
_SHOWN: Final = 200  # problems in an answer; the rest is read page by page
_READ_AT_ONCE: Final = 2  # file sets being read; reading holds a core


class ColumnItem(BaseModel):
    """One column: its header, what it means (null: left out), a masked sample."""

    header: str
    field: str | None
    title: str | None
    sample: str


class TableItem(BaseModel):
    """One table of a file; `kind` is null when it is left out."""

    file: str
    sheet: str
    format: str
    kind: str | None
    columns: list[ColumnItem]
    rows: int


class ProblemItem(BaseModel):
    """A row that cannot be taken; line 0 speaks of the whole file."""

    file: str
    line: int
    column: str
    code: str
    reason: str


class FileItem(BaseModel):
    """A file that was handed in."""

    name: str
    size: int


class Report(BaseModel):
    """How many records of each kind met which outcome, and the first bad rows."""

    recorded: dict[str, int]
    advanced: dict[str, int]
    unchanged: dict[str, int]
    stale: dict[str, int]
    problems: list[ProblemItem]


class ImportHead(BaseModel):
    """An import in a list."""

    id: str
    shop_id: str
    state: ImportState
    format: str
    files: list[FileItem]
    problem_count: int
    skip_bad: bool
    done: int
    total: int
    created_at: str
    updated_at: str


class ImportItem(ImportHead):
    """An import with its preview and its report. `problems` are the first; all are at `/problems`."""

    tables: list[TableItem]
    mapping: dict[str, str]
    problems: list[ProblemItem]
    report: Report


class FieldItem(BaseModel):
    """What a column may be mapped to."""

    name: str
    title: str


class Run(BaseModel):
    """How to run an import. `mapping` is header -> field name (English or Chinese), "" to leave it out."""

    model_config = ConfigDict(extra="forbid")

    skip_bad: bool = False
    mapping: Annotated[dict[str, Annotated[str, Field(max_length=100)]], Field(max_length=512)] | None = None


class Counter:
    """What the routes need, bound once. (柜台)"""

    def __init__(self, database: Database, imports: Imports, intake: Intake, tenancy: Tenancy) -> None:
        self.database = database
        self.imports = imports
        self.intake = intake
        self.tenancy = tenancy
        self.reading = asyncio.Semaphore(_READ_AT_ONCE)

    async def find(self, caller: Caller, identifier: str) -> Import:
        """Return an import that the caller may run; 404 when he may not even see its shop."""

        def work(unit: Unit) -> Import:
            shop = self.imports.shop_of(unit, ImportId(identifier))
            if not caller.allowed_in(shop):
                raise not_found("import", identifier)
            caller.require(shop, Permission.IMPORTS_RUN)
            return self.imports.get(unit, shop, ImportId(identifier))

        return await self.database.read(work, EVERY_SHOP)

    async def keep(self, files: Sequence[UploadFile]) -> list[UploadedFile]:
        """Write uploads to the data folder."""
        if not files or len(files) > MOST_FILES:
            raise invalid("bad_files", f"Send 1 to {MOST_FILES} files.")
        kept: list[UploadedFile] = []
        for file in files:
            data = await file.read()
            kept.append(await asyncio.to_thread(self.intake.keep, file.filename or "", data))
        names = [file.name for file in kept]
        if len(set(names)) != len(names):
            raise invalid(
                "same_name", "Two of the files have the same name; a report could not tell them apart."
            )
        return kept


def make_router(counter: Counter) -> APIRouter:
    """Return the routes of imports."""
    router = APIRouter(tags=["imports"])
    _add_upload(router, counter)
    _add_changes(router, counter)
    _add_lists(router, counter)
    _add_reading(router, counter)
    return router


def _add_upload(router: APIRouter, counter: Counter) -> None:
    @router.post("/imports", status_code=201)
    async def make_import(
        caller: By,
        shop_id: Annotated[str, Form(max_length=100)],
        files: Annotated[list[UploadFile], File(description="CSV, XLSX or JSON files that belong together.")],
    ) -> ImportItem:
        """Upload files and see what is recognised; nothing is recorded yet.

        The same files again give the same import until it has ended.
        """
        shop = ShopId(shop_id)
        caller.require(shop, Permission.IMPORTS_RUN)
        kept = await counter.keep(files)
        async with counter.reading:
            taken = await asyncio.to_thread(counter.intake.take, kept, shop, {})
        staff = StaffId(caller.id) if caller.kind is CallerKind.STAFF else None
        made = await counter.database.write(
            lambda unit: counter.imports.preview(unit, shop, staff, kept, taken), frozenset({shop})
        )
        return item_of(made)


def _add_changes(router: APIRouter, counter: Counter) -> None:
    @router.post("/imports/{import_id}/run")
    async def run_import(caller: By, import_id: str, body: Run) -> ImportItem:
        """Record what the files hold, all of it or nothing.

        With bad rows and without `skip_bad` the import fails, nothing is recorded, and it may be run
        again with `skip_bad` or another mapping.
        """
        known = await counter.find(caller, import_id)
        shop, mapping = known.shop, body.mapping
        taken = None
        if mapping is not None and mapping != known.mapping:
            async with counter.reading:
                taken = await asyncio.to_thread(counter.intake.take, known.files, shop, mapping)

        def work(unit: Unit) -> Import:
            started = counter.imports.run(
                unit, shop, known.id, skip_bad=body.skip_bad, mapping=mapping, taken=taken
            )
            if started.state is not known.state:
                detail = f"{started.format} {started.total}"
                counter.tenancy.trail.record(
                    unit, caller, "import_run", "import", known.id, shop=shop, detail=detail
                )
            return started

        return item_of(await counter.database.write(work, frozenset({shop})))

    @router.post("/imports/{import_id}/cancel")
    async def cancel_import(caller: By, import_id: str) -> ImportItem:
        """Stop an import of which nothing is recorded yet (409 `import_begun` later: it ends whole)."""
        known = await counter.find(caller, import_id)
        stopped = await counter.database.write(
            lambda unit: counter.imports.cancel(unit, known.shop, known.id), frozenset({known.shop})
        )
        return item_of(stopped)


def _add_lists(router: APIRouter, counter: Counter) -> None:
    @router.get("/imports")
    async def list_imports(
        caller: By,
        shop_id: Annotated[str, Query(max_length=100)],
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[ImportHead]:
        """List the imports of a shop, the newest first."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.IMPORTS_RUN)
        place = decode_cursor(cursor, (str,))
        before = {"before": str(place[0])} if place else {}
        found = await counter.database.read(
            lambda unit: counter.imports.page(unit, shop, limit=limit + 1, **before), frozenset({shop})
        )
        rows, following = cut(found, limit, lambda import_: (import_.id,))
        return Page(items=[ImportHead(**_head(import_)) for import_ in rows], next_cursor=following)

    @router.get("/imports/fields")
    async def list_import_fields(caller: By) -> list[FieldItem]:
        """List what a column may be mapped to."""
        caller.require_anywhere(Permission.IMPORTS_RUN)
        return [FieldItem(name=field.value, title=title) for field, title in TITLES.items()]


def _add_reading(router: APIRouter, counter: Counter) -> None:
    @router.get("/imports/{import_id}")
    async def get_import(caller: By, import_id: str) -> ImportItem:
        """Return an import with its preview, its progress and its report."""
        return item_of(await counter.find(caller, import_id))

    @router.get("/imports/{import_id}/problems")
    async def list_import_problems(
        caller: By, import_id: str, cursor: Cursor = None, limit: Limit = 200
    ) -> Page[ProblemItem]:
        """List every bad row with its file, line, column and reason."""
        known = await counter.find(caller, import_id)
        place = decode_cursor(cursor, (int,))
        start = int(place[0]) if place else 0
        if start < 0:
            raise XiaoerError("invalid_cursor", 422, "The cursor is not one that this list gave.")
        items = [_problem(problem) for problem in known.problems[start : start + limit]]
        after = start + len(items)
        return Page(items=items, next_cursor=encode_cursor((after,)) if after < len(known.problems) else None)


def item_of(import_: Import) -> ImportItem:
    """Return an import as it goes over the wire."""
    shown = [_problem(problem) for problem in import_.problems[:_SHOWN]]
    tally = import_.tally
    return ImportItem(
        **_head(import_),
        tables=[_table(table) for table in import_.tables],
        mapping=dict(import_.mapping),
        problems=shown,
        report=Report(
            recorded=dict(tally.recorded),
            advanced=dict(tally.advanced),
            unchanged=dict(tally.unchanged),
            stale=dict(tally.stale),
            problems=shown,
        ),
    )


def _head(import_: Import) -> dict[str, Any]:
    return {
        "id": import_.id,
        "shop_id": import_.shop,
        "state": import_.state,
        "format": import_.format,
        "files": [FileItem(name=file.name, size=file.size) for file in import_.files],
        "problem_count": import_.problem_count,
        "skip_bad": import_.skip_bad,
        "done": import_.done,
        "total": import_.total,
        "created_at": iso(import_.created_ms),
        "updated_at": iso(import_.updated_ms),
    }


def _table(table: TablePreview) -> TableItem:
    columns = [
        ColumnItem(
            header=column.header,
            field=column.field.value if column.field else None,
            title=TITLES[column.field] if column.field else None,
            sample=column.sample,
        )
        for column in table.columns
    ]
    return TableItem(
        file=table.file,
        sheet=table.sheet,
        format=table.format,
        kind=table.kind.value if table.kind else None,
        columns=columns,
        rows=table.rows,
    )


def _problem(problem: Problem) -> ProblemItem:
    return ProblemItem(
        file=problem.file,
        line=problem.line,
        column=problem.column,
        code=problem.code,
        reason=problem.reason,
    )
