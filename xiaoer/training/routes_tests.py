"""Test sets and their runs over HTTP."""

from fastapi import APIRouter, Response

from xiaoer.base.errors import not_found
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.pagination import Cursor, Limit, Page, cut, decode_cursor
from xiaoer.tenancy.model import Permission
from xiaoer.training.faces import run_head, run_item, set_item, test_item
from xiaoer.training.model import DraftId, Run, TestSetId
from xiaoer.training.routes_desk import By, Q, TrainingDesk
from xiaoer.training.wire_tests import (
    FromConversation,
    NewRun,
    NewTestSet,
    PutTests,
    RunHead,
    RunItem,
    TestItem,
    TestSetItem,
)


def make_tests_router(desk: TrainingDesk) -> APIRouter:
    """Return the routes of test sets and runs."""
    router = APIRouter()
    _add_sets(router, desk)
    _add_set(router, desk)
    _add_tests(router, desk)
    _add_changes_of_tests(router, desk)
    _add_runs(router, desk)
    _add_run(router, desk)
    return router


def _add_sets(router: APIRouter, desk: TrainingDesk) -> None:
    tests = desk.training.tests

    @router.get("/test-sets")
    async def list_test_sets(
        caller: By, shop_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[TestSetItem]:
        """List a shop's test sets, oldest first."""
        place = decode_cursor(cursor, (str,))
        after = str(place[0]) if place else ""
        rows = await desk.read(caller, shop_id, lambda unit, shop: tests.page(unit, shop, after, limit + 1))
        shown, following = cut(rows, limit, lambda of: (of.id,))
        return Page(items=[set_item(of) for of in shown], next_cursor=following)

    @router.post("/test-sets/{shop_id}", status_code=201)
    async def make_test_set(caller: By, shop_id: str, body: NewTestSet) -> TestSetItem:
        """Make an empty set."""
        made = await desk.change(
            caller,
            shop_id,
            "test_set_made",
            ("test_set", body.name),
            lambda unit, shop: tests.make(unit, shop, body.name, body.note),
        )
        return set_item(made)


def _add_set(router: APIRouter, desk: TrainingDesk) -> None:
    tests = desk.training.tests

    @router.get("/test-sets/{shop_id}/{set_id}")
    async def get_test_set(caller: By, shop_id: str, set_id: str) -> TestSetItem:
        """Return one set."""
        return set_item(
            await desk.read(caller, shop_id, lambda unit, shop: tests.get(unit, shop, TestSetId(set_id)))
        )

    @router.patch("/test-sets/{shop_id}/{set_id}")
    async def rename_test_set(caller: By, shop_id: str, set_id: str, body: NewTestSet) -> TestSetItem:
        """Give a set another name and note."""
        named = await desk.change(
            caller,
            shop_id,
            "test_set_renamed",
            ("test_set", set_id),
            lambda unit, shop: tests.rename(unit, shop, TestSetId(set_id), body.name, body.note),
        )
        return set_item(named)

    @router.delete("/test-sets/{shop_id}/{set_id}", status_code=204)
    async def remove_test_set(caller: By, shop_id: str, set_id: str) -> None:
        """Remove a set with its tests; its runs stay."""

        def work(unit: Unit, shop: ShopId) -> None:
            if not tests.remove(unit, shop, TestSetId(set_id)):
                raise not_found("test_set", set_id)

        await desk.change(caller, shop_id, "test_set_removed", ("test_set", set_id), work)


def _add_tests(router: APIRouter, desk: TrainingDesk) -> None:
    tests = desk.training.tests

    @router.get("/test-sets/{shop_id}/{set_id}/tests")
    async def list_tests(
        caller: By, shop_id: str, set_id: str, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[TestItem]:
        """List the tests of a set by id."""
        place = decode_cursor(cursor, (str,))
        after = str(place[0]) if place else ""
        rows = await desk.read(
            caller, shop_id, lambda unit, shop: tests.tests(unit, shop, TestSetId(set_id), after, limit + 1)
        )
        shown, following = cut(rows, limit, lambda of: (of.id,))
        return Page(items=[test_item(of) for of in shown], next_cursor=following)

    @router.get("/test-sets/{shop_id}/{set_id}/export", response_class=Response)
    async def export_tests(caller: By, shop_id: str, set_id: str) -> Response:
        """Return all tests of a set as JSON lines, in the format of buyer scripts and questions."""

        def read(unit: Unit, shop: ShopId) -> str:
            tests.get(unit, shop, TestSetId(set_id))
            return "".join(f"{of.body}\n" for of in tests.tests(unit, shop, TestSetId(set_id)))

        lines = await desk.read(caller, shop_id, read)
        return Response(lines, media_type="application/x-ndjson")


def _add_changes_of_tests(router: APIRouter, desk: TrainingDesk) -> None:
    tests = desk.training.tests

    @router.post("/test-sets/{shop_id}/{set_id}/tests")
    async def put_tests(caller: By, shop_id: str, set_id: str, body: PutTests) -> list[TestItem]:
        """Take tests in, all or none; a wrong line is named with its reason."""
        made = await desk.change(
            caller,
            shop_id,
            "tests_put",
            ("test_set", set_id),
            lambda unit, shop: tests.put(unit, shop, TestSetId(set_id), body.lines),
        )
        return [test_item(of) for of in made]

    @router.post("/test-sets/{shop_id}/{set_id}/from-conversation", status_code=201)
    async def make_test_of_conversation(
        caller: By, shop_id: str, set_id: str, body: FromConversation
    ) -> TestItem:
        """Make a test of a real conversation, masked; what must be answered is drafted: check it."""
        caller.require(ShopId(shop_id), Permission.CONVERSATIONS_READ)
        conversation = ConversationId(body.conversation_id)
        made = await desk.change(
            caller,
            shop_id,
            "test_made_of_conversation",
            ("test_set", set_id),
            lambda unit, shop: tests.of_conversation(unit, shop, TestSetId(set_id), conversation),
        )
        return test_item(made)

    @router.delete("/test-sets/{shop_id}/{set_id}/tests/{test_id}", status_code=204)
    async def remove_test(caller: By, shop_id: str, set_id: str, test_id: str) -> None:
        """Remove one test."""

        def work(unit: Unit, shop: ShopId) -> None:
            if not tests.take_out(unit, shop, TestSetId(set_id), test_id):
                raise not_found("test", test_id)

        await desk.change(caller, shop_id, "test_removed", ("test_set", set_id), work)


def _add_runs(router: APIRouter, desk: TrainingDesk) -> None:
    runs = desk.training.runs

    @router.get("/runs")
    async def list_runs(
        caller: By, shop_id: str, of_set: Q = "", cursor: Cursor = None, limit: Limit = 50
    ) -> Page[RunHead]:
        """List runs, newest first; `of_set` those of one test set."""
        place = decode_cursor(cursor, (str,))
        before = {"before": str(place[0])} if place else {}

        def read(unit: Unit, shop: ShopId) -> tuple[list[Run], int]:
            rows = runs.page(unit, shop, of_set, limit=limit + 1, **before)
            return rows, desk.training.knowledge.version(unit, shop)

        rows, version = await desk.read(caller, shop_id, read)
        shown, following = cut(rows, limit, lambda run: (run.id,))
        return Page(items=[run_head(run, version) for run in shown], next_cursor=following)

    @router.post("/test-sets/{shop_id}/{set_id}/runs", status_code=201)
    async def begin_run(caller: By, shop_id: str, set_id: str, body: NewRun) -> RunHead:
        """Play a set against the knowledge as it is and, given `draft_ids`, as it would be with them."""
        drafts = [DraftId(draft) for draft in body.draft_ids]

        def work(unit: Unit, shop: ShopId) -> Run:
            for draft in drafts:
                desk.training.drafts.get(unit, shop, draft)
            return runs.begin(unit, shop, TestSetId(set_id), drafts, by=caller.name)

        begun = await desk.change(caller, shop_id, "run_begun", ("test_set", set_id), work)
        return run_head(begun, begun.version)


def _add_run(router: APIRouter, desk: TrainingDesk) -> None:
    runs = desk.training.runs

    @router.get("/runs/{shop_id}/{run_id}")
    async def get_run(caller: By, shop_id: str, run_id: str) -> RunItem:
        """Return a run with what came of each test, the broken ones first."""

        def read(unit: Unit, shop: ShopId) -> RunItem:
            version = desk.training.knowledge.version(unit, shop)
            return run_item(runs.get(unit, shop, run_id), version)

        return await desk.read(caller, shop_id, read)

    @router.post("/runs/{shop_id}/{run_id}/cancel")
    async def cancel_run(caller: By, shop_id: str, run_id: str) -> RunHead:
        """Stop a run; an ended one stays as it is."""
        stopped = await desk.change(
            caller,
            shop_id,
            "run_cancelled",
            ("run", run_id),
            lambda unit, shop: runs.stop(unit, shop, runs.get(unit, shop, run_id).id),
        )
        return run_head(stopped, stopped.version)
