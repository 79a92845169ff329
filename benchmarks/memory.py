"""Memory of a process with many shops loaded, and how long one shop's index takes to load on demand.

`python -m benchmarks.memory [--shops N] [--entries M] [--goods P] [--rounds R] [--no-encoder]`. Each row is a
process of its own: the house as it serves, on a real SQLite file, every shop asked one question so that all
is in memory; with the encoder until it has learned every wording, or as long as `--learn` says.
"""

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import head, memory_mb, quantile, row, show, spread
from benchmarks.goods import entry, product
from benchmarks.known import VISITOR, conversation
from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox
from xiaoer.base.clock import SystemClock
from xiaoer.base.ids import ShopId
from xiaoer.bot.model import Heard, Memory, Turn
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.service import Loaded
from xiaoer.bot.thinking import Thinking
from xiaoer.conversations.model import Speaker, Text
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.settings import Settings, read_settings
from xiaoer.tenancy.model import SYSTEM
from xiaoer.wiring import House

LONGEST_S = 300.0  # beside learning
Figures = dict[str, float]


def settings_of(folder: Path) -> Settings:
    """Return the settings of the house in a folder."""
    return read_settings({"XIAOER_DATA": str(folder), "XIAOER_LOG_LEVEL": "warning"})


def house_of(folder: Path, *, encoder: bool) -> House:
    """Return the house of a folder."""
    clock = SystemClock()
    sandbox = Sandbox(IN_MEMORY, clock)
    outside = Outside(clock, sandbox, NoImageReader(), Thinking(), encoder=open_encoder if encoder else None)
    return House(settings_of(folder), outside)


def fill(folder: Path, shops: int, entries: int, goods: int) -> list[ShopId]:
    """Make the shops with their entries and goods; return their ids."""
    migrate(settings_of(folder).database_url)
    house = house_of(folder, encoder=False)
    try:

        def opened(unit: Unit) -> list[ShopId]:
            merchant = house.tenancy.shops.create_merchant(unit, SYSTEM, "示例商家")
            return [
                house.tenancy.shops.create(unit, SYSTEM, merchant.id, f"店铺{number}", platform="sandbox").id
                for number in range(shops)
            ]

        made = house.database.write_now(opened, EVERY_SHOP)
        for place, shop in enumerate(made):

            def record(unit: Unit, place: int = place, shop: ShopId = shop) -> None:
                for number in range(entries):
                    house.knowledge.record(unit, entry(number, shop))
                for number in range(goods):
                    house.knowledge.record(unit, replace(product(place * goods + number), shop=shop))

            house.database.write_now(record, frozenset({shop}))
    finally:
        house.close()
    return made


def measure(folder: Path, shops: Sequence[ShopId], *, encoder: bool, learn_s: float) -> Figures:
    """Load every shop in this process and return times in ms and memory in MB."""
    house = house_of(folder, encoder=encoder)
    try:
        if house.encoders is not None and not house.encoders.ready(LONGEST_S):
            raise RuntimeError("the encoder is not installed")
        empty = memory_mb()
        looked, thought = [], []
        for shop in shops:
            began = perf_counter()
            turn = loaded(house, shop)
            looked.append((perf_counter() - began) * 1000)
            house.bot.think(turn)
            thought.append((perf_counter() - began) * 1000)
        done = house.encoders is not None and learned(house, learn_s)
        return {
            "learned": done,
            "empty": empty,
            "all": memory_mb(),
            "peak": memory_mb("VmHWM"),
            "look_p50": quantile(looked[1:], 0.5),
            "first_p50": quantile(thought[1:], 0.5),
            "first_p99": quantile(thought[1:], 0.99),
        }
    finally:
        house.close()


def loaded(house: House, shop: ShopId) -> Loaded:
    """Return a buyer's first question with all that it is decided from: the shop's index is loaded for it."""
    start = conversation(shop, VISITOR, None, 0)
    now_ms = house.clock.now_ms()
    said = "这个怎么保养"
    turn = Turn((Heard(1, Speaker.BUYER, Text(said), now_ms),), now_ms)

    def load(unit: Unit) -> Loaded:
        return Loaded(start, turn, house.look(unit, start, said, Memory()), Memory())

    return house.database.read_now(load, frozenset({shop}))


def learned(house: House, seconds: float) -> bool:
    """Wait until the encoder has done all that was waiting; say whether it was done in time."""
    done = threading.Event()
    assert house.encoders is not None
    house.encoders.later(["到此为止"], lambda _text, _row: done.set())
    return done.wait(seconds)


def apart(folder: Path, shops: Sequence[ShopId], given: argparse.Namespace, *, encoder: bool) -> Figures:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.memory", "--within", str(folder)]
    done = subprocess.run(
        [*command, "--learn", str(given.learn), *([] if encoder else ["--no-encoder"])],
        input=json.dumps(shops),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=given.learn + LONGEST_S,
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def report(given: argparse.Namespace) -> None:
    """Fill a database, measure both ways, print the table."""
    keys = ("empty", "all", "peak", "learned", "look_p50", "first_p50", "first_p99")
    titles = ("MB without shops", "MB with all", "peak MB", "wordings learned", "view p50 ms")
    with TemporaryDirectory(prefix="xiaoer-bench-") as folder:
        shops = fill(Path(folder), given.shops, given.entries, given.goods)
        show(
            [
                f"{given.shops} shops, each with {given.entries} entries and {given.goods} goods",
                "",
                head("encoder", *titles, "first answer p50 ms", "first answer p99 ms"),
            ]
        )
        for encoder in (False,) if given.no_encoder else (False, True):
            rounds = [apart(Path(folder), shops, given, encoder=encoder) for _ in range(given.rounds)]
            columns = [spread([one[key] for one in rounds], 0) for key in keys]
            columns[3] = "–" if not encoder else "all" if all(one["learned"] for one in rounds) else "in part"
            show([row("on" if encoder else "off", *columns)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shops", type=int, default=50)
    parser.add_argument("--entries", type=int, default=500, help="entries of each shop")
    parser.add_argument("--goods", type=int, default=50, help="products of each shop")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--learn", type=float, default=300, help="seconds to wait for the encoder at most")
    parser.add_argument("--no-encoder", action="store_true")
    parser.add_argument("--within", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.within is None:
        report(given)
        return
    shops = [ShopId(name) for name in json.load(sys.stdin)]
    print(json.dumps(measure(given.within, shops, encoder=not given.no_encoder, learn_s=given.learn)))


if __name__ == "__main__":
    main()
