"""Plays buyer scripts against the bot's pure decisions and the sandbox marketplace, without a database.

`python -m xiaoer.replay.bare FILE.jsonl [--questions] [--only ID] [--verbose]`
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, seed
from xiaoer.adapters.samples.ecom_bench import SampleShop, load
from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ShopId
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.model import Persona
from xiaoer.bot.policy import read_policy
from xiaoer.bot.rules.think import settle, think
from xiaoer.knowledge.model import Product
from xiaoer.replay.bare_service import BareService, Settle, ShopData, Think
from xiaoer.replay.model import Result
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions, scripts
from xiaoer.replay.rules import report

SHOP = ShopId("appliance-shop")


def service(
    think: Think = think, settle: Settle = settle, shelf: Callable[[tuple[Product, ...]], Shelf] = Shelf
) -> BareService:
    """Return the bare service over the sample shop, with a fresh sandbox for each conversation."""
    sample = load(SHOP)
    rows = seed(sample)

    def marketplace(clock: Clock) -> Sandbox:
        sandbox = Sandbox(IN_MEMORY, clock)
        sandbox.load(rows)
        return sandbox

    return BareService(_shop_data(sample, shelf(sample.products)), think, settle, marketplace)


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
    played = service()
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
        policy=read_policy((files("xiaoer") / "samples" / "appliance_shop" / "procedures.json").read_bytes()),
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
