"""Every excuse from a checker names the rule it breaks and why."""

import re
from collections.abc import Iterator

from tools.lint.source import Finding, Source

_EXCUSE = re.compile(r"#\s*(type:\s*ignore|noqa)\b", re.IGNORECASE)
_GOOD_TYPE = re.compile(r"#\s*type:\s*ignore\[[a-z, -]+\][\s#(—-]+\S.{2,}", re.IGNORECASE)
_GOOD_NOQA = re.compile(r"#\s*noqa:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*[\s#(—-]+\S.{2,}", re.IGNORECASE)
_TYPESCRIPT = re.compile(r"@ts-(ignore|nocheck)|@ts-expect-error\s*$|eslint-disable(?!.* -- \S)")


def bare_excuse(source: Source) -> Iterator[Finding]:
    """Find `type: ignore` and `noqa` without code or reason, and their TypeScript kin."""
    if source.is_typescript:
        for number, line in enumerate(source.lines, 1):
            if _TYPESCRIPT.search(line):
                yield source.finding(
                    number, "bare-excuse", "write `@ts-expect-error why` or `eslint-disable-line rule -- why`"
                )
        return
    for number, comment in source.comments:
        for found in _EXCUSE.finditer(comment):
            rest = comment[found.start() :]
            good, form = (
                (_GOOD_NOQA, "# noqa: CODE  # why")
                if found.group(1).lower() == "noqa"
                else (_GOOD_TYPE, "# type: ignore[code]  # why")
            )
            if not good.match(rest):
                yield source.finding(number, "bare-excuse", f"write `{form}`")
