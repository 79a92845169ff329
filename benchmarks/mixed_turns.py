"""Durable turns a second with the bot that ships, of which three in ten ask what nobody has asked before.

`python -m benchmarks.mixed_turns [--seconds S] [--rounds N] [--buyers 1,64,256] [--talk LINES]
[--repeat talks|lines] [--no-encoder]`. The path is that of `chat_turns`, the brain the real one with its
encoder. A new question is a product of the sample shop, named by id, link or title, and a wording of the
taxonomy, each pair once; the repeated ones are forty lines. A buyer leaves after `--talk` lines and comes as
another visitor. An answer is kept for the same words in the same circumstances, and what was said before is
one of them: `talks` repeats whole rows of lines (seven visitors of ten say what others have said), `lines`
mixes in every talk, so that the same line hardly ever comes after the same lines.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median

import httpx

from benchmarks.buyers import TEXTS
from benchmarks.chat_turns import load, server
from benchmarks.figures import head, row, show, spread
from xiaoer.adapters.samples.shops import load as load_shop
from xiaoer.base.ids import ShopId
from xiaoer.bot.taxonomy import taxonomy
from xiaoer.demo import FIRST
from xiaoer.knowledge.model import Product

NEW = 0.3
REPEATED = 40
SEED = 20_261_122
FASTEST = 4_000  # turns a second for which questions and passes are made ready
NO_END = 20  # lines after which a person may have come in, where buyers do not leave
PERSONS = frozenset({"person"})  # wishes after which the bot does not answer any more
STAGES = ("cache", "words", "static", "encoder", "rule")
NOTED = ("encoder asked", "queue full")


@dataclass
class Found:
    """What the rounds with one number of buyers came to."""

    echo: list[float] = field(default_factory=list)
    full: list[dict[str, float]] = field(default_factory=list)
    half: list[dict[str, float]] = field(default_factory=list)
    stages: Counter[str] = field(default_factory=Counter)


def named(product: Product, way: int) -> str:
    """Return how a buyer names a product: by its id, its link or the beginning of its title."""
    return (f"{product.id} ", f"{product.link or product.id} ", f"{product.title[:12]}，")[way % 3]


def wordings() -> list[str]:
    """Return the wordings that are asked about products."""
    return [
        words
        for intent in taxonomy()
        if intent.wish not in PERSONS
        for words in (intent.title, *intent.phrasings)
    ]


def repeated() -> list[str]:
    """Return the lines that are said again and again."""
    return [*TEXTS, *Random(SEED).sample(wordings(), REPEATED - len(TEXTS))]


def new_questions(seed: int) -> Iterator[str]:
    """Return questions (some 300,000) that are all different."""
    random = Random(seed)
    products, words = load_shop(FIRST, ShopId(FIRST)).products, wordings()
    pairs = range(len(products) * len(words))
    asked = set(repeated())
    for number, place in enumerate(random.sample(pairs, len(pairs))):
        question = named(products[place % len(products)], number) + words[place // len(products)]
        if question not in asked:
            asked.add(question)
            yield question


def play(given: argparse.Namespace, buyers: int, number: int, found: Found) -> None:
    """Play one round on a fresh server: the echo floor, as fast as it goes, and half as fast."""
    lines = int(FASTEST * NEW * (given.seconds + 1))
    spare = buyers + int(FASTEST * (given.seconds + 1) / (given.talk or NO_END))
    asked = new_questions(SEED + number)
    said = {
        "texts": repeated(),
        "new": NEW,
        "talk": given.talk,
        "whole": given.repeat == "talks",
        "welcomed": True,
    }
    brain = "thinking" if given.no_encoder else "encoder"
    with server("", brain, 2 * (buyers + spare)) as (port, passes):
        found.echo.append(load(port, "/echo", passes[:buyers], given.seconds)["turns_per_second"])
        before = stages(port)
        rate = 0.0
        for part, result in enumerate((found.full, found.half)):
            start = part * (buyers + spare)
            tokens = passes[start : start + buyers]
            others = passes[start + buyers : start + buyers + spare]
            fresh = [next(asked) for _ in range(lines)]
            result.append(
                load(port, "/api/v1/live", tokens, given.seconds, rate, fresh=fresh, spare=others, **said)
            )
            if not rate:
                found.stages += stages(port) - before
                rate = result[-1]["turns_per_second"] / 2 or 1.0


def stages(port: int) -> Counter[str]:
    """Return what settled the turns so far, and how often the encoder was asked or too busy."""
    return Counter(httpx.get(f"http://127.0.0.1:{port}/stages", timeout=60, trust_env=False).json())


def speeds(buyers: int, found: Found) -> str:
    """Return the row of one number of buyers."""
    turns = [one["turns_per_second"] for one in found.full]
    shares = [one / floor for one, floor in zip(turns, found.echo, strict=True)]
    times = [
        spread([one[key] for one in rounds])
        for rounds in (found.full, found.half)
        for key in ("p50_ms", "p99_ms")
    ]
    late = sum(int(one["unanswered"]) for one in (*found.full, *found.half))
    echo = f"{median(found.echo):,.0f}"
    return row(buyers, spread(turns, 0), *times, echo, f"{median(shares):.0%}", late)


def settled(buyers: int, found: Found) -> str:
    """Return the row of what settled the turns of the full load, warming up included."""
    total = max(1, sum(found.stages[stage] for stage in STAGES))
    shares = [f"{found.stages[name] / total:.1%}" for name in (*STAGES, *NOTED)]
    talks, persons = (sum(int(one[key]) for one in found.full) for key in ("talks", "to_person"))
    return row(buyers, f"{total:,}", *shares, f"{talks:,}", f"{persons:,}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--buyers", default="1,64,256")
    parser.add_argument(
        "--talk", type=int, default=6, help="lines of a buyer before another comes; 0: no end"
    )
    parser.add_argument("--repeat", choices=("talks", "lines"), default="talks")
    parser.add_argument("--no-encoder", action="store_true")
    given = parser.parse_args(arguments)
    measured: dict[int, Found] = {}
    times = ("p50 ms", "p99 ms", "half load p50", "half load p99")
    show(["", head("buyers", "turns/s", *times, "echo floor", "of the floor", "unanswered")])
    for buyers in map(int, given.buyers.split(",")):
        found = measured[buyers] = Found()
        for number in range(given.rounds):
            play(given, buyers, number, found)
        show([speeds(buyers, found)])
    show(["", head("buyers", "turns", *STAGES, *NOTED, "talks", "to a person")])
    show(settled(buyers, found) for buyers, found in measured.items())


if __name__ == "__main__":
    main()
