"""Decisions are pure and verbs stay in the caller's unit of work."""

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted

UNIT_OPENERS = frozenset({"write", "read", "write_now", "read_now"})
IMPURE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "__import__"})
IMPURE_ENDINGS = frozenset({"now", "utcnow", "today", "now_ms"})
IMPURE_MODULES = frozenset({"time", "random", "secrets", "os", "uuid", "socket", "subprocess"})


def unit_opened(source: Source) -> Iterator[Finding]:
    """Find verbs that open a unit of work or wait; routes, reactors, jobs and commands do that."""
    if not source.is_python or source.role != "service":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in UNIT_OPENERS:
                yield source.finding(
                    node.lineno, "unit-opened", "take the caller's `unit`; the caller opens and commits it"
                )
        elif isinstance(node, ast.Await | ast.AsyncFunctionDef):
            yield source.finding(
                node.lineno, "verb-waits", "a verb is synchronous; put an outside call into jobs.py"
            )


def impure_rule(source: Source) -> Iterator[Finding]:
    """Find rules that ask the clock, chance, a file or the network."""
    if not source.is_python or source.role != "rules":
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Await | ast.AsyncFunctionDef):
            yield source.finding(node.lineno, "impure-rule", "a rule is a plain function of values")
        elif isinstance(node, ast.Call) and _is_impure(dotted(node.func)):
            yield source.finding(
                node.lineno, "impure-rule", f"pass the value in instead of calling {dotted(node.func)}()"
            )


def _is_impure(name: str) -> bool:
    base, _, ending = name.rpartition(".")
    return name in IMPURE_CALLS or bool(
        base and (ending in IMPURE_ENDINGS or base.split(".")[0] in IMPURE_MODULES)
    )
