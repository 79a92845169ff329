"""The layers of answers of one shop: its own entries above its industries' above the general intents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Final

from xiaoer.bot import packs
from xiaoer.bot.industries import entries as industry_entries
from xiaoer.bot.industries import trade
from xiaoer.bot.retrieval.index import Index, Item, Match, Synonyms
from xiaoer.bot.retrieval.meaning import Rows, meaning
from xiaoer.bot.taxonomy import taxonomy
from xiaoer.knowledge.model import Conditions, Faq, Intent

ABOVE: Final = 0.08  # a lower layer must be nearer by so much to be heard before a higher one


class Layer(IntEnum):
    """Whose an entry is; the highest that fits is said."""

    GENERAL = 1  # 通用
    INDUSTRY = 2  # 行业
    SHOP = 3  # 商家


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that is near to what was said. `entry` is None for an intent of the taxonomy."""

    layer: Layer
    match: Match
    faq: Faq | None = None
    intent: Intent | None = None


Allowed = Callable[[Faq], bool]


class Library:
    """What a shop can answer from, prepared; one for each version of its knowledge, shared by all turns.

    `intents` are the shop's own: one of a known id stands above the general one, `off` takes it out.
    """

    def __init__(
        self,
        faqs: Iterable[Faq],
        industry: tuple[Faq, ...] = (),
        intents: Iterable[Intent] = (),
        general: tuple[Intent, ...] = (),
        synonyms: Synonyms = (),
    ) -> None:
        self.faqs = tuple(faqs)
        self._by_key = {faq.id: faq for faq in self.faqs}
        self._industry = {faq.id: faq for faq in industry}
        own = {intent.id: intent for intent in intents}
        self._own = tuple(own.values())
        self.intents: Mapping[str, Intent] = {
            name: intent
            for name, intent in ({one.id: one for one in general} | own).items()
            if not intent.off
        }
        self._synonyms = synonyms
        self._own_intents = [intent for intent in own.values() if not intent.off and intent.phrasings]
        self._hidden = frozenset(own)
        self._general = general
        self.boundaries = sorted(
            {at for faq in chain(self.faqs, industry) for at in _bounds(faq.conditions) if at}
        )
        self._answers: dict[str, list[tuple[Layer, Faq]]] = {}
        for layer, faq in chain(
            ((Layer.SHOP, faq) for faq in self.faqs), ((Layer.INDUSTRY, faq) for faq in industry)
        ):
            if faq.intent:
                self._answers.setdefault(faq.intent, []).append((layer, faq))
        self._industry_index = _index_of_faqs(tuple(industry), synonyms) if industry else None

    def with_faqs(self, faqs: Iterable[Faq]) -> "Library":
        """Return the library as it would be if the shop had these entries instead of its own."""
        industry = tuple(self._industry.values())
        return Library(faqs, industry, self._own, self._general, self._synonyms)

    @cached_property
    def _by_wish(self) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for intent in self.intents.values():
            found.setdefault(intent.wish, (intent.id, intent.scenario))
            if intent.wish and intent.id.rpartition(".")[2] == intent.wish.rpartition(".")[2]:
                found[intent.wish] = (intent.id, intent.scenario)
        return found

    def intent_of(self, wish: str) -> tuple[str, str] | None:
        """Return the intent that a wish of the bot stands for, and its scenario; None when there is none."""
        return self._by_wish.get(wish) if wish else None

    @cached_property
    def shop_index(self) -> Index:
        """Return the index of the shop's own entries, made when it is first asked."""
        return Index([_item(faq) for faq in self.faqs], meaning(), self._synonyms)

    @cached_property
    def _intents_index(self) -> Index | None:
        if not self._own_intents:
            return None
        return Index([_intent_item(intent) for intent in self._own_intents], meaning(), self._synonyms)

    @property
    def indexes(self) -> tuple[Index, ...]:
        """Return the indexes that are this shop's alone, for who teaches them an encoder's vectors."""
        return tuple(index for index in (self.shop_index, self._intents_index) if index is not None)

    def entries(self, text: str, allowed: Allowed, vector: Rows | None = None, most: int = 5) -> list[Found]:
        """Return entries of shop and industry near to a text that may be said now, best first.

        A lower layer stands before a higher one only when it is clearly nearer.
        """
        found = [
            Found(Layer.SHOP, match, self._by_key[match.key])
            for match in self.shop_index.match(text, vector, 4 * most)
            if allowed(self._by_key[match.key])
        ]
        if self._industry_index is not None:
            found += [
                Found(Layer.INDUSTRY, match, self._industry[match.key])
                for match in self._industry_index.match(text, vector, 4 * most)
                if allowed(self._industry[match.key])
            ]
        found.sort(key=lambda one: (-one.match.score - ABOVE * one.layer, one.match.key))
        return found[:most]

    def wanted(self, text: str, vector: Rows | None = None, most: int = 5) -> list[Found]:
        """Return the intents near to a text, best first; the shop's own phrasings count too."""
        found: list[Match] = []
        if self._general:
            found += [
                match
                for match in general_index(self._general).match(text, vector, most + len(self._hidden))
                if match.key in self.intents
            ]
        if self._intents_index is not None:
            found += self._intents_index.match(text, vector, most)
        best: dict[str, Match] = {}
        for match in sorted(found, key=lambda one: -one.score):
            best.setdefault(match.key, match)
        return [
            Found(Layer.SHOP if key in self._hidden else Layer.GENERAL, match, None, self.intents[key])
            for key, match in list(best.items())[:most]
        ]

    def answers(self, intent: str, allowed: Allowed) -> Found | None:
        """Return the entry of the highest layer that answers an intent and may be said now."""
        fitting = [(layer, faq) for layer, faq in self._answers.get(intent, ()) if allowed(faq)]
        if not fitting:
            return None
        # Of one layer the entry with the narrower conditions is meant.
        layer, faq = max(fitting, key=lambda one: (one[0], one[1].product is not None, _narrow(one[1])))
        return Found(layer, Match(faq.id, 1.0, 0.0, 0.0, None, faq.question), faq)


