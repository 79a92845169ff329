"""An index over wordings: words in common, static vectors, an encoder's vectors; one score for each item."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.catalogue.passages import pairs
from xiaoer.bot.retrieval.meaning import Meaning, Rows, digest
from xiaoer.bot.retrieval.vetoes import disagreeing, sides, sides_of

Synonyms = tuple[tuple[str, ...], ...]
Places = NDArray[np.int32]

# Measured on the packs' phrasings, each left out once (docs/decisions/0007-encoder-and-retrieval.md).
WORDS_ALONE: Final = 0.4  # share of the words in the score while only static vectors are known
WORDS_BESIDE: Final = 0.2  # beside the encoder's
VETOED: Final = 0.55  # what is left of a wording that takes the other side
NEAREST: Final = (1.0, 0.8, 0.6, 0.5, 0.4)  # weights of an item's nearest wordings

_MARKS = re.compile("[ⓅⓄⒻⓌⓉⒶⓁ]")
_NOISE = re.compile(r"请问|你好|您好|一下|我想|想问|问下|帮我|那个|这个|东西|的|了|呢|吗|啊|呀|哦|么")
_FILLERS: Final = {"能不能": "能", "可不可以": "能", "可以": "能", "是不是": "", "多长时间": "多久"}


@dataclass(frozen=True, slots=True)
class Item:
    """What can be found: a key, and the wordings by which it is asked for."""

    key: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An item found, with its score (about 0 to 1) and the parts of it: words, static, encoder.

    `encoder` is None when no encoder's vector was given. `wording` is the nearest one.
    """

    key: str
    score: float
    words: float
    static: float
    encoder: float | None
    wording: str

    def traced(self) -> dict[str, object]:
        """Return what is kept of it in a trace."""
        parts = [round(self.words, 2), round(self.static, 2)]
        if self.encoder is not None:
            parts.append(round(self.encoder, 2))
        return {"key": self.key, "score": round(self.score, 2), "parts": parts}


def _pieces(text: str, synonyms: Synonyms) -> frozenset[str]:
    folded = _MARKS.sub(" ", plain(text))
    for said, same in _FILLERS.items():
        folded = folded.replace(said, same)
    bare = _NOISE.sub("", folded) or folded
    meant = {f"={at}" for at, group in enumerate(synonyms) if any(word in folded for word in group)}
    return pairs(bare) | meant | ({bare} if len(bare) == 1 else frozenset())


