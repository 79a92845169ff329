"""A conversation as a live socket follows it: frames of messages at hand, and catching up from the log."""

from collections.abc import Callable
from typing import Final

from xiaoer.base.fact import Entry
from xiaoer.conversations.model import Conversation, Message, face
from xiaoer.conversations.reading import Reading
from xiaoer.facts.conversations import MessageHeard, MessageSaid
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import conversation_after
from xiaoer.infra.database.unit import Unit

PAGE: Final = 200  # entries of one step of catching up

# Makes the frame of an event: its number, its name (message, conversation), its data.
Event = Callable[[int, str, object], str]
Head = Callable[[Unit, Conversation], object]


class Followed:
    """One conversation as buyer or staff see it, which differ in their `event` frames and their `head`."""

    def __init__(
        self, database: Database, conversations: Reading, followed: Conversation, event: Event, head: Head
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._shop, self._conversation = followed.shop, followed.id
        self._event = event
        self._head = head

    def render(self, entry: Entry) -> str | None:
        """Return the frame of a message that is at hand; all else is read."""
        if isinstance(entry.carried, Message):
            return self._event(entry.sequence, "message", face(entry.carried))
        return None

    async def catch_up(self, after: int) -> tuple[list[str], int]:
        """Read the frames after a sequence (a page), and the sequence reached."""
        return await self._database.read(lambda unit: self._read(unit, after), frozenset({self._shop}))

    def _read(self, unit: Unit, after: int) -> tuple[list[str], int]:
        entries = conversation_after(unit, self._conversation, after, PAGE)
        if not entries:
            return [], after
        messages = self._messages(unit, entries)
        head = self._head(unit, self._conversations.get(unit, self._shop, self._conversation))
        frames = [
            self._event(entry.sequence, "message", face(messages[entry.fact.seq]))
            if isinstance(entry.fact, MessageHeard | MessageSaid)
            else self._event(entry.sequence, "conversation", head)
            for entry in entries
        ]
        return frames, entries[-1].sequence

    def _messages(self, unit: Unit, entries: list[Entry]) -> dict[int, Message]:
        spoken = [e.fact.seq for e in entries if isinstance(e.fact, MessageHeard | MessageSaid)]
        if not spoken:
            return {}
        return self._conversations.between(unit, self._shop, self._conversation, min(spoken) - 1, max(spoken))
