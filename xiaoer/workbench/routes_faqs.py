"""FAQ entries over HTTP: found, edited, taken out, brought in and out as files, compared with each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from xiaoer.base.errors import not_found
from xiaoer.base.ids import ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.bot.service import Bot
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.infra.sheets.writing import csv_file, workbook
from xiaoer.knowledge.model import Faq
from xiaoer.knowledge.service import Knowledge
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.tenancy.service import Tenancy
from xiaoer.workbench.knowledge_wire import (
    FaqBody,
    FaqFace,
    FaqFile,
    FaqLine,
    LikenessFace,
    Taken,
    faq_face,
    faq_of,
)

By = Annotated[Caller, Depends(identified_as(Caller))]
Id = Annotated[str, Path(min_length=1, max_length=100)]
Search = Annotated[str, Query(max_length=100)]
WRITTEN, FILED = "console", "file"  # where an entry comes from


@dataclass(frozen=True, slots=True)
class Library:
    """What the routes of knowledge need."""

    database: Database
    knowledge: Knowledge
    bot: Bot
    tenancy: Tenancy

    def note(self, unit: Unit, caller: Caller, act: str, of_kind: str, of: str, shop: ShopId) -> None:
        """Write a change down in the audit trail."""
        self.tenancy.trail.record(unit, caller, act, of_kind, of, shop=shop)


def make_router(library: Library) -> APIRouter:
    """Return the routes of FAQ entries."""
    router = APIRouter(tags=["knowledge"])
    _add_list(router, library)
    _add_likenesses(router, library)
    _add_changes(router, library)
    _add_files(router, library)
    return router


def _add_list(router: APIRouter, library: Library) -> None:
    @router.get("/shops/{shop_id}/faqs")
    async def list_faqs(  # one parameter a filter
        caller: By,
        shop_id: str,
        q: Search = "",
        product_id: Search = "",
        intent: Search = "",
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Page[FaqFace]:
        """List FAQ entries by id; `q` looks into question, other wordings and answer."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        place = decode_cursor(cursor, (str,))
        after = str(place[0]) if place else ""

        def read(unit: Unit) -> tuple[list[Faq], int]:
            rows = library.knowledge.faq_page(
                unit, shop, after, limit + 1, q=q, product=product_id, intent=intent
            )
            return rows, unit.now_ms

        rows, now_ms = await library.database.read(read, frozenset({shop}))
        shown, following = cut(rows, limit, lambda faq: (faq.id,))
        return Page(items=[faq_face(faq, now_ms) for faq in shown], next_cursor=following)


def _add_likenesses(router: APIRouter, library: Library) -> None:
    @router.get("/shops/{shop_id}/faq-likenesses")
    async def list_faq_likenesses(caller: By, shop_id: str, limit: Limit = 100) -> Page[LikenessFace]:
        """List pairs of entries that ask nearly the same, those that contradict each other first."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)

        def read(unit: Unit) -> list[LikenessFace]:
            return [
                LikenessFace(
                    first=faq_face(pair.first, unit.now_ms),
                    second=faq_face(pair.second, unit.now_ms),
                    share=pair.share,
                    conflict=pair.conflict.value,
                )
                for pair in library.knowledge.likenesses(unit, shop, limit)
            ]

        return Page(items=await library.database.read(read, frozenset({shop})))


def _add_changes(router: APIRouter, library: Library) -> None:
    @router.put("/shops/{shop_id}/faqs/{faq_id}")
    async def save_faq(caller: By, shop_id: str, faq_id: Id, body: FaqBody) -> FaqFace:
        """Write an entry under an id of the caller's choice; the same again changes nothing."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def save(unit: Unit) -> FaqFace:
            entry = faq_of(shop, faq_id, body, WRITTEN)
            if library.knowledge.save_faq(unit, entry) is Recorded.RECORDED:
                library.note(unit, caller, "faq_saved", "faq", faq_id, shop)
            return faq_face(entry, unit.now_ms)

        return await library.database.write(save, frozenset({shop}))

    @router.get("/shops/{shop_id}/faqs/{faq_id}")
    async def get_faq(caller: By, shop_id: str, faq_id: Id) -> FaqFace:
        """Return one entry."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        return await library.database.read(
            lambda unit: faq_face(library.knowledge.faq(unit, shop, faq_id), unit.now_ms), frozenset({shop})
        )

    @router.delete("/shops/{shop_id}/faqs/{faq_id}", status_code=204)
    async def remove_faq(caller: By, shop_id: str, faq_id: Id) -> None:
        """Take an entry out."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def remove(unit: Unit) -> None:
            if not library.knowledge.remove_faq(unit, shop, faq_id):
                raise not_found("faq", faq_id)
            library.note(unit, caller, "faq_removed", "faq", faq_id, shop)

        await library.database.write(remove, frozenset({shop}))


def _add_files(router: APIRouter, library: Library) -> None:
    @router.post("/shops/{shop_id}/faq-import")
    async def import_faqs(caller: By, shop_id: str, body: FaqFile) -> Taken:
        """Take in entries as `faq-export?kind=json` gives them; all of them or none."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def take(unit: Unit) -> Taken:
            entries = [faq_of(shop, line.id or _id_of(line), line, FILED) for line in body.items]
            done = library.knowledge.save_faqs(unit, shop, entries)
            fresh = done.count(Recorded.RECORDED)
            if fresh:
                library.note(unit, caller, "faqs_imported", "shop", shop, shop)
            return Taken(recorded=fresh, unchanged=len(done) - fresh)

        return await library.database.write(take, frozenset({shop}))

    @router.get("/shops/{shop_id}/faq-export")
    async def export_faqs(
        caller: By, shop_id: str, kind: Literal["json", "csv", "xlsx"] = "json"
    ) -> Response:
        """Return all entries: as JSON with everything, or as a table that the import reads."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        faqs, now_ms = await library.database.read(
            lambda unit: (library.knowledge.faqs(unit, shop), unit.now_ms), frozenset({shop})
        )
        content = await run_in_threadpool(_content, faqs, kind, now_ms)
        said = {"Content-Disposition": f'attachment; filename="faq.{kind}"'}
        return Response(content, media_type=_KINDS[kind], headers=said)


def _id_of(line: FaqLine) -> str:
    """Return the id that the import of tables gives to the same entry."""
    return sha256(f"{line.product_id}\n{line.question.strip()}".encode()).hexdigest()[:32]


_KINDS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _content(faqs: Sequence[Faq], ending: str, now_ms: int) -> bytes:
    if ending == "json":
        lines = [
            FaqLine(**faq_face(faq, now_ms).model_dump(include=set(FaqLine.model_fields))) for faq in faqs
        ]
        return Filed(items=lines).model_dump_json(indent=2).encode()
    return csv_file(_rows(faqs)) if ending == "csv" else workbook(_rows(faqs), "常见问题")


class Filed(BaseModel):
    """All entries of a shop in one file, however many."""

    items: list[FaqLine]


def _rows(faqs: Sequence[Faq]) -> list[list[str]]:
    """Return the entries as rows of the ordinary format (docs/import.md), the header first."""
    header = ["问答ID", "商品ID", "问题", "答案", "相似问法"]
    return [header, *([f.id, f.product or "", f.question, f.answer, "|".join(f.similar)] for f in faqs)]
