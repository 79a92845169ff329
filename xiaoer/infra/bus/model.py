"""The bus as the house sees it."""

from collections.abc import Callable
from typing import Final, Protocol

Heard = Callable[[bytes], None]

PAYLOAD_LIMIT: Final = 4096  # bytes; PostgreSQL's NOTIFY takes 8,000 of text
# A topic that a bus itself publishes to its own subscribers, when it is connected again and may have
# lost messages: whoever relies on wake-ups looks for himself then.
RECONNECTED: Final = "bus.reconnected"


class Bus(Protocol):
    """Carries small messages between processes, at most once, in no order. May lose any of them.

    A topic is of letters, digits, `.`, `_` and `-`; a payload has up to PAYLOAD_LIMIT bytes, a longer
    one is dropped. Publishers hear their own messages. Used on the event loop only.
    """

    async def start(self) -> None:
        """Connect; a bus that cannot be reached is tried again in the background."""
        ...

    async def close(self) -> None:
        """Disconnect."""
        ...

    async def subscribe(self, topic: str, heard: Heard) -> None:
        """Call `heard` on the event loop for every message of a topic."""
        ...

    def publish(self, topic: str, payload: bytes) -> None:
        """Send a message; never blocks and never fails the caller."""
        ...
