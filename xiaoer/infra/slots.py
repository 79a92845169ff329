"""Who answers which conversations: 64 slots, leased to processes with a fencing token."""

from typing import Protocol

from xiaoer.base.ids import ConversationId


class Slots(Protocol):
    """What this process owns."""

    async def start(self) -> None:
        """Take a fair share, and keep it renewed."""
        ...

    async def stop(self) -> None:
        """Let go of everything."""
        ...

    def owns(self, conversation: ConversationId) -> bool:
        """Return whether this process answers the conversation."""
        ...


class EverySlot:
    """For one process that owns its database file: it answers everything."""

    async def start(self) -> None:
        """Do nothing: all is owned."""

    async def stop(self) -> None:
        """Do nothing: the file's lock says who owns it."""

    def owns(self, conversation: ConversationId) -> bool:  # noqa: ARG002 (the port's signature)
        """Return True."""
        return True
