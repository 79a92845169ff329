"""Statements are module constants: one built inside a function costs 76-94 µs a call instead of 2.

Functions that only module-level code calls build constants, so they may. A rare statement that must
depend on its values says so on its line: `# cold: why`.
"""

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Function, Source, dotted, functions

VERBS = frozenset({"select", "insert", "update", "delete", "text"})
MAKERS = frozenset({"Statement", "insert_or_ignore", "insert_or_update"})
# The seams themselves: they are made of statement building, and are called by module constants.
SEAMS = frozenset({"xiaoer/infra/database/statement.py", "xiaoer/infra/database/upsert.py"})


def built_in_function(source: Source) -> Iterator[Finding]:
    """Find statements built inside functions of the application."""
    if not source.is_python or source.path.parts[0] != "xiaoer" or source.role == "versions":
        return
    if str(source.path) in SEAMS or "migrations" in source.path.parts:
        return
    makers = _makers(source.tree)
    if not makers:
        return
    tables = _tables(source.tree)
    seen: set[int] = set()
    for function in functions(source.tree):
        if _only_for_constants(function, source.tree):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _builds(node, makers, tables) and node.lineno not in seen:
                seen.add(node.lineno)
                if "# cold: " not in source.lines[node.lineno - 1]:
                    yield source.finding(
                        node.lineno,
                        "statement-in-function",
                        f"make it a module constant: NAME = Statement({dotted(node.func)}(…))",
                    )


def orm_import(source: Source) -> Iterator[Finding]:
    """Find imports of SQLAlchemy's object mapper: tables are Core."""
    if not source.is_python:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        if any(name.startswith(("sqlalchemy.orm", "sqlalchemy.ext")) for name in names):
            yield source.finding(node.lineno, "no-orm", "write Core: a Table and a constant Statement")


def _makers(tree: ast.Module) -> set[str]:
    """Return the names in this file that build a statement when called."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            from_core = (node.module or "").split(".")[0] == "sqlalchemy"
            names |= {
                alias.asname or alias.name
                for alias in node.names
                if alias.name in MAKERS or (from_core and alias.name in VERBS)
            }
            if from_core:  # postgresql.insert, sqlite.insert
                names |= {f"{alias.asname or alias.name}.{verb}" for alias in node.names for verb in VERBS}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "sqlalchemy":
                    names |= {f"{alias.asname or alias.name}.{verb}" for verb in VERBS}
    return names


def _tables(tree: ast.Module) -> set[str]:
    """Return the module-level names that hold a table."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and dotted(node.value.func).rpartition(".")[2] == "Table"
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _builds(call: ast.Call, makers: set[str], tables: set[str]) -> bool:
    name = dotted(call.func)
    table, _, verb = name.rpartition(".")
    return name in makers or (verb in VERBS and table in tables)


def _only_for_constants(function: Function, tree: ast.Module) -> bool:
    """Whether a function of the module is called, and only by code that runs at import."""
    if function not in tree.body:
        return False
    inside = {
        node.id
        for other in functions(tree)
        if other is not function
        for node in ast.walk(other)
        if isinstance(node, ast.Name)
    }
    everywhere = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return function.name in everywhere and function.name not in inside
