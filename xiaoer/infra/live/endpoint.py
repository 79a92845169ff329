"""The one WebSocket endpoint: reads the hello, finds out who it is, and hands the socket over."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

import msgspec

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.live.connection import (
    FRAME_LIMIT,
    NOT_AUTHENTICATED,
    TRY_AGAIN,
    Connection,
    Receive,
    Scope,
    Send,
)
from xiaoer.infra.live.hub import Hub

HELLO_WITHIN_S: Final = 10
_encode = msgspec.json.Encoder().encode


class Hello(msgspec.Struct):
    """The first frame of a client."""

    type: str
    token: str = ""
    after: int | None = None
    conversation: str = ""  # the one that `after` belongs to


class Session(Protocol):
    """What an authenticated client may do on its socket."""

    async def start(self, hello: Hello) -> None:
        """Send the snapshot, or take up where the client was."""
        ...

    async def receive(self, text: str) -> None:
        """Handle one frame of the client; XiaoerError is told as a problem."""
        ...

    def stop(self) -> None:
        """Let go: the socket is gone."""
        ...


Opener = Callable[[str, Connection], Awaitable[Session | None]]


def frame(value: Any) -> str:
    """Return the JSON text of a frame."""
    return _encode(value).decode()


def problem(error: XiaoerError) -> dict[str, object]:
    """Return an error as a problem document (RFC 9457 members, without the HTTP envelope)."""
    return {
        "code": error.code,
        "title": error.code,
        "status": error.status,
        "detail": error.detail,
        **error.fields,
    }


class LiveEndpoint:
    """An ASGI application for the live socket. `opener` turns a token into a session, or None."""

    def __init__(self, opener: Opener, hub: Hub) -> None:
        self._opener = opener
        self._hub = hub
        self._open: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until it closes."""
        if (await receive())["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        hello = await self._hello(receive)
        connection = Connection(send)
        session = None if hello is None or self._stopping else await self._opener(hello.token, connection)
        if session is None or hello is None:
            code = TRY_AGAIN if self._stopping else NOT_AUTHENTICATED
            detail = "Say hello first, with a token that is still valid; log in again to get one."
            refusal = problem(XiaoerError("not_authenticated", 401, detail))
            with contextlib.suppress(Exception):  # the client may be gone already
                await send({"type": "websocket.send", "text": frame({"type": "problem", **refusal})})
                await send({"type": "websocket.close", "code": code})
            return
        sender = asyncio.create_task(connection.run_sender())
        self._open.add(sender)
        try:
            await session.start(hello)
            await self._listen(receive, connection, session, sender)
        finally:
            self._hub.gone(connection)
            session.stop()
            sender.cancel()
            self._open.discard(sender)
            await asyncio.gather(sender, return_exceptions=True)

    def stop(self) -> None:
        """Refuse new sockets; the server closes the open ones."""
        self._stopping = True

    def sockets(self) -> int:
        """Return how many sockets are open."""
        return len(self._open)

    async def _hello(self, receive: Receive) -> Hello | None:
        try:
            message = await asyncio.wait_for(receive(), HELLO_WITHIN_S)
            hello = msgspec.json.decode(message.get("text") or b"", type=Hello)
        except (TimeoutError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return hello if hello.type == "hello" else None

    async def _listen(
        self, receive: Receive, connection: Connection, session: Session, sender: "asyncio.Task[None]"
    ) -> None:
        while not sender.done():
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            try:
                if text is None or len(text) > FRAME_LIMIT:
                    raise XiaoerError(
                        "bad_frame", 400, f"Send JSON text frames of at most {FRAME_LIMIT} bytes."
                    )
                await session.receive(text)
            except XiaoerError as error:
                await connection.answer(frame({"type": "problem", **problem(error)}))
            except (msgspec.MsgspecError, RecursionError):
                detail = "This frame is not of the protocol's form (docs/protocol.md)."
                bad = problem(XiaoerError("bad_frame", 400, detail))
                await connection.answer(frame({"type": "problem", **bad}))


def _acceptable(text: str | None) -> str:
    if text is None or len(text) > FRAME_LIMIT:
        raise XiaoerError("bad_frame", 400, f"Send JSON text frames of at most {FRAME_LIMIT} bytes.")
    return text
