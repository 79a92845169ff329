"""Hostile pictures: bombs, damaged and disguised files are refused; what is kept is a picture."""

import io
import struct
import zlib

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.chaos.world import World, assert_answered

MEGABYTE = 1 << 20


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
