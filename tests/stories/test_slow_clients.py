"""A client that does not read: the server keeps a bounded rest for it, and later it misses nothing."""

import asyncio
import json
import socket
import struct
from collections.abc import Iterator
from contextlib import closing

from tests.callers import PATIENCE_S
from tests.houses import sample
from tests.servers.house import Served
from xiaoer.base.ids import ConversationId, StaffId
from xiaoer.conversations.model import Message, Text
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.live.connection import OUTBOX_LIMIT

LINES, AT_ONCE = 3_000, 100
LONG = "很长的一句话。" * 500  # 10 kB a frame, so that 30 MB cannot hide in the sockets' own buffers


class Sleeper:
    """A client on a plain socket: what it does not read stays where it is."""

    def __init__(self, served: Served, token: str) -> None:
        port = int(served.address.rpartition(":")[2])
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE_S)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._socket.connect(("127.0.0.1", port))
        self._socket.sendall(
            b"GET /api/v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._file = self._socket.makefile("rb")
        while self._file.readline() != b"\r\n":
            pass
        hello = json.dumps({"type": "hello", "token": token}).encode()
        # A client masks what it sends (RFC 6455 section 5.3); a mask of zeros changes nothing.
        self._socket.sendall(struct.pack(">BBH4x", 0x81, 0xFE, len(hello)) + hello)

    def frames(self) -> Iterator[dict[str, object]]:
        """Read frame after frame."""
        while True:
            _, length = self._file.read(2)
            if length == 126:
                (length,) = struct.unpack(">H", self._file.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self._file.read(8))
            yield json.loads(self._file.read(length))

    def close(self) -> None:
        """Hang up."""
        self._file.close()
        self._socket.close()


def flood(served: Served, conversation: ConversationId) -> None:
    """Let the buyer have said thousands of long lines; nobody answers them."""
    house, shop = served.house, sample().demo.shop.id
    scope = frozenset({shop})
    hear = house.conversations.hear

    def some(unit: Unit, first: int) -> None:
        for number in range(first, first + AT_ONCE):
            heard = hear(unit, shop, conversation, Text(f"{number} {LONG}"), f"c{number}")
            assert isinstance(heard, Message)

    house.database.write_now(
        lambda unit: house.conversations.take(unit, shop, conversation, StaffId("stf_x")), scope
    )
    for first in range(0, LINES, AT_ONCE):
        served.inside(house.database.write(lambda unit, first=first: some(unit, first), scope, conversation))


def test_a_client_that_does_not_read_costs_little_and_catches_up_exactly(served: Served) -> None:
    opened = served.visitor()
    conversation = ConversationId(opened.conversation)
    served.quiet()
    with closing(Sleeper(served, opened.token)) as sleeper:
        frames = sleeper.frames()
        cursor = next(frames)["cursor"]
        flood(served, conversation)
        ((connection, tail),) = served.house.hub._tails[conversation]
        assert len(connection._outbox) <= OUTBOX_LIMIT
        assert tail.behind  # what it has missed is in the log only

        events = [next(frames) for _ in range(LINES + 1)]  # one more: the holder has changed
        assert [event["id"] for event in events] == list(range(cursor + 1, cursor + LINES + 2))
        said = [event["data"] for event in events if event["name"] == "message"]
        assert [message["client_id"] for message in said] == [f"c{number}" for number in range(LINES)]


def test_a_client_that_went_away_without_a_word_is_forgotten(served: Served) -> None:
    opened = served.visitor()
    served.quiet()
    with closing(Sleeper(served, opened.token)) as sleeper:
        next(sleeper.frames())
        flood(served, ConversationId(opened.conversation))
    served.visitor()  # the loop has gone round
    served.inside(_gone(served, opened.conversation))


async def _gone(served: Served, conversation: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while served.house.hub.followers(conversation):  # the hub is what is waited for
            await asyncio.sleep(0.005)
