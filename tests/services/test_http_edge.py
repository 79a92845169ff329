"""The HTTP edge around a few routes of its own: problems, ids, limits, headers, pages, health, OpenAPI."""

import asyncio
import gzip
import json
import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, UploadFile
from pydantic import BaseModel
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from xiaoer.base.errors import XiaoerError, conflict
from xiaoer.infra.http.access import route_template
from xiaoer.infra.http.app import Edge, make_app
from xiaoer.infra.http.caller import identified, identified_as
from xiaoer.infra.http.health import from_inside
from xiaoer.infra.http.limits import Rate
from xiaoer.infra.http.metrics import Metrics

TOKEN = {"Authorization": "Bearer good"}


@dataclass(frozen=True)
class Somebody:
    name: str


@dataclass(frozen=True)
class SomebodyElse:
    name: str


class Body(BaseModel):
    text: str
    number: int = 0


def make_router() -> APIRouter:
    router = APIRouter(tags=["things"])

    @router.get("/things/{thing_id}")
    async def get_thing(caller: Annotated[Somebody, Depends(identified_as(Somebody))], thing_id: str) -> Body:
        """Return a thing.

        It is the caller's own.
        """
        if thing_id == "broken":
            raise ValueError("secret inside 13812345678")
        if thing_id == "changed":
            raise conflict("thing_changed", "Look again.")
        return Body(text=caller.name)

    @router.post("/things")
    async def create_thing(body: Body) -> Body:
        """Make a thing."""
        return body

    @router.post("/sessions")
    async def log_in(body: Body) -> Body:
        """Log in."""
        return body

    @router.post("/uploads")
    async def upload(file: UploadFile) -> int:
        """Take a file."""
        return len(await file.read())

    return router


async def authenticate(token: str) -> object | None:
    if token == "down":  # noqa: S105
        raise XiaoerError("storage_unavailable", 503, "Try again.")
    return {"good": Somebody("anna"), "other": SomebodyElse("eve")}.get(token)


@dataclass
class Ready:
    missing: tuple[str, ...] = ()
    slow: bool = False

    async def __call__(self) -> tuple[str, ...]:
        if self.slow:
            raise TimeoutError
        return self.missing


async def echo(socket_: WebSocket) -> None:
    await socket_.accept()
    await socket_.send_text(await socket_.receive_text())
    await socket_.close()


@pytest.fixture
def ready() -> Ready:
    return Ready()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "console" / "assets").mkdir(parents=True)
    (folder / "console" / "index.html").write_text("<title>console</title>")
    (folder / "console" / "assets" / "index-abc.js").write_text("let x = 1;" * 500)
    (folder / "widget.js").write_text("(()=>{})();")
    (tmp_path / "private.txt").write_text("private")
    return folder


@pytest.fixture
def app(pages: Path, ready: Ready) -> FastAPI:
    edge = Edge(
        version="1.2.3",
        pages=pages,
        body_limit=1000,
        larger_bodies={"/api/v1/uploads": 5000},
        rate=Rate(burst=20, refill_ms=1000),
    )
    return make_app(
        edge,
        routers=[make_router()],
        routes=[WebSocketRoute("/api/v1/live", echo)],
        authenticate=authenticate,
        ready=ready,
        metrics=Metrics(),
        now_ms=lambda: 0,
    )


