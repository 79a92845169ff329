"""The real pages, served by the real server, in a real Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.servers.site import Site, serving_site
from tests.web.chat import NewPage
from tests.web.staff import Staff

PAGES = Path(__file__).parents[2] / "xiaoer" / "pages"
PATIENCE_MS = 15_000  # a machine with two cores may be busy
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Return the running sample shop."""
    if not (PAGES / "widget.js").is_file():
        pytest.fail("The web pages are not built. Run `make pages` first.")
    with serving_site() as running:
        yield running


# Of a module, not of the session: while Playwright is open, this thread's event loop is taken.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a Chromium with an empty profile."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("Chromium is missing. Install it (Debian: apt-get install chromium fonts-noto-cjk).")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Return a maker of pages, each in a browser profile of its own; a page that throws fails the test."""
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def make(width: int = 1280, height: int = 800, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, **{"locale": "zh-CN", **options}
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert thrown == []


@pytest.fixture
def staff(site: Site) -> Iterator[Staff]:
    """Return the owner of the sample shop, logged in over HTTP."""
    with Staff(site) as person:
        yield person
