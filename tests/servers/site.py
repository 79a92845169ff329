"""The real server with the sample shop, as `xiaoer serve --demo` starts it, in a folder of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers.child import ServerFailedError, free_port, start, stop, tail

START_SECONDS = 60
POLL_SECONDS = 0.05
LINKS = {
    "shop": re.compile(r"shop page\s+(\S+)"),
    "buyer": re.compile(r"as a buyer\s+(\S+)"),
    "login": re.compile(r"login (\S+)\s+密码"),
    "password": re.compile(r"password (\S+)"),
}


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: its address, and what it printed for people."""

    url: str
    shop: str  # the shop page, for anybody
    buyer: str  # the shop page, for a signed buyer
    login: str
    password: str


@contextmanager
def serving_site() -> Iterator[Site]:
    """Serve the sample shop until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="xiaoer-site-"))
    output = folder / "output.log"
    port = free_port()
    environment = {**os.environ, "XIAOER_DATA": str(folder), "XIAOER_PORT": str(port)}
    process = start([sys.executable, "-m", "xiaoer", "serve", "--demo"], output, environment=environment)
    try:
        yield _ready(process, output, f"http://127.0.0.1:{port}")
    finally:
        stop(process, signal.SIGTERM)
        shutil.rmtree(folder, ignore_errors=True)


def _ready(process: subprocess.Popen[bytes], output: Path, url: str) -> Site:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        printed = output.read_text(encoding="utf-8")
        found = {name: link.search(printed) for name, link in LINKS.items()}
        if all(found.values()) and _is_ready(url):
            return Site(url, **{name: match[1] for name, match in found.items() if match})
        time.sleep(POLL_SECONDS)
    raise ServerFailedError(f"The server did not start:\n{tail(output)}")


def _is_ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).is_success
    except httpx.TransportError:
        return False
