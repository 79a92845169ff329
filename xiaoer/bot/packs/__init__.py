"""The bot's packs: words, intents, topics and trade-default procedures as data, one folder a language.

A trainer may read and change them; a shop overrides procedures with a file of its own.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

LANGUAGES = ("zh", "en")


@cache
def read(name: str, language: str = "zh") -> dict[str, Any]:
    """Return the pack file `name` of a language as plain JSON values; FileNotFoundError when none."""
    raw = files(__package__).joinpath(language, f"{name}.json").read_bytes()
    values: dict[str, Any] = msgspec.json.decode(raw)
    return values


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return `base` with the values of `over` laid above it, objects merged key by key, lists replaced.

    A null takes the key out (JSON Merge Patch, RFC 7396).
    """
    result = dict(base)
    for key, value in over.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            below = result.get(key)
            result[key] = merged(below if isinstance(below, dict) else {}, value)
        else:
            result[key] = value
    return result
