"""Which FAQ entries ask the same, and which of these contradict each other."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Final

from xiaoer.knowledge.model import Conditions, Faq

NEAR: Final = 0.72  # of all pairs of characters that two questions have, the share they have in common
# Words of the trade that make another question of the same sentence; characters alone do not tell.
_TELLING: Final = (
    *("取消", "退货", "换货", "退款", "退换", "补发", "催", "发货", "到货", "收货", "签收", "拒收"),
    *("安装", "维修", "保修", "拆", "清洗", "开票", "发票", "改地址", "电话", "运费", "价保", "定金", "尾款"),
)
_MARKS = re.compile(r"[^\w]+|[的了呢吗啊呀吧哦嘛么]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NO = re.compile(r"不(?!过|错|仅|同|但)|没有|没法|无法|无需|暂无|未(?!来)|别(?!的)|勿")


class Conflict(StrEnum):
    """In what the answers of two entries with one question differ."""

    NONE = "none"  # they say the same
    WORDS = "words"  # other words; a person judges
    NUMBERS = "numbers"  # 7 天 against 15 天
    DENIAL = "denial"  # one says no


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two entries that ask nearly the same. `share` is 1 for the same question."""

    first: Faq
    second: Faq
    share: float
    conflict: Conflict


@dataclass(frozen=True, slots=True)
class _Wording:
    """One wording of an entry (by its place): its pairs of characters, and the telling words in it."""

    entry: int
    pairs: frozenset[str]
    telling: frozenset[str]


def squeezed(text: str) -> str:
    """Return a question as it is compared: normal form KC, lower case, without marks and particles."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).lower())


def question_of(faq: Faq) -> tuple[object, ...]:
    """Return what may stand in one entry only: the question, its product and its conditions."""
    return (squeezed(faq.question), faq.product, faq.conditions)


def alike(faqs: Sequence[Faq]) -> list[Likeness]:
    """Return the pairs of entries with nearly the same question that may hold at once.

    Likeness is Dice's coefficient over pairs of characters, the best of all wordings. The contradictions
    come first, then the nearest.
    """
    wordings = [wording for at, faq in enumerate(faqs) for wording in _wordings(at, faq)]
    best: dict[tuple[int, int], float] = {}
    for mine, theirs in _candidates(wordings):
        share = 2 * len(mine.pairs & theirs.pairs) / (len(mine.pairs) + len(theirs.pairs))
        if share >= NEAR and mine.telling == theirs.telling:
            both = (min(mine.entry, theirs.entry), max(mine.entry, theirs.entry))
            best[both] = max(best.get(both, 0.0), share)
    found = [
        Likeness(faqs[one], faqs[other], round(share, 3), conflict(faqs[one], faqs[other]))
        for (one, other), share in best.items()
        if faqs[one].product == faqs[other].product and meet(faqs[one].conditions, faqs[other].conditions)
    ]
    order = [Conflict.NUMBERS, Conflict.DENIAL, Conflict.WORDS, Conflict.NONE]
    return sorted(found, key=lambda pair: (order.index(pair.conflict), -pair.share, pair.first.id))


def _candidates(wordings: Sequence[_Wording]) -> Iterator[tuple[_Wording, _Wording]]:
    """Yield all pairs of wordings of two entries that can be near enough.

    Of two sets with a share of `NEAR` each holds one of the other's rarest members: as many as the smallest
    overlap leaves out, and one more (prefix filtering, Chaudhuri et al. 2006).
    """
    spread = Counter(pair for wording in wordings for pair in wording.pairs)
    holders: dict[str, list[int]] = defaultdict(list)
    for number, mine in enumerate(wordings):
        size = len(mine.pairs)
        rarest = sorted(mine.pairs, key=lambda pair: (spread[pair], pair))
        told = rarest[: size - ceil(size * NEAR / (2 - NEAR)) + 1]
        for other in {other for pair in told for other in holders[pair]}:
            if wordings[other].entry != mine.entry:
                yield wordings[other], mine
        for pair in told:
            holders[pair].append(number)


def _wordings(entry: int, faq: Faq) -> set[_Wording]:
    said = {squeezed(text) for text in (faq.question, *faq.similar)}
    return {_wording(entry, text) for text in said if text}


def _wording(entry: int, text: str) -> _Wording:
    framed = f"^{text}$"
    pairs = frozenset(framed[at : at + 2] for at in range(len(framed) - 1))
    return _Wording(entry, pairs, frozenset(word for word in _TELLING if word in text))


def conflict(one: Faq, other: Faq) -> Conflict:
    """Return in what two answers to one question differ."""
    if squeezed(one.answer) == squeezed(other.answer):
        return Conflict.NONE
    mine, theirs = set(_NUMBER.findall(one.answer)), set(_NUMBER.findall(other.answer))
    if mine and theirs and not (mine <= theirs or theirs <= mine):
        return Conflict.NUMBERS
    if bool(_NO.search(one.answer)) is not bool(_NO.search(other.answer)):
        return Conflict.DENIAL
    return Conflict.WORDS


def meet(one: Conditions, other: Conditions) -> bool:
    """Say whether both conditions can hold at once."""
    apart = (one.until_ms and one.until_ms <= other.from_ms) or (
        other.until_ms and other.until_ms <= one.from_ms
    )
    limits = (
        (one.channels, other.channels),
        (one.products, other.products),
        (one.categories, other.categories),
        (one.regions, other.regions),
        (one.audience, other.audience),
    )
    return not apart and all(not mine or not theirs or set(mine) & set(theirs) for mine, theirs in limits)
