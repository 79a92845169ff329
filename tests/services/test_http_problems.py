"""The HTTP edge refuses: every error is a problem with a stable code, every bad body is turned away."""

import json
import logging
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.edge import TOKEN, Asker, problem, small_app

JSON = {"content-type": "application/json", **TOKEN}


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return small_app(tmp_path / "pages")


@pytest.fixture
def ask(app: FastAPI) -> Asker:
    return Asker(app)


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
