"""The server that is measured: the real house with the bot that ships or one that answers from a constant.

`python -m benchmarks.server constant|thinking|encoder [PASSES]`; beside it are the echo floor and `/stages`.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn
import uvloop
from sqlalchemy import func, select
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from benchmarks.floor import EchoEndpoint
from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.adapters.marketplaces.sandbox import Sandbox
from xiaoer.base.clock import SystemClock
from xiaoer.base.ids import BuyerId
from xiaoer.bot.model import Memory, Reply, Thought, Turn, View
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.store_turns import turns
from xiaoer.bot.thinking import Thinking
from xiaoer.channels.pass_rules import PASS_MS, Pass, pass_key, sign_pass
from xiaoer.conversations import store
from xiaoer.conversations.model import Text
from xiaoer.demo import load_demo
from xiaoer.infra.database.statement import Statement, Value
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
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
PATIENCE_S = 60.0
MESSAGES = store.messages.c
BY_STAGE = Statement(select(turns.c.stage, func.count()).group_by(turns.c.stage))
BY_TRACE = {
    name: Statement(select(func.count()).where(MESSAGES.speaker == "bot", MESSAGES.evidence.like(mark)))
    for name, mark in (
        ("encoder asked", '%"again":%'),
        ("queue full", '%"encoder":"full"%'),
        ("off", '%"encoder":"off"%'),
    )
}


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


def stages_of(house: House) -> Route:
    """Return a route that tells what settled the bot's turns so far, and how the encoder was used."""

    def counted(unit: Unit) -> dict[str, Value]:
        found: dict[str, Value] = {str(stage): count for stage, count in unit.all(BY_STAGE, {})}
        for name, statement in BY_TRACE.items():
            row = unit.one(statement, {})
            found[name] = row[0] if row else 0
        return found

    async def answer(_: Request) -> JSONResponse:
        return JSONResponse(await house.database.read(counted, EVERY_SHOP))

    return Route("/stages", answer)


def main() -> None:
    """Serve on XIAOER_PORT until killed; print the buyers' passes as one JSON line when ready."""
    mind = sys.argv[1] if len(sys.argv) > 1 else "constant"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else MOST_BUYERS
    brain = Constant() if mind == "constant" else Thinking()
    settings = read_settings(os.environ)
    Path(settings.data).mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)
    clock = SystemClock()
    encoder = open_encoder if mind == "encoder" else None
    sandbox = Sandbox(":memory:", clock)
    outside = Outside(clock, sandbox, NoImageReader(), brain, NEVER_LIMITED, encoder=encoder)
    house = House(settings, outside)
    shop = load_demo(house).shop.id
    configure_logs("info", sys.stderr)  # lines are made, masked and written
    key = pass_key(settings.secret)
    until = clock.now_ms() + PASS_MS
    passes = [sign_pass(Pass(shop, BuyerId(f"v_{n:026d}"), True, until), key) for n in range(count)]
    app = house.app()
    app.router.routes[:0] = [WebSocketRoute("/echo", EchoEndpoint()), stages_of(house)]
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
        if house.encoders is not None:
            await asyncio.to_thread(house.encoders.ready, PATIENCE_S)
        print(json.dumps(passes), flush=True)
        await task

    uvloop.run(serve())


if __name__ == "__main__":
    main()
