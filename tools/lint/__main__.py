"""`python -m tools.lint [FILE…]`: print every broken house rule as `file:line: rule: what to do`."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from tools.lint.excuses import bare_excuse
from tools.lint.reactors import undeclared_reactor
from tools.lint.sizes import long_file, long_function
from tools.lint.source import Finding, Rule, Source
from tools.lint.statements import built_in_function, orm_import
from tools.lint.verbs import impure_rule, unit_opened
from tools.lint.words import empty_word, purpose_first, silent_room

ROOT = Path(__file__).parents[2]
FOLDERS = ("xiaoer", "tools", "tests", "benchmarks", "evals", "web")
SUFFIXES = frozenset({".py", ".ts", ".tsx"})
# Not written by people: installed, built or generated.
SKIPPED = frozenset({"node_modules", "dist", "pages", "versions", "generated", "__pycache__"})
GENERATED = (".gen.ts", ".d.ts")

RULES: tuple[Rule, ...] = (
    purpose_first,
    silent_room,
    empty_word,
    long_file,
    long_function,
    bare_excuse,
    built_in_function,
    orm_import,
    unit_opened,
    impure_rule,
    undeclared_reactor,
)


def check(source: Source) -> list[Finding]:
    """Return what all rules say about one file; a file that cannot be parsed is a finding too."""
    try:
        return [finding for rule in RULES for finding in rule(source)]
    except SyntaxError as error:
        return [source.finding(error.lineno or 1, "syntax", error.msg)]


def sources(paths: Sequence[Path]) -> Iterator[Source]:
    """Yield the files to look at, in order of their names."""
    for path in sorted(paths):
        text = path.read_text(encoding="utf-8")
        yield Source(PurePosixPath(path.relative_to(ROOT)), text)


def written_files() -> list[Path]:
    """Return every file that a person wrote and a rule speaks of."""
    found = []
    for top in FOLDERS:
        for folder, below, names in os.walk(ROOT / top):
            below[:] = [name for name in below if name not in SKIPPED]
            found += [Path(folder, name) for name in names if not name.endswith(GENERATED)]
    return [path for path in found if path.suffix in SUFFIXES]


def main(arguments: Sequence[str]) -> int:
    """Print findings and return 1 when there are any."""
    paths = [Path(argument).resolve() for argument in arguments] or written_files()
    findings = [finding for source in sources(paths) for finding in check(source)]
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
