"""How alike texts are by their pieces: TF-IDF over hashed pieces, as posting lists."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.understanding.model import Matrix
from xiaoer.bot.understanding.pieces import pieces

BUCKETS: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Lexical:
    """Texts by their pieces. Bucket b is in the texts `texts[starts[b]:starts[b+1]]` with those `weights`.

    `rarity` is log((1 + texts) / (1 + texts with it)) + 1, 0 for buckets that do not count; each text has
    unit length. (Sublinear TF-IDF with smoothed IDF.)
    """

    rarity: Matrix
    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    weights: Matrix
    size: int

    def alike(self, text: str) -> Matrix:
        """Return the cosine of a text with each of the texts."""
        buckets, weights = _weighed(text, self.rarity)
        begins, ends = self.starts[buckets], self.starts[buckets + 1]
        spans = [slice(begin, end) for begin, end in zip(begins, ends, strict=True)]
        if not spans:
            return np.zeros(self.size, np.float32)
        where = np.concatenate([self.texts[span] for span in spans])
        shares = np.concatenate(
            [self.weights[span] * weight for span, weight in zip(spans, weights, strict=True)]
        )
        return np.bincount(where, shares, self.size).astype(np.float32)


def lexical(texts: Sequence[str], least_texts: int) -> Lexical:
    """Return the postings of texts; pieces in fewer than `least_texts` texts do not count."""
    found = np.zeros(BUCKETS, np.int64)
    for text in texts:
        found[np.unique(_buckets(text)[0])] += 1
    rarity = np.log((1 + len(texts)) / (1 + found)) + 1
    rarity[found < least_texts] = 0
    rarity = rarity.astype(np.float32)
    rows = [_weighed(text, rarity) for text in texts]
    buckets = np.concatenate([row[0] for row in rows])
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(row[0]) for row in rows])
    order = np.argsort(buckets, kind="stable")
    starts = np.zeros(BUCKETS + 1, np.int64)
    np.cumsum(np.bincount(buckets, minlength=BUCKETS), out=starts[1:])
    weights = np.concatenate([row[1] for row in rows])
    return Lexical(rarity, starts, owners[order], weights[order], len(texts))


def _buckets(text: str) -> tuple[NDArray[np.int64], Matrix]:
    counts = Counter(crc32(piece.encode()) % BUCKETS for piece in pieces(text))
    return (
        np.fromiter(counts.keys(), np.int64, len(counts)),
        np.fromiter(counts.values(), np.float32, len(counts)),
    )


def _weighed(text: str, rarity: Matrix) -> tuple[NDArray[np.int64], Matrix]:
    """Return the buckets of a text that count, and their weights, of unit length together."""
    buckets, counts = _buckets(text)
    weights = (1 + np.log(counts)) * rarity[buckets]
    kept = weights > 0
    length = float(np.linalg.norm(weights)) or 1.0
    return buckets[kept], (weights[kept] / length).astype(np.float32)
