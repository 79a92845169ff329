"""`python -m tools.check all|STAGE… [pytest words]`: the stages of `make test`, in order, until one fails."""

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET  # pytest's own report, written a moment ago
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tools.pages import WEB, npm_environment
from tools.steps import LOGS, PYTHON, ROOT, VENV, say

REPORT = LOGS / "pytest.xml"
Words = Sequence[str]


def _module(*words: str) -> list[str]:
    return [str(PYTHON), "-m", *words]


# Each stage: its commands in order; those of the pages run in web/.
STAGES: dict[str, list[Words]] = {
    "lint": [
        _module("ruff", "check", "--quiet", "."),
        _module("ruff", "format", "--check", "--quiet", "."),
        _module("tools.lint"),
    ],
    "floors": [[str(VENV / "bin" / "lint-imports"), "--no-logo"]],
    "types": [_module("mypy")],
    "client": [_module("tools.client", "--check")],
    "pages-types": [["npm", "run", "check"]],
    "pages-tests": [["npm", "test"]],
}


@dataclass(frozen=True, slots=True)
class Stage:
    """A named part of the check; `do` returns whether it went well."""

    name: str
    do: Callable[[], bool]


def _quiet(name: str) -> bool:
    """Run a stage's commands; their output is shown only when one fails."""
    for command in STAGES[name]:
        inside_web = command[0] == "npm"
        ran = subprocess.run(
            command,
            cwd=WEB if inside_web else ROOT,
            env=npm_environment() if inside_web else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if ran.returncode != 0:
            say(ran.stdout.rstrip())
            say(f"      `{' '.join(command)}` ended with {ran.returncode}")
            return False
    return True


def _pytest(words: Words) -> bool:
    """Run the Python tests with their output live."""
    LOGS.mkdir(exist_ok=True)
    REPORT.unlink(missing_ok=True)
    workers = os.environ.get("WORKERS", "")
    parallel = ["-n", workers, "--dist", "loadfile"] if workers not in {"", "0"} else []
    command = _module("pytest", f"--junitxml={REPORT}", *parallel, *words)
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0


def _counts() -> str:
    """Return pytest's counts as `N passed, N failed, N skipped`."""
    if not REPORT.exists():
        return ""
    suite = ET.parse(REPORT).getroot().find("testsuite")  # noqa: S314  # the same
    if suite is None:
        return ""
    number = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
    failed = number["failures"] + number["errors"]
    return (
        f"{number['tests'] - failed - number['skipped']} passed, {failed} failed, {number['skipped']} skipped"
    )


def check(stages: Sequence[Stage]) -> int:
    """Run the stages until one fails; the last line says how it ended."""
    began = time.monotonic()
    for number, stage in enumerate(stages, 1):
        say(f"[{number}/{len(stages)}] {stage.name} …")
        start = time.monotonic()
        if not stage.do():
            say(f"FAILED at {stage.name}; the lines above say why.")
            return 1
        say(f"      good, {time.monotonic() - start:.0f} s")
    say(f"All {len(stages)} stages good in {time.monotonic() - began:.0f} s.")
    return 0


def main(words: Words) -> int:
    """Run `all` stages with the words after it for pytest, or the named stages."""
    if words[:1] == ["all"]:
        stages = [Stage(name, lambda name=name: _quiet(name)) for name in STAGES]  # type: ignore[misc]  # bound
        code = check([*stages, Stage("tests", lambda: _pytest(words[1:]))])
        counts = _counts()
        if counts:
            say(counts)
        return code
    return check([Stage(name, lambda name=name: _quiet(name)) for name in words])  # type: ignore[misc]  # bound


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
