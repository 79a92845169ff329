"""What is near to a text in this turn: entries of shop and industry, and intents of the taxonomy."""

import re
from typing import Final

import numpy as np

from xiaoer.bot.model import Evidence
from xiaoer.bot.retrieval.library import Allowed, Found, Layer, Library, general_index, library_of
from xiaoer.bot.retrieval.meaning import Rows, meaning
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.scope import scope_of
from xiaoer.bot.rules.wording import wording
from xiaoer.bot.taxonomy import taxonomy
from xiaoer.knowledge.model import Faq

LAYERS: Final = {Layer.SHOP: "faq", Layer.INDUSTRY: "industry", Layer.GENERAL: "intent"}
_TRACED: Final = 3
_WORDED: Final = 0.2  # so much of an entry's words stand in the text
_LEAST: Final = 0.33  # nothing farther is ever said
_MOST_RELIEF: Final = 0.15
_PER_GAP: Final = 0.75
_MARKS: Final = re.compile("[ⓅⓄⒻⓌⓉⒶⓁ]")


def prepare() -> None:
    """Load the static vectors and index the intents that ship."""
    general_index(taxonomy())


def library(course: Course) -> Library:
    """Return what the shop can answer from."""
    view = course.view
    return view.library or library_of(view.faqs, view.catalogue.trade.names)


def said(course: Course) -> str:
    """Return what the buyer said without the marks of what is named in it."""
    return _MARKS.sub(" ", course.reading.text).strip()


def vector(course: Course, text: str) -> Rows | None:
    """Return the encoder's vector of a text in the space of the static ones, None when there is none."""
    given = course.turn.vectors.get(text)
    return None if given is None else meaning().projected(np.asarray(given, np.float32))


def allowed(course: Course) -> Allowed:
    """Return what says whether an entry may be said in this turn: by its product and its conditions."""
    scope = scope_of(course.view, course.memory, course.reading)
    now, goods = course.turn.window_ms, course.memory.products[:1]

    def may_be_said(faq: Faq) -> bool:
        return (faq.product is None or str(faq.product) in goods) and faq.conditions.hold(now, scope)

    return may_be_said


def entries(course: Course, text: str, most: int = 3) -> list[Found]:
    """Return the entries of shop and industry near to a text that may be said in this turn, best first."""
    key = (text, *course.memory.products[:1])  # which goods are looked at decides what may be said
    found = course.entries.get(key)
    if found is None:
        found = library(course).entries(text, allowed(course), vector(course, text), most)
        course.entries[key] = found
    return found


def intents(course: Course, text: str) -> list[Found]:
    """Return the intents near to a text, best first, and keep them in the trace."""
    found = course.near.get(text)
    if found is None:
        found = course.near[text] = library(course).wanted(text, vector(course, text))
    course.trace["near"] = [one.match.traced() for one in found[:_TRACED]]
    return found


def _relief(found: list[Found]) -> float:
    """Return how much less near an entry of the shop may be that shares words and has no rival near."""
    best = found[0]
    if best.layer is not Layer.SHOP or best.match.words < _WORDED or best.match.score < _LEAST:
        return 0.0
    gap = best.match.score - (found[1].match.score if len(found) > 1 else 0.0)
    return min(_MOST_RELIEF, gap * _PER_GAP)


def best_entry(course: Course, text: str, least: float) -> Part | None:
    """Return the answer of the nearest entry of shop or industry, None when none is near enough."""
    found = entries(course, text)
    if found:
        course.trace["entries"] = [one.match.traced() | {"layer": one.layer.name.lower()} for one in found]
    if not found or found[0].match.score < least - _relief(found) or found[0].faq is None:
        return None
    faq = found[0].faq
    course.trace["faq"] = [faq.id, round(found[0].match.score, 2)]
    evidence = Evidence(LAYERS[found[0].layer], faq.id, "answer", faq.question)
    return Part(wording(faq, course.view.draw), (evidence,))
