"""One measurement of the intent engine: encode, train, predict, time, report."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from xiaoer.bot.ports import SentenceEncoder
from xiaoer.bot.understanding.engine import train
from xiaoer.bot.understanding.model import Recipe
from xiaoer.replay.intents import IntentFigures, Part, figures
from xiaoer.replay.vectors import Progress, encoded

_TIMED: Final = 200  # texts that are asked one by one
_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class IntentRun:
    """What came of it. `train_s` is without encoding; a request's time is with it, in milliseconds."""

    encoders: tuple[str, ...]
    trained_on: int
    labels: int
    figures: IntentFigures
    train_s: float
    request_ms: float
    request_p99_ms: float


def measured(
    taught: Part, asked: Part, encoders: Sequence[SentenceEncoder], recipe: Recipe, progress: Progress
) -> IntentRun:
    """Train on one part and measure on the other."""
    vectors = {one.name: encoded(one, taught.texts, progress) for one in encoders}
    began = time.perf_counter()
    model = train(taught.examples, taught.outside, vectors, recipe, progress)
    train_s = time.perf_counter() - began
    texts = asked.texts
    asked_vectors = {one.name: encoded(one, texts, progress) for one in encoders}
    progress("measuring")
    guesses = model.predict(texts, asked_vectors)
    times = []
    for text in texts[:: max(1, len(texts) // _TIMED)]:
        began = time.perf_counter()
        model.predict(text, {one.name: one.encode([text]) for one in encoders})
        times.append((time.perf_counter() - began) * _MS)
    return IntentRun(
        tuple(one.name for one in encoders),
        len(taught.texts),
        len(model.labels),
        figures(asked, guesses),
        train_s,
        float(np.median(times)),
        float(np.quantile(times, 0.99)),
    )


def report(run: IntentRun) -> list[str]:
    """Return the lines of the table."""
    seen = run.figures
    lines = [
        f"encoders             {', '.join(run.encoders) or 'none'}",
        f"trained on           {run.trained_on} texts, {run.labels} labels, {run.train_s:.0f} s",
        f"measured on          {seen.texts} texts that were not trained on",
        f"accuracy             {seen.accuracy:.1%}",
        f"  outside as wrong   {seen.accuracy_let_in:.1%}",
        f"macro F1             {seen.macro_f1:.3f}",
    ]
    if seen.outside:
        out = seen.outside
        lines += [
            f"out of scope         precision {out.precision:.3f}, recall {out.recall:.3f}, F1 {out.f1:.3f}",
            f"  if 18 % of texts   F1 {out.at_published_share:.3f}",
        ]
    lines.append(f"a request            {run.request_ms:.1f} ms, p99 {run.request_p99_ms:.1f} ms")
    return lines
