"""Hostile HTTP: every route answers with a clear refusal or does its work; never a 500, never a leak."""

import asyncio
import io
import json
import struct
import zlib
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.brains import Parrot
from tests.houses import Ground, ground, sample
from xiaoer import wiring
from xiaoer.base.clock import StillClock
from xiaoer.demo import PASSWORD, SITE_KEY
from xiaoer.tenancy.passwords import Passwords
from xiaoer.wiring import House

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
SECRET = "what only the owner may read"  # noqa: S105  # the content of a file that nobody may fetch


class World:
    """An application in this process, the callers it knows, and a loop to ask it on."""

    def __init__(self, land: Ground, house: House, runner: asyncio.Runner) -> None:
        self.land, self.house, self.runner = land, house, runner
        self.app = house.app()
        self.owner: dict[str, str] = {}
        self.visitor: dict[str, str] = {}
        self.conversation = ""

    def ask(self, method: str, path: str, by: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Ask once; time passes, so that no rate limit is what refuses."""
        return self.runner.run(self.asking(method, path, by, **more))

    async def asking(
        self, method: str, path: str, by: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        assert isinstance(self.land.clock, StillClock)
        self.land.clock.advance(timedelta(seconds=7))
        headers = {**(self.owner if by is None else by), **more.pop("headers", {})}
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as client:
            return await client.request(method, path, headers=headers, **more)

    async def come_in(self) -> None:
        """Log in, and open a chat."""
        opened = await self.asking(
            "POST", "/api/v1/sessions", {}, json={"login": "owner", "password": PASSWORD}
        )
        self.owner = {"Authorization": f"Bearer {opened.json()['token']}"}
        opened = await self.asking("POST", "/api/v1/widget/sessions", {}, json={"site_key": SITE_KEY})
        self.visitor = {"Authorization": f"Bearer {opened.json()['pass']}"}
        self.conversation = opened.json()["conversation_id"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "secret.png").write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        cheap = PasswordHasher(
            time_cost=1, memory_cost=8, parallelism=1
        )  # else hashing is all that is tested
        patch.setattr(wiring, "Passwords", lambda: Passwords(cheap))
        land = ground(folder)
        made = World(land, land.house(Parrot()), runner)
        runner.run(made.house.start())
        runner.run(made.come_in())
        yield made
        runner.run(made.house.stop())


def assert_answered(answer: httpx.Response) -> None:
    """Answered as the protocol says: done, or a problem with a code, and nothing of the inside."""
    assert answer.status_code < 500, f"{answer.request.method} {answer.request.url}: {answer.text[:500]}"
    if answer.status_code >= 400 and "json" in answer.headers.get("content-type", ""):
        assert answer.json()["code"]
    for inside in ("Traceback", "sqlite3", "/xiaoer/", SECRET):
        assert inside not in answer.text


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


# ---------------------------------------------------------------- pictures


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, format=kind)
    return made.getvalue()


def png_of(width: int, height: int) -> bytes:
    """Return a tiny PNG that says it is large, and unpacks to it (chunks IHDR and IDAT of the standard)."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress(bytes(min(width * height, 30_000_000) // 8), 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def upload(world: World, body: bytes, name: str = "a.png", kind: str = "image/png") -> httpx.Response:
    return world.ask("POST", "/api/v1/widget/uploads", world.visitor, files={"file": (name, body, kind)})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "not_a_picture"),
        (b"not a picture", 422, "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 422, "not_a_picture"),
        (b"<!doctype html><script>alert(1)</script>", 422, "not_a_picture"),
        (picture()[:60], 422, "not_a_picture"),
        (picture("JPEG")[:100], 422, "not_a_picture"),
        (picture("BMP"), 422, "not_a_picture"),
        (picture("TIFF"), 422, "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, 422, "not_a_picture"),
        (b"GIF89a" + b"\xff" * 10, 422, "not_a_picture"),
        (png_of(7_000, 7_000), 413, "too_large"),
        (png_of(12_000, 12_000), None, None),
        (png_of(60_000, 60_000), None, None),
        (picture() + b"x" * (5 * MEGABYTE), 413, "too_large"),
        (b"x" * (10 * MEGABYTE), 413, "too_large"),
    ],
    ids=range(15),
)
def test_what_is_no_picture_or_too_large_is_refused(
    world: World, body: bytes, status: int | None, code: str | None
) -> None:
    answer = upload(world, body)
    assert_answered(answer)
    if status is None:  # a bomb: refused by its size, or as no picture at all
        assert answer.status_code in {413, 422}
    else:
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not list((world.house.settings.data / "pictures").glob("*.png"))


@given(st.integers(0, 400), st.integers(0, 255), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]))
@settings(max_examples=80)
def test_a_damaged_picture_is_refused_or_kept_whole(world: World, place: int, value: int, kind: str) -> None:
    body = bytearray(picture(kind))
    body[place % len(body)] = value
    answer = upload(world, bytes(body))
    assert_answered(answer)
    assert answer.status_code in {200, 413, 422}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_is_kept_under_a_name_of_our_own_and_shown_as_nothing_else(world: World, kind: str) -> None:
    answer = upload(world, picture(kind), "../../../evil.html", "text/html")
    assert answer.status_code == 200, answer.text
    kept = answer.json()
    assert (kept["width"], kept["height"]) == (40, 30)
    shown = world.ask("GET", kept["url"], {})
    assert shown.headers["content-type"].startswith("image/")
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert not list(world.house.settings.data.rglob("evil*"))
    for path in (world.house.settings.data / "pictures").iterdir():
        path.unlink()
