"""Buyers and agents as programs: real WebSockets and HTTP, everything that came is kept, waits end."""

import asyncio
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 20
Frame = dict[str, Any]
Fits = Callable[[Frame], bool]


class Line:
    """One live socket; `frames` holds all that came on it, in order."""

    def __init__(self, address: str) -> None:
        self._address = address.replace("http:", "ws:") + "/api/v1/live"
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._came = asyncio.Event()
        self.frames: list[Frame] = []
        self.closed_with = 0

    async def open(self, **hello: Any) -> None:
        """Connect and say hello."""
        self._socket = await connect(self._address, compression=None, max_size=None, proxy=None)
        self._reading = asyncio.create_task(self._read(self._socket))
        await self.send(type="hello", **hello)

    async def send(self, **frame: Any) -> None:
        """Send one frame."""
        await self.send_text(json.dumps(frame, ensure_ascii=False))

    async def send_text(self, text: str | bytes) -> None:
        """Send what need not be of the protocol; bytes as a text frame that may be no UTF-8."""
        assert self._socket is not None
        await self._socket.send(text, text=True)

    async def send_binary(self, data: bytes) -> None:
        """Send a binary frame, of which the protocol knows none."""
        assert self._socket is not None
        await self._socket.send(data)

    async def until(self, fits: Fits, since: int = 0) -> Frame:
        """Return the first frame from number `since` on that fits; fails after PATIENCE_S."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    for frame in self.frames[since:]:
                        if fits(frame):
                            return frame
                    since = max(since, len(self.frames))
                    self._came.clear()
                    if since == len(self.frames):
                        await self._came.wait()
        except TimeoutError:
            shown = "\n".join(json.dumps(frame, ensure_ascii=False)[:200] for frame in self.frames[-12:])
            raise AssertionError(f"what was waited for did not come; the last frames:\n{shown}") from None

    async def of_type(self, kind: str, since: int = 0) -> Frame:
        """Return the first frame of a type."""
        return await self.until(lambda frame: frame["type"] == kind, since)

    async def closed(self) -> int:
        """Return the code with which the server closed."""
        async with asyncio.timeout(PATIENCE_S):
            if self._reading is not None:
                await self._reading
        return self.closed_with

    def is_down(self) -> bool:
        """Return whether nothing more can come."""
        return self._reading is None or self._reading.done()

    async def something(self) -> None:
        """Wait until a frame has come or the connection is gone."""
        self._came.clear()
        await self._came.wait()

    async def drop(self) -> None:
        """Lose the connection: no closing handshake, the server is not told."""
        if self._socket is not None:
            self._socket.transport.abort()
            await self._socket.wait_closed()
            await self.closed()

    async def close(self) -> None:
        """Close properly."""
        if self._socket is not None:
            await self._socket.close()
            await self.closed()

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self.frames.append(json.loads(text))
                self._came.set()
        except websockets.ConnectionClosed:
            pass
        self.closed_with = socket.close_code or 0
        self._came.set()


NewLine = Callable[[], Line]


class Buyer:
    """A buyer of a shop: opens the chat, talks, and knows what the widget would show."""

    def __init__(self, new_line: NewLine, opened: Mapping[str, Any]) -> None:
        self._new_line = new_line
        self.opened = opened
        self.token: str = opened["pass"]
        self.conversation: str = opened["conversation_id"]
        self.line = new_line()
        self._numbers = itertools.count(1)

    async def connect(self, **hello: Any) -> Frame:
        """Open a (new) socket and return its first frame."""
        self.line = self._new_line()
        await self.line.open(token=self.token, **hello)
        return await self.line.until(lambda _: True)

    async def say(self, text: str, client_id: str = "") -> Frame:
        """Say something and return the ack or refusal."""
        client_id = client_id or f"line-{next(self._numbers)}"
        since = len(self.line.frames)
        await self.line.send(type="say", client_id=client_id, content={"kind": "text", "text": text})
        return await self.line.until(lambda f: f.get("client_id") == client_id, since)

    async def ask(self, text: str) -> Frame:
        """Say something and return the bot's first message after it."""
        ack = await self.say(text)
        assert ack["type"] == "ack", ack
        return await self.heard("bot", ack["seq"])

    async def heard(self, speaker: str, after_seq: int = 0, containing: str = "") -> Frame:
        """Return the first message of a speaker above a sequence that contains a text."""

        def fits(frame: Frame) -> bool:
            data = frame.get("data", {})
            return (
                frame.get("name") == "message"
                and data["speaker"] == speaker
                and data["seq"] > after_seq
                and containing in words(data)
            )

        return message(await self.line.until(fits))

    async def head(self, **expected: Any) -> Frame:
        """Wait for a change of the conversation that shows what is expected."""

        def fits(frame: Frame) -> bool:
            data = frame.get("data", {})
            return frame.get("name") == "conversation" and expected.items() <= data.items()

        return message(await self.line.until(fits))


class Agent:
    """A person at the desk."""

    def __init__(self, new_line: NewLine, http: httpx.Client, session: Mapping[str, Any]) -> None:
        self.token: str = session["token"]
        self.id: str = session["staff"]["id"]
        self.http = http
        self.line = new_line()

    async def connect(self) -> None:
        """Open the desk's socket and follow the inbox of all shops."""
        await self.line.open(token=self.token)
        await self.line.send(type="follow", shops=[])
        await self.line.of_type("inbox")

    async def inbox(self, conversation: str, **expected: Any) -> Frame:
        """Wait until the inbox shows a conversation as expected."""

        def fits(frame: Frame) -> bool:
            data = frame.get("data", {})
            return (
                frame.get("feed") == "inbox"
                and data["id"] == conversation
                and all(data[name] == value for name, value in expected.items())
            )

        return message(await self.line.until(fits))

    def post(self, path: str, **body: Any) -> Any:
        """Post as this person and return the answer; fails on a refusal."""
        answer = self.http.post(f"/api/v1{path}", headers=self.headers, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def put(self, path: str, **body: Any) -> Any:
        """Put as this person and return the answer; fails on a refusal."""
        answer = self.http.put(f"/api/v1{path}", headers=self.headers, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, path: str, **parameters: Any) -> Any:
        """Get as this person and return the answer; fails on a refusal."""
        answer = self.http.get(f"/api/v1{path}", headers=self.headers, params=parameters)
        assert answer.is_success, answer.text
        return answer.json()

    @property
    def headers(self) -> dict[str, str]:
        """Return what a request carries."""
        return {"Authorization": f"Bearer {self.token}"}


def message(frame: Frame) -> Frame:
    """Return what an event carries."""
    data: Frame = frame["data"]
    return data


def words(data: Frame) -> str:
    """Return all words of a message."""
    return json.dumps(data["content"], ensure_ascii=False)
