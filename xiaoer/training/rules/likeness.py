"""How alike two texts are: shared pairs of characters. The one place that decides it for this room."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[a-z0-9]+|[^\W_]")
# Particles and courtesies that change no question.
_EMPTY: Final = re.compile(r"请问|您好|你好|在吗|亲亲?|麻烦|一下|[吗呢啊呀吧哦噢哈嘛的了]")


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Return the text in one form: narrow, lower case, without signs, particles and courtesies."""
    plain = unicodedata.normalize("NFKC", text).lower()
    kept = "".join(word if len(word) == 1 else f" {word} " for word in _WORD.findall(plain))
    without = _EMPTY.sub("", kept)
    return " ".join((without.strip() or kept).split())


@lru_cache(maxsize=8192)
def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of the folded text; whole words of other scripts."""
    found: set[str] = set()
    for part in folded(text).split():
        if part.isascii():
            found.add(part)
        else:
            found.update(part[i : i + 2] for i in range(len(part) - 1))
            if len(part) == 1:
                found.add(part)
    return frozenset(found)


def likeness(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two texts are (Dice's coefficient over pairs; 1 for the same words)."""
    left, right = pairs(one), pairs(other)
    if not left or not right:
        return 1.0 if folded(one) == folded(other) else 0.0
    return 2 * len(left & right) / (len(left) + len(right))


class Nearest:
    """Finds the nearest of many texts without comparing all: only those that share a pair are looked at."""

    def __init__(self, texts: Iterable[tuple[str, str]] = ()) -> None:
        """Take (key, text); a key may come with several texts."""
        self._places: dict[str, list[int]] = {}
        self._keys: list[str] = []
        self._sizes: list[int] = []
        self._texts: list[str] = []
        for key, text in texts:
            self.add(key, text)

    def add(self, key: str, text: str) -> None:
        """Add one more text."""
        place = len(self._keys)
        self._keys.append(key)
        self._texts.append(text)
        found = pairs(text)
        self._sizes.append(len(found))
        for pair in found:
            self._places.setdefault(pair, []).append(place)

    def find(self, text: str, most: int = 1, least: float = 0.0) -> list[tuple[float, str, str]]:
        """Return up to `most` (likeness, key, text), the likest first, one of each key, from `least` on."""
        wanted = pairs(text)
        shared: Counter[int] = Counter()
        for pair in wanted:
            shared.update(self._places.get(pair, ()))
        scored = sorted(
            ((2 * count / (len(wanted) + self._sizes[place]), place) for place, count in shared.items()),
            key=lambda one: (-one[0], one[1]),
        )
        found: dict[str, tuple[float, str, str]] = {}
        for score, place in scored:
            if score < least or len(found) >= most:
                break
            found.setdefault(self._keys[place], (score, self._keys[place], self._texts[place]))
        return list(found.values())
