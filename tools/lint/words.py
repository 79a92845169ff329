"""What things are called, and that each file says what it is for."""

import ast
import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

# Words that say nothing about what a thing is; each hides a better one.
EMPTY_WORDS = frozenset(
    {"util", "utils", "utilities", "helper", "helpers", "manager", "managers", "process", "misc"}
)
_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def empty_word(source: Source) -> Iterator[Finding]:
    """Find files and classes named by a word that says nothing."""
    advice = "name it after what it holds or does; `{}` says neither"
    for part in (*source.path.parts[:-1], source.path.name.partition(".")[0]):
        for word in _words(part) & EMPTY_WORDS:
            yield source.finding(1, "empty-word", advice.format(word))
    if not source.is_python:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            for word in _words(node.name) & EMPTY_WORDS:
                yield source.finding(node.lineno, "empty-word", advice.format(word))


def purpose_first(source: Source) -> Iterator[Finding]:
    """Find files whose first line does not say what they are for."""
    if source.is_typescript:
        if not source.text.startswith(("//", "/*")):
            yield source.finding(1, "purpose-first", "begin with one comment line that says what it is for")
        return
    docstring = ast.get_docstring(source.tree)
    first = source.tree.body[0].lineno if source.tree.body else 0
    shebang = source.text.startswith("#!")
    if docstring is None or first != 1 + shebang or not source.lines[first - 1].strip('"r').strip():
        yield source.finding(
            1, "purpose-first", "begin with a docstring whose first line says what it is for"
        )


def silent_room(source: Source) -> Iterator[Finding]:
    """Find code in a room's `__init__.py`: it holds the room's purpose and nothing else."""
    parts = source.path.parts
    if len(parts) != 3 or parts[0] != "xiaoer" or parts[2] != "__init__.py":  # noqa: PLR2004  # xiaoer/room/__init__
        return
    for node in source.tree.body[1:]:
        yield source.finding(
            node.lineno,
            "silent-room",
            "a room's __init__ holds its docstring only; doors are model and service",
        )


def _words(name: str) -> set[str]:
    return {word.lower() for word in _CAMEL.findall(name.replace("-", "_"))}
