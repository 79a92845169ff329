"""`python -m tools.distil`: learn the bot's static vectors from the sentence encoder, and measure them.

Each token (characters, frequent words, pieces of the packs' phrasings) starts with the encoder's own vector,
weighted by how rare it is (SIF), and is then corrected by ridge regression, so that the sum over a
phrasing's tokens comes near the encoder's vector of the phrasing. The space is the encoder's, centred and
cut to its main directions (PCA). The result and the encoder's vectors of all phrasings of the packs are
written as one small file. Run it again after the packs' phrasings have changed; needs the encoder and the
development requirements (jieba gives the frequencies).
"""

import json
import sys
from collections import Counter
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tools.steps import ROOT, say
from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.ports import SentenceEncoder
from xiaoer.bot.retrieval.meaning import LONGEST_TOKEN, digest, tokens, unit

PACKS: Final = ROOT / "xiaoer" / "bot" / "packs" / "zh"
TARGET: Final = PACKS / "meaning.npz"
CHARACTERS: Final = 4_000
WORDS: Final = 8_000
DIMENSION: Final = 192
RARITY: Final = 1e-3  # SIF's a
OWN_COUNT: Final = 2_000  # the frequency that a piece of our own phrasings gets in the list
LEAST: Final = 4  # phrasings that a piece stands in
RIDGE: Final = 1.0
Rows = NDArray[np.float32]


def phrasings() -> list[str]:
    """Return every wording of the packs once: of intents and of the industries' entries."""
    found: list[str] = []
    for path in sorted(PACKS.glob("taxonomy/*.json")):
        for intent in json.loads(path.read_text("utf-8")).get("intents", ()):
            found += [intent["title"], *intent["phrasings"]]
    for path in sorted(PACKS.glob("industries/*.json")):
        for entry in json.loads(path.read_text("utf-8")).get("entries", ()):
            found += [entry["question"], *entry.get("similar", ())]
    return list(dict.fromkeys(plain(text) for text in found))


def vocabulary(texts: list[str]) -> tuple[list[str], Rows]:
    """Return the tokens with their share of all words: a general list, and pieces of our own phrasings."""
    listed = files("jieba").joinpath("dict.txt").read_text("utf-8").splitlines()
    counts = {word: int(count) for word, count, _ in (line.split(" ") for line in listed)}
    han = {word: n for word, n in counts.items() if all("\u4e00" <= char <= "\u9fff" for char in word)}
    single = sorted((w for w in han if len(w) == 1), key=lambda w: -han[w])[:CHARACTERS]
    longer = [w for w in han if 1 < len(w) <= LONGEST_TOKEN]
    words = [*single, *sorted(longer, key=lambda w: -han[w])[:WORDS]]
    pieces: Counter[str] = Counter()
    for text in texts:
        spans = range(1, LONGEST_TOKEN)
        pieces.update({text[at : at + n] for n in spans for at in range(len(text) - n + 1)})
    known = set(words)
    own = sorted(p for p, n in pieces.items() if n >= LEAST and p not in known and p.isalnum())
    frequency = np.array([*(han[w] for w in words), *(OWN_COUNT for _ in own)], np.float32)
    return [*words, *own], frequency / frequency.sum()


def counted(texts: list[str], places: dict[str, int], weights: Rows) -> Rows:
    """Return (texts, tokens): what each token of a text contributes, weighted; rows of unit length."""
    matrix = np.zeros((len(texts), len(places)), np.float32)
    for row, text in enumerate(texts):
        np.add.at(matrix[row], tokens(text, places), 1.0)
    return unit(matrix * weights)


def learned(start: Rows, matrix: Rows, target: Rows) -> Rows:
    """Return token rows whose weighted sums come near the target: the start, scaled, plus a ridge fit."""
    base = matrix @ start
    scale = float((base * target).sum() / (base * base).sum())
    kernel = matrix @ matrix.T + RIDGE * np.eye(len(matrix), dtype=np.float32)
    fit = scale * start + matrix.T @ np.linalg.solve(kernel, target - scale * base)
    return fit.astype(np.float32)


def whole(rows: Rows) -> tuple[NDArray[np.int8], Rows]:
    """Return rows as whole numbers from -127 to 127, and each row's scale."""
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-9) / 127
    return np.round(rows / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def distilled(encoder: SentenceEncoder, target: Path) -> None:
    """Write the file."""
    texts = phrasings()
    words, share = vocabulary(texts)
    places = {word: place for place, word in enumerate(words)}
    say(f"[1/3] {len(texts)} phrasings, {len(words)} tokens: encoding …")
    sentences, single = encoder.encode(texts), encoder.encode(words)
    mean = sentences.mean(axis=0)
    _, _, directions = np.linalg.svd(sentences - mean, full_matrices=False)
    projection = directions[:DIMENSION].T.astype(np.float32)
    say("[2/3] learning …")
    weights = (RARITY / (RARITY + share)).astype(np.float32) * np.array(
        [1.0 if len(word) == 1 else 1.5 for word in words], np.float32
    )
    goal = unit((sentences - mean) @ projection)
    matrix = counted(texts, places, weights)
    fitted = learned((single - single.mean(axis=0)) @ projection, matrix, goal)
    rows, scales = whole(fitted * weights[:, None])
    shipped, _ = whole(goal)
    kept = BytesIO()
    np.savez_compressed(
        kept,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        encoder=np.frombuffer(encoder.name.encode(), np.uint8),
        rows=rows,
        scales=scales,
        mean=mean.astype(np.float32),
        projection=projection.astype(np.float16),
        shipped=np.array([digest(text) for text in texts], np.uint64),
        shipped_rows=shipped,
    )
    target.write_bytes(kept.getvalue())
    say(f"[3/3] {target.relative_to(ROOT)}: {len(kept.getvalue()) / 1e6:.1f} MB")


def main() -> int:
    """Make the file; return an exit code."""
    encoder = open_encoder()
    if encoder is None:
        say("The sentence encoder is not installed: `make test` installs it.")
        return 1
    distilled(encoder, TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
