"""Errors as problem details (RFC 9457) with a stable code and the request id, and no internals."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.request_id import request_id_of

PROBLEM_TYPE = "application/problem+json"
_log = logging.getLogger("xiaoer.http")
_encode = msgspec.json.Encoder().encode

_CODES = {
    400: ("bad_request", "The request could not be read. Check its body and its Content-Type."),
    401: ("not_authenticated", "Send `Authorization: Bearer TOKEN`."),
    403: ("forbidden", "You may not do this."),
    404: ("not_found", "There is nothing at this address. /api/v1/openapi.json lists what there is."),
    405: ("method_not_allowed", "This address does not know the method."),
    413: ("too_large", "The body is too large."),
    415: ("wrong_media_type", "Send JSON with Content-Type: application/json."),
}


class Problem(BaseModel):
    """A problem, as every error is answered (RFC 9457); may carry further fields."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str
    request_id: str


def problem_response(scope: Scope, error: XiaoerError, headers: Mapping[str, str] | None = None) -> Response:
    """Return `error` as a response."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        "request_id": request_id_of(scope),
        **error.fields,
    }
    sent = dict(headers or {})
    if error.status == HTTPStatus.UNAUTHORIZED:
        sent["WWW-Authenticate"] = "Bearer"
    if "retry_after_seconds" in error.fields:
        sent["Retry-After"] = str(error.fields["retry_after_seconds"])
    return Response(_encode(body), error.status, sent, PROBLEM_TYPE)


def understood(error: Exception) -> XiaoerError | None:
    """Return the error that the caller is meant to see, None for a bug."""
    if isinstance(error, XiaoerError):
        return error
    if isinstance(error, RequestValidationError):
        return _of_validation(error)
    if isinstance(error, HTTPException):
        return _of_status(error)
    return None


async def answer_error(request: Request, error: Exception) -> Response:
    """Answer an exception that a route raised; for `exception_handlers` of the application."""
    known = understood(error)
    if known is None:
        raise error
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem_response(request.scope, known, headers)


class ProblemMiddleware:
    """Answers what nothing else caught: one log entry with the trace, a 500 without internals."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            known = understood(error)
            if known is None:
                _log.exception("A request failed: %s %s", scope["method"], scope["path"])
                known = _bug()
            if started:
                raise  # half an answer is out: only closing the connection tells the truth
            await problem_response(scope, known)(scope, receive, send)


def _bug() -> XiaoerError:
    return XiaoerError(
        "internal_error", 500, "Something broke on our side. Nothing is lost; tell us the request id."
    )


def _of_validation(error: RequestValidationError) -> XiaoerError:
    """Say the first thing that is wrong. The input itself is never repeated: it may be a password."""
    errors = error.errors()
    first = errors[0]
    field = ".".join(str(part) for part in first["loc"]) or "body"
    others = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    return XiaoerError("invalid_input", 422, f"{field}: {first['msg']}.{others}", {"field": field})


def _of_status(error: HTTPException) -> XiaoerError:
    code, detail = _CODES.get(
        error.status_code, (HTTPStatus(error.status_code).name.lower(), str(error.detail))
    )
    allowed = (error.headers or {}).get("Allow", "")
    if allowed:
        detail = f"{detail} Use {', '.join(sorted(allowed.split(', ')))}."
    return XiaoerError(code, error.status_code, detail)
