"""From what a buyer typed to text that can be compared: widths, invisible characters, typos by sound."""

import re
import unicodedata
from functools import cache, lru_cache

from pypinyin import lazy_pinyin

from xiaoer.bot import packs

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufe0e\ufe0f]")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_DIGITS = re.compile(r"\d{25,}")  # no number of the trade is that long
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]+")
_BLANKS = re.compile(r"[ \t\u3000]+")
_CUT = re.compile(r"[。！!？?；;，,～~…\n\r]+|(?<![\da-z.])\.(?!\d)|、(?=[^\d])|\s+(?=\D)|(?<=\D)\s+")
_LONGEST = 2000


def plain(text: str) -> str:
    """Return text in lower case, simplified, in form KC, without invisible characters; 3 repeats become 2.

    Only the first 2,000 characters are looked at.
    """
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    folded = folded.translate(_simplified())
    folded = _DIGITS.sub(lambda run: run.group()[:24], _INVISIBLE.sub("", folded))
    return _BLANKS.sub(" ", _REPEATED.sub(r"\1\1", folded)).strip()


@cache
def _simplified() -> dict[int, str]:
    """Return the usual traditional characters with their simplified ones."""
    pairs: str = packs.read("words")["traditional"]
    return {ord(old): new for old, new in zip(pairs[::2], pairs[1::2], strict=True)}


def without_emoji(text: str) -> str:
    """Return text with pictographs turned into blanks."""
    return _EMOJI.sub(" ", text)


def emoji(text: str) -> str:
    """Return the pictographs of a text."""
    return "".join(_EMOJI.findall(text))


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the clauses of a text stand, in order; punctuation and blanks divide."""
    found: list[tuple[int, int]] = []
    start = 0
    for cut in _CUT.finditer(text):
        if text[start : cut.start()].strip():
            found.append((start, cut.start()))
        start = cut.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return found


@cache
def _sounds() -> tuple[dict[tuple[str, ...], str], frozenset[str], tuple[int, ...]]:
    words = packs.read("words")
    spelling: list[str] = words["spelling"]
    by_sound = {tuple(lazy_pinyin(word)): word for word in spelling}
    known = frozenset(spelling) | frozenset(words["legit"])
    return by_sound, known, tuple(sorted({len(word) for word in spelling}, reverse=True))


@lru_cache(maxsize=4096)
def _sound(character: str) -> str:
    return lazy_pinyin(character)[0]


def repaired(text: str) -> str:
    """Return text in which words that only sound like a word of the trade are spelled right.

    A window of characters is replaced when its toneless pinyin is that of a known word, one of its
    characters stands in the word, and it overlaps no known word. (保秀 → 保修; 方式付 is no 师傅)
    """
    by_sound, known, lengths = _sounds()
    taken = [False] * len(text)
    for word in known:
        at = text.find(word)
        while at >= 0:
            taken[at : at + len(word)] = [True] * len(word)
            at = text.find(word, at + 1)
    sounds = [_sound(char) if "\u4e00" <= char <= "\u9fff" else "" for char in text]
    result = list(text)
    for length in lengths:
        for at in range(len(text) - length + 1):
            window = tuple(sounds[at : at + length])
            if "" in window or any(taken[at : at + length]):
                continue
            meant = by_sound.get(window)
            if meant and any(a == b for a, b in zip(meant, text[at : at + length], strict=True)):
                result[at : at + length] = list(meant)
                taken[at : at + length] = [True] * length
    return "".join(result)
