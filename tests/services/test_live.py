"""One live socket: a bounded outbox, a snapshot before its events, every event once, a clear end."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Entry
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.facts.conversations import ConversationReopened
from xiaoer.infra.bus.memory import MemoryBus
from xiaoer.infra.live.connection import OUTBOX_LIMIT, Connection, Tail
from xiaoer.infra.live.endpoint import Hello, LiveEndpoint, Session
from xiaoer.infra.live.hub import Hub

SHOP = ShopId("shp_1")


def entry(sequence: int, conversation: str = "c") -> Entry:
    return Entry(sequence, SHOP, ConversationId(conversation), sequence, 0, ConversationReopened("x"))


class Log:
    """A followed conversation whose log holds `last` entries; reading waits for `gate`."""

    def __init__(self, name: str = "c") -> None:
        self.name = name
        self.last = 0
        self.reads = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def render(self, told: Entry) -> str | None:
        return f"{self.name}{told.sequence}"

    async def catch_up(self, after: int) -> tuple[list[str], int]:
        self.reads += 1
        await self.gate.wait()
        upto = min(self.last, after + 50)
        return [f"{self.name}{number}" for number in range(after + 1, upto + 1)], upto


class Client:
    """What a socket's far end has got; `reading` is whether it takes what is sent."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.reading = asyncio.Event()
        self.reading.set()
        self.connection = Connection(self.take)

    async def take(self, message: MutableMapping[str, Any]) -> None:
        await self.reading.wait()
        self.got.append(message["text"])

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not enough():  # one turn of the loop, no time
                await asyncio.sleep(0)


def play(story: Callable[[Client, Hub], Awaitable[None]]) -> None:
    async def whole() -> None:
        client, hub = Client(), Hub(MemoryBus(), "one")
        sender = asyncio.create_task(client.connection.run_sender())
        try:
            await story(client, hub)
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    asyncio.run(whole())


def test_what_happens_while_the_snapshot_is_read_comes_after_it() -> None:
    async def story(client: Client, hub: Hub) -> None:
        log = Log()
        tail = Tail("c", log)
        hub.follow(client.connection, tail)
        log.last = 3
        hub.on_entries([entry(3)])
        client.connection.push("pong")  # wakes the sender: it must leave the tail alone
        await client.until(lambda: client.got == ["pong"])
        log.last = 4
        hub.on_entries([entry(4)])
        await client.connection.answer("snapshot of 2")
        tail.begin(2, 2)
        client.connection.stir()
        hub.on_entries([entry(5)])
        log.last = 5
        await client.until(lambda: len(client.got) == 5)
        assert client.got == ["pong", "snapshot of 2", "c3", "c4", "c5"]

    play(story)


def test_a_snapshot_queued_while_another_conversation_is_caught_up_on_still_comes_first() -> None:
    async def story(client: Client, hub: Hub) -> None:
        slow, other = Log("a"), Log("b")
        first, second = Tail("a", slow), Tail("b", other)
        slow.gate.clear()
        for log, tail in ((slow, first), (other, second)):
            log.last = 2
            hub.follow(client.connection, tail)
        first.begin(0, 2)
        client.connection.stir()
        await client.until(lambda: slow.reads == 1)  # the sender is reading for `a`
        hub.on_entries([entry(2, "b")])
        await client.connection.answer("snapshot of 1")
        second.begin(1, 1)
        client.connection.stir()
        slow.gate.set()
        await client.until(lambda: len(client.got) == 4)
        assert client.got == ["a1", "a2", "snapshot of 1", "b2"]

    play(story)


def test_a_conversation_left_and_opened_anew_is_not_sent_twice() -> None:
    async def story(client: Client, hub: Hub) -> None:
        log = Log()
        log.last = 2
        log.gate.clear()
        old = Tail("c", log)
        hub.follow(client.connection, old)
        old.begin(0, 2)
        client.connection.stir()
        await client.until(lambda: log.reads == 1)
        hub.leave(client.connection, "c")
        fresh = Tail("c", log)
        hub.follow(client.connection, fresh)
        await client.connection.answer("snapshot of 2")
        fresh.begin(2, 2)
        client.connection.stir()
        log.gate.set()
        log.last = 3
        hub.on_entries([entry(3)])
        await client.until(lambda: "c3" in client.got)
        assert client.got == ["snapshot of 2", "c3"]

    play(story)


def test_a_slow_client_is_remembered_in_a_bounded_outbox_and_then_by_the_log_alone() -> None:
    async def story(client: Client, hub: Hub) -> None:
        log = Log()
        tail = Tail("c", log)
        hub.follow(client.connection, tail)
        tail.begin(0, 0)
        client.reading.clear()
        for number in range(1, 5 * OUTBOX_LIMIT):
            log.last = number
            hub.on_entries([entry(number)])
            assert len(client.connection._outbox) <= OUTBOX_LIMIT
        client.reading.set()
        await client.until(lambda: len(client.got) == log.last)
        assert client.got == [f"c{number}" for number in range(1, log.last + 1)]
        assert client.connection.is_drained()

    play(story)


