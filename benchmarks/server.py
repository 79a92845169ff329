"""The server that is measured: the real house with a bot that answers from a constant; and its echo floor."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn
import uvloop
from starlette.routing import WebSocketRoute

from benchmarks.floor import EchoEndpoint
from xiaoer.adapters.marketplaces.sandbox import Sandbox
from xiaoer.base.clock import SystemClock
from xiaoer.base.ids import BuyerId
from xiaoer.bot.model import Memory, Reply, Thought, Turn, View
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.thinking import Thinking
from xiaoer.channels.pass_rules import PASS_MS, Pass, pass_key, sign_pass
from xiaoer.conversations.model import Text
from xiaoer.demo import load_demo
from xiaoer.infra.http.limits import Rate
from xiaoer.infra.http.logging import configure_logs
from xiaoer.migrations.migrate import migrate
from xiaoer.orders.model import RecordedChange
from xiaoer.outside import Outside
from xiaoer.settings import read_settings
from xiaoer.wiring import House

MOST_BUYERS = 4096
NEVER_LIMITED = Rate(burst=1_000_000, refill_ms=1)  # counted, never reached
CONSTANT = "好的，收到。"


class Constant:
    """A brain that always says the same: what is measured is the path, not the thinking."""

    def think(self, _turn: Turn, _view: View, memory: Memory) -> Thought:
        """Say the constant."""
        return Thought((Reply(Text(CONSTANT)),), memory)

    def settle(self, _changes: Sequence[RecordedChange], _view: View, memory: Memory) -> Thought:
        """Say nothing."""
        return Thought((), memory)

    def welcome(self, _view: View, _product: str | None) -> Thought:
        """Say nothing."""
        return Thought((), Memory())


def main() -> None:
    """Serve on XIAOER_PORT until killed; print the buyers' passes as one JSON line when ready."""
    brain = Thinking() if sys.argv[1:] == ["thinking"] else Constant()
    settings = read_settings(os.environ)
    Path(settings.data).mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)
    clock = SystemClock()
    house = House(settings, Outside(clock, Sandbox(":memory:", clock), NoImageReader(), brain, NEVER_LIMITED))
    shop = load_demo(house).shop.id
    configure_logs("info", sys.stderr)  # lines are made, masked and written
    key = pass_key(settings.secret)
    until = clock.now_ms() + PASS_MS
    passes = [sign_pass(Pass(shop, BuyerId(f"v_{n:026d}"), True, until), key) for n in range(MOST_BUYERS)]
    app = house.app()
    app.router.routes.insert(0, WebSocketRoute("/echo", EchoEndpoint()))
    config = uvicorn.Config(
        app,
        port=settings.port,
        loop="uvloop",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
    )
    server = uvicorn.Server(config)

    async def serve() -> None:
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.02)
        print(json.dumps(passes), flush=True)
        await task

    uvloop.run(serve())


if __name__ == "__main__":
    main()
