"""A served house in a thread of this process: real uvicorn, real sockets, a still clock, a look inside."""

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
import uvicorn

from tests.callers import PATIENCE_S, Agent, Buyer, Line
from tests.houses import sample
from xiaoer.commands.serve import LARGEST_FRAME
from xiaoer.demo import PASSWORD, SITE_KEY
from xiaoer.wiring import House

T = TypeVar("T")


class Served:
    """A house that serves; `buyer` and `agent` come in by its front doors."""

    def __init__(self, house: House, address: str, http: httpx.Client) -> None:
        self.house = house
        self.address = address
        self.http = http
        self.loop: asyncio.AbstractEventLoop | None = None
        self._lines: list[Line] = []

    def play(self, story: Coroutine[Any, Any, T]) -> T:
        """Play a story and hang up every line that was opened in it."""

        async def whole() -> T:
            try:
                return await story
            finally:
                for line in self._lines:
                    await line.drop()

        return asyncio.run(whole())

    def new_line(self) -> Line:
        """Return a socket that is not opened yet."""
        self._lines.append(Line(self.address))
        return self._lines[-1]

    def visitor(self, **body: Any) -> Buyer:
        """Return somebody who opens the chat on the shop's page."""
        answer = self.http.post("/api/v1/widget/sessions", json={"site_key": SITE_KEY, **body})
        assert answer.is_success, answer.text
        return Buyer(self.new_line, answer.json())

    def buyer(self, name: str, **body: Any) -> Buyer:
        """Return a buyer whom the shop's server has signed."""
        signed = {"id": name, "signature": sample().signatures[name]}
        return self.visitor(buyer=signed, **body)

    def agent(self, login: str = "xiaomei") -> Agent:
        """Return somebody who has logged in at the desk."""
        answer = self.http.post("/api/v1/sessions", json={"login": login, "password": PASSWORD})
        assert answer.is_success, answer.text
        return Agent(self.new_line, self.http, answer.json())

    def quiet(self) -> None:
        """Wait until everything that was told has been reacted to."""
        self.inside(self.house.running.quiet())

    def inside(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the server's loop and return its result."""
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_S)


@contextmanager
def serving(house: House) -> Iterator[Served]:
    """Serve a house on a free loopback port until the end of the block."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        house.app(),
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_FRAME,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="served-house")
    thread.start()
    try:
        with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE_S) as http:
            served = Served(house, address, http)
            assert http.get("/readyz").is_success  # waits in the backlog until the server is up
            assert house.running.answering is not None
            served.loop = house.running.answering._loop
            yield served
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        listening.close()
        assert not thread.is_alive(), "the server did not stop"
