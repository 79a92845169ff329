"""Security headers by path, and cross-origin rules for what a shop embeds in its own pages."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What a widget on a foreign page calls. Any origin may: the token travels in a header, never in a
# cookie, so a foreign page gains nothing by its visitor's browser. Which origins may open a chat is the
# shop's own list, checked where the chat is opened.
_EMBEDDED: Final = ("/api/v1/widget/", "/api/v1/storefront/", "/api/v1/live", "/widget", "/uploads/")
_WIDGET_FRAME: Final = "/widget/"

_PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "  # Ant Design writes styles
    "img-src 'self' data: blob: https: http:; media-src 'self' blob: https:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
_DATA_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
_SHARED: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def headers_for(path: str) -> dict[str, str]:
    """Return the security headers for an answer to `path`."""
    headers = dict(_SHARED)
    if path.startswith(_WIDGET_FRAME):
        headers["Content-Security-Policy"] = f"{_PAGE_POLICY}*"
    elif path == "/" or path.startswith(("/console", "/shop")):
        headers["Content-Security-Policy"] = f"{_PAGE_POLICY}'none'"
        headers["X-Frame-Options"] = "DENY"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
    else:
        headers["Content-Security-Policy"] = _DATA_POLICY
    embedded = path.startswith(_EMBEDDED)
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if embedded else "same-origin"
    return headers


class SecurityMiddleware:
    """Adds the security headers; answers preflights and adds CORS headers for embedded addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._shared_app = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-request-id"],
            expose_headers=["x-request-id", "retry-after"],
            max_age=86_400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in headers_for(path).items():
                    headers.setdefault(name, value)
            await send(message)

        app = self._shared_app if path.startswith(_EMBEDDED) else self._app
        await app(scope, receive, send_with_headers)
