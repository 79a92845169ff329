"""Whether a text is any of the labels' matter: decided from its scores, learned from left-out scores."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.understanding.model import Matrix, Recipe

Signs = NDArray[np.float64]  # (texts, 3): best score, second score, score of the outside texts
_ROUNDS: Final = 50
_TINY: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Scope:
    """`weights` of the three signs and a constant give the log odds of outside; outside above `limit`."""

    weights: tuple[float, ...]
    limit: float

    def odds(self, signs: Signs) -> NDArray[np.float64]:
        """Return the log odds of each text to be outside, 0 at the limit."""
        odds: NDArray[np.float64] = signs @ np.array(self.weights[:-1]) + self.weights[-1] - self.limit
        return odds


def signs(scores: Matrix, labels: int) -> Signs:
    """Return the signs of texts from their scores; the column after the labels, if any, is outside's."""
    inside = scores[:, :labels]
    ordered = np.sort(inside, axis=1)
    second = ordered[:, -2] if labels > 1 else np.zeros(len(scores))
    outside = scores[:, labels] if scores.shape[1] > labels else np.zeros(len(scores))
    return np.stack([ordered[:, -1], second, outside], axis=1).astype(np.float64)


def scope(seen: Signs, outside: NDArray[np.bool_], recipe: Recipe) -> Scope:
    """Learn the decision from the left-out signs of the training texts and which of them are outside.

    Without outside texts a text is outside when its best score is lower than that of all but
    `recipe.loss` of the training texts.
    """
    if not outside.any():
        return Scope((-1.0, 0.0, 0.0, 0.0), float(-np.quantile(seen[:, 0], recipe.loss)))
    weights = _logistic(seen, outside.astype(np.float64))
    odds = seen @ np.array(weights[:-1]) + weights[-1]
    share = recipe.outside_share or float(outside.mean())
    worth = share / (1 - share) * (~outside).sum() / outside.sum()
    return Scope(weights, _best_limit(odds, outside, float(worth)))


def _logistic(seen: Signs, wanted: NDArray[np.float64]) -> tuple[float, ...]:
    """Return logistic regression's weights by Newton's method, the signs scaled meanwhile."""
    centre, spread = seen.mean(0), seen.std(0) + _TINY
    rows = np.c_[(seen - centre) / spread, np.ones(len(seen))]
    weights = np.zeros(rows.shape[1])
    held = np.eye(len(weights))
    for _ in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - wanted) + held @ weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + held
        weights -= np.linalg.solve(curve, slope)
    plain = weights[:-1] / spread
    return (*map(float, plain), float(weights[-1] - plain @ centre))


def _best_limit(odds: NDArray[np.float64], outside: NDArray[np.bool_], worth: float) -> float:
    """Return the limit with the best F1 of outside, an outside text counting `worth` inside ones."""
    order = np.argsort(-odds)
    found = np.cumsum(outside[order]) * worth
    wrong = np.cumsum(~outside[order])
    f1 = 2 * found / (found + wrong + outside.sum() * worth)
    last = int(np.argmax(f1))
    following = odds[order[min(last + 1, len(order) - 1)]]
    return float((odds[order[last]] + following) / 2)
