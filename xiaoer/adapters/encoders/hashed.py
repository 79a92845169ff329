"""The encoder that ships for tests: vectors from pairs of characters, the same everywhere, no model."""

from collections.abc import Sequence
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray


class HashedEncoder:
    """Texts with the same pairs of characters are near each other; it knows no meaning."""

    def __init__(self, dimension: int = 64) -> None:
        self._dimension = dimension

    @property
    def name(self) -> str:
        """Return a name with the dimension."""
        return f"hashed-{self._dimension}"

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return self._dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length for each text."""
        rows = np.zeros((len(texts), self._dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in pairwise(f"^{text}$"):
                row[crc32("".join(pair).encode()) % self._dimension] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = rows / np.maximum(lengths, 1e-9)
        return unit
