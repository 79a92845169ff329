"""The intent engine: learns labels from examples, ranks them for a text, and says what is outside of them.

One kernel over what texts have in common, words (`lexical`) and the vectors of encoders (`vectors`), and
exact kernel ridge regression on it (`machine`). A model with encoders also holds a machine of words alone
(`Recipe.words_alone`), for the turns that get no vector.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xiaoer.base.errors import invalid
from xiaoer.bot.understanding.lexical import Lexical, lexical
from xiaoer.bot.understanding.machine import closeness, solved
from xiaoer.bot.understanding.model import Example, Guess, Matrix, Ranked, Recipe, Stage, Vectors
from xiaoer.bot.understanding.scope import Scope, scope, signs

_BLOCK: Final = 256  # texts whose kernel is held at once
_STEPS: Final = np.exp(np.linspace(np.log(1), np.log(60), 60))  # softnesses tried for probabilities
RANKED: Final = 5


@dataclass(frozen=True, slots=True)
class View:
    """An encoder's vectors of the training texts, `mean` taken off, of unit length."""

    mean: Matrix
    rows: Matrix


@dataclass(frozen=True, slots=True)
class Machine:
    """Scores of labels by some views. `steep` makes probabilities of scores."""

    views: tuple[str, ...]
    shares: Matrix
    scope: Scope
    steep: float


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned. `machines` begin with the one that needs most views; the last may need none."""

    labels: tuple[str, ...]
    recipe: Recipe
    lexical: Lexical
    views: Mapping[str, View]
    machines: tuple[Machine, ...]

    def predict(
        self, texts: str | Sequence[str], vectors: Vectors | None = None, most: int = RANKED
    ) -> list[Guess]:
        """Return a guess for each text. Without an encoder's vectors the words alone decide.

        `vectors_missing` (422) when the model was not taught to do without.
        """
        given = vectors or {}
        wanted = [texts] if isinstance(texts, str) else list(texts)
        machine = next((one for one in self.machines if all(name in given for name in one.views)), None)
        if machine is None:
            raise invalid("vectors_missing", f"This model needs vectors of {', '.join(self.views)}.")
        guesses: list[Guess] = []
        for start in range(0, len(wanted), _BLOCK):
            part = slice(start, start + _BLOCK)
            kernel = self._kernel(wanted[part], {name: given[name][part] for name in machine.views})
            guesses += self._guesses(kernel @ machine.shares, machine, most)
        return guesses

    def _kernel(self, texts: Sequence[str], vectors: Vectors) -> Matrix:
        cosines = np.stack([self.lexical.alike(text) for text in texts])
        for name, rows in vectors.items():
            view = self.views[name]
            cosines += _unit(np.asarray(rows, np.float32) - view.mean) @ view.rows.T
        cosines /= 1 + len(vectors)
        return closeness(cosines, self.recipe.sharpness)

    def _guesses(self, scores: Matrix, machine: Machine, most: int) -> list[Guess]:
        count = len(self.labels)
        odds = machine.scope.odds(signs(scores, count))
        chances = _chances(scores[:, :count], machine.steep)
        order = np.argsort(-chances, axis=1, kind="stable")[:, :most]
        return [
            Guess(
                tuple(Ranked(self.labels[label], float(row[label])) for label in best),
                float(1 / (1 + np.exp(-np.clip(odd, -30, 30)))),
                bool(odd <= 0),
            )
            for row, best, odd in zip(chances, order, odds, strict=True)
        ]


def train(
    examples: Sequence[Example],
    outside: Sequence[str] = (),
    vectors: Vectors | None = None,
    recipe: Recipe | None = None,
    stage: Stage = lambda _: None,
) -> Model:
    """Learn from texts with labels, and from texts that are outside all labels.

    `vectors` hold the rows of the examples and then of the outside texts. The same examples give the same
    model. Errors: `no_examples`, `one_label`, `too_many_examples`, `vectors_missing` (422).
    """
    recipe, vectors = recipe or Recipe(), vectors or {}
    _checked(examples, outside, vectors, recipe)
    texts = [*(text for text, _ in examples), *outside]
    labels = tuple(sorted({label for _, label in examples}))
    wanted = _wanted(examples, labels, len(outside))
    stage("words")
    words = lexical(texts, recipe.least_texts)
    views = {name: _view(rows) for name, rows in vectors.items()}
    machines = []
    for names in dict.fromkeys((tuple(views), ()) if recipe.words_alone else (tuple(views),)):
        stage(f"training on {' + '.join(('words', *names))}")
        bare = Model(labels, recipe, words, views, ())
        kernel = np.empty((len(texts), len(texts)), np.float32)
        for start in range(0, len(texts), _BLOCK):
            part = slice(start, start + _BLOCK)
            kernel[part] = bare._kernel(texts[part], {name: vectors[name][part] for name in names})  # noqa: SLF001  # its own
        machines.append(_machine(names, kernel, wanted, len(labels), recipe))
    return Model(labels, recipe, words, views, tuple(machines))


def _checked(examples: Sequence[Example], outside: Sequence[str], vectors: Vectors, recipe: Recipe) -> None:
    if not examples:
        raise invalid("no_examples", "There is nothing to learn from.")
    if len({label for _, label in examples}) == 1:
        raise invalid("one_label", "There is only one label: nothing to tell apart.")
    size = len(examples) + len(outside)
    if size > recipe.most:
        raise invalid("too_many_examples", f"At most {recipe.most} texts can be learned from, not {size}.")
    for name, rows in vectors.items():
        if len(rows) != size:
            raise invalid("vectors_missing", f"{name}: {len(rows)} vectors for {size} texts.")


def _machine(names: tuple[str, ...], kernel: Matrix, wanted: Matrix, labels: int, recipe: Recipe) -> Machine:
    solution = solved(kernel, wanted, recipe.ridge)
    truth = wanted.argmax(1)
    inside = truth < labels
    steep = _steep(solution.left_out[inside, :labels], truth[inside])
    return Machine(names, solution.shares, scope(signs(solution.left_out, labels), ~inside, recipe), steep)


def _wanted(examples: Sequence[Example], labels: Sequence[str], outside: int) -> Matrix:
    """Return 1 for each text at its label; the last column is for outside texts, if there are any."""
    place = {label: number for number, label in enumerate(labels)}
    rows = [place[label] for _, label in examples] + [len(labels)] * outside
    wanted = np.zeros((len(rows), len(labels) + bool(outside)), np.float32)
    wanted[np.arange(len(rows)), rows] = 1
    return wanted


def _view(rows: Matrix) -> View:
    given = np.asarray(rows, np.float32)
    mean: Matrix = given.mean(0).astype(np.float32)
    return View(mean, _unit(given - mean))


def _unit(rows: Matrix) -> Matrix:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Matrix = rows / np.maximum(lengths, 1e-9)
    return unit


def _chances(scores: Matrix, steep: float) -> NDArray[np.float64]:
    raised = np.exp(steep * (scores - scores.max(axis=1, keepdims=True)).astype(np.float64))
    chances: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return chances


def _steep(left_out: Matrix, truth: NDArray[np.int64]) -> float:
    """Return the steepness by which the left-out texts' labels are likeliest."""
    rows = np.arange(len(truth))
    losses = [-np.log(_chances(left_out, step)[rows, truth] + 1e-12).mean() for step in _STEPS]
    return float(_STEPS[int(np.argmin(losses))])
