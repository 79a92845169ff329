"""Reactors declare what they hear and tell, and every circle of them names what breaks it.

Imports cannot show a circle of events (risk → notice → said → inspection → notice), so this graph does.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.lint.source import Finding, Source

DECLARATIONS = ("hears", "tells")


def undeclared_reactor(source: Source) -> Iterator[Finding]:
    """Find public classes of a room's reactors without `hears` and `tells`."""
    if not source.is_python or source.role != "reactors":
        return
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            missing = [name for name in DECLARATIONS if name not in _class_attributes(node)]
            if missing:
                yield source.finding(
                    node.lineno,
                    "undeclared-reactor",
                    f"declare {' and '.join(missing)}: frozenset of the facts, empty when none",
                )


def _class_attributes(node: ast.ClassDef) -> set[str]:
    names = set()
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names.add(statement.target.id)
        elif isinstance(statement, ast.Assign):
            names |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return names


@dataclass(frozen=True, slots=True)
class Listener:
    """A reactor as the graph sees it: names of facts in and out, and the natural key that ends a circle.

    `tells` counts everything that its verbs tell, those of lower rooms too. `breaker` says in words
    which natural key makes the second time change nothing; "" when it has none.
    """

    name: str
    hears: frozenset[str]
    tells: frozenset[str]
    breaker: str = ""


def circles(listeners: Iterable[Listener]) -> list[tuple[str, ...]]:
    """Return every elementary circle of reactors as names, beginning with the smallest, in order."""
    by_name = {listener.name: listener for listener in listeners}
    next_names = {
        name: sorted(other.name for other in by_name.values() if listener.tells & other.hears)
        for name, listener in by_name.items()
    }
    found: list[tuple[str, ...]] = []
    for start in sorted(by_name):
        paths: list[tuple[str, ...]] = [(start,)]
        while paths:
            path = paths.pop()
            for name in next_names[path[-1]]:
                if name == start:
                    found.append(path)
                elif name > start and name not in path:
                    paths.append((*path, name))
    return sorted(found)


def endless(listeners: Iterable[Listener]) -> list[tuple[str, ...]]:
    """Return the circles in which no reactor names a breaker: each could go round for ever."""
    known = list(listeners)
    breakers = {listener.name for listener in known if listener.breaker}
    return [circle for circle in circles(known) if not breakers.intersection(circle)]
