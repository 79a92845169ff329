"""Imports over HTTP: upload, preview, run, watch; strangers get nothing."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from tests.exports import FIXTURES
from tests.services.test_onboarding import JobList
from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import MerchantId, ShopId, UlidIds
from xiaoer.buyers.service import Buyers
from xiaoer.infra.database.database import Database
from xiaoer.infra.http.app import Edge, make_app
from xiaoer.infra.http.metrics import Metrics
from xiaoer.knowledge.service import Knowledge
from xiaoer.logistics.service import Parcels
from xiaoer.onboarding.intake import Intake
from xiaoer.onboarding.jobs import TakeIn
from xiaoer.onboarding.routes import Counter, make_router
from xiaoer.onboarding.service import Imports
from xiaoer.orders.service import Orders
from xiaoer.tenancy.model import Caller, CallerKind, Permission
from xiaoer.tenancy.service import Tenancy

SHOP = ShopId("shp_1")
Answer = tuple[int, Any]


def caller(name: str, shop: str, *permissions: Permission) -> Caller:
    grants = {ShopId(shop): frozenset(permissions)}
    return Caller(CallerKind.STAFF, name, name, grants, {MerchantId("mer_1"): frozenset()})


CALLERS = {
    "owner": caller("stf_1", "shp_1", Permission.IMPORTS_RUN),
    "agent": caller("stf_2", "shp_1", Permission.ORDERS_READ),
    "other": caller("stf_3", "shp_2", Permission.IMPORTS_RUN),
}


class Site:
    """The routes of imports behind the real HTTP edge."""

    def __init__(self, database: Database, ids: UlidIds, clock: StillClock, folder: Path) -> None:
        self.jobs = JobList(ids)
        orders = Orders(ids, self.jobs)
        self.database = database
        self.imports = Imports(ids, self.jobs, Knowledge(), Buyers(), orders, Parcels(orders))
        self.intake = Intake(folder / "imports", EXPORT_FORMATS)
        self.handler = TakeIn(database, self.imports, self.intake)
        self.app = self._app(Counter(database, self.imports, self.intake, Tenancy(ids)), clock, folder)

    def _app(self, counter: Counter, clock: StillClock, folder: Path) -> FastAPI:
        async def authenticate(token: str) -> object | None:
            return CALLERS.get(token)

        async def ready() -> list[str]:
            return []

        return make_app(
            Edge("0", folder, larger_bodies={"/api/v1/imports": 1 << 20}),
            routers=[make_router(counter)],
            routes=[],
            authenticate=authenticate,
            ready=ready,
            metrics=Metrics(),
            now_ms=clock.now_ms,
        )

    def ask(self, method: str, path: str, by: str = "owner", **sent: Any) -> Answer:
        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                headers = {"authorization": f"Bearer {by}"}
                return await client.request(method, f"/api/v1{path}", headers=headers, **sent)

        answer = asyncio.run(call())
        return answer.status_code, answer.json()

    def upload(self, *names: str, by: str = "owner", shop: str = "shp_1") -> Answer:
        files = [("files", (name, (FIXTURES / name).read_bytes())) for name in names]
        return self.ask("POST", "/imports", by, data={"shop_id": shop}, files=files)

    def work(self) -> None:
        while self.jobs.jobs:
            key = next(iter(self.jobs.jobs))
            record = asyncio.run(self.handler.handle(self.jobs.jobs.pop(key)))
            self.database.write_now(record, frozenset({SHOP}))


@pytest.fixture
def site(database: Database, ids: UlidIds, still_clock: StillClock, tmp_path: Path) -> Site:
    return Site(database, ids, still_clock, tmp_path)


def test_upload_preview_run_and_report(site: Site) -> None:
    status, made = site.upload("qianniu_orders.csv", "qianniu_items.csv")
    assert (status, made["state"], made["format"], made["problems"]) == (201, "previewed", "qianniu", [])
    table = made["tables"][0]
    assert (table["kind"], table["rows"]) == ("orders", 5)
    assert table["columns"][0] == {
        "header": "订单编号",
        "field": "order_id",
        "title": "订单号",
        "sample": "2145678901230000117",
    }
    assert table["columns"][3]["field"] is None
    status, running = site.ask("POST", f"/imports/{made['id']}/run", json={"skip_bad": False})
    assert (status, running["state"], running["total"]) == (200, "running", 9)
    site.work()
    _, done = site.ask("GET", f"/imports/{made['id']}")
    assert (done["state"], done["done"]) == ("done", 9)
    assert done["report"]["recorded"] == {"orders": 5, "parcels": 4}
    _, listed = site.ask("GET", "/imports", params={"shop_id": SHOP})
    assert [item["id"] for item in listed["items"]] == [made["id"]]
    assert "tables" not in listed["items"][0]


def test_bad_rows_are_told_and_nothing_is_recorded(site: Site) -> None:
    _, made = site.upload("qianniu_orders_damaged.csv")
    assert made["problem_count"] == 2
    _, failed = site.ask("POST", f"/imports/{made['id']}/run", json={})
    assert failed["state"] == "failed"
    assert failed["report"]["recorded"] == {}
    first = {
        "file": "qianniu_orders_damaged.csv",
        "line": 2,
        "column": "订单编号",
        "code": "damaged_identifier",
    }
    assert first.items() <= failed["report"]["problems"][0].items()
    _, page = site.ask("GET", f"/imports/{made['id']}/problems", params={"limit": 1})
    assert [problem["line"] for problem in page["items"]] == [2]
    _, page = site.ask(
        "GET", f"/imports/{made['id']}/problems", params={"limit": 1, "cursor": page["next_cursor"]}
    )
    assert [problem["line"] for problem in page["items"]] == [3]
    assert page["next_cursor"] is None
    _, running = site.ask("POST", f"/imports/{made['id']}/run", json={"skip_bad": True})
    assert running["state"] == "running"


def test_a_mapping_is_applied_when_it_runs(site: Site) -> None:
    files = [("files", ("odd.csv", "甲,乙,丙\nX-1,已付款,12.5\n".encode()))]
    _, made = site.ask("POST", "/imports", data={"shop_id": SHOP}, files=files)
    assert made["problems"][0]["code"] == "unknown_table"
    body = {"mapping": {"甲": "订单号", "乙": "state", "丙": "total"}}
    _, running = site.ask("POST", f"/imports/{made['id']}/run", json=body)
    assert (running["state"], running["total"], running["mapping"]) == ("running", 1, body["mapping"])
    body = {"mapping": {"甲": "nonsense"}}
    _, made = site.ask(
        "POST", "/imports", data={"shop_id": SHOP}, files=[("files", ("b.csv", b"a,b\n1,2\n"))]
    )
    status, problem = site.ask("POST", f"/imports/{made['id']}/run", json=body)
    assert (status, problem["code"]) == (422, "unknown_field")


def test_cancelled_once(site: Site) -> None:
    _, made = site.upload("jingmai.csv")
    for _ in range(2):
        status, stopped = site.ask("POST", f"/imports/{made['id']}/cancel")
        assert (status, stopped["state"]) == (200, "cancelled")
    status, problem = site.ask("POST", f"/imports/{made['id']}/run", json={})
    assert (status, problem["code"]) == (409, "import_ended")


def test_strangers_get_nothing(site: Site) -> None:
    _, made = site.upload("jingmai.csv")
    paths: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", f"/imports/{made['id']}", {}),
        ("GET", f"/imports/{made['id']}/problems", {}),
        ("GET", "/imports", {"params": {"shop_id": SHOP}}),
        ("POST", f"/imports/{made['id']}/run", {"json": {}}),
        ("POST", f"/imports/{made['id']}/cancel", {}),
    ]
    expected: dict[str, Callable[[int], bool]] = {
        "other": lambda status: status == 404,
        "agent": lambda status: status == 403,
        "nobody": lambda status: status == 401,
    }
    for by, right in expected.items():
        for method, path, sent in paths:
            assert right(site.ask(method, path, by, **sent)[0]), (by, path)
        assert right(site.upload("jingmai.csv", by=by)[0])


def test_two_files_of_one_name_are_refused(site: Site) -> None:
    files = [("files", ("a.csv", b"a,b\n1,2\n")), ("files", ("a.csv", b"a,b\n3,4\n"))]
    status, problem = site.ask("POST", "/imports", data={"shop_id": SHOP}, files=files)
    assert (status, problem["code"]) == (422, "same_name")


def test_the_fields_for_a_mapping_are_listed(site: Site) -> None:
    status, fields = site.ask("GET", "/imports/fields")
    assert status == 200
    assert {"name": "order_id", "title": "订单号"} in fields
