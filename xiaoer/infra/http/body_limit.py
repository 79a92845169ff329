"""Refuses bodies that are too large, too deep or not text, before a route sees them."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.body_rules import complaint

DEFAULT_LIMIT = 1_000_000
_BODYLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_JSON = b"application/json"


class BodyLimitMiddleware:
    """Bodies up to `limit` bytes, `larger` by path prefix; JSON is read whole and looked at first."""

    def __init__(
        self, app: ASGIApp, limit: int = DEFAULT_LIMIT, larger: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._limit = limit
        self._larger = tuple((larger or {}).items())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; raises XiaoerError, which the problem middleware answers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
            raise XiaoerError("bad_characters", 400, "The address holds a NUL character. Remove it.")
        if scope["method"] in _BODYLESS:
            await self._app(scope, receive, send)
            return
        limit = next((size for prefix, size in self._larger if scope["path"].startswith(prefix)), self._limit)
        kind, length = _declared(scope)
        if length > limit:
            raise _too_large(limit)
        counted = _counted(receive, limit)
        if kind.startswith(_JSON):
            counted = await _read_json(counted)
        await self._app(scope, counted, send)


def _declared(scope: Scope) -> tuple[bytes, int]:
    kind, length = b"", 0
    for name, value in scope["headers"]:
        if name == b"content-type":
            kind = value.lower()
        elif name == b"content-length":
            length = int(value) if value.isdigit() else 0
    return kind, length


def _counted(receive: Receive, limit: int) -> Receive:
    size = 0

    async def count() -> Message:
        nonlocal size
        message = await receive()
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            if size > limit:
                raise _too_large(limit)
        return message

    return count


async def _read_json(receive: Receive) -> Receive:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return _again(message, receive)
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            break
    body = b"".join(parts)
    refusal = complaint(body)
    if refusal is not None:
        raise refusal
    return _again({"type": "http.request", "body": body, "more_body": False}, receive)


def _again(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def _too_large(limit: int) -> XiaoerError:
    return XiaoerError(
        "too_large", 413, f"The body is larger than {limit} bytes. Send less, or in parts.", {"limit": limit}
    )
