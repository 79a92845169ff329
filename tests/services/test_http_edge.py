"""The HTTP edge around every answer: ids, headers, metrics, health, logs; pages, OpenAPI, real server."""

import logging
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from websockets.sync.client import connect

from tests.edge import TOKEN, Asker, Ready, problem, small_app
from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.access import route_template
from xiaoer.infra.http.caller import identified
from xiaoer.infra.http.health import from_inside

JSON = {"content-type": "application/json", **TOKEN}


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return small_app(tmp_path / "pages")


@pytest.fixture
def ask(app: FastAPI) -> Asker:
    return Asker(app)


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


def test_health_and_readiness(tmp_path: Path) -> None:
    ready = Ready()
    ask = Asker(small_app(tmp_path / "pages", ready))
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
        scope: dict[str, object] = {}  # noqa: RUF012  # never changed

    with pytest.raises(XiaoerError) as refused:
        identified(Request())  # type: ignore[arg-type]  # as callers give it
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
