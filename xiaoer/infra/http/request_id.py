"""Every request has an id: the caller's `X-Request-Id` when it is decent, else a fresh one."""

import re
import secrets
from contextvars import ContextVar

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DECENT = re.compile(rb"[A-Za-z0-9._-]{8,64}")
current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")


def request_id_of(scope: Scope) -> str:
    """Return the id of the request; empty outside of the middleware."""
    found: str = scope.get("state", {}).get("request_id", "")
    return found


class RequestIdMiddleware:
    """Gives each request its id, in the scope, in the answer and in every log line written meanwhile."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = given.decode() if _DECENT.fullmatch(given) else f"req_{secrets.token_hex(12)}"
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        reset = current_request_id.set(request_id)
        try:
            await self._app(scope, receive, send_with_id)
        finally:
            current_request_id.reset(reset)
