"""Which JSON bodies are refused before anything reads them. Pure."""

import re

from xiaoer.base.errors import XiaoerError

DEEPEST = 64
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"?')
_BRACKET = re.compile(rb"[\[\]{}]")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")
_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def complaint(body: bytes) -> XiaoerError | None:
    """Return why a JSON body is refused, None when a parser may have it.

    Refused are bytes that are not UTF-8, NUL characters and halves of a surrogate pair (no database
    column takes them), and nesting deeper than `DEEPEST`, which exhausts recursive parsers.
    """
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return XiaoerError("not_utf8", 400, f"The body is not UTF-8 (byte {error.start}).")
    if _NUL.search(body) or _half_pair(body):
        return XiaoerError(
            "bad_characters", 400, "The body holds a NUL character or half of a surrogate pair. Remove it."
        )
    if too_deep(body, DEEPEST):
        return XiaoerError("too_deep", 400, f"The JSON is nested deeper than {DEEPEST} levels.")
    return None


def too_deep(body: bytes, deepest: int) -> bool:
    """Return whether arrays and objects are nested deeper than `deepest`."""
    if body.count(b"[") + body.count(b"{") <= deepest:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", body)):
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > deepest:
            return True
    return False


def _half_pair(body: bytes) -> bool:
    return _SURROGATE.search(body) is not None and _SURROGATE.search(_PAIR.sub(b"", body)) is not None
