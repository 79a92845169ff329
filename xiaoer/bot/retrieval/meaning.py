"""Static vectors: what a sentence means by the words in it, learned once from a sentence encoder.

The file `packs/zh/meaning.npz` is made by `python -m tools.distil`. The vectors live in a space of their own
into which the encoder's vectors are projected, so that both can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.catalogue.normalise import plain

Rows = NDArray[np.float32]
LONGEST_TOKEN = 4  # characters
_LONGEST = 120  # characters of a text that are looked at


def digest(text: str) -> int:
    """Return the number by which a text's shipped vector is found."""
    return int.from_bytes(blake2b(plain(text).encode(), digest_size=8).digest(), "big")


def unit(rows: Rows) -> Rows:
    """Return rows of length 1; rows of nothing stay nothing."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    result: Rows = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result


def tokens(text: str, places: dict[str, int]) -> list[int]:
    """Return the places of all known characters, words and pieces of words in a text."""
    folded = plain(text)[:_LONGEST]
    return [
        place
        for length in range(1, LONGEST_TOKEN + 1)
        for start in range(len(folded) - length + 1)
        if (place := places.get(folded[start : start + length])) is not None
    ]


@dataclass(frozen=True, slots=True)
class Meaning:
    """The static vectors: a row for each token, already weighted by how telling it is.

    `projection` (encoder's dimension, own dimension) and `mean` bring vectors of `encoder` into this space;
    `shipped` are vectors of the packs' own wordings, made by the encoder, by `digest`.
    """

    encoder: str
    places: dict[str, int]
    rows: NDArray[np.int8]
    scales: Rows
    mean: Rows
    projection: Rows
    shipped: dict[int, int]
    shipped_rows: NDArray[np.int8]

    @property
    def dimension(self) -> int:
        """Return the length of a vector of this space."""
        return int(self.rows.shape[1])

    def vectors(self, texts: Sequence[str]) -> Rows:
        """Return the static vectors of texts, rows of unit length; zeros for a text without known tokens."""
        result = np.zeros((len(texts), self.dimension), np.float32)
        for place, text in enumerate(texts):
            found = tokens(text, self.places)
            if found:
                result[place] = self.scales[found] @ self.rows[found].astype(np.float32)
        return unit(result)

    def projected(self, vectors: Rows) -> Rows:
        """Return an encoder's vectors in this space, rows of unit length."""
        return unit(((vectors - self.mean) @ self.projection).astype(np.float32))

    def known(self, text: str) -> Rows | None:
        """Return the encoder's vector of a wording of the packs in this space, None for other texts."""
        place = self.shipped.get(digest(text))
        return None if place is None else unit(self.shipped_rows[place].astype(np.float32))


@cache
def meaning() -> Meaning:
    """Return the static vectors that ship, loaded once."""
    raw = files("xiaoer.bot.packs").joinpath("zh", "meaning.npz").read_bytes()
    with np.load(BytesIO(raw), allow_pickle=False) as kept:
        words = bytes(kept["words"]).decode().split("\n")
        return Meaning(
            encoder=bytes(kept["encoder"]).decode(),
            places={word: place for place, word in enumerate(words)},
            rows=kept["rows"],
            scales=kept["scales"].astype(np.float32),
            mean=kept["mean"].astype(np.float32),
            projection=kept["projection"].astype(np.float32),
            shipped={int(number): place for place, number in enumerate(kept["shipped"])},
            shipped_rows=kept["shipped_rows"],
        )
