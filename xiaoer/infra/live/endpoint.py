"""The one WebSocket endpoint: reads the hello, finds out who it is, and hands the socket over."""

import asyncio
import contextlib
import logging
import re
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

_log = logging.getLogger(__name__)

HELLO_WITHIN_S: Final = 10
_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # not what somebody typed with a backslash
_NOT_AUTHENTICATED: Final = XiaoerError(
    "not_authenticated",
    401,
    "Say hello first, with a token that is still valid; log in again to get one.",
)
_encode = msgspec.json.Encoder().encode


class Hello(msgspec.Struct):
    """The first frame of a client."""

    type: str
    token: str = ""
    after: int | None = None
    conversation: str = ""  # the one that `after` belongs to
    product_id: str = ""  # the page that is looked at when a conversation begins


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

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket until it closes."""
        if (await receive())["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        hello = await self._hello(receive)
        connection = Connection(send)
        try:
            session = None if hello is None else await self._opener(hello.token, connection)
            if hello is None or session is None:
                await _refuse(send, _NOT_AUTHENTICATED, NOT_AUTHENTICATED)
            else:
                await self._serve(receive, send, connection, session, hello)
        except XiaoerError as error:  # the store does not answer, so there is no snapshot
            await _refuse(send, error, TRY_AGAIN)

    async def _serve(
        self, receive: Receive, send: Send, connection: Connection, session: Session, hello: Hello
    ) -> None:
        sender = asyncio.create_task(_send(connection, send))
        self._open.add(sender)
        try:
            await session.start(hello)
            await self._listen(receive, connection, session)
        finally:
            self._hub.gone(connection)
            session.stop()
            sender.cancel()
            self._open.discard(sender)
            await asyncio.gather(sender, return_exceptions=True)

    def sockets(self) -> int:
        """Return how many sockets are open."""
        return len(self._open)

    async def _hello(self, receive: Receive) -> Hello | None:
        try:
            message = await asyncio.wait_for(receive(), HELLO_WITHIN_S)
            hello = msgspec.json.decode(message.get("text") or b"", type=Hello)
        except (TimeoutError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return hello if hello.type == "hello" else None

    async def _listen(self, receive: Receive, connection: Connection, session: Session) -> None:
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            try:
                await session.receive(_acceptable(message.get("text")))
            except XiaoerError as error:
                await connection.answer(frame({"type": "problem", **problem(error)}))
            except (msgspec.MsgspecError, RecursionError):
                detail = "This frame is not of the protocol's form (docs/protocol.md)."
                bad = problem(XiaoerError("bad_frame", 400, detail))
                await connection.answer(frame({"type": "problem", **bad}))


def _acceptable(text: str | None) -> str:
    if text is None or len(text) > FRAME_LIMIT or ("\\u0000" in text and _NUL.search(text)):
        raise XiaoerError(
            "bad_frame", 400, f"Send JSON text frames of at most {FRAME_LIMIT} bytes, without NUL characters."
        )
    return text


async def _send(connection: Connection, send: Send) -> None:
    """Send until the client is gone; where that fails, the client is told to come again."""
    try:
        await connection.run_sender()
    except OSError:
        _log.debug("a client went away", exc_info=True)
    except XiaoerError as error:
        _log.warning("a socket is closed, because its events cannot be read: %s", error)
    except Exception:  # noqa: BLE001 (the edge of the socket: its client is told, the others go on)
        _log.exception("a socket is closed")
    connection.close()
    with contextlib.suppress(Exception):  # the client may be gone already
        await send({"type": "websocket.close", "code": TRY_AGAIN})


async def _refuse(send: Send, error: XiaoerError, code: int) -> None:
    with contextlib.suppress(Exception):  # the client may be gone already
        await send({"type": "websocket.send", "text": frame({"type": "problem", **problem(error)})})
        await send({"type": "websocket.close", "code": code})
