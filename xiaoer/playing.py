"""Plays simulated buyers against a real house in memory's speed: real database, channel, bot, jobs, sandbox.

Each script gets a fresh copy of the sample shop that it names. The buyer speaks through the web channel's
session, as over the socket, without the network.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec

from xiaoer.adapters.marketplaces.sandbox import Sandbox, Seed, seed
from xiaoer.adapters.samples.shops import load, site_key
from xiaoer.base.clock import StillClock
from xiaoer.base.errors import not_found
from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.bot.thinking import Thinking
from xiaoer.channels.pass_rules import PASS_MS, Pass
from xiaoer.channels.sockets import BuyerSession
from xiaoer.conversations.model import AnyContent, Picture
from xiaoer.demo import FIRST, Demo, load_demo
from xiaoer.facts.conversations import HolderChanged
from xiaoer.infra.database.log import entries_after
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.infra.live.connection import Connection
from xiaoer.infra.live.endpoint import Hello
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.replay.rules import spoken
from xiaoer.settings import Settings
from xiaoer.wiring import House

VISITOR: Final = BuyerId("v_00000000000000000000000000")
BETWEEN_LINES: Final = timedelta(seconds=20)
_encode = msgspec.json.Encoder().encode


class KnownPictures:
    """An image reader that knows what the script says the pictures show."""

    def __init__(self, shows: Mapping[str, str]) -> None:
        self._shows = dict(shows)

    def shows(self, url: str) -> str:
        """Return what the picture shows."""
        return self._shows.get(url, "")


class Template:
    """Sample shops, loaded once, to be copied for each script."""

    def __init__(self, settings: Settings, wanted: Sequence[str] = (FIRST,)) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="xiaoer-play-")
        self.folder = Path(self._folder.name)
        self.settings = replace(
            settings, data=self.folder, database_url=f"sqlite:///{self.folder / 'template.db'}"
        )
        migrate(self.settings.database_url)
        # Far enough back that every script's moment comes after it.
        clock = StillClock(datetime.fromisoformat("2025-01-01T00:00:00+08:00"))
        sandbox = Sandbox(":memory:", clock)
        house = House(self.settings, Outside(clock, sandbox, KnownPictures({}), Thinking()))
        self.demo: Demo = load_demo(house, wanted)
        house.close()
        keys = {site_key(name): name for name in wanted}
        self.shops: Mapping[str, ShopId] = {keys[shop.site_key]: shop.id for shop in self.demo.shops}
        self.rows: Mapping[str, Seed] = {name: seed(load(name, shop)) for name, shop in self.shops.items()}

    def copy(self) -> Settings:
        """Return settings of a fresh copy."""
        target = self.folder / "copy.db"
        for leftover in self.folder.glob("copy.db*"):
            leftover.unlink()
        shutil.copyfile(self.folder / "template.db", target)
        return replace(self.settings, database_url=f"sqlite:///{target}")

    def close(self) -> None:
        """Remove the files."""
        self._folder.cleanup()


class HouseService:
    """A real house that is played against, one conversation at a time (`replay.play.Service`)."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._house: House | None = None
        self._sender: asyncio.Task[None] | None = None
        self._frames: list[dict[str, Any]] = []

    async def open(
        self,
        buyer: str | None,
        shop: str,
        now: datetime,
        product: str | None = None,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """Begin a conversation in a fresh copy of the shop; `sample_shop_not_found` (404)."""
        if shop not in self._template.shops:
            raise not_found("sample_shop", shop)
        await self.close()
        self._clock = StillClock(now)
        self._sandbox = Sandbox(":memory:", self._clock)
        self._sandbox.load(self._template.rows[shop])
        outside = Outside(self._clock, self._sandbox, KnownPictures(pictures or {}), Thinking())
        house = self._house = House(self._template.copy(), outside)
        await house.start()
        self._shop: ShopId = self._template.shops[shop]
        self._buyer = BuyerId(buyer) if buyer else VISITOR
        self._frames = []
        self._lines = 0
        connection = Connection(self._take)
        self._sender = asyncio.create_task(connection.run_sender())
        admitted = Pass(self._shop, self._buyer, buyer is None, self._clock.now_ms() + PASS_MS)
        self._session = BuyerSession(house.buyer_doors(), admitted, connection)
        await self._session.start(Hello("hello"))
        if product:
            await self._session.receive(_encode({"type": "look", "product_id": product}).decode())
        await self._settled()
        self._frames.clear()

    async def say(self, content: AnyContent) -> list[str]:
        """Say something as the buyer and return the texts of the answer, once the turn is done."""
        self._clock.advance(BETWEEN_LINES)
        self._lines += 1
        if isinstance(content, Picture):
            content = msgspec.structs.replace(content, shows="")
        line = {"type": "say", "client_id": f"line-{self._lines}", "content": content}
        await self._session.receive(_encode(line).decode())
        await self._settled()
        texts = [
            spoken(msgspec.convert(frame["data"]["content"], AnyContent))
            for frame in self._frames
            if frame.get("name") == "message" and frame["data"]["speaker"] != "buyer"
        ]
        self._frames.clear()
        return [text for text in texts if text]

    async def actions(self) -> list[dict[str, object]]:
        """Return what the sandbox carried out for this buyer."""
        return self._sandbox.recorded(self._shop, self._buyer)

    async def handoff(self) -> bool:
        """Say whether a person was asked for."""
        entries = await self._running_house.database.read(
            lambda unit: entries_after(unit, 0, 10_000), EVERY_SHOP
        )
        return any(isinstance(e.fact, HolderChanged) and e.fact.now == "queue" for e in entries)

    async def close(self) -> None:
        """Stop the house of the last script."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)
            self._sender = None
        if self._house is not None:
            await self._house.stop()
            self._house = None

    @property
    def _running_house(self) -> House:
        if self._house is None:
            raise RuntimeError("open a conversation first")
        return self._house

    async def _take(self, message: MutableMapping[str, Any]) -> None:
        self._frames.append(msgspec.json.decode(message["text"]))

    async def _settled(self) -> None:
        """Wait until the service is done with the turn, and all of it has been sent."""
        await self._running_house.running.quiet()
        for _ in range(3):  # what was queued on the loop, the sender's wake-up, its sending
            await asyncio.sleep(0)
        while not self._session.is_drained():  # noqa: ASYNC110 (the socket's sender is what is waited for)
            await asyncio.sleep(0)
