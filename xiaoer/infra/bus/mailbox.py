"""What every bus keeps in the process: its subscribers, and the messages that wait to be sent."""

import asyncio
import logging
from collections import defaultdict, deque
from typing import Final

from xiaoer.infra.bus.model import PAYLOAD_LIMIT, Heard

_log = logging.getLogger(__name__)

WAITING_LIMIT: Final = 1000  # beyond it the oldest are lost: the bus only wakes


class Subscribers:
    """Who listens to which topic."""

    def __init__(self) -> None:
        self._heard: dict[str, list[Heard]] = defaultdict(list)

    def add(self, topic: str, heard: Heard) -> None:
        """Call `heard` for every message of a topic from now on."""
        self._heard[topic].append(heard)

    def clear(self) -> None:
        """Forget everybody."""
        self._heard.clear()

    def hand(self, topic: str, payload: bytes) -> None:
        """Hand a message over; one listener that fails does not keep it from the others."""
        for heard in self._heard.get(topic, ()):
            try:
                heard(payload)
            except Exception:  # noqa: BLE001 (a listener's bug must not end the bus)
                _log.exception("a listener of %s failed", topic)


class Outbox:
    """Messages on their way out, in order; bounded."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, bytes]] = deque(maxlen=WAITING_LIMIT)
        self._filled = asyncio.Event()

    def put(self, topic: str, payload: bytes) -> None:
        """Keep a message until somebody takes it."""
        if len(payload) > PAYLOAD_LIMIT:
            _log.warning("a message of %s bytes on %s is too long for the bus", len(payload), topic)
            return
        self._waiting.append((topic, payload))
        self._filled.set()

    async def take(self) -> list[tuple[str, bytes]]:
        """Wait for messages and return all that there are."""
        await self._filled.wait()
        self._filled.clear()
        messages = list(self._waiting)
        self._waiting.clear()
        return messages
