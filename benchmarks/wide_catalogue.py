"""Very large catalogues: making the index of words, its size, and how fast and well products are found.

`python -m benchmarks.wide_catalogue [--products N] [--asked Q] [--rounds R] [--database]`. Without a database
the index is made of goods out of memory and asked directly. With `--database` the goods lie in a real SQLite
file, the index is made from there as the house does it, and what is measured is all that a turn loads
(`Looking`), the shelf made of what was found.
"""

import argparse
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.figures import folder_mb, head, memory_mb, quantile, row, show, spread
from benchmarks.goods import SEED, SHOP, product, spoken
from benchmarks.known import VISITOR, conversation
from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox
from xiaoer.base.clock import SystemClock
from xiaoer.bot.catalogue import wide
from xiaoer.bot.looking import Looking
from xiaoer.bot.model import Memory, Persona
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.thinking import Thinking
from xiaoer.bot.widening import FOUND, WIDE, WideCatalogues
from xiaoer.infra.database.statement import Dialect
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Product
from xiaoer.knowledge.store import FIRST_VERSION, SAVE_PRODUCT, product_values
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.settings import read_settings
from xiaoer.wiring import House

MOST_HITS = 20
BATCH = 10_000
WAYS = ("id", "link", "model", "name", "description")
Find = Callable[[str], Sequence[str]]


class Timed:
    """Makes goods one after the other and knows how long that alone took."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Product]:
        for number in range(self._count):
            began = perf_counter()
            one = product(number)
            self.seconds += perf_counter() - began
            yield one


def build(folder: Path, count: int) -> tuple[float, float]:
    """Make an index in this process; return its seconds (without making the goods) and the peak in MB."""
    goods = Timed(count)
    began = perf_counter()
    wide.build(folder, goods, 1)
    return perf_counter() - began - goods.seconds, memory_mb("VmHWM")


def insert(file: Path, count: int) -> tuple[float, float]:
    """Insert the goods into a migrated database; return the seconds (without making them) and the peak."""
    goods = Timed(count)
    began = perf_counter()
    with sqlite3.connect(file) as connection:
        rows = (product_values(one) for one in goods)
        connection.execute(
            FIRST_VERSION.text(Dialect.SQLITE), {"shop_id": SHOP, "version": 1, "emergency": 1}
        )
        while batch := list(islice(rows, BATCH)):
            connection.executemany(SAVE_PRODUCT.text(Dialect.SQLITE), batch)
            connection.commit()
    connection.close()
    return perf_counter() - began - goods.seconds, memory_mb("VmHWM")


def apart(work: Callable[[Path, int], tuple[float, float]], place: Path, count: int) -> tuple[float, float]:
    """Do it in a process of its own, so that its memory is not this one's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, place, count).result()


def ask(find: Find, asked: Sequence[Product], rounds: int) -> list[str]:
    """Return a row for each way to name a product: times over the rounds, and how many were found."""
    rows = []
    for way in WAYS:
        times: list[tuple[float, float]] = []
        hits = total = 0
        for number in range(rounds):
            taken = []
            for one in asked[number::rounds]:
                said = spoken(one)[way]
                began = perf_counter()
                found = find(said)
                taken.append((perf_counter() - began) * 1000)
                hits += str(one.id) in found
            total += len(taken)
            times.append((quantile(taken, 0.5), quantile(taken, 0.99)))
        columns = (spread([each[place] for each in times], 2) for place in range(2))
        rows.append(row(way, total, *columns, f"{hits / max(1, total):.1%}"))
    return rows


def direct(folder: Path, count: int, asked: Sequence[Product], rounds: int) -> None:
    """Measure the index alone."""
    seconds, peak = apart(build, folder / "index", count)
    before = memory_mb()
    index = wide.WideIndex(folder / "index")
    rows = ask(lambda said: index.find(said, MOST_HITS), asked, rounds)
    size, memory = folder_mb(folder / "index"), memory_mb() - before
    show(["", head("products", "made in s", "µs a product", "on disk MB", "peak MB", "mapped MB when asked")])
    a_product = seconds / max(1, count) * 1e6
    show([row(f"{count:,}", *(f"{one:,.0f}" for one in (seconds, a_product, size, peak, memory)))])
    show(["", head("named by", "asked", "p50 ms", "p99 ms", f"among the first {MOST_HITS}"), *rows])


def loads(folder: Path, count: int, asked: Sequence[Product], rounds: int) -> None:
    """Measure a turn's load from a real database."""
    settings = read_settings({"XIAOER_DATA": str(folder), "XIAOER_LOG_LEVEL": "warning"})
    migrate(settings.database_url)
    assert settings.sqlite_file is not None
    inserted, _ = apart(insert, settings.sqlite_file, count)
    clock = SystemClock()
    house = House(settings, Outside(clock, Sandbox(IN_MEMORY, clock), NoImageReader(), Thinking()))
    least = min(WIDE, count // 2)
    catalogues = WideCatalogues(house.database, house.knowledge, folder / "wide", clock.now_ms, least)
    look = Looking(
        house.knowledge,
        house.buyers,
        house.orders,
        house.parcels,
        lambda _unit, _shop: Persona(),
        wide=catalogues,
    )
    try:
        start = conversation(SHOP, VISITOR, None, 0)

        def find(said: str) -> Sequence[str]:
            def view(unit: Unit) -> Sequence[str]:
                return list(look(unit, start, said, Memory()).catalogue.by_id)

            return house.database.read_now(view, frozenset({SHOP}))

        before = memory_mb()
        find("")
        began = perf_counter()
        catalogues.idle()
        seconds = perf_counter() - began
        rows = ask(find, asked, rounds)
        sizes = (folder_mb(folder / "wide"), settings.sqlite_file.stat().st_size / (1 << 20))
        figures = (inserted, seconds, *sizes, memory_mb() - before, memory_mb("VmHWM"))
    finally:
        catalogues.stop()
        house.close()
    titles = ("inserted in s", "index made in s", "index MB", "database MB", "memory grew MB", "peak MB")
    show(["", head("products", *titles), row(f"{count:,}", *(f"{one:,.0f}" for one in figures))])
    show(["", head("load of a turn by", "turns", "p50 ms", "p99 ms", f"on the shelf of {FOUND}"), *rows])


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=1_500, help="products asked for, in all rounds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", action="store_true", help="through a real SQLite database")
    given = parser.parse_args(arguments)
    numbers = Random(SEED).sample(range(given.products), min(given.asked, given.products))
    asked = [product(number) for number in numbers]
    with TemporaryDirectory(prefix="xiaoer-bench-") as folder:
        (loads if given.database else direct)(Path(folder), given.products, asked, given.rounds)


if __name__ == "__main__":
    main()
