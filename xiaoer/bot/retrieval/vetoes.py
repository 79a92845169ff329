"""Words that must agree, as data (`packs/zh/vetoes.json`): what no vector tells apart, such as 发货/到货."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot import packs

Sides = NDArray[np.uint8]


@cache
def groups() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Return the groups; a group is two or more sides, a side the words that stand for it."""
    return tuple(tuple(tuple(words) for words in group) for group in packs.read("vetoes")["groups"])


@cache
def _bits() -> tuple[re.Pattern[str], dict[str, list[tuple[int, int]]]]:
    """Return the words as one pattern, and which sides of which groups each stands for, as bits."""
    bits: dict[str, list[tuple[int, int]]] = {}
    for place, group in enumerate(groups()):
        for at, words in enumerate(group):
            for word in words:
                bits.setdefault(word, []).append((place, 1 << at))
    longest_first = sorted(bits, key=lambda word: (-len(word), word))
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))"), bits


def sides(text: str) -> Sides:
    """Return for each group the sides that a plain text takes, as bits; 0 for none."""
    pattern, bits = _bits()
    result = np.zeros(len(groups()), np.uint8)
    for word in pattern.findall(text):
        for place, bit in bits[word]:
            result[place] |= bit
    return result


def disagreeing(said: Sides, wordings: Sides) -> NDArray[np.bool_]:
    """Return for each wording whether it takes another side than what was said; (wordings, groups)."""
    if not said.any():
        return np.zeros(len(wordings), np.bool_)
    both = (said[None, :] > 0) & (wordings > 0)
    apart: NDArray[np.bool_] = (both & ((said[None, :] & wordings) == 0)).any(axis=1)
    return apart


def sides_of(texts: Sequence[str]) -> Sides:
    """Return the sides of many texts, (texts, groups)."""
    return np.stack([sides(text) for text in texts]) if texts else np.zeros((0, len(groups())), np.uint8)
