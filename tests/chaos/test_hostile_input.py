"""Hostile HTTP: every route answers with a clear refusal or does its work; never a 500, never a leak."""

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chaos.world import SECRET, World, assert_answered
from tests.houses import sample
from xiaoer.demo import SITE_KEY

MEGABYTE = 1 << 20
# As they stand in a JSON document: values of the wrong kind, size, sign, depth and script.
FRAGMENTS = (
    "1e400",
    "-1",
    "0.5",
    "9" * 30,
    "null",
    "true",
    "[]",
    "{}",
    '""',
    r'"\u0000"',
    r'"\ud83d"',
    '"' + "长" * 5000 + '"',
    '"\U0001f468\u200d\U0001f469\u200d\U0001f467"',
    '"\u202egnp.exe"',
    """ "'; DROP TABLE messages; --" """,
    '"{{7*7}}${7*7}<%= 7*7 %>%s%n"',
    '["a",{"b":[[[[[]]]]]}]',
    '"../../../../etc/passwd"',
)
AS_TEXT = (
    "",
    "-1",
    "9" * 30,
    "1e400",
    "\x00",
    "\U0001f468\u200d\U0001f469",
    "'; DROP TABLE messages; --",
    "../..",
    "%",
    "长" * 5000,
)

# ---------------------------------------------------------------- every route, every field


def operations(world: World) -> Iterator[tuple[str, str, dict[str, Any]]]:
    document = world.app.openapi()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["operationId"] != "log_out":  # it would end the walk
                yield method.upper(), path, operation