class Asker:
    """Asks the application without a server."""

    def __init__(self, app: FastAPI, host: str = "127.0.0.1") -> None:
        self._app = app
        self._host = host

    def __call__(self, method: str, path: str, **more: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, client=(self._host, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as client:
                return await client.request(method, path, **more)  # type: ignore[arg-type]

        return asyncio.run(ask())


@pytest.fixture
def ask(app: FastAPI) -> Asker:
    return Asker(app)


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "about:blank"
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, body["code"]


# ---------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("method", "path", "more", "expected"),
    [
        ("GET", "/api/v1/things/x", {}, (401, "not_authenticated")),
        ("GET", "/api/v1/things/x", {"headers": {"Authorization": "Basic good"}}, (401, "not_authenticated")),
        ("GET", "/api/v1/things/x", {"headers": {"Authorization": "Bearer bad"}}, (401, "not_authenticated")),
        ("GET", "/api/v1/things/x", {"headers": {"Authorization": "Bearer other"}}, (403, "wrong_caller")),
        (
            "GET",
            "/api/v1/things/x",
            {"headers": {"Authorization": "Bearer down"}},
            (503, "storage_unavailable"),
        ),
        ("GET", "/api/v1/nothing", {}, (401, "not_authenticated")),
        ("GET", "/api/v1/nothing", {"headers": TOKEN}, (404, "not_found")),
        ("GET", "/nothing", {}, (404, "not_found")),
        ("GET", "/api/v1/things/changed", {"headers": TOKEN}, (409, "thing_changed")),
        ("DELETE", "/api/v1/things/x", {"headers": TOKEN}, (405, "method_not_allowed")),
        ("POST", "/api/v1/things", {"json": {"text": 1}}, (401, "not_authenticated")),
        (
            "POST",
            "/api/v1/things",
            {"content": b"{", "headers": {"content-type": "application/json"}},
            (401, "not_authenticated"),
        ),
        ("POST", "/api/v1/things", {"json": {"text": 1}, "headers": TOKEN}, (422, "invalid_input")),
        ("POST", "/api/v1/things", {"headers": TOKEN}, (422, "invalid_input")),
        ("POST", "/api/v1/sessions", {"json": {}}, (422, "invalid_input")),
        ("GET", "/api/v1/things/a%00b", {"headers": TOKEN}, (400, "bad_characters")),
        ("GET", "/api/v1/things/x?q=%00", {"headers": TOKEN}, (400, "bad_characters")),
    ],
)
def test_errors_are_problems_with_a_stable_code(
    ask: Asker, method: str, path: str, more: dict[str, object], expected: tuple[int, str]
) -> None:
    assert problem(ask(method, path, **more)) == expected


JSON = {"content-type": "application/json", **TOKEN}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"text": "\xff"}', (400, "not_utf8")),
        (b'{"text": "a\\u0000b"}', (400, "bad_characters")),
        (b'{"text": "\\ud800"}', (400, "bad_characters")),
        (b'{"text": "\\ude00\\ud83d"}', (400, "bad_characters")),
        (b'{"text": ' + b"[" * 200 + b"]" * 200 + b"}", (400, "too_deep")),
        (b'{"text": ' + b'{"a":' * 100 + b"1" + b"}" * 100 + b"}", (400, "too_deep")),
        (b"{", (422, "invalid_input")),
        (b"null", (422, "invalid_input")),
        (b'{"text": "' + b"x" * 2000 + b'"}', (413, "too_large")),
    ],
)
def test_bodies_that_nothing_should_read_are_refused(
    ask: Asker, body: bytes, expected: tuple[int, str]
) -> None:
    assert problem(ask("POST", "/api/v1/things", content=body, headers=JSON)) == expected


@pytest.mark.parametrize(
    "text", ["😀", "\u202eabc\u200b", "a\\u0000", "[" * 300, '"{' * 90, "\\\\", "行" * 200, "\ufeff"]
)
def test_odd_but_legal_text_comes_back_as_it_went(ask: Asker, text: str) -> None:
    for ascii_only in (True, False):
        body = json.dumps({"text": text}, ensure_ascii=ascii_only).encode()
        if len(body) <= 1000:
            answer = ask("POST", "/api/v1/things", content=body, headers=JSON)
            assert answer.json()["text"] == text


def test_a_body_in_pieces_is_counted_too(ask: Asker) -> None:
    async def pieces() -> object:
        for _ in range(20):
            yield b" " * 100

    answer = ask("POST", "/api/v1/things", content=pieces(), headers=JSON)
    assert problem(answer) == (413, "too_large")


def test_upload_routes_take_more(ask: Asker) -> None:
    answer = ask("POST", "/api/v1/uploads", files={"file": ("a.bin", b"x" * 4000)}, headers=TOKEN)
    assert (answer.status_code, answer.json()) == (200, 4000)
    answer = ask("POST", "/api/v1/uploads", files={"file": ("a.bin", b"x" * 6000)}, headers=TOKEN)
    assert problem(answer) == (413, "too_large")


def test_a_wrong_body_is_one_clear_sentence_without_the_input(ask: Asker) -> None:
    answer = ask("POST", "/api/v1/sessions", json={"text": ["geheim"], "number": "geheim"})
    body = answer.json()
    assert body["field"] == "body.text"
    assert body["detail"].startswith("body.text: ")
    assert body["detail"].endswith("(1 more)")
    assert "geheim" not in answer.text


