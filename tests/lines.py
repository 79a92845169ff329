"""Live sockets without a network: the real sessions of a house over a line in memory."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from tests.callers import PATIENCE_S
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.channels.pass_rules import PASS_MS, Pass, sign_pass
from xiaoer.demo import PASSWORD
from xiaoer.infra.live.connection import Connection
from xiaoer.infra.live.endpoint import Hello, Session, problem
from xiaoer.wiring import House

Frame = dict[str, Any]


class MemoryLine:
    """One caller of a house; `reading` is whether the far end takes what is sent."""

    def __init__(self, house: House, token: str) -> None:
        self.house = house
        self.token = token
        self.frames: list[Frame] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.connection = Connection(self._take)
        self._sender = asyncio.create_task(self.connection.run_sender())
        self.session: Session | None = None

    async def open(self, **hello: Any) -> None:
        """Say hello."""
        session = await self.house._open_session(self.token, self.connection)
        assert session is not None
        self.session = session
        await session.start(Hello("hello", self.token, **hello))

    async def send(self, **frame: Any) -> None:
        """Send one frame; a problem comes back as a frame, as over the network."""
        assert self.session is not None
        try:
            await self.session.receive(json.dumps(frame))
        except XiaoerError as error:
            self.frames.append({"type": "problem", **problem(error)})

    async def until(self, fits: Callable[[Frame], bool], since: int = 0) -> Frame:
        """Return the first frame from number `since` on that fits."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for frame in self.frames[since:]:
                    if fits(frame):
                        return frame
                since = max(since, len(self.frames))
                await asyncio.sleep(0.001)

    async def drained(self) -> None:
        """Wait until all that happened has come."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.connection.is_drained():  # the outbox is what is waited for
                await asyncio.sleep(0.001)

    async def hang_up(self) -> None:
        """Be gone."""
        self.house.hub.gone(self.connection)
        if self.session is not None:
            self.session.stop()
        self._sender.cancel()
        await asyncio.gather(self._sender, return_exceptions=True)

    async def _take(self, message: MutableMapping[str, Any]) -> None:
        await self.reading.wait()
        self.frames.append(json.loads(message["text"]))


def pass_of(house: House, shop: ShopId, buyer: str) -> str:
    """Return the pass of a buyer, as the widget is given it."""
    admitted = Pass(shop, BuyerId(buyer), False, house.clock.now_ms() + PASS_MS)
    return sign_pass(admitted, house._key)


async def session_of(house: House, login: str) -> str:
    """Return the session token of somebody at the desk."""
    opened = await house.door.log_in(login, PASSWORD, "here")
    return opened.token


@asynccontextmanager
async def running(house: House) -> AsyncIterator[House]:
    """Run a house without its HTTP face until the end of the block."""
    await house.start()
    try:
        yield house
    finally:
        await house.stop()