class Index:
    """Items by their wordings. Made once, read by many threads.

    A wording's row is the encoder's in the space of `meaning` where it is known, else the static one. Rows
    are kept as whole numbers where `small`, for there are many shops; what all share is kept ready to use.
    """

    def __init__(
        self, items: Sequence[Item], meaning: Meaning, synonyms: Synonyms = (), *, small: bool = True
    ) -> None:
        self._small = small
        self.items = tuple(items)
        self._synonyms = synonyms
        self._meaning = meaning
        self.wordings = [wording for item in self.items for wording in item.wordings]
        self._starts = np.array([0, *np.cumsum([len(item.wordings) for item in self.items])], np.int32)
        self._sides = sides_of([plain(wording) for wording in self.wordings])
        self._places, self._bounds, self._holders, self._weights, self._lengths = self._posted()
        rows = meaning.vectors(self.wordings)
        self.unknown: list[str] = []
        for place, wording in enumerate(self.wordings):
            known = meaning.known(wording)
            if known is None:
                self.unknown.append(wording)
            else:
                rows[place] = known
        self._rows = self._packed(rows)

    def teach(self, rows: Mapping[int, Rows]) -> None:
        """Take the encoder's rows (in the space of the static vectors) by the digest of their wordings.

        The new matrix takes the old one's place in one step, so that readers see the one or the other.
        """
        kept = self._rows.copy()
        for place, wording in enumerate(self.wordings):
            row = rows.get(digest(wording))
            if row is not None:
                kept[place] = self._packed(row)
        self._rows = kept
        self.unknown = [wording for wording in self.unknown if digest(wording) not in rows]

    def match(self, text: str, vector: Rows | None = None, limit: int = 5) -> list[Match]:
        """Return the items nearest to a text, best first.

        `vector` is an encoder's vector of the text in the space of the static ones.
        """
        if not self.items:
            return []
        words = self._words(text)
        table = self._rows.astype(np.float32, copy=False)
        scale = np.float32(1 / 127 if self._small else 1)
        static: Rows = (table @ self._meaning.vectors([text])[0]) * scale
        meant: Rows = static if vector is None else (table @ vector) * scale
        share = WORDS_ALONE if vector is None else WORDS_BESIDE
        score: Rows = (share * words + (1 - share) * np.maximum(meant, 0)).astype(np.float32)
        score[words >= 1 - 1e-6] = 1.0  # the same words, whatever the vectors say
        score[disagreeing(sides(plain(text)), self._sides)] *= VETOED
        return self._best(score, (words, static, None if vector is None else meant), limit)

    def _best(self, score: Rows, parts: tuple[Rows, Rows, Rows | None], limit: int) -> list[Match]:
        """Return items by their nearest wordings, weighted, the nearest one most."""
        best = np.maximum.reduceat(score, self._starts[:-1])
        few = min(len(best), max(4 * limit, 16))
        near = np.argpartition(-best, few - 1)[:few]
        words, static, encoder = parts
        found = []
        for place in near:
            start, end = self._starts[place], self._starts[place + 1]
            own = np.sort(score[start:end])[::-1][: len(NEAREST)]
            weights = np.array(NEAREST[: len(own)], np.float32)
            total = float(own @ weights / weights.sum())
            at = start + int(np.argmax(score[start:end]))
            # One wording said as it stands is enough; several near ones say more than one.
            total = max(total, float(own[0]) ** 2)
            found.append(
                Match(
                    self.items[place].key,
                    total,
                    float(words[at]),
                    float(static[at]),
                    None if encoder is None else float(encoder[at]),
                    self.wordings[at],
                )
            )
        return sorted(found, key=lambda match: (-match.score, match.key))[:limit]

    def _posted(self) -> tuple[dict[str, int], Places, Places, Rows, Rows]:
        """Return where each piece of words is kept, the wordings that hold it, its weight; and the lengths.

        The wordings of piece `n` are `holders[bounds[n] : bounds[n + 1]]`.
        """
        held: dict[str, list[int]] = {}
        pieces = [_pieces(wording, self._synonyms) for wording in self.wordings]
        for place, own in enumerate(pieces):
            for piece in own:
                held.setdefault(piece, []).append(place)
        places = {piece: number for number, piece in enumerate(held)}
        counts = np.array([len(own) for own in held.values()], np.int32)
        weights = np.log(1 + (len(self.items) + 1) / (1 + counts)).astype(np.float32)
        bounds = np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)])
        holders = np.fromiter(chain.from_iterable(held.values()), np.int32, int(counts.sum()))
        lengths = np.array([sum(weights[places[piece]] for piece in own) for own in pieces], np.float32)
        return places, bounds, holders, weights, np.maximum(lengths, 1e-6)

    def _words(self, text: str) -> Rows:
        """Return for each wording the weighted share of the words that it has in common with a text."""
        score = np.zeros(len(self.wordings), np.float32)
        mine = 0.0
        rare = math.log(1 + (len(self.items) + 1))
        for piece in _pieces(text, self._synonyms):
            number = self._places.get(piece)
            if number is None:
                mine += rare if not piece.startswith("=") else 0.0
                continue
            weight = float(self._weights[number])
            score[self._holders[self._bounds[number] : self._bounds[number + 1]]] += weight
            mine += weight
        common: Rows = 2 * score / (self._lengths + max(mine, 1e-6))
        return common

    def _packed(self, rows: Rows) -> NDArray[np.int8] | Rows:
        return np.round(rows * 127).astype(np.int8) if self._small else rows
