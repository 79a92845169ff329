"""Puts the HTTP edge together: middlewares in their order, routers under /api/v1, pages, health, OpenAPI."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import StatelessLifespan

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.access import AccessMiddleware
from xiaoer.infra.http.body_limit import DEFAULT_LIMIT, BodyLimitMiddleware
from xiaoer.infra.http.caller import PUBLIC, Authenticate, AuthenticationMiddleware
from xiaoer.infra.http.health import Ready, health_routes
from xiaoer.infra.http.limits import Limiter, Rate
from xiaoer.infra.http.metrics import Metrics
from xiaoer.infra.http.pages import Pages
from xiaoer.infra.http.problem import Problem, ProblemMiddleware, answer_error
from xiaoer.infra.http.request_id import RequestIdMiddleware
from xiaoer.infra.http.security import SecurityMiddleware

PREFIX = "/api/v1"
_RATE = Rate(burst=300, refill_ms=20)
_PROBLEMS = {
    401: "Nobody, or a token that is wrong, expired or revoked.",
    403: "You may see it but not do this.",
    404: "There is none, or it is somebody else's.",
    409: "The world moved on since you looked.",
    413: "The body is too large.",
    422: "Understood, but not acceptable.",
    429: "Too many requests; see Retry-After.",
    503: "The store does not answer now; nothing has happened.",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """What differs between installations: version, built pages, body limits (bytes), rate of one caller."""

    version: str
    pages: Path
    body_limit: int = DEFAULT_LIMIT
    larger_bodies: Mapping[str, int] = field(default_factory=dict)
    rate: Rate = _RATE


def make_app(
    edge: Edge,
    *,
    routers: Sequence[APIRouter],
    routes: Sequence[BaseRoute],
    authenticate: Authenticate,
    ready: Ready,
    metrics: Metrics,
    now_ms: Callable[[], int],
    lifespan: StatelessLifespan[FastAPI] | None = None,
) -> FastAPI:
    """Return the application.

    `routers` are mounted under /api/v1 and described by OpenAPI; `routes` are taken as they are, with
    their full path (the live WebSocket, hot routes, files). WebSockets pass every middleware untouched
    and authenticate in their first frame.
    """
    app = FastAPI(
        title="Xiaoer 小二",
        version=edge.version,
        description="The service operating system for online shops.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        responses={status: {"model": Problem, "description": text} for status, text in _PROBLEMS.items()},
        middleware=_middlewares(edge, authenticate, metrics, now_ms),
        exception_handlers=dict.fromkeys((XiaoerError, RequestValidationError, HTTPException), answer_error),
        lifespan=lifespan,
    )
    for router in routers:
        _summarise(router)
        app.include_router(router, prefix=PREFIX)
    app.router.routes.extend(routes)
    app.router.routes.extend(health_routes(ready, metrics))
    app.router.routes.extend(Pages(edge.pages).routes())
    app.openapi = _described(app, app.openapi)  # type: ignore[method-assign]  # FastAPI's documented way
    return app


def _middlewares(
    edge: Edge, authenticate: Authenticate, metrics: Metrics, now_ms: Callable[[], int]
) -> list[Middleware]:
    """Return the middlewares, outermost first: what must see every answer stands outside."""
    return [
        Middleware(RequestIdMiddleware),
        Middleware(AccessMiddleware, metrics=metrics),
        Middleware(SecurityMiddleware),
        Middleware(ProblemMiddleware),
        Middleware(
            AuthenticationMiddleware,
            authenticate=authenticate,
            limiter=Limiter(edge.rate),
            now_ms=now_ms,
        ),
        Middleware(BodyLimitMiddleware, limit=edge.body_limit, larger=edge.larger_bodies),
    ]


def _summarise(router: APIRouter) -> None:
    """Take each route's summary and description from its docstring, so that it is written once."""
    for route in router.routes:
        if isinstance(route, APIRoute) and route.summary is None:
            first, _, rest = (inspect.getdoc(route.endpoint) or "").partition("\n")
            route.summary, route.description = first.rstrip("."), rest.strip()


def _described(app: FastAPI, describe: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """Return `describe` with the bearer scheme added, and problems under their own media type."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:
            return app.openapi_schema
        document = describe()
        schemes = document.setdefault("components", {}).setdefault("securitySchemes", {})
        schemes["bearer"] = {"type": "http", "scheme": "bearer"}
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                public = (method.upper(), path) in PUBLIC
                operation["security"] = [] if public else [{"bearer": []}]
                for status, response in operation["responses"].items():
                    if int(status) in _PROBLEMS and "application/json" in response.get("content", {}):
                        response["content"] = {
                            "application/problem+json": response["content"].pop("application/json")
                        }
        return document

    return openapi
