"""Pin every dependency with its hashes, and with no download address, into the requirements files."""

import re
import shutil
import sys
import tempfile
import venv
from pathlib import Path

from tools.pages import QUIET_NPM, WEB, npm_environment
from tools.steps import ROOT, StepFailedError, quiet, say

PIP_TOOLS = "pip-tools==7.6.2"
HEADER = "# Made by `make lock` from {source}; do not edit. Every pin with its hashes, no addresses.\n"
SOURCES = {
    "requirements.txt": "pyproject.toml",
    "requirements-build.txt": "requirements-build.in",
    "requirements-dev.txt": "requirements-dev.in",
}
# What `make run` and `make test` install besides; a wheel of Xiaoer is used without it.
EXTRAS = {"requirements.txt": ("--extra", "encoder")}
ADDRESS = re.compile(r"https?://|file:|--(index-url|extra-index-url|find-links|trusted-host)| @ ")


def lock(compiler: Path, target: str, source: str) -> None:
    """Resolve `source` into `target`; pins that still fit stay as they are."""
    quiet(
        f"lock-{target}",
        [
            compiler,
            "--generate-hashes",
            "--allow-unsafe",
            "--strip-extras",
            "--no-header",
            "--no-emit-index-url",
            "--no-emit-find-links",
            "--no-emit-trusted-host",
            *EXTRAS.get(target, ()),
            "--output-file",
            target,
            source,
        ],
    )
    path = ROOT / target
    text = path.read_text(encoding="utf-8")
    if ADDRESS.search(text):
        raise StepFailedError(f"    {target} holds a download address; it must not be committed")
    path.write_text(HEADER.format(source=source) + text, encoding="utf-8")


def lock_pages(folder: Path) -> None:
    """Resolve web/package.json; in a bare copy, as npm forgets other platforms beside its node_modules."""
    copy = folder / "web"
    shutil.copytree(WEB, copy, ignore=shutil.ignore_patterns("node_modules"))
    quiet(
        "lock-pages",
        ["npm", "install", "--package-lock-only", *QUIET_NPM],
        folder=copy,
        environment=npm_environment(),
    )
    shutil.copyfile(copy / "package-lock.json", WEB / "package-lock.json")


def main() -> int:
    """Lock all files with a pip-tools of its own; return an exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say(f"[1/3] {PIP_TOOLS} …")
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / "bin"
        install: list[str | Path] = [
            programs / "python",
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            PIP_TOOLS,
        ]
        try:
            quiet("lock-tools", install)
            say(f"[2/3] {', '.join(SOURCES)} …")
            for target, source in SOURCES.items():
                lock(programs / "pip-compile", target, source)
            say("[3/3] web/package-lock.json …")
            lock_pages(folder)
        except StepFailedError as error:
            say(str(error))
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