def test_answers_wait_for_a_client_that_asks_and_does_not_read() -> None:
    async def story(client: Client, _: Hub) -> None:
        client.reading.clear()

        async def ask() -> None:
            for number in range(3 * OUTBOX_LIMIT):
                await client.connection.answer(f"pong {number}")

        asking = asyncio.create_task(ask())
        await client.until(lambda: len(client.connection._outbox) == OUTBOX_LIMIT)
        for _ in range(100):
            await asyncio.sleep(0)
            assert len(client.connection._outbox) <= OUTBOX_LIMIT
        assert not asking.done()
        client.reading.set()
        await asking
        await client.until(lambda: len(client.got) == 3 * OUTBOX_LIMIT)
        assert client.got == [f"pong {number}" for number in range(3 * OUTBOX_LIMIT)]

    play(story)


def test_typing_marks_are_dropped_for_a_slow_client_and_not_sent_to_the_one_who_types() -> None:
    async def story(client: Client, hub: Hub) -> None:
        typist = Connection(client.take)
        for connection in (client.connection, typist):
            tail = Tail("c", Log())
            hub.follow(connection, tail)
            tail.begin(0, 0)
        client.reading.clear()
        for number in range(2 * OUTBOX_LIMIT):
            hub.whisper("c", f"typing {number}", but=typist)
        assert len(client.connection._outbox) == OUTBOX_LIMIT
        assert not typist._outbox

    play(story)


def test_who_is_gone_is_told_nothing_more() -> None:
    async def story(client: Client, hub: Hub) -> None:
        tail = Tail("c", Log())
        hub.follow(client.connection, tail)
        tail.begin(0, 0)
        hub.gone(client.connection)
        hub.on_entries([entry(1)])
        assert (hub.followers("c"), hub.connections(), client.got) == (0, 0, [])

    play(story)


# ---------------------------------------------------------------- the endpoint


class Socket:
    """An ASGI WebSocket from the server's side: what the client sends, what it is sent."""

    def __init__(self, *texts: str) -> None:
        self._incoming: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self._incoming.put_nowait({"type": "websocket.connect"})
        for text in texts:
            self._incoming.put_nowait({"type": "websocket.receive", "text": text})
        self.sent: list[MutableMapping[str, Any]] = []

    async def receive(self) -> MutableMapping[str, Any]:
        return await self._incoming.get()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message)
        if message["type"] == "websocket.close":
            self._incoming.put_nowait({"type": "websocket.disconnect"})

    def serve(self, open_session: Callable[[Connection], Session | None], hub: Hub | None = None) -> None:
        async def opener(_: str, connection: Connection) -> Session | None:
            return open_session(connection)

        async def whole() -> None:
            async with asyncio.timeout(10):
                await LiveEndpoint(opener, hub or Hub(MemoryBus(), "one"))({}, self.receive, self.send)

        asyncio.run(whole())

    @property
    def codes(self) -> list[object]:
        """Return the problem codes and the close code, in order."""
        problems = [json.loads(m["text"])["code"] for m in self.sent if m["type"] == "websocket.send"]
        return [*problems, *(m["code"] for m in self.sent if m["type"] == "websocket.close")]


class Failing:
    """A session whose store fails at the start, or later when it catches up."""

    def __init__(self, connection: Connection, hub: Hub, at_start: bool) -> None:
        self.connection, self.hub, self.at_start = connection, hub, at_start
        self.stopped = False

    async def start(self, hello: Hello) -> None:
        assert hello.type == "hello"
        if self.at_start:
            raise XiaoerError("storage_unavailable", 503, "full")
        tail = Tail("c", self)
        self.hub.follow(self.connection, tail)
        tail.begin(0, 1)
        self.connection.stir()

    def render(self, told: Entry) -> str | None:
        pytest.fail(f"nothing is told before the first catching up, but this was: {told}")

    async def catch_up(self, after: int) -> tuple[list[str], int]:
        raise XiaoerError("storage_unavailable", 503, f"cannot read after {after}")

    async def receive(self, text: str) -> None:
        pytest.fail(f"the client sends nothing in this test, but this came: {text}")

    def stop(self) -> None:
        self.stopped = True


@pytest.mark.parametrize(("at_start", "codes"), [(True, ["storage_unavailable", 1012]), (False, [1012])])
def test_a_store_that_fails_closes_the_socket_with_try_again(at_start: bool, codes: list[object]) -> None:
    hub, sessions = Hub(MemoryBus(), "one"), []

    def opened(connection: Connection) -> Session:
        sessions.append(Failing(connection, hub, at_start))
        return sessions[0]

    socket = Socket('{"type":"hello"}')
    socket.serve(opened, hub)
    assert socket.codes == codes
    assert sessions[0].stopped
    assert hub.connections() == 0


@pytest.mark.parametrize(
    "first",
    [
        "",
        "{",
        "[]",
        '{"type":"say"}',
        '{"type":"hello","token":5}',
        "[" * 5_000,
        '{"type":"hello","after":1e400}',
    ],
)
def test_who_does_not_say_hello_is_turned_away(first: str) -> None:
    socket = Socket(first)
    socket.serve(lambda _: pytest.fail("nobody may come in"))
    assert socket.codes == ["not_authenticated", 4401]


def test_a_wrong_token_is_turned_away() -> None:
    socket = Socket('{"type":"hello","token":"xs_wrong"}')
    socket.serve(lambda _: None)
    assert socket.codes == ["not_authenticated", 4401]
