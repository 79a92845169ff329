"""The pieces of a text by which texts are alike: words, pairs of words, and runs of characters in words."""

import re
import unicodedata
from itertools import pairwise
from typing import Final

LONGEST: Final = 300  # characters of a text that are looked at
# A character of a language without blanks is a word; so is each sign.
_HAN: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD: Final = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+(?:'[^\W{_HAN}]+)?|[^\w\s]")
_RUN: Final = re.compile(rf"[{_HAN}]+|[^\W{_HAN}]+(?:'[^\W{_HAN}]+)?")
_SHORTEST, _MOST = 2, 5  # characters in a run


def pieces(text: str) -> list[str]:
    """Return the pieces of a text, repeated ones again; words begin with `w`, characters with `c`."""
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
    words = _WORD.findall(folded)
    found = [f"w{word}" for word in words]
    found += [f"w{one} {other}" for one, other in pairwise(words)]
    for run in _RUN.findall(folded):
        edged = f" {run} "
        for size in range(_SHORTEST, _MOST + 1):
            found += [f"c{edged[at : at + size]}" for at in range(len(edged) - size + 1)]
    return found
