"""Files on their way to drafts over HTTP: hand one in, watch it, stop it."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, File, Form, UploadFile

from xiaoer.base.errors import invalid
from xiaoer.base.ids import ShopId
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.model import Permission
from xiaoer.training.faces import reading_item
from xiaoer.training.routes_desk import By, TrainingDesk
from xiaoer.training.wire import ReadingItem

LARGEST: Final = 20 << 20  # bytes


def make_readings_router(desk: TrainingDesk) -> APIRouter:
    """Return the routes of readings."""
    router = APIRouter()
    _add_upload(router, desk)
    _add_reading(router, desk)
    return router


def _add_upload(router: APIRouter, desk: TrainingDesk) -> None:
    @router.post("/readings", status_code=201)
    async def read_document(
        caller: By,
        shop_id: Annotated[str, Form(max_length=100)],
        file: Annotated[
            UploadFile,
            File(description="Ready replies, chat log, sheet or manual: CSV XLSX JSON TXT MD PDF DOCX."),
        ],
        product_id: Annotated[str, Form(max_length=100)] = "",
    ) -> ReadingItem:
        """Hand a file in; a job reads it and proposes drafts, each with its place in the file.

        `product_id` binds what is found to one product (a manual).
        """
        caller.require(ShopId(shop_id), Permission.KNOWLEDGE_EDIT)
        data = await file.read(LARGEST + 1)
        if not data or len(data) > LARGEST:
            raise invalid("bad_file", f"Send a file of 1 to {LARGEST} bytes.")
        name, digest = await asyncio.to_thread(desk.keep, file.filename or "", data)
        begun = await desk.change(
            caller,
            shop_id,
            "reading_begun",
            ("reading", digest[:12]),
            lambda unit, shop: desk.training.readings.begin(
                unit, shop, name, digest, len(data), product=product_id, by=caller.name
            ),
        )
        return reading_item(begun)


def _add_reading(router: APIRouter, desk: TrainingDesk) -> None:
    readings = desk.training.readings

    @router.get("/readings")
    async def list_readings(
        caller: By, shop_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[ReadingItem]:
        """List the files that were handed in, newest first."""
        place = decode_cursor(cursor, (str,))
        before = {"before": str(place[0])} if place else {}
        rows = await desk.read(
            caller, shop_id, lambda unit, shop: readings.page(unit, shop, limit=limit + 1, **before)
        )
        shown, following = cut(rows, limit, lambda reading: (reading.id,))
        return Page(items=[reading_item(reading) for reading in shown], next_cursor=following)

    @router.get("/readings/{shop_id}/{reading_id}")
    async def get_reading(caller: By, shop_id: str, reading_id: str) -> ReadingItem:
        """Return how far a file is, what was skipped and why."""
        return reading_item(
            await desk.read(caller, shop_id, lambda unit, shop: readings.get(unit, shop, reading_id))
        )

    @router.post("/readings/{shop_id}/{reading_id}/cancel")
    async def cancel_reading(caller: By, shop_id: str, reading_id: str) -> ReadingItem:
        """Stop reading a file; drafts that were proposed already stay."""
        stopped = await desk.change(
            caller,
            shop_id,
            "reading_cancelled",
            ("reading", reading_id),
            lambda unit, shop: readings.cancel(unit, shop, readings.get(unit, shop, reading_id).id),
        )
        return reading_item(stopped)