def _narrow(faq: Faq) -> int:
    held = faq.conditions
    return sum(
        bool(value)
        for value in (
            held.from_ms or held.until_ms,
            held.channels,
            held.products,
            held.categories,
            held.regions,
            held.audience,
        )
    )


def _bounds(conditions: Conditions) -> tuple[int, int]:
    return (conditions.from_ms, conditions.until_ms)


def _item(faq: Faq) -> Item:
    return Item(faq.id, tuple(dict.fromkeys((faq.question, *faq.similar))))


def _intent_item(intent: Intent) -> Item:
    return Item(intent.id, tuple(dict.fromkeys((intent.title, *intent.phrasings))))


@cache
def shared_synonyms() -> Synonyms:
    """Return the groups of words that mean the same in every trade."""
    return tuple(tuple(group) for group in packs.read("topics")["synonyms"])


_INDEXES: Final[dict[int, tuple[object, Index]]] = {}


def general_index(intents: tuple[Intent, ...]) -> Index:
    """Return the index of the intents that ship; one for all shops."""
    return _shared(
        intents,
        lambda: Index([_intent_item(one) for one in intents], meaning(), shared_synonyms(), small=False),
    )


def _index_of_faqs(faqs: tuple[Faq, ...], synonyms: Synonyms) -> Index:
    return _shared(faqs, lambda: Index([_item(faq) for faq in faqs], meaning(), synonyms))


def _shared(of: Sequence[object], make: Callable[[], Index]) -> Index:
    """Return the index of a tuple that lives as long as the process, made once."""
    known = _INDEXES.get(id(of))
    if known is None or known[0] is not of:
        known = _INDEXES[id(of)] = (of, make())
    return known[1]


@lru_cache(maxsize=64)
def library_of(faqs: tuple[Faq, ...], industries: tuple[str, ...]) -> Library:
    """Return the library of entries and industries without intents of the shop's own (replays, tests)."""
    return Library(faqs, industry_entries(industries), (), taxonomy(), trade(industries).synonyms)