def test_a_bug_is_a_500_without_internals_and_a_log_entry_with_them(
    ask: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "xiaoer.http"):
        answer = ask("GET", "/api/v1/things/broken", headers=TOKEN)
    assert problem(answer) == (500, "internal_error")
    assert "secret inside" not in answer.text
    assert any(record.exc_info for record in caplog.records)


def test_refusals_say_how_to_go_on(ask: Asker) -> None:
    assert ask("GET", "/api/v1/things/x").headers["www-authenticate"] == "Bearer"
    answer = ask("DELETE", "/api/v1/things/x", headers=TOKEN)
    assert "GET" in answer.headers["allow"]
    assert "Use GET" in answer.json()["detail"]


def test_each_token_has_its_own_rate(app: FastAPI) -> None:
    ask = Asker(app)
    answers = [ask("GET", "/api/v1/things/x", headers=TOKEN) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert ask("GET", "/api/v1/things/x", headers={"Authorization": "Bearer other"}).status_code == 403


# ---------------------------------------------------------------- ids, headers, metrics


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("req-12345678", True),
        ("short", False),
        ("with space in it", False),
        ("x" * 65, False),
        ("a\"b'c<d>e", False),
    ],
)
def test_a_decent_request_id_is_kept(ask: Asker, given: str, kept: bool) -> None:
    answer = ask("GET", "/healthz", headers={"X-Request-Id": given})
    assert (answer.headers["x-request-id"] == given) is kept


def test_each_request_gets_another_id(ask: Asker) -> None:
    assert ask("GET", "/healthz").headers["x-request-id"] != ask("GET", "/healthz").headers["x-request-id"]


def test_every_answer_is_marked_against_sniffing_and_framing(ask: Asker) -> None:
    for path in ("/api/v1/things/x", "/console/", "/nothing", "/widget.js"):
        headers = ask("GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors" in headers["content-security-policy"]
    assert "script-src 'self';" in ask("GET", "/console/").headers["content-security-policy"]
    assert ask("GET", "/console/").headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in ask("GET", "/api/v1/things/x").headers["content-security-policy"]


def test_the_widget_may_be_used_on_any_page_and_the_rest_may_not(ask: Asker) -> None:
    preflight = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = ask("OPTIONS", "/api/v1/widget/sessions", headers=preflight)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-credentials" not in answer.headers
    script = ask("GET", "/widget.js", headers={"Origin": "https://shop.example"})
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    closed = ask("GET", "/api/v1/things/x", headers={"Origin": "https://shop.example", **TOKEN})
    assert "access-control-allow-origin" not in closed.headers
    assert ask("OPTIONS", "/api/v1/things", headers=preflight).status_code == 401


def test_requests_are_counted_by_route_template(ask: Asker) -> None:
    for thing in ("a", "b"):
        ask("GET", f"/api/v1/things/{thing}", headers=TOKEN)
    ask("GET", "/some/odd/path")
    text = ask("GET", "/metrics").text
    assert (
        'xiaoer_http_requests_total{method="GET",route="/api/v1/things/{thing_id}",status="200"} 2.0' in text
    )
    assert 'route="unmatched",status="404"} 1.0' in text
    assert "/some/odd/path" not in text
    assert route_template({"type": "http"}) == "unmatched"


def test_metrics_are_for_the_inside(app: FastAPI) -> None:
    assert Asker(app, "8.8.8.8")("GET", "/metrics").status_code == 404
    assert Asker(app, "10.1.2.3")("GET", "/metrics").status_code == 200


@pytest.mark.parametrize(
    ("host", "inside"),
    [("127.0.0.1", True), ("::1", True), ("192.168.1.4", True), ("8.8.8.8", False), ("", False)],
)
def test_what_is_inside(host: str, inside: bool) -> None:
    assert from_inside(host) is inside


def test_health_and_readiness(ask: Asker, ready: Ready) -> None:
    assert ask("GET", "/healthz").status_code == 200
    assert ask("GET", "/readyz").json() == {"status": "ready", "missing": []}
    ready.missing = ("database",)
    answer = ask("GET", "/readyz")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["database"])
    ready.slow = True
    assert ask("GET", "/readyz").status_code == 503
    assert ask("GET", "/healthz").status_code == 200


