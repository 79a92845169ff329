"""What a question about goods asks for: the topics of the pack, their words and their synonyms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from xiaoer.bot import packs


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


def _compiled(cue: object) -> re.Pattern[str] | None:
    return re.compile(str(cue)) if cue else None


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics of the pack, compiled."""
    return tuple(
        Topic(
            name=name,
            subject=entry["subject"],
            cues=re.compile("|".join(entry["cues"])),
            barred=_compiled("|".join(entry["not"])),
            sections=entry["sections"],
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
        for name, entry in packs.read("topics")["topics"].items()
    )


@cache
def figures() -> tuple[Figure, ...]:
    """Return the numbers that products can be compared by."""
    return tuple(
        Figure(name, entry["label"], entry["unit"], re.compile(entry["pattern"]), re.compile(entry["cues"]))
        for name, entry in packs.read("topics")["numbers"].items()
    )


@cache
def _synonyms() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group) for group in packs.read("topics")["synonyms"])


@lru_cache(maxsize=4096)
def topics_of(text: str) -> tuple[Topic, ...]:
    """Return the topics that a marked clause asks about, in the order of the pack."""
    return tuple(
        topic
        for topic in topics()
        if topic.cues.search(text) and not (topic.barred and topic.barred.search(text))
    )


@lru_cache(maxsize=4096)
def meanings(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of synonyms of which a text uses a word."""
    return tuple(group for group in _synonyms() if any(word in text for word in group))
