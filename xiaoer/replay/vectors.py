"""Vectors of many texts, kept in the temporary folder so that a second run is quick."""

import hashlib
import io
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from xiaoer.bot.ports import SentenceEncoder
from xiaoer.bot.understanding.model import Matrix

Progress = Callable[[str], None]
_BATCH: Final = 64


def encoded(encoder: SentenceEncoder, texts: Sequence[str], progress: Progress) -> Matrix:
    """Return one row a text, from the folder when the same texts were encoded before."""
    kept = _file(encoder.name, texts)
    try:
        rows: Matrix = np.load(kept, allow_pickle=False)
        if rows.shape == (len(texts), encoder.dimension):
            return rows
    except (OSError, ValueError, EOFError):
        pass  # not there, or cut off: it is made again
    parts = [np.zeros((0, encoder.dimension), np.float32)]
    for start in range(0, len(texts), _BATCH):
        progress(f"{encoder.name}: {start}/{len(texts)} texts")
        parts.append(encoder.encode(texts[start : start + _BATCH]))
    rows = np.concatenate(parts)
    _keep(kept, rows)
    return rows


def _file(name: str, texts: Sequence[str]) -> Path:
    digest = hashlib.sha256("\0".join((name, *texts)).encode()).hexdigest()
    return Path(tempfile.gettempdir()) / "xiaoer-vectors" / f"{digest}.npy"


def _keep(target: Path, rows: Matrix) -> None:
    """Write a file that is whole or not there: two runs may write the same."""
    content = io.BytesIO()
    np.save(content, rows, allow_pickle=False)
    target.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(content.getvalue())
    Path(file.name).replace(target)
