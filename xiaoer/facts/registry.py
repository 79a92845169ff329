"""Which fact has which name and version in the log, and how old versions are read."""

from collections.abc import Callable
from dataclasses import is_dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any, Final

import msgspec

from xiaoer import facts
from xiaoer.base.fact import Fact

_encode = msgspec.json.Encoder().encode

# (name, old version) -> the fields of the next version. A fact that changes its fields gets a new
# version here; rows in the log are never rewritten.
UPCASTERS: Final[dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]] = {}


def _all_facts() -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for module in iter_modules(facts.__path__):
        if module.name == "registry":
            continue
        for value in vars(import_module(f"{facts.__name__}.{module.name}")).values():
            if (
                isinstance(value, type)
                and issubclass(value, Fact)
                and is_dataclass(value)
                and value is not Fact
            ):
                found[f"{module.name}.{value.__name__}"] = value
    return found


FACTS: Final = MappingProxyType(_all_facts())
_NAMES: Final = {kind: name for name, kind in FACTS.items()}
_VERSIONS: Final = {
    name: 1 + max((old for upcast, old in UPCASTERS if upcast == name), default=0) for name in FACTS
}


def encode(fact: Fact) -> tuple[str, int, str]:
    """Return (name, version, JSON text) of a fact as the log keeps it."""
    name = _NAMES[type(fact)]
    return name, _VERSIONS[name], _encode(fact).decode()


def decode(name: str, version: int, body: str) -> Fact:
    """Return the fact of a log row, brought up to today's version.

    KeyError for a name that no module tells any more; keep the dataclass as long as rows exist.
    """
    fields = msgspec.json.decode(body)
    for old in range(version, _VERSIONS[name]):
        fields = UPCASTERS[name, old](fields)
    return msgspec.convert(fields, FACTS[name])
