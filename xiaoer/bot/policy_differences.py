"""What differs between two policies, value by value, procedure by procedure. Pure."""

from collections.abc import Iterator
from typing import Any

import msgspec

from xiaoer.bot.model import PolicyDifference
from xiaoer.bot.policy import Policy


def differences(before: Policy, after: Policy) -> tuple[PolicyDifference, ...]:
    """Return every value that differs: of procedures in their order, then of the rest."""
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    procedures = [old.pop("procedures"), new.pop("procedures")]
    found: list[PolicyDifference] = []
    for kind in dict.fromkeys([*procedures[0], *procedures[1]]):
        found += _between(kind, *(among.get(kind, {}) for among in procedures))
    return (*found, *_between("", old, new))


def _between(procedure: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[PolicyDifference]:
    for field in dict.fromkeys([*old, *new]):
        was, now = old.get(field), new.get(field)
        if was == now:
            continue
        if isinstance(was, dict) and isinstance(now, dict):
            for key in dict.fromkeys([*was, *now]):
                if was.get(key) != now.get(key):
                    yield PolicyDifference(procedure, field, key, was.get(key), now.get(key))
        else:
            yield PolicyDifference(procedure, field, "", was, now)
