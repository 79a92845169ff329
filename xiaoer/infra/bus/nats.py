"""The bus between processes over NATS."""

import asyncio
import contextlib
import logging
from typing import Final

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from xiaoer.infra.bus.mailbox import Outbox, Subscribers
from xiaoer.infra.bus.model import RECONNECTED, Heard

_log = logging.getLogger(__name__)

SUBJECT: Final = "xiaoer."
FIRST_TRY_S: Final = 2.0  # `start` waits so long for the server, then leaves it to the background
AGAIN_S: Final = 0.5


class NatsBus:
    """One connection; it comes back by itself and never holds anybody up. `url` is `nats://host:port`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._client = Client()
        self._subscribers = Subscribers()
        self._outbox = Outbox()
        self._connected = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect; a server that cannot be reached is tried again in the background."""
        self._tasks = [asyncio.create_task(self._connect()), asyncio.create_task(self._send())]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_TRY_S):
                await self._connected.wait()

    async def close(self) -> None:
        """Disconnect."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()
        self._subscribers.clear()

    async def subscribe(self, topic: str, heard: Heard) -> None:
        """Call `heard` on the event loop for every message of a topic."""
        self._subscribers.add(topic, heard)

    def publish(self, topic: str, payload: bytes) -> None:
        """Send a message; never blocks and never fails the caller."""
        self._outbox.put(topic, payload)

    # ------------------------------------------------------------------ inside

    async def _connect(self) -> None:
        while True:
            try:
                await self._client.connect(
                    self._url,
                    name="xiaoer",
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=AGAIN_S,  # type: ignore[arg-type]  # it is slept, so a float is right
                    error_cb=self._failed,
                    reconnected_cb=self._reconnected,
                )
                await self._client.subscribe(f"{SUBJECT}>", cb=self._heard)
                await self._client.flush()
            except (Error, OSError) as error:
                _log.warning("NATS cannot be reached (%s); it is tried again", error)
                await asyncio.sleep(AGAIN_S)
            else:
                self._connected.set()
                return

    async def _send(self) -> None:
        await self._connected.wait()
        while True:
            for topic, payload in await self._outbox.take():
                with contextlib.suppress(Error):  # its own buffer is full: the bus may lose messages
                    await self._client.publish(SUBJECT + topic, payload)

    async def _heard(self, message: Msg) -> None:
        self._subscribers.hand(message.subject.removeprefix(SUBJECT), message.data)

    async def _reconnected(self) -> None:
        self._subscribers.hand(RECONNECTED, b"")

    async def _failed(self, error: Exception) -> None:
        _log.warning("NATS: %s", error)
