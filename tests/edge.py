"""A small application inside the HTTP edge, and a way to ask it without a server."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import httpx
from fastapi import APIRouter, Depends, FastAPI, UploadFile
from pydantic import BaseModel
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from xiaoer.base.errors import XiaoerError, conflict
from xiaoer.infra.http.app import Edge, make_app
from xiaoer.infra.http.caller import identified_as
from xiaoer.infra.http.limits import Rate
from xiaoer.infra.http.metrics import Metrics

TOKEN = {"Authorization": "Bearer good"}


@dataclass(frozen=True)
class Somebody:
    name: str


@dataclass(frozen=True)
class SomebodyElse:
    name: str


class Body(BaseModel):
    text: str
    number: int = 0


def make_router() -> APIRouter:
    router = APIRouter(tags=["things"])

    @router.get("/things/{thing_id}")
    async def get_thing(caller: Annotated[Somebody, Depends(identified_as(Somebody))], thing_id: str) -> Body:
        """Return a thing.

        It is the caller's own.
        """
        if thing_id == "broken":
            raise ValueError("secret inside 13812345678")
        if thing_id == "changed":
            raise conflict("thing_changed", "Look again.")
        return Body(text=caller.name)

    @router.post("/things")
    async def create_thing(body: Body) -> Body:
        """Make a thing."""
        return body

    @router.post("/sessions")
    async def log_in(body: Body) -> Body:
        """Log in."""
        return body

    @router.post("/uploads")
    async def upload(file: UploadFile) -> int:
        """Take a file."""
        return len(await file.read())

    return router


async def authenticate(token: str) -> object | None:
    if token == "down":  # noqa: S105  # a token of this test
        raise XiaoerError("storage_unavailable", 503, "Try again.")
    return {"good": Somebody("anna"), "other": SomebodyElse("eve")}.get(token)


@dataclass
class Ready:
    missing: tuple[str, ...] = ()
    slow: bool = False

    async def __call__(self) -> tuple[str, ...]:
        if self.slow:
            raise TimeoutError
        return self.missing


async def echo(socket_: WebSocket) -> None:
    await socket_.accept()
    await socket_.send_text(await socket_.receive_text())
    await socket_.close()


def built_pages(folder: Path) -> Path:
    """Write a few pages, and a file beside their folder that nobody may see."""
    (folder.parent / "private.txt").write_text("private")
    (folder / "console" / "assets").mkdir(parents=True)
    (folder / "console" / "index.html").write_text("<title>console</title>")
    (folder / "console" / "assets" / "index-abc.js").write_text("let x = 1;" * 500)
    (folder / "widget.js").write_text("(()=>{})();")
    return folder


def small_app(folder: Path, ready: Ready | None = None) -> FastAPI:
    """Return an application with four routes, an echoing socket, and the pages of `folder`."""
    edge = Edge(
        version="1.2.3",
        pages=built_pages(folder),
        body_limit=1000,
        larger_bodies={"/api/v1/uploads": 5000},
        rate=Rate(burst=20, refill_ms=1000),
    )
    return make_app(
        edge,
        routers=[make_router()],
        routes=[WebSocketRoute("/api/v1/live", echo)],
        authenticate=authenticate,
        ready=ready or Ready(),
        metrics=Metrics(),
        now_ms=lambda: 0,
    )


class Asker:
    """Asks the application without a server."""

    def __init__(self, app: FastAPI, host: str = "127.0.0.1") -> None:
        self._app = app
        self._host = host

    def __call__(self, method: str, path: str, **more: object) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, client=(self._host, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as client:
                return await client.request(method, path, **more)  # type: ignore[arg-type]  # as callers give it

        return asyncio.run(ask())


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return (status, code) of an answer that is a whole problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "about:blank"
    assert body["status"] == answer.status_code
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer.headers["x-request-id"]
    return answer.status_code, body["code"]
