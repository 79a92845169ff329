"""The bus between processes over PostgreSQL's LISTEN and NOTIFY, for houses without NATS."""

import asyncio
import base64
import contextlib
import logging
from typing import Any, Final

import psycopg

from xiaoer.infra.bus.mailbox import Outbox, Subscribers
from xiaoer.infra.bus.model import RECONNECTED, Heard

_log = logging.getLogger(__name__)

CHANNEL: Final = "xiaoer"
FIRST_TRY_S: Final = 2.0  # `start` waits so long for the server, then leaves it to the background
AGAIN_S: Final = 0.5

_Connection = psycopg.AsyncConnection[tuple[Any, ...]]


class PostgresBus:
    """Two connections of its own, apart from those that commit: one listens, one notifies."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._subscribers = Subscribers()
        self._outbox = Outbox()
        self._connected = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect; a server that cannot be reached is tried again in the background."""
        self._task = asyncio.create_task(self._keep_connected())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_TRY_S):
                await self._connected.wait()

    async def close(self) -> None:
        """Disconnect."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._subscribers.clear()

    async def subscribe(self, topic: str, heard: Heard) -> None:
        """Call `heard` on the event loop for every message of a topic."""
        self._subscribers.add(topic, heard)

    def publish(self, topic: str, payload: bytes) -> None:
        """Send a message; never blocks and never fails the caller."""
        self._outbox.put(topic, payload)

    # ------------------------------------------------------------------ inside

    async def _keep_connected(self) -> None:
        while True:
            try:
                async with await self._connect() as listening, await self._connect() as sending:
                    await listening.execute(f"LISTEN {CHANNEL}".encode())
                    if self._connected.is_set():
                        self._subscribers.hand(RECONNECTED, b"")
                    self._connected.set()
                    async with asyncio.TaskGroup() as both:
                        both.create_task(self._listen(listening))
                        both.create_task(self._send(sending))
            except* (psycopg.Error, OSError) as group:
                _log.warning("the bus lost PostgreSQL (%s); it is tried again", group.exceptions[0])
            await asyncio.sleep(AGAIN_S)

    async def _connect(self) -> _Connection:
        return await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=5, application_name="xiaoer bus"
        )

    async def _listen(self, connection: _Connection) -> None:
        async for notice in connection.notifies():
            topic, _, text = notice.payload.partition(" ")
            self._subscribers.hand(topic, base64.b64decode(text))

    async def _send(self, connection: _Connection) -> None:
        while True:
            texts = [
                f"{topic} {base64.b64encode(data).decode()}" for topic, data in await self._outbox.take()
            ]
            await connection.execute(
                "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) AS payload", (CHANNEL, texts)
            )
