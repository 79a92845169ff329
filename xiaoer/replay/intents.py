"""Sets of labelled texts: read from CSV or JSON, split, and how well a model does on what it has not seen."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from xiaoer.base.errors import invalid
from xiaoer.bot.understanding.model import Example, Guess

OUTSIDE: Final = "oos"  # the label of texts that are outside all others
SEED: Final = 20_261_122
# Share of outside texts in CLINC150's published test part (1,000 of 5,500; Larson and others, 2019).
PUBLISHED_SHARE: Final = 1_000 / 5_500

Rows = Sequence[Example]


@dataclass(frozen=True, slots=True)
class Part:
    """Labelled texts, and texts that are outside of all labels."""

    examples: tuple[Example, ...]
    outside: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """Return all texts, those with labels first."""
        return [*(text for text, _ in self.examples), *self.outside]


@dataclass(frozen=True, slots=True)
class OutsideFigures:
    """How well outside texts are told from the others; `at_published_share` is F1 where they are 18 %."""

    precision: float
    recall: float
    f1: float
    at_published_share: float


@dataclass(frozen=True, slots=True)
class IntentFigures:
    """Shares from 0 to 1. `accuracy` is of the likeliest label, whether or not the text was let in;
    `accuracy_let_in` counts a labelled text that was called outside as wrong.
    """

    texts: int
    accuracy: float
    accuracy_let_in: float
    macro_f1: float
    outside: OutsideFigures | None


def read_parts(content: bytes, name: str) -> Mapping[str, Part]:
    """Return the parts of a file by name; a CSV is one part `all`.

    CSV: a header with `text` and `category`. JSON: an object whose lists `train`, `val`, `test` and
    `oos_train`, `oos_val`, `oos_test` hold [text, label]. The category `oos` is outside. XiaoerError
    `bad_intents` (422) names file and reason.
    """
    try:
        if content.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"{":
            given = msgspec.json.decode(content, type=dict[str, list[tuple[str, str]]])
            names = dict.fromkeys(key.removeprefix("oos_") for key in given)
            parts = {key: _part([*given.get(key, ()), *given.get(f"oos_{key}", ())]) for key in names}
        else:
            parts = {"all": _part(list(_table(content)))}
    except (ValueError, csv.Error, msgspec.DecodeError) as error:
        raise invalid("bad_intents", f"{name}: {error}") from error
    if not any(part.examples for part in parts.values()):
        raise invalid("bad_intents", f"{name}: no labelled text in it")
    return parts


def divided(part: Part, share: float) -> tuple[Part, Part]:
    """Return a part without, and only, a seeded share of each label's texts."""
    if not 0 < share < 1:
        raise invalid("bad_share", f"A share between 0 and 1 can be kept for measuring, not {share}.")
    random = np.random.default_rng(SEED)
    by_label: dict[str, list[Example]] = defaultdict(list)
    for text, label in (*part.examples, *((text, OUTSIDE) for text in part.outside)):
        by_label[label].append((text, label))
    kept: list[Example] = []
    measured: list[Example] = []
    for label in sorted(by_label):
        rows = by_label[label]
        count = round(len(rows) * share)
        order = random.permutation(len(rows))
        measured += [rows[at] for at in order[:count]]
        kept += [rows[at] for at in sorted(order[count:])]
    return _part(kept), _part(measured)


def figures(part: Part, guesses: Sequence[Guess]) -> IntentFigures:
    """Return how good the guesses for `part.texts` are."""
    labelled = guesses[: len(part.examples)]
    truth = [label for _, label in part.examples]
    said = [guess.best.label for guess in labelled]
    right = [one == other for one, other in zip(said, truth, strict=True)]
    let_in = [good and guess.inside for good, guess in zip(right, labelled, strict=True)]
    return IntentFigures(
        len(truth),
        sum(right) / len(right),
        sum(let_in) / len(let_in),
        _macro_f1(truth, said),
        _outside(labelled, guesses[len(truth) :]) if part.outside else None,
    )


def _outside(labelled: Sequence[Guess], outside: Sequence[Guess]) -> OutsideFigures:
    found = sum(not guess.inside for guess in outside)
    wrong = sum(not guess.inside for guess in labelled)
    recall = found / len(outside)
    weight = PUBLISHED_SHARE / (1 - PUBLISHED_SHARE) * len(labelled) / len(outside)
    return OutsideFigures(
        found / (found + wrong) if found + wrong else 0.0,
        recall,
        _f1(found, wrong, len(outside) - found),
        _f1(found * weight, wrong, (len(outside) - found) * weight),
    )


def _macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """Return the mean F1 of the labels that occur in the truth."""
    total = 0.0
    labels = sorted(set(truth))
    pairs = list(zip(truth, said, strict=True))
    for label in labels:
        both = sum(one == other == label for one, other in pairs)
        total += _f1(both, said.count(label) - both, truth.count(label) - both)
    return total / len(labels)


def _f1(found: float, wrong: float, missed: float) -> float:
    return 2 * found / (2 * found + wrong + missed) if found else 0.0


def _part(rows: Rows) -> Part:
    return Part(
        tuple((text, label) for text, label in rows if label != OUTSIDE),
        tuple(text for text, label in rows if label == OUTSIDE),
    )


def _table(content: bytes) -> Iterator[Example]:
    table = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    if not {"text", "category"} <= set(table.fieldnames or ()):
        raise ValueError("the first line must be a header with text and category")
    for row in table:
        if not row["text"] or not row["category"]:
            raise ValueError(f"line {table.line_num}: text or category is missing")
        yield row["text"], row["category"]
