"""Who follows what on this process: conversations, inboxes of shops, and unlogged typing marks."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final, Protocol

import msgspec

from xiaoer.base.fact import Entry
from xiaoer.infra.bus.model import Bus
from xiaoer.infra.live.connection import Connection, Tail

MARKS: Final = "marks"  # the topic of typing and presence
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[str, str, str]).decode


class Inbox(Protocol):
    """A screen that lists the conversations of some shops."""

    def changed(self, conversation: str, number: int) -> None:
        """Note that a conversation of one of its shops has changed; never blocks."""
        ...


class Hub:
    """Passes entries to the sockets that follow them. Runs on the event loop."""

    def __init__(self, bus: Bus, process: str) -> None:
        """Take the bus that carries typing marks to other processes, and this process's name on it."""
        self._bus = bus
        self._process = process
        self._tails: dict[str, list[tuple[Connection, Tail]]] = defaultdict(list)
        self._inboxes: dict[str, set[Inbox]] = defaultdict(set)
        self.newest = 0

    async def start(self) -> None:
        """Listen to the marks of other processes."""
        await self._bus.subscribe(MARKS, self._hear_mark)

    def on_entries(self, entries: list[Entry]) -> None:
        """Take a batch of entries in number order (a stream's follower)."""
        for entry in entries:
            if entry.conversation is None:
                continue
            for connection, tail in self._tails.get(entry.conversation, ()):
                connection.tell(tail, entry)
            for inbox in self._inboxes.get(entry.shop, ()):
                inbox.changed(entry.conversation, entry.number)
        self.newest = entries[-1].number

    def follow(self, connection: Connection, tail: Tail) -> None:
        """Begin to send a conversation's entries to a connection."""
        connection.follow(tail)
        self._tails[tail.key].append((connection, tail))

    def leave(self, connection: Connection, key: str) -> None:
        """Stop sending a conversation's entries to a connection."""
        tail = connection.leave(key)
        left = [pair for pair in self._tails.get(key, ()) if pair[1] is not tail]
        if left:
            self._tails[key] = left
        else:
            self._tails.pop(key, None)

    def gone(self, connection: Connection) -> None:
        """Forget a closed connection."""
        connection.close()
        for tail in connection.tails():
            self.leave(connection, tail.key)

    def watch(self, inbox: Inbox, shops: Iterable[str]) -> None:
        """Tell an inbox of every change in these shops."""
        for shop in shops:
            self._inboxes[shop].add(inbox)

    def unwatch(self, inbox: Inbox) -> None:
        """Stop telling an inbox."""
        for shop in [shop for shop, inboxes in self._inboxes.items() if inbox in inboxes]:
            self._inboxes[shop].discard(inbox)
            if not self._inboxes[shop]:
                del self._inboxes[shop]

    def whisper(self, conversation: str, frame: str, but: Connection | None = None) -> None:
        """Send an unlogged frame (typing, presence) to all who follow, here and on other processes.

        Dropped for slow clients.
        """
        self._bus.publish(MARKS, _encode((self._process, conversation, frame)))
        self._pass_mark(conversation, frame, but)

    def _hear_mark(self, payload: bytes) -> None:
        process, conversation, frame = _decode(payload)
        if process != self._process:
            self._pass_mark(conversation, frame, None)

    def _pass_mark(self, conversation: str, frame: str, but: Connection | None) -> None:
        for connection, _tail in self._tails.get(conversation, ()):
            if connection is not but:
                connection.push(frame)

    def followers(self, conversation: str) -> int:
        """Return how many sockets follow a conversation."""
        return len(self._tails.get(conversation, ()))

    def connections(self) -> int:
        """Return how many followed conversations there are, over all sockets."""
        return sum(len(pairs) for pairs in self._tails.values())
