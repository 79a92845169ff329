"""The general taxonomy of what buyers want: read from the packs, exported and read back."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import msgspec

from xiaoer.base.errors import invalid
from xiaoer.bot import packs
from xiaoer.knowledge.model import Intent, Stage

FORMAT = 1


class _Entry(msgspec.Struct, kw_only=True, omit_defaults=True):
    id: str
    stage: Stage
    title: str
    wish: str = ""
    answer: str = ""
    phrasings: tuple[str, ...] = ()
    off: bool = False


class _Scenario(msgspec.Struct, kw_only=True):
    scenario: str
    intents: list[_Entry]


class _Meta(msgspec.Struct, kw_only=True):
    version: int


class _Exported(msgspec.Struct, kw_only=True):
    format: int
    version: int
    scenarios: list[_Scenario]


@cache
def version(language: str = "zh") -> int:
    """Return the number of the taxonomy that ships; it rises with every change of its files."""
    raw = (files(packs) / language / "taxonomy" / "meta.json").read_bytes()
    return msgspec.json.decode(raw, type=_Meta).version


@cache
def taxonomy(language: str = "zh") -> tuple[Intent, ...]:
    """Return all intents that ship, scenario by scenario in the order of their files; () when none."""
    folder = files(packs) / language / "taxonomy"
    if not folder.is_dir():
        return ()
    found = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".json") and one.name != "meta.json"),
        key=lambda one: one.name,
    )
    decoded = (msgspec.json.decode(one.read_bytes(), type=_Scenario) for one in found)
    return tuple(intent for scenario in decoded for intent in _intents(scenario))


@cache
def by_id(language: str = "zh") -> Mapping[str, Intent]:
    """Return the intents that ship by their ids."""
    return {intent.id: intent for intent in taxonomy(language)}


def export(intents: Iterable[Intent], number: int) -> bytes:
    """Return intents as JSON text, one object a scenario, in the order given.

    `{"format": 1, "version": number, "scenarios": [{"scenario", "intents": [{"id", "stage", "title",
    "wish", "answer", "phrasings", "off"}]}]}`; what is empty is left out.
    """
    scenarios: dict[str, _Scenario] = {}
    for intent in intents:
        scenario = scenarios.setdefault(intent.scenario, _Scenario(scenario=intent.scenario, intents=[]))
        scenario.intents.append(
            _Entry(
                id=intent.id,
                stage=intent.stage,
                title=intent.title,
                wish=intent.wish,
                answer=intent.answer,
                phrasings=intent.phrasings,
                off=intent.off,
            )
        )
    exported = _Exported(format=FORMAT, version=number, scenarios=list(scenarios.values()))
    return msgspec.json.format(msgspec.json.encode(exported), indent=2)


def read(raw: bytes) -> tuple[int, tuple[Intent, ...]]:
    """Return the version and the intents of an exported taxonomy.

    Raises XiaoerError 422 `taxonomy_unreadable` when it is no such JSON or of a newer format, and
    `taxonomy_twice` when an id stands in it twice.
    """
    try:
        exported = msgspec.json.decode(raw, type=_Exported)
    except msgspec.DecodeError as error:
        message = f"This is no exported taxonomy: {error}."
        raise invalid("taxonomy_unreadable", message) from error
    if exported.format > FORMAT:
        message = f"Format {exported.format} is newer than {FORMAT}: update Xiaoer first."
        raise invalid("taxonomy_unreadable", message)
    intents = tuple(intent for scenario in exported.scenarios for intent in _intents(scenario))
    seen: set[str] = set()
    for intent in intents:
        if intent.id in seen:
            raise invalid("taxonomy_twice", f"The id {intent.id!r} stands in it twice: keep one.")
        seen.add(intent.id)
    return exported.version, intents


def _intents(scenario: _Scenario) -> Iterable[Intent]:
    for entry in scenario.intents:
        yield Intent(
            entry.id,
            scenario.scenario,
            entry.stage,
            entry.title,
            entry.phrasings,
            entry.wish,
            entry.answer,
            entry.off,
        )
