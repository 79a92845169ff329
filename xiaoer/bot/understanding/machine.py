"""Kernel ridge regression: one score a label, solved exactly, with each text's score when it is left out.

Scores are those of a least-squares kernel machine (Rifkin, Klautau, 2004: In defense of one-vs-all
classification); the left-out score of a text is y - a / diag(inverse) (Cawley, Talbot, 2004: Fast exact
leave-one-out cross-validation of sparse least-squares support vector machines).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from xiaoer.bot.understanding.model import Matrix

_SMALL: Final = 1_024  # rows that are inverted directly


@dataclass(frozen=True, slots=True)
class Solved:
    """`shares` of each training text in each label's score, and the `left_out` scores; (texts, labels)."""

    shares: Matrix
    left_out: Matrix


def closeness(cosines: Matrix, sharpness: float) -> Matrix:
    """Return exp(-sharpness * squared distance) of unit vectors from their cosines, in place."""
    cosines -= 1
    cosines *= 2 * sharpness
    return np.exp(cosines, out=cosines)


def solved(kernel: Matrix, wanted: Matrix, ridge: float) -> Solved:
    """Return the machine for a kernel (texts, texts), which is changed, and targets (texts, labels)."""
    kernel[np.diag_indices(len(kernel))] += ridge
    inverse = _inverse(kernel)
    shares = inverse @ wanted
    left_out = wanted - shares / np.diag(inverse)[:, None]
    return Solved(shares, left_out)


def _inverse(matrix: Matrix) -> Matrix:
    """Return the inverse of a symmetric positive definite matrix by halves: half the work."""
    size = len(matrix)
    if size <= _SMALL:
        return np.linalg.inv(matrix.astype(np.float64)).astype(np.float32)
    half = size // 2
    first = _inverse(matrix[:half, :half])
    across = matrix[half:, :half] @ first
    rest = matrix[half:, half:] - across @ matrix[:half, half:]
    even: Matrix = ((rest + rest.T) * np.float32(0.5)).astype(np.float32, copy=False)
    last = _inverse(even)
    corner = last @ across
    result = np.empty_like(matrix)
    result[:half, :half] = first + across.T @ corner
    result[half:, :half] = -corner
    result[:half, half:] = -corner.T
    result[half:, half:] = last
    return result
