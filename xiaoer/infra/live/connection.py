"""One live socket: a bounded outbox, and tails that fall back on the log when the client is slow."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, Protocol

from xiaoer.base.fact import Entry

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

OUTBOX_LIMIT: Final = 128  # frames kept for a client that does not read; then the log is read instead
FRAME_LIMIT: Final = 64 * 1024  # bytes of one incoming frame
NOT_AUTHENTICATED: Final = 4401
TRY_AGAIN: Final = 1012


class Face(Protocol):
    """How a followed conversation looks to the client on this socket."""

    def render(self, entry: Entry) -> str | None:
        """Return the frame of an entry, or None when it takes reading the tables."""
        ...

    async def catch_up(self, after: int) -> tuple[list[str], int]:
        """Read on from the log: frames after sequence `after` (a page), and the sequence reached."""
        ...


class Tail:
    """One followed conversation: every entry above `position`, once, in order."""

    __slots__ = ("begun", "behind", "face", "key", "newest", "position")

    def __init__(self, key: str, face: Face) -> None:
        self.key = key
        self.face = face
        self.position = 0
        self.newest = 0
        self.begun = False  # nothing is sent until the snapshot says where to begin
        self.behind = True

    def begin(self, position: int, reached: int) -> None:
        """Send what comes after `position` from now on; its snapshot is in the outbox already."""
        self.position = position
        self.newest = max(self.newest, reached)
        self.behind = self.newest > position
        self.begun = True


class Connection:
    """One accepted socket. `run_sender` is the only one that sends."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._outbox: deque[str] = deque()
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._tails: dict[str, Tail] = {}
        self.closed = False

    def push(self, frame: str) -> bool:
        """Queue a frame; False when the client is too slow to be given more."""
        if len(self._outbox) >= OUTBOX_LIMIT:
            return False
        self._outbox.append(frame)
        self._wake.set()
        return True

    async def answer(self, frame: str) -> None:
        """Queue the answer to something that the client sent; waits while the client does not read."""
        while not self.push(frame) and not self.closed:
            self._room.clear()
            await self._room.wait()

    def follow(self, tail: Tail) -> None:
        """Send this conversation's entries from now on."""
        self._tails[tail.key] = tail

    def leave(self, key: str) -> Tail | None:
        """Stop sending a conversation's entries."""
        return self._tails.pop(key, None)

    def tails(self) -> list[Tail]:
        """Return what is followed."""
        return list(self._tails.values())

    def tell(self, tail: Tail, entry: Entry) -> None:
        """Take a new entry of a followed conversation, in order; never blocks."""
        tail.newest = max(tail.newest, entry.sequence)
        if tail.behind or entry.sequence <= tail.position:
            return
        frame = tail.face.render(entry) if entry.sequence == tail.position + 1 else None
        if frame is None or not self.push(frame):
            tail.behind = True
            self._wake.set()
            return
        tail.position = entry.sequence

    def close(self) -> None:
        """Let go of whoever waits: the client is gone."""
        self.closed = True
        self._room.set()

    def is_drained(self) -> bool:
        """Return whether nothing waits to be sent."""
        return not self._outbox and not any(tail.behind for tail in self._tails.values())

    def stir(self) -> None:
        """Wake the sender: something outside the outbox waits to be sent."""
        self._wake.set()

    async def run_sender(self) -> None:
        """Send until cancelled or the client is gone."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._empty_outbox()
            for tail in self.tails():
                while tail.begun and tail.behind and self._follows(tail):
                    await self._empty_outbox()  # its snapshot may be in there by now
                    await self._catch_up(tail)

    def _follows(self, tail: Tail) -> bool:
        return self._tails.get(tail.key) is tail

    async def _empty_outbox(self) -> None:
        while self._outbox:
            await self._send({"type": "websocket.send", "text": self._outbox.popleft()})
            self._room.set()

    async def _catch_up(self, tail: Tail) -> None:
        frames, reached = await tail.face.catch_up(tail.position)
        for frame in frames:
            if not self._follows(tail):  # left while this was read, and perhaps opened anew
                return
            await self._send({"type": "websocket.send", "text": frame})
        tail.position = max(tail.position, reached)
        if not frames or tail.position >= tail.newest:
            # No await since the check: nothing can have arrived in between.
            tail.behind = tail.position < tail.newest and bool(frames)
            tail.newest = max(tail.newest, tail.position)