def test_the_access_log_has_the_route_and_never_the_query(
    ask: Asker, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "xiaoer.access"):
        ask("GET", "/api/v1/things/x?q=13812345678", headers=TOKEN)
    (record,) = [record for record in caplog.records if record.name == "xiaoer.access"]
    assert record.getMessage() == "GET /api/v1/things/x 200"
    assert record.__dict__["route"] == "/api/v1/things/{thing_id}"


# ---------------------------------------------------------------- pages


def test_pages_are_served_with_caching(ask: Asker) -> None:
    page = ask("GET", "/console/")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    asset = ask("GET", "/console/assets/index-abc.js", headers={"Accept-Encoding": "gzip"})
    assert "immutable" in asset.headers["cache-control"]
    assert asset.headers["content-encoding"] == "gzip"
    assert asset.headers["content-type"].startswith("text/javascript")
    assert asset.text == "let x = 1;" * 500
    again = ask("GET", "/console/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert len(gzip.compress(asset.content)) < len(asset.content)


def test_addresses_inside_an_application_get_its_index(ask: Asker) -> None:
    assert ask("GET", "/console/conversations/cnv_1").text == "<title>console</title>"
    assert ask("GET", "/console").text == "<title>console</title>"
    assert ask("GET", "/console/assets/gone-abc.js").status_code == 404
    assert ask("GET", "/").headers["location"] == "/console/"


@pytest.mark.parametrize(
    "path",
    [
        "/console/../private.txt",
        "/console/%2e%2e/%2e%2e/private.txt",
        "/console//etc/passwd.txt",
        "/private.txt",
    ],
)
def test_no_path_leads_out_of_the_folder(ask: Asker, path: str) -> None:
    answer = ask("GET", path)
    assert answer.status_code == 404
    assert "private" not in answer.text.replace(path, "")


def test_pages_that_are_not_built_say_so_in_both_languages(ask: Asker) -> None:
    answer = ask("GET", "/shop/")
    assert answer.status_code == 503
    assert "网页还没有构建" in answer.text
    assert "not built" in answer.text


# ---------------------------------------------------------------- OpenAPI and sockets


def test_the_document_has_stable_names_and_problems(ask: Asker) -> None:
    document = ask("GET", "/api/v1/openapi.json").json()
    assert document["info"]["version"] == "1.2.3"
    thing = document["paths"]["/api/v1/things/{thing_id}"]["get"]
    assert (thing["operationId"], thing["summary"]) == ("get_thing", "Return a thing")
    assert thing["description"] == "It is the caller's own."
    assert thing["security"] == [{"bearer": []}]
    assert document["paths"]["/api/v1/sessions"]["post"]["security"] == []
    for status in ("401", "403", "404", "422"):
        content = thing["responses"][status]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert not any(path.startswith(("/healthz", "/metrics", "/console")) for path in document["paths"])


def test_a_route_without_a_caller_is_nobodys() -> None:
    class Request:
        scope: dict[str, object] = {}  # noqa: RUF012

    with pytest.raises(XiaoerError) as refused:
        identified(Request())  # type: ignore[arg-type]
    assert refused.value.status == 401


@pytest.fixture
def served(app: FastAPI) -> Iterator[int]:
    """Serve the application as production does, on a free port of the loopback."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()  # who connects before the server runs waits in the queue
    config = uvicorn.Config(app, loop="uvloop", ws="websockets-sansio", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()


def test_a_socket_passes_the_edge_and_authenticates_by_itself(served: int) -> None:
    with connect(f"ws://127.0.0.1:{served}/api/v1/live") as socket_:
        socket_.send("hello")
        assert socket_.recv(timeout=5) == "hello"


def test_a_body_of_ten_megabytes_gets_a_clear_answer_from_the_real_server(served: int) -> None:
    body = b'{"text": "' + b"x" * 10_000_000 + b'"}'
    with httpx.Client(base_url=f"http://127.0.0.1:{served}") as client:
        answer = client.post("/api/v1/things", content=body, headers=JSON)
        assert problem(answer) == (413, "too_large")
        answer = client.post("/api/v1/things", content=body, headers={"content-type": "application/json"})
        assert problem(answer) == (401, "not_authenticated")
        assert client.get("/healthz").status_code == 200
