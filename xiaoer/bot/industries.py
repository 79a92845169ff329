"""Trade knowledge by industry: kinds of goods, what is asked about them, and answers true for any such shop.

A pack is `packs/zh/industries/<name>.json`; `packs/zh/topics.json` holds what every trade shares. A shop
names its industries in its policy; when it names none they are told by the titles of its goods.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from xiaoer.base.ids import ShopId
from xiaoer.bot import packs
from xiaoer.knowledge.model import Conditions, Faq

GENERAL_SHOP: Final = ShopId("")  # whose entries are nobody's own
_LAST: Final = 10_000
_LOOKED_AT: Final = 1000  # titles, spread evenly over the shop
_SHARE: Final = 0.2  # of the titles that tell an industry


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that can be asked about goods, and where its answer usually stands.

    `sections` are weights of parts of the product's texts, `headings` and `words` raise a passage,
    `values` is what an answer looks like (`must`: nothing else is one), `block` the headings that are
    given whole, `figure` the number that is said first, `anchor` the sentence that every answer needs.
    """

    name: str
    subject: str
    cues: re.Pattern[str]
    barred: re.Pattern[str] | None
    sections: Mapping[str, int]
    headings: tuple[str, ...]
    words: tuple[str, ...]
    values: re.Pattern[str] | None
    listed: str
    whole: re.Pattern[str] | None
    block: re.Pattern[str] | None
    strict: bool
    also: str = ""
    anchor: re.Pattern[str] | None = None
    must: bool = False
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that products can be compared by."""

    name: str
    label: str
    unit: str
    pattern: re.Pattern[str]
    cues: re.Pattern[str]


class Entry(msgspec.Struct, frozen=True):
    """A question with an answer that holds for every shop of an industry, said when the shop has none."""

    id: str
    question: str
    answer: str
    similar: tuple[str, ...] = ()
    intent: str = ""
    categories: tuple[str, ...] = ()


class Industry(msgspec.Struct, frozen=True):
    """A pack as it is written. `kinds` maps short names of kinds of goods to full ones, `goods` are the
    kinds that buyers name. A topic of a name that is known already stands instead of it; `without` are
    shared topics that make no sense in this trade. `rank` inside a topic orders it among all.
    """

    title: str
    kinds: dict[str, str] = {}
    goods: tuple[str, ...] = ()
    topics: dict[str, dict[str, Any]] = {}
    without: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, ...], ...] = ()
    numbers: dict[str, dict[str, str]] = {}
    entries: tuple[Entry, ...] = ()


class Trade:
    """What a shop of certain industries can be asked, compiled; made once for each set, see `trade`."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        held = [industry(name) for name in names]
        shared = packs.read("topics")
        left_out = {name for one in held for name in one.without}
        written = {name: entry for name, entry in shared["topics"].items() if name not in left_out}
        for one in reversed(held):
            written |= one.topics
        ordered = sorted(written.items(), key=lambda item: item[1].get("rank", _LAST))
        self.topics = tuple(_topic(name, entry) for name, entry in ordered)
        numbers: dict[str, dict[str, str]] = {}
        for one in reversed(held):
            numbers |= one.numbers
        self.figures = tuple(_figure(name, entry) for name, entry in numbers.items())
        groups = [*shared["synonyms"], *(group for one in held for group in one.synonyms)]
        self.synonyms = tuple(tuple(group) for group in groups)
        kinds = {short: full for one in held for short, full in one.kinds.items()}
        self.kinds = tuple(sorted(kinds.items(), key=lambda pair: -len(pair[0])))
        self.goods = tuple(dict.fromkeys(word for one in held for word in one.goods))
        self.kind_words = tuple(dict.fromkeys((*self.goods, *kinds)))
        self.topics_of = lru_cache(maxsize=4096)(self._topics_of)
        self.meanings = lru_cache(maxsize=4096)(self._meanings)

    def topic(self, name: str) -> tuple[Topic, ...]:
        """Return the topic of a name as a tuple of one, empty when this trade does not know it."""
        return tuple(topic for topic in self.topics if topic.name == name)

    def figure(self, name: str) -> Figure | None:
        """Return the number of a name, None when this trade has none."""
        return next((figure for figure in self.figures if figure.name == name), None)

    def expanded(self, text: str) -> str:
        """Return text with the full name added to every short name of a kind of goods. (燃热 → 燃气热水器)"""
        added = [full for short, full in self.kinds if short in text and full not in text]
        return f"{text} {' '.join(added)}" if added else text

    def _topics_of(self, text: str) -> tuple[Topic, ...]:
        """Return the topics that a marked clause asks about, in their order."""
        return tuple(
            topic
            for topic in self.topics
            if topic.cues.search(text) and not (topic.barred and topic.barred.search(text))
        )

    def _meanings(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the groups of synonyms of which a text uses a word."""
        return tuple(group for group in self.synonyms if any(word in text for word in group))


@cache
def names() -> tuple[str, ...]:
    """Return the names of the industries that ship."""
    folder = files(packs) / "zh" / "industries"
    return tuple(sorted(entry.name.removesuffix(".json") for entry in folder.iterdir()))


@cache
def industry(name: str) -> Industry:
    """Return the pack of an industry; KeyError when there is none, ValidationError when it is wrong."""
    if name not in names():
        raise KeyError(name)
    return msgspec.json.decode(
        (files(packs) / "zh" / "industries" / f"{name}.json").read_bytes(), type=Industry
    )


@cache
def trade(industries: tuple[str, ...]) -> Trade:
    """Return what is known of industries together; a name that no pack has is passed over."""
    return Trade(tuple(name for name in industries if name in names()))


@cache
def entries(industries: tuple[str, ...]) -> tuple[Faq, ...]:
    """Return the answers that hold for every shop of these industries, of no shop."""
    return tuple(
        Faq(
            id=entry.id,
            shop=GENERAL_SHOP,
            question=entry.question,
            answer=entry.answer,
            similar=entry.similar,
            intent=entry.intent,
            conditions=Conditions(categories=entry.categories),
            source=f"industry:{name}",
        )
        for name in industries
        if name in names()
        for entry in industry(name).entries
    )


def told_by(titles: Sequence[str]) -> tuple[str, ...]:
    """Return the industries that the titles of a shop's goods tell, the one with most of them first."""
    titles = titles[:: max(1, len(titles) // _LOOKED_AT)]
    shares = {
        name: sum(any(word in title for word in industry(name).goods) for title in titles) / len(titles)
        for name in (names() if titles else ())
    }
    return tuple(
        sorted((name for name, share in shares.items() if share >= _SHARE), key=lambda name: -shares[name])
    )


def trade_of(industries: Iterable[str], titles: Sequence[str]) -> Trade:
    """Return the trade of a shop by what its policy names, else by its titles."""
    return trade(tuple(industries) or told_by(titles))


def _compiled(cue: object) -> re.Pattern[str] | None:
    return re.compile(str(cue)) if cue else None


def _topic(name: str, entry: Mapping[str, Any]) -> Topic:
    return Topic(
        name=name,
        subject=entry["subject"],
        cues=re.compile("|".join(entry["cues"])),
        barred=_compiled("|".join(entry.get("not", ()))),
        sections=entry.get("sections", {}),
        headings=tuple(entry.get("headings", ())),
        words=tuple(entry.get("words", ())),
        values=_compiled(entry.get("values")),
        listed=entry.get("list", ""),
        whole=_compiled(entry.get("list_cues")),
        block=_compiled(entry.get("block")),
        strict=bool(entry.get("strict")),
        also=entry.get("also", ""),
        anchor=_compiled(entry.get("anchor")),
        must=bool(entry.get("must")),
        figure=entry.get("figure", ""),
    )


def _figure(name: str, entry: Mapping[str, str]) -> Figure:
    return Figure(
        name, entry["label"], entry["unit"], re.compile(entry["pattern"]), re.compile(entry["cues"])
    )
