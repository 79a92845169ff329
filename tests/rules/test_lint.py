"""Each lint rule finds what it is for and leaves alone what is right."""

from pathlib import PurePosixPath

import pytest

from tools.lint.__main__ import check
from tools.lint.source import Source

STORE_HEAD = (
    '"""Tables."""\nfrom sqlalchemy import Table, insert, select\nfrom x import Statement, insert_or_ignore\n'
)


def rules(path: str, text: str) -> list[str]:
    """Return the rules that `text` breaks, in order of their lines."""
    findings = check(Source(PurePosixPath(path), text))
    return [finding.rule for finding in sorted(findings, key=lambda finding: finding.line)]


def lines(count: int) -> str:
    return "\n".join(f"    a{number} = {number}" for number in range(count))


BROKEN = [
    # path, text, rule
    ("xiaoer/bot/store.py", STORE_HEAD + "def f():\n    return select(t)\n", "statement-in-function"),
    ("xiaoer/bot/store.py", STORE_HEAD + "def f():\n    return Statement(A)\n", "statement-in-function"),
    (
        "xiaoer/bot/store.py",
        STORE_HEAD + "def f():\n    insert_or_ignore(t, ['a'])\n",
        "statement-in-function",
    ),
    (
        "xiaoer/bot/store.py",
        STORE_HEAD + "t = Table('t', m)\ndef f():\n    return t.update().values(a=1)\n",
        "statement-in-function",
    ),
    (
        "xiaoer/bot/store.py",
        '"""T."""\nimport sqlalchemy as sa\nclass A:\n    def f(self):\n        return sa.delete(t)\n',
        "statement-in-function",
    ),
    (
        "xiaoer/bot/store.py",
        '"""T."""\nfrom sqlalchemy.dialects import sqlite\ndef f():\n    return sqlite.insert(t)\n',
        "statement-in-function",
    ),
    ("xiaoer/bot/store.py", '"""T."""\nfrom sqlalchemy.orm import Session\n', "no-orm"),
    ("xiaoer/bot/store.py", '"""T."""\nimport sqlalchemy.ext.declarative\n', "no-orm"),
    ("xiaoer/bot/rules.py", '"""R."""\n' + "#\n" * 400, "long-file"),
    ("web/apps/console/src/a.ts", "// a\n" + "//\n" * 250, "long-file"),
    ("xiaoer/bot/rules.py", f'"""R."""\ndef f():\n{lines(40)}\n', "long-function"),
    ("xiaoer/bot/rules.py", "import re\n", "purpose-first"),
    ("xiaoer/bot/rules.py", '\n"""Late."""\n', "purpose-first"),
    ("xiaoer/bot/rules.py", '"""\nSecond line.\n"""\n', "purpose-first"),
    ("xiaoer/bot/rules.py", "", "purpose-first"),
    ("web/src/a.tsx", "import x from 'y'\n", "purpose-first"),
    ("xiaoer/bot/text_utils.py", '"""T."""\n', "empty-word"),
    ("web/src/dateHelpers.ts", "// d\n", "empty-word"),
    ("xiaoer/bot/rules.py", '"""R."""\nclass OrderManager:\n    """M."""\n', "empty-word"),
    ("xiaoer/bot/rules.py", '"""R."""\na = 1  # type: ignore\n', "bare-excuse"),
    ("xiaoer/bot/rules.py", '"""R."""\na = 1  # type: ignore[misc]\n', "bare-excuse"),
    ("xiaoer/bot/rules.py", '"""R."""\na = 1  # noqa\n', "bare-excuse"),
    ("xiaoer/bot/rules.py", '"""R."""\na = 1  # noqa: E501\n', "bare-excuse"),
    ("web/src/a.ts", "// a\n// @ts-ignore\n", "bare-excuse"),
    ("web/src/a.ts", "// a\n// eslint-disable-next-line no-console\n", "bare-excuse"),
    ("xiaoer/bot/service.py", '"""S."""\ndef f(db):\n    db.write(1)\n', "unit-opened"),
    ("xiaoer/bot/service/say.py", '"""S."""\ndef f(db):\n    db.read_now(1)\n', "unit-opened"),
    ("xiaoer/bot/service.py", '"""S."""\nasync def f():\n    """F."""\n', "verb-waits"),
    ("xiaoer/bot/rules.py", '"""R."""\ndef f():\n    return datetime.now(UTC)\n', "impure-rule"),
    ("xiaoer/bot/rules/size.py", '"""R."""\ndef f(clock):\n    return clock.now_ms()\n', "impure-rule"),
    ("xiaoer/bot/rules.py", '"""R."""\ndef f():\n    return random.choice([1])\n', "impure-rule"),
    ("xiaoer/bot/rules.py", '"""R."""\ndef f():\n    return open("a")\n', "impure-rule"),
    ("xiaoer/bot/__init__.py", '"""Room."""\nfrom x import y\n', "silent-room"),
    ("xiaoer/bot/reactors.py", '"""R."""\nclass Answer:\n    """A."""\n', "undeclared-reactor"),
    (
        "xiaoer/bot/reactors.py",
        '"""R."""\nclass Answer:\n    """A."""\n    hears = frozenset({1})\n',
        "undeclared-reactor",
    ),
    ("xiaoer/bot/rules.py", '"""R."""\ndef f(:\n', "syntax"),
]


