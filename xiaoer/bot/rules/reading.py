"""What a turn says: its clauses with their wishes, the things it names, its mood."""

import re
from dataclasses import dataclass, field, replace
from functools import cache

from xiaoer.bot import packs
from xiaoer.bot.catalogue import normalise
from xiaoer.bot.industries import Topic
from xiaoer.bot.model import Turn, View
from xiaoer.bot.rules import entities
from xiaoer.bot.rules.entities import ADDRESS, FOREIGN, ORDER, PRODUCT, Known, Mention
from xiaoer.conversations.model import OrderCard, Picture, ProductCard, words

_EITHER_OR = re.compile("([能可要会给行让])(?:不|没)\\1")


@dataclass(frozen=True, slots=True)
class Intent:
    """One intent of the pack: what it is, the cues that call it, the cues that forbid it."""

    name: str
    kind: str
    cues: re.Pattern[str]
    barred: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its marked text, the things named in it, the intents that its words call, and the
    topics of goods that it asks about.
    """

    text: str
    mentions: tuple[Mention, ...]
    intents: tuple[str, ...]
    asking: bool
    topics: tuple[Topic, ...] = ()

    def values(self, mark: str) -> list[str]:
        """Return the values of one mark in this clause."""
        return [mention.value for mention in self.mentions if mention.mark == mark]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole turn. `text` is marked and repaired; `raw` as typed; `shows` what its picture shows."""

    raw: str
    text: str
    clauses: tuple[Clause, ...]
    mentions: tuple[Mention, ...]
    picture: str = ""
    shows: str = ""
    emoji: str = ""
    acts: frozenset[str] = field(default_factory=frozenset)

    def values(self, mark: str) -> list[str]:
        """Return the values of one mark in the turn, each once, in order."""
        return list(dict.fromkeys(mention.value for mention in self.mentions if mention.mark == mark))

    def has(self, *intents: str) -> bool:
        """Say whether some clause calls one of the intents."""
        return any(name in clause.intents for clause in self.clauses for name in intents)


@cache
def intents() -> tuple[Intent, ...]:
    """Return the intents of the pack, compiled."""
    return tuple(
        Intent(
            name,
            str(entry["kind"]),
            re.compile("|".join(entry["any"])),
            re.compile("|".join(entry["not"])) if entry["not"] else None,
        )
        for name, entry in packs.read("intents").items()
    )


@cache
def talk() -> dict[str, re.Pattern[str]]:
    """Return the compiled cues of yes, no and mood."""
    return {name: re.compile("|".join(cues)) for name, cues in packs.read("talk").items()}


def known_to(view: View) -> Known:
    """Return what numbers mean for this buyer: only his own orders are known as orders."""
    orders = {str(order.id): str(order.id) for order in view.orders}
    for parcel in view.parcels:
        orders.setdefault(str(parcel.order), str(parcel.order))
        if sum(other.waybill == parcel.waybill for other in view.parcels) == 1:
            orders.setdefault(str(parcel.waybill).lower(), str(parcel.order))
    owned = [*(invoice.order for invoice in view.invoices), *(visit.order for visit in view.appointments)]
    for number in owned:
        orders.setdefault(str(number), str(number))
    titles = view.catalogue.titles
    wallet = view.policy.wallet
    aliases = tuple(alias.lower() for alias in wallet.aliases) if wallet.offered else ()
    return Known(titles.__contains__, orders, aliases, view.policy.payments)


def read(turn: Turn, view: View) -> Reading:
    """Return what the buyer's lines of a turn say, taken as one text."""
    known = known_to(view)
    raw_lines, picture, shows = [], "", ""
    for heard in turn.lines:
        match heard.content:
            case Picture(url=url, shows=seen):
                picture, shows = url, seen
            case ProductCard(product_id=product):
                raw_lines.append(product)
            case OrderCard(order_id=order):
                raw_lines.append(order)
        if not isinstance(heard.content, ProductCard | OrderCard):
            raw_lines.append(words(heard.content))
    raw = "\n".join(line for line in raw_lines if line.strip())
    line = normalise.plain(raw)
    emoji = normalise.emoji(line)
    marks = entities.marked(normalise.repaired(normalise.without_emoji(line)), known)
    marks = replace(marks, mentions=tuple(_as_typed(mention, raw) for mention in marks.mentions))
    clauses = []
    for start, end in normalise.spans(marks.text):
        text = marks.text[start:end].strip()
        inside = tuple(mention for mention in marks.mentions if start <= mention.at < end)
        called = tuple(called_by(text))
        asking = bool(talk()["asking"].search(text)) or marks.text[end : end + 1] in {"?", "？"}
        clauses.append(Clause(text, inside, called, asking, view.catalogue.trade.topics_of(text)))
    acts = frozenset(name for name, cue in talk().items() if cue.search(marks.text))
    return Reading(raw, marks.text, tuple(clauses), marks.mentions, picture, shows, emoji, acts)


def _as_typed(mention: Mention, raw: str) -> Mention:
    """Return an address in the letters that the buyer typed."""
    at = raw.lower().find(mention.value) if mention.mark == ADDRESS else -1
    return replace(mention, value=raw[at : at + len(mention.value)]) if at >= 0 else mention


def called_by(text: str) -> list[str]:
    """Return the intents that a clause's words call, in the order of the pack.

    A question (能不能, 要不要) holds no "no" that could forbid an intent.
    """
    open_text = _EITHER_OR.sub(r"\1", text)
    return [
        intent.name
        for intent in intents()
        if intent.cues.search(text) and not (intent.barred and intent.barred.search(open_text))
    ]


def orders_named(reading: Reading) -> list[str]:
    """Return the buyer's order numbers named in the turn."""
    return reading.values(ORDER)


def strangers(reading: Reading) -> list[str]:
    """Return the numbers that look like orders and are not this buyer's."""
    return reading.values(FOREIGN)


def products_named(reading: Reading) -> list[str]:
    """Return the products named by number or link in the turn."""
    return reading.values(PRODUCT)
