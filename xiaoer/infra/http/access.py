"""One log line and two metrics for every HTTP request, by route template."""

import logging
import time
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xiaoer.infra.http.metrics import Metrics

_log = logging.getLogger("xiaoer.access")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_CLIENT_GONE = 499  # nginx's number for a client that left before the answer


class AccessMiddleware:
    """Measures HTTP requests. The query is never logged: it may hold names and tokens."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _CLIENT_GONE

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, watch)
        finally:
            self._record(scope, status, time.perf_counter() - began)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], route_template(scope)
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.request_seconds.labels(method, route).observe(seconds)
        level = logging.DEBUG if scope["path"] in _QUIET else logging.INFO
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            level = logging.ERROR
        if _log.isEnabledFor(level):
            _log.log(
                level,
                "%s %s %d",
                method,
                scope["path"],
                status,
                extra={"route": route, "status": status, "ms": round(seconds * 1000, 2)},
            )


def route_template(scope: Scope) -> str:
    """Return the template of the matched route, `unmatched` for none: labels must have few values."""
    included = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(included, "path_format", None) or getattr(scope.get("route"), "path", None)
    return path or "unmatched"
