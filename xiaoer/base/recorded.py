"""What became of a record that was handed in, and how two versions of one value are merged."""

import re
from enum import StrEnum

_HIDDEN = re.compile(r"[*＊]+")


class Recorded(StrEnum):
    """What recording something came to."""

    RECORDED = "recorded"  # new, or with new details
    ADVANCED = "advanced"  # its state went on
    UNCHANGED = "unchanged"
    STALE = "stale"  # older than what was known, and nothing in it was missing


def is_masked(text: str) -> bool:
    """Say whether part of a text is hidden, as in 王** or 138****1234."""
    return _HIDDEN.search(text) is not None


def plainer(known: str, incoming: str) -> str:
    """Return the text to keep: an empty one or a mask of what is known never replaces it.

    A mask that cannot hide the known value (王** over 李明) says that the value is another one now.
    """
    if not incoming or (is_masked(incoming) and _may_hide(incoming, known)):
        return known or incoming
    return incoming


def first_known(known: str, incoming: str) -> str:
    """Return the text to keep when `incoming` is the older one: it only fills in what is missing.

    A plain value fills in for the mask that hides it.
    """
    if not known or (is_masked(known) and not is_masked(incoming) and _may_hide(known, incoming)):
        return incoming or known
    return known


def _may_hide(mask: str, plain: str) -> bool:
    if not plain or is_masked(plain):
        return False
    pattern = ".*".join(re.escape(part) for part in _HIDDEN.split(mask))
    return re.fullmatch(pattern, plain, re.DOTALL) is not None
