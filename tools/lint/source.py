"""A file under lint, parsed once, and what a rule says about it."""

import ast
import io
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: where (path from the root, line from 1), which rule, what to do."""

    path: PurePosixPath
    line: int
    rule: str
    advice: str

    def __str__(self) -> str:
        """Return `file:line: rule: what to do`, which editors can jump to."""
        return f"{self.path}:{self.line}: {self.rule}: {self.advice}"


@dataclass(frozen=True)
class Source:
    """A text file by its path from the root of the project."""

    path: PurePosixPath
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines without their ends."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree of a Python file; SyntaxError when it is none."""
        return ast.parse(self.text, str(self.path))

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """Return line and text of each comment of a Python file (never of a string that looks like one)."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [(token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT]

    @property
    def is_python(self) -> bool:
        """Whether the Python rules apply."""
        return self.path.suffix == ".py"

    @property
    def is_typescript(self) -> bool:
        """Whether the TypeScript rules apply."""
        return self.path.suffix in {".ts", ".tsx"}

    @property
    def role(self) -> str:
        """Return what the file is in its room, "" outside rooms.

        `rules` for `xiaoer/bot/rules/size.py`, and for `xiaoer/bot/rules_size.py`.
        """
        parts = self.path.with_suffix("").parts
        if len(parts) < 3 or parts[0] != "xiaoer":  # noqa: PLR2004  # xiaoer/room/role
            return ""
        return parts[2].partition("_")[0]

    def finding(self, line: int, rule: str, advice: str) -> Finding:
        """Return a finding in this file."""
        return Finding(self.path, line, rule, advice)


Rule = Callable[[Source], Iterator[Finding]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` of a chain of names, "" when the expression is something else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""
