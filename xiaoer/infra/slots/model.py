"""The slots as the house sees them, and how it is when there is one process only."""

import zlib
from collections.abc import Callable
from typing import Final, Protocol

from xiaoer.base.ids import ConversationId
from xiaoer.infra.database.unit import Unit

SLOTS: Final = 64


def slot_of(conversation: ConversationId) -> int:
    """Return the slot of a conversation, 0 to 63; the same in every process and for ever."""
    return zlib.crc32(conversation.encode()) % SLOTS


class Slots(Protocol):
    """What this process owns."""

    async def start(self) -> None:
        """Take a fair share, and keep it renewed."""
        ...

    async def stop(self) -> None:
        """Let go of everything."""
        ...

    def when_gained(self, listener: Callable[[], None]) -> None:
        """Call `listener` on the event loop when slots were gained: what waits in them has no owner yet."""
        ...

    def owns(self, conversation: ConversationId) -> bool:
        """Return whether this process answers the conversation, as far as it knows."""
        ...

    def check(self, unit: Unit, conversation: ConversationId) -> bool:
        """Return, inside the unit that says, whether the lease still stands; False: say nothing."""
        ...


class EverySlot:
    """For one process that owns its database file: it answers everything."""

    async def start(self) -> None:
        """Do nothing: all is owned."""

    async def stop(self) -> None:
        """Do nothing: the file's lock says who owns it."""

    def when_gained(self, listener: Callable[[], None]) -> None:
        """Do nothing: nothing is ever gained."""

    def owns(self, conversation: ConversationId) -> bool:  # noqa: ARG002 (the port's signature)
        """Return True."""
        return True

    def check(self, unit: Unit, conversation: ConversationId) -> bool:  # noqa: ARG002  # the port's signature
        """Return True."""
        return True
