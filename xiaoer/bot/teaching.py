"""Teaches a shop's indexes what the encoder makes of their wordings, when no turn waits for the encoder."""

import threading
from collections import OrderedDict
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xiaoer.bot.encoding import EncoderPool, Row
from xiaoer.bot.retrieval.index import Index
from xiaoer.bot.retrieval.library import Library
from xiaoer.bot.retrieval.meaning import Rows, digest, meaning

KEPT: Final = 60_000  # rows of wordings, so that a new version of a shop's knowledge costs only what is new


class Teaching:
    """Keeps what was learned by wording, over the versions of all shops' knowledge."""

    def __init__(self, pool: EncoderPool) -> None:
        self._pool = pool
        self._rows: OrderedDict[int, NDArray[np.float16]] = OrderedDict()
        self._lock = threading.Lock()

    def teach(self, library: Library) -> None:
        """Have the encoder's vectors of all wordings of a shop looked up or made; returns at once."""
        for index in library.indexes:
            with self._lock:
                known = {number: self._rows.get(number) for number in map(digest, index.unknown)}
            rows = {number: row.astype(np.float32) for number, row in known.items() if row is not None}
            if rows:
                index.teach(rows)
            missing = list(dict.fromkeys(index.unknown))
            if missing:
                self._pool.later(missing, partial(self._learn, index, {}, len(missing)))

    def _learn(self, index: Index, learned: dict[int, Rows], most: int, text: str, row: Row) -> None:
        number = digest(text)
        learned[number] = meaning().projected(row)
        with self._lock:
            self._rows[number] = learned[number].astype(np.float16)
            while len(self._rows) > KEPT:
                self._rows.popitem(last=False)
            complete = len(learned) >= most
        if complete:
            index.teach(learned)
