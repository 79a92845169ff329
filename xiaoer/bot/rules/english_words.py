"""The words of the English pack: cues, sentences, names of order states."""

import re
from functools import cache
from typing import Any

from xiaoer.bot import packs
from xiaoer.orders.model import Order

LANGUAGE = "en"


@cache
def pack() -> dict[str, Any]:
    """Return the English pack."""
    return packs.read("simple", LANGUAGE)


@cache
def cue(name: str) -> re.Pattern[str]:
    """Return a compiled cue by its name; KeyError when the pack has none."""
    return re.compile(pack()["cues"].get(name) or pack()[name], re.IGNORECASE)


@cache
def asked_facts() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Return the product facts that can be asked for: name, cue, and the question it stands for."""
    return tuple(
        (name, re.compile(entry["cue"], re.IGNORECASE), entry["ask"])
        for name, entry in pack()["facts"].items()
    )


def says(sentence: str, **values: str) -> str:
    """Return a sentence of the pack with its values filled in."""
    said: str = pack()["said"][sentence]
    return said.format(**values)


def state_of(order: Order) -> str:
    """Return what the state of an order is called."""
    state: str = pack()["states"].get(str(order.state), str(order.state))
    return state
