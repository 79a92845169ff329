"""The bus of one process."""

from xiaoer.infra.bus.mailbox import Subscribers
from xiaoer.infra.bus.model import PAYLOAD_LIMIT, Heard


class MemoryBus:
    """Hands messages to its own subscribers, at once."""

    def __init__(self) -> None:
        self._subscribers = Subscribers()

    async def start(self) -> None:
        """Do nothing: there is nowhere to connect to."""

    async def close(self) -> None:
        """Forget the subscribers."""
        self._subscribers.clear()

    async def subscribe(self, topic: str, heard: Heard) -> None:
        """Call `heard` for every message of a topic."""
        self._subscribers.add(topic, heard)

    def publish(self, topic: str, payload: bytes) -> None:
        """Send a message."""
        if len(payload) <= PAYLOAD_LIMIT:
            self._subscribers.hand(topic, payload)
