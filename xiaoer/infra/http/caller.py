"""Who calls: authentication before anything is read, and the dependency that hands the caller to a route."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.limits import Limiter

Authenticate = Callable[[str], Awaitable[object | None]]
API = "/api/v1/"
PUBLIC = frozenset(
    {("POST", "/api/v1/sessions"), ("POST", "/api/v1/widget/sessions"), ("GET", "/api/v1/openapi.json")}
)
_LONGEST_TOKEN = 2048

T = TypeVar("T")


def not_authenticated() -> XiaoerError:
    """Return the 401 of a missing, wrong, expired or revoked token."""
    return XiaoerError(
        "not_authenticated", 401, "Log in, and send `Authorization: Bearer TOKEN` with a valid token."
    )


def identified(request: Request) -> Any:
    """Return whoever the authentication middleware found; `not_authenticated` (401) when nobody."""
    caller = request.scope.get("state", {}).get("caller")
    if caller is None:
        raise not_authenticated()
    return caller


def identified_as(kind: type[T]) -> Callable[[Request], T]:
    """Return a dependency that gives the caller when it is of `kind`; else `wrong_caller` (403).

    A buyer's pass at a staff route is refused here, before a route could misread it.
    """

    def caller_of_kind(request: Request) -> T:
        caller = identified(request)
        if not isinstance(caller, kind):
            raise XiaoerError("wrong_caller", 403, "This token is of another kind than this route takes.")
        return caller

    return caller_of_kind


def bearer(scope: Scope) -> str | None:
    """Return the token of the `Authorization: Bearer` header, None when there is none."""
    given: bytes = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    scheme, _, token = given.partition(b" ")
    token = token.strip()
    if scheme.lower() != b"bearer" or not token or len(token) > _LONGEST_TOKEN or not token.isascii():
        return None
    return token.decode()


class AuthenticationMiddleware:
    """Every address under /api/v1 needs a caller, except the few in `PUBLIC`.

    It stands before body and validation, so that nobody learns a schema by asking, and limits each
    caller's rate by its token.
    """

    def __init__(
        self, app: ASGIApp, authenticate: Authenticate, limiter: Limiter, now_ms: Callable[[], int]
    ) -> None:
        self._app = app
        self._authenticate = authenticate
        self._limiter = limiter
        self._now_ms = now_ms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; raises XiaoerError, which the problem middleware answers."""
        if (
            scope["type"] != "http"
            or not scope["path"].startswith(API)
            or (scope["method"], scope["path"]) in PUBLIC
        ):
            await self._app(scope, receive, send)
            return
        token = bearer(scope)
        caller = await self._authenticate(token) if token is not None else None
        if token is None or caller is None:
            raise not_authenticated()
        self._limiter.require(token, self._now_ms())
        scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)
