"""Files and functions stay small enough to be read at once; a longer one holds two decisions."""

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Function, Source, functions

PYTHON_LINES = 400
TYPESCRIPT_LINES = 250
FUNCTION_LINES = 40


def long_file(source: Source) -> Iterator[Finding]:
    """Find files over 400 lines of Python or 250 of TypeScript."""
    limit = PYTHON_LINES if source.is_python else TYPESCRIPT_LINES
    if len(source.lines) > limit:
        yield source.finding(
            limit + 1, "long-file", f"{len(source.lines)} lines, {limit} allowed: split by decision"
        )


def long_function(source: Source) -> Iterator[Finding]:
    """Find Python functions over 40 lines, their docstring not counted."""
    if not source.is_python:
        return
    for function in functions(source.tree):
        lines = _length(function)
        if lines > FUNCTION_LINES:
            yield source.finding(
                function.lineno,
                "long-function",
                f"{function.name} has {lines} lines, {FUNCTION_LINES} allowed: split by decision",
            )


def _length(function: Function) -> int:
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)
