"""The whole application in this process, asked over ASGI by an owner, a visitor and nobody."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from tests.houses import Ground
from xiaoer.base.clock import StillClock
from xiaoer.demo import PASSWORD, SITE_KEY
from xiaoer.wiring import House

SECRET = "what only the owner may read"  # noqa: S105  # the content of a file that nobody may fetch


class World:
    """An application in this process, the callers it knows, and a loop to ask it on."""

    def __init__(self, land: Ground, house: House, runner: asyncio.Runner) -> None:
        self.land, self.house, self.runner = land, house, runner
        self.app = house.app()
        self.owner: dict[str, str] = {}
        self.visitor: dict[str, str] = {}
        self.conversation = ""

    def ask(self, method: str, path: str, by: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        """Ask once; time passes, so that no rate limit is what refuses."""
        return self.runner.run(self.asking(method, path, by, **more))

    async def asking(
        self, method: str, path: str, by: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        assert isinstance(self.land.clock, StillClock)
        self.land.clock.advance(timedelta(seconds=7))
        headers = {**(self.owner if by is None else by), **more.pop("headers", {})}
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as client:
            return await client.request(method, path, headers=headers, **more)

    async def come_in(self) -> None:
        """Log in, and open a chat."""
        opened = await self.asking(
            "POST", "/api/v1/sessions", {}, json={"login": "owner", "password": PASSWORD}
        )
        self.owner = {"Authorization": f"Bearer {opened.json()['token']}"}
        opened = await self.asking("POST", "/api/v1/widget/sessions", {}, json={"site_key": SITE_KEY})
        self.visitor = {"Authorization": f"Bearer {opened.json()['pass']}"}
        self.conversation = opened.json()["conversation_id"]


def assert_answered(answer: httpx.Response) -> None:
    """Answered as the protocol says: done, or a problem with a code, and nothing of the inside."""
    assert answer.status_code < 500, f"{answer.request.method} {answer.request.url}: {answer.text[:500]}"
    if answer.status_code >= 400 and "json" in answer.headers.get("content-type", ""):
        assert answer.json()["code"]
    for inside in ("Traceback", "sqlite3", "/xiaoer/", SECRET):
        assert inside not in answer.text
