"""Built pages are served with caching, by name only, and say so when they are not built."""

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.edge import Asker, small_app


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return small_app(tmp_path / "pages")


@pytest.fixture
def ask(app: FastAPI) -> Asker:
    return Asker(app)


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
    assert ask("GET", "/console/knowledge/intents/parcel.where").text == "<title>console</title>"
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
