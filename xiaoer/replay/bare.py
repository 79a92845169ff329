"""Plays buyer scripts against the bot's pure decisions and the sandbox marketplace, without a database.

`python -m xiaoer.replay.bare FILE.jsonl [--questions] [--only ID] [--verbose]`
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, seed
from xiaoer.adapters.samples.model import SampleShop
from xiaoer.adapters.samples.shops import load
from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ShopId
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.model import Persona
from xiaoer.bot.policy import read_policy
from xiaoer.bot.rules.think import settle, think
from xiaoer.conversations.model import AnyContent
from xiaoer.knowledge.model import Product
from xiaoer.replay.bare_service import BareService, Settle, ShopData, Think
from xiaoer.replay.model import Result
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts
from xiaoer.replay.rules import report

FIRST = "appliance-shop"


def service(
    think: Think = think,
    settle: Settle = settle,
    shelf: Callable[[tuple[Product, ...], tuple[str, ...]], Shelf] = Shelf,
    shop: str = FIRST,
) -> BareService:
    """Return the bare service over a sample shop, with a fresh sandbox for each conversation."""
    sample = load(shop, ShopId(shop))
    rows = seed(sample)

    def marketplace(clock: Clock) -> Sandbox:
        sandbox = Sandbox(IN_MEMORY, clock)
        sandbox.load(rows)
        return sandbox

    return BareService(
        _shop_data(sample, shelf(sample.products, read_policy(sample.procedures).industries)),
        think,
        settle,
        marketplace,
    )


class EachShop:
    """Plays each conversation against the sample shop that it names (`replay.play.Service`)."""

    def __init__(self) -> None:
        self._services: dict[str, BareService] = {}

    async def open(
        self,
        buyer: str | None,
        shop: str,
        now: datetime,
        product: str | None = None,
        pictures: Mapping[str, str] | None = None,
    ) -> None:
        """Begin a conversation in a fresh copy of the shop; `sample_shop_not_found` (404)."""
        if shop not in self._services:
            self._services[shop] = service(shop=shop)
        self._now = self._services[shop]
        await self._now.open(buyer, shop, now, product, pictures)

    async def say(self, content: AnyContent) -> list[str]:
        """Say something as the buyer and return the texts of the answer."""
        return await self._now.say(content)

    async def actions(self) -> list[dict[str, object]]:
        """Return what the marketplace carried out for this buyer."""
        return await self._now.actions()

    async def handoff(self) -> bool:
        """Say whether the bot asked for a person."""
        return await self._now.handoff()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status is 0 when the run itself worked, whatever passed."""
    parser = argparse.ArgumentParser(prog="xiaoer.replay.bare", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--questions", action="store_true", help="the file holds single-turn questions")
    parser.add_argument("--only", default="", help="play only ids that begin so")
    parser.add_argument("--verbose", action="store_true", help="print every line that was said")
    options = parser.parse_args(arguments)
    try:
        content = options.file.read_bytes()
        tests = [
            test
            for test in (questions(content) if options.questions else scripts(content))
            if test.id.startswith(options.only)
        ]
    except (OSError, XiaoerError) as error:
        sys.stderr.write(f"{options.file}: {error}\n")
        return 2
    played = EachShop()
    began = time.perf_counter()
    results = asyncio.run(play_all(tests, played, _show if options.verbose else _quiet))
    took = f"{(time.perf_counter() - began) * 1000:.0f} ms"
    sys.stdout.write("\n".join((took, *report(results, tasks=not options.questions))) + "\n")
    return 0


def _shop_data(sample: SampleShop, shelf: Shelf) -> ShopData:
    persona = sample.persona
    return ShopData(
        shop=sample.shop,
        persona=Persona(persona.bot_name, persona.address, persona.missing, persona.language),
        shelf=shelf,
        faqs=sample.faqs,
        promotions=sample.promotions,
        buyers={buyer.id: buyer for buyer in sample.buyers},
        orders=sample.orders,
        parcels=sample.parcels,
        invoices=sample.invoices,
        appointments=sample.appointments,
        wallets=sample.wallets,
        cashbacks=sample.cashbacks,
        owners=sample.owners,
        policy=read_policy(sample.procedures),
    )


def _quiet(number: int, total: int, result: Result) -> None:
    pass


def _show(number: int, total: int, result: Result) -> None:
    lines = [f"\n[{number}/{total}] {result.id} {'passed' if result.passed else 'FAILED'}"]
    for turn in result.turns:
        lines.append(f"  买家[{turn.goal}] {turn.say}")
        lines += ["  客服    " + text.replace("\n", "\n          ") for text in turn.replies]
    lines += [f"  做了    {action.name} {dict(action.arguments)}" for action in result.actions]
    lines += [f"  !!      {why}" for why in result.why]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