def resolved(world: World, schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        schema = world.app.openapi()["components"]["schemas"][name]
    return schema


def plain(world: World, schema: dict[str, Any], name: str = "") -> Any:
    """Return a value of a schema that might be right."""
    schema = resolved(world, schema)
    known = {
        "site_key": SITE_KEY,
        "shop_id": sample().demo.shop.id,
        "content": {"kind": "text", "text": "好"},
    }
    if name in known:
        return known[name]
    match schema.get("type"):
        case "object":
            return {key: plain(world, part, key) for key, part in schema.get("properties", {}).items()}
        case "array":
            return [plain(world, schema["items"])]
        case "integer" | "number":
            return 1
        case "boolean":
            return False
        case _:
            return "a-word"


def address(world: World, path: str, parameters: list[dict[str, Any]]) -> str:
    ids = {"conversation_id": world.conversation, "shop_id": sample().demo.shop.id}
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", ids.get(parameter["name"], "unknown"))
    return path


def test_hostile_values_in_every_field_of_every_body(world: World) -> None:
    async def walk() -> int:
        asked = 0
        for method, path, operation in operations(world):
            schema = (
                operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            )
            if schema is None:
                continue
            whole = plain(world, schema)
            where = address(world, path, operation.get("parameters", []))
            for by in (world.owner, world.visitor):
                for body in bodies(whole):
                    answer = await world.asking(
                        method, where, by, content=body, headers={"content-type": "application/json"}
                    )
                    assert_answered(answer)
                    asked += 1
        return asked

    assert world.runner.run(walk()) > 500


def bodies(whole: Any) -> Iterator[bytes]:
    """Yield the document with each of its fields in turn replaced by each fragment."""
    for fragment in FRAGMENTS:
        yield fragment.encode()
        for field in whole if isinstance(whole, dict) else ():
            marked = json.dumps({**whole, field: "@"}, ensure_ascii=False)
            yield marked.replace('"@"', fragment).encode(errors="surrogatepass")


def test_hostile_values_in_every_parameter(world: World) -> None:
    async def walk() -> int:
        asked = 0
        for method, path, operation in operations(world):
            parameters = operation.get("parameters", [])
            for parameter in parameters:
                for value in AS_TEXT:
                    where, query = path, {}
                    if parameter["in"] == "path":
                        where = path.replace("{" + parameter["name"] + "}", quote(value, safe="") or "%20")
                    else:
                        query = {parameter["name"]: value}
                    where = address(world, where, parameters)
                    by = world.visitor if "storefront" in path else world.owner
                    assert_answered(await world.asking(method, where, by, params=query))
                    asked += 1
        return asked

    assert world.runner.run(walk()) > 300


# ---------------------------------------------------------------- bodies


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"x" * 10 * MEGABYTE, 413, "too_large"),
        (b'{"site_key": "' + b"x" * 10 * MEGABYTE + b'"}', 413, "too_large"),
        (b'{"site_key": "\xff\xfe"}', 400, "not_utf8"),
        (b'{"site_key": "\xed\xa0\xbd"}', 400, "not_utf8"),  # half a surrogate pair as UTF-8
        (b'{"site_key": "\\ud83d"}', 400, "bad_characters"),
        (b'{"site_key": "\\u0000"}', 400, "bad_characters"),
        (b"[" * 100_000, 400, "too_deep"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "too_deep"),
        (b"", 422, "invalid_input"),
        (b"{", 422, "invalid_input"),
        (b"null", 422, "invalid_input"),
        (b"NaN", 422, "invalid_input"),
    ],
    ids=range(12),
)
def test_a_body_that_is_no_body(world: World, body: bytes, status: int, code: str) -> None:
    answer = world.ask(
        "POST", "/api/v1/widget/sessions", {}, content=body, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_without_a_declared_length_is_counted_as_it_comes(world: World) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * MEGABYTE

    answer = world.ask(
        "POST", "/api/v1/widget/sessions", {}, content=endless(), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_random_bytes_as_a_body(world: World, body: bytes) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
        answer = world.ask(
            "POST", "/api/v1/widget/uploads", world.visitor, content=body, headers={"content-type": kind}
        )
        assert_answered(answer)
        assert answer.status_code >= 400


# ---------------------------------------------------------------- cursors

LISTS = ("/conversations", "/orders", "/products", "/audit", "/staff", "/shops", "/imports", "/dead-letters")
_places = st.lists(
    st.one_of(st.integers(), st.text(max_size=20), st.none(), st.floats(allow_nan=False)), max_size=4
)


def encode_place(place: list[Any]) -> str:
    """Return a cursor as the server would write it, of a place that it never gave."""
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


@given(st.one_of(st.text(max_size=60), _places.map(encode_place)))
@settings(max_examples=40)
def test_a_tampered_cursor_is_refused_or_begins_somewhere(world: World, cursor: str) -> None:
    shop = sample().demo.shop.id
    for path in LISTS:
        answer = world.ask("GET", f"/api/v1{path}", params={"cursor": cursor, "shop_id": shop})
        assert_answered(answer)
        assert answer.status_code in {200, 400, 422}, answer.text
    answer = world.ask("GET", "/api/v1/storefront/products", world.visitor, params={"cursor": cursor})
    assert answer.status_code in {200, 400, 422}


# ---------------------------------------------------------------- paths


@pytest.mark.parametrize(
    "path",
    [
        "/uploads/../secret.png",
        "/uploads/..%2fsecret.png",
        "/uploads/%2e%2e%2fsecret.png",
        "/uploads/..%5csecret.png",
        "/uploads/%2fetc%2fpasswd",
        "/uploads/" + "a" * 5_000 + ".png",
        "/uploads/.png",
        "/uploads/%00.png",
        "/uploads/²³.png",
        "/uploads/secret.png",
        "/console/../secret.png",
        "/console/..%2f..%2fsecret.png",
        "/shop/%2e%2e/%2e%2e/secret.png",
        "/widget.js/../secret.png",
        "//etc/passwd",
        "/console/" + "a/" * 3_000,
        "/\U0001f468\u200d\U0001f469",
    ],
)
def test_no_path_leads_out(world: World, path: str) -> None:
    answer = world.ask("GET", path, {})
    assert answer.status_code in {200, 307, 400, 404, 503}
    assert SECRET not in answer.text
    assert "root:" not in answer.text
    assert answer.status_code != 200 or "text/html" in answer.headers["content-type"]
