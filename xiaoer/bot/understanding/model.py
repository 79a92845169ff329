"""What the intent engine is made of and what it says: examples, guesses, matrices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Vectors = Mapping[str, Matrix]  # by encoder's name: one row a text
Stage = Callable[[str], None]  # hears what the training is at
Example = tuple[str, str]  # text, label


@dataclass(frozen=True, slots=True)
class Ranked:
    """A label with its probability, 0 to 1."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Guess:
    """What a text is taken for: the likeliest labels, best first.

    `outside` is the probability that the text is none of the labels' matter, `inside` the decision.
    """

    ranked: tuple[Ranked, ...]
    outside: float
    inside: bool

    @property
    def best(self) -> Ranked:
        """Return the likeliest label, whether or not the text is inside."""
        return self.ranked[0]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a model is trained; the values are those that measured best (evals/README.md)."""

    ridge: float = 0.1  # how much a training text may be disbelieved
    sharpness: float = 1.0  # of the kernel exp(-sharpness * squared distance)
    least_texts: int = 2  # texts that a piece of words must stand in to count
    loss: float = (
        0.02  # share of the taught texts that may be called outside, when no outside texts are given
    )
    outside_share: float = 0.03  # of what will be asked; the limit depends on it. 0: as in the training texts
    words_alone: bool = True  # beside encoders also learn to do without, at twice the time
    most: int = 20_000  # training texts: the memory grows with the square (4 bytes a pair, about thrice)