@pytest.mark.parametrize(("path", "text", "rule"), BROKEN)
def test_a_broken_rule_is_found(path: str, text: str, rule: str) -> None:
    assert rules(path, text) == [rule]


KEPT = [
    # Constants, and functions that only build constants.
    ("xiaoer/bot/store.py", STORE_HEAD + "A = Statement(select(t))\n"),
    ("xiaoer/bot/store.py", STORE_HEAD + "def _by(key):\n    return Statement(select(t))\nA = _by('a')\n"),
    ("xiaoer/bot/store.py", STORE_HEAD + "def f():\n    return select(t)  # cold: an export, once a day\n"),
    ("xiaoer/bot/rules.py", '"""R."""\ndef f(found):\n    found.insert(0, 1)\n    found.update({})\n'),
    ("xiaoer/bot/store.py", STORE_HEAD + "def f(rows):\n    rows.update(a=1)\n"),
    ("xiaoer/infra/database/upsert.py", STORE_HEAD + "def f(t):\n    return Statement(insert(t))\n"),
    ("tests/services/test_store.py", STORE_HEAD + "def f():\n    return select(t)\n"),
    # Sizes at their limits.
    ("xiaoer/bot/rules.py", '"""R."""\n' + "#\n" * 399),
    ("xiaoer/bot/rules.py", f'"""R."""\ndef f():\n    """F.\n\n    More.\n    """\n{lines(39)}\n'),
    # First lines.
    ("tools/setup.py", '#!/usr/bin/env python3\n"""Set up."""\n'),
    ("web/src/a.tsx", "/** A page. */\n"),
    # Words inside other words.
    ("xiaoer/bot/processing_order.py", '"""P."""\nclass Processor:\n    """P."""\n'),
    # Excuses with code and reason, and strings that look like excuses.
    ("xiaoer/bot/rules.py", '"""R."""\na = 1  # noqa: E501, S101  # a table\nb = 1  # noqa: S101 (why)\n'),
    ("xiaoer/bot/rules.py", '"""R."""\na = 1  # type: ignore[misc]  # untyped library\n'),
    ("xiaoer/bot/rules.py", '"""R."""\na = "# noqa"\n'),
    ("web/src/a.ts", "// a\n// eslint-disable-next-line no-console -- the logger itself\n"),
    # Only verbs are kept from opening units, only rules from the clock.
    ("xiaoer/bot/routes.py", '"""R."""\nasync def f(db):\n    await db.write(1)\n'),
    ("xiaoer/bot/jobs.py", '"""J."""\ndef f(clock):\n    return clock.now_ms()\n'),
    ("xiaoer/bot/rules.py", '"""R."""\ndef f(now):\n    return now()\n'),
    ("xiaoer/__init__.py", '"""Root."""\n__version__ = "1"\n'),
    ("xiaoer/bot/packs/__init__.py", '"""Packs."""\nPACKS = ()\n'),
    (
        "xiaoer/bot/reactors.py",
        '"""R."""\nclass A:\n    """A."""\n    hears: set = X\n    tells = X\nclass _B:\n    """B."""\n',
    ),
]


@pytest.mark.parametrize(("path", "text"), KEPT)
def test_what_is_right_is_left_alone(path: str, text: str) -> None:
    assert rules(path, text) == []


def test_a_finding_says_where_and_what_to_do() -> None:
    [finding] = check(Source(PurePosixPath("xiaoer/bot/rules.py"), '"""R."""\na = 1  # noqa\n'))
    assert str(finding) == "xiaoer/bot/rules.py:2: bare-excuse: write `# noqa: CODE  # why`"
