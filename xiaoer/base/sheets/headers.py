"""Headers made comparable: full-width, spaces and letter case do not tell two columns apart."""

from functools import lru_cache

from xiaoer.base.sheets.cells import folded


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """Return the header narrow, without spaces and required-marks, in lower case."""
    return "".join(folded(header).split()).strip("*:").lower()
