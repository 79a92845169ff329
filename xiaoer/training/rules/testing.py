"""Tests as JSON lines: what kind a line is, and what test a real conversation gives."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from xiaoer.conversations.model import Conversation, Message, Speaker, words
from xiaoer.training.model import TestKind

_UNIT: Final = "点前|小时|分钟|工作日|个月|天内|厘米|毫米|公斤|[^\\W\\d_]"
_FACT: Final = re.compile(rf"\d+(?:\.\d+)?\s?(?:{_UNIT})|[A-Za-z]{{2,}}\d*|[“「《]([^”」》]{{2,12}})[”」》]")
_MOST_WORDS: Final = 3
_GOALS: Final = 20


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of each line that holds something."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if line.strip():
            yield number, line.strip()


def kind_of(line: str) -> TestKind | None:
    """Return whether a line is a script (it has goals) or a question; None when it is no JSON object."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return TestKind.SCRIPT if "goals" in found else TestKind.QUESTION


def script_of(
    head: Conversation, messages: Sequence[Message], mask: Callable[[str], str]
) -> dict[str, object] | None:
    """Return the test that a conversation gives, None when its buyer wrote nothing.

    Each turn of the buyer is a goal. What the shop answered gives the words that must come again: amounts,
    times and names in it. It is a draft, for what was said need not be right.
    """
    rounds = list(rounds_of(messages))[:_GOALS]
    if not rounds:
        return None
    goals = [{"say": mask(asked)} for asked, _ in rounds]
    expected = []
    for number, (_, said) in enumerate(rounds):
        facts = facts_of(mask(said))
        if facts:
            expected.append({"goal": number, "any": list(facts)})
    return {
        "id": head.id,
        "shop": head.shop,
        "buyer": head.buyer,
        "goals": goals,
        "expect": {"replies": expected, "actions": None},
    }


def rounds_of(messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """Yield (what the buyer said, what the shop answered) of each turn, oldest first; bot or person."""
    asked: list[str] = []
    said: list[str] = []
    for message in messages:
        text = words(message.content).strip()
        if message.speaker is Speaker.BUYER:
            if said and asked:
                yield "\n".join(asked), "\n".join(said)
                asked, said = [], []
            if text:
                asked.append(text)
        elif text and asked:
            said.append(text)
    if asked:
        yield "\n".join(asked), "\n".join(said)


def facts_of(said: str) -> tuple[str, ...]:
    """Return the amounts, times, codes and quoted names of an answer, a few of them, none masked."""
    found = (match.group(1) or match.group(0) for match in _FACT.finditer(said))
    return tuple(dict.fromkeys(text.strip() for text in found if "*" not in text))[:_MOST_WORDS]
