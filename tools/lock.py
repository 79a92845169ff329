"""Pin every dependency with its hashes, and with no download address, into the requirements files."""

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tools.steps import ROOT, StepFailedError, quiet, say

PIP_TOOLS = "pip-tools==7.6.2"
HEADER = "# Made by `make lock` from {source}; do not edit. Every pin with its hashes, no addresses.\n"
SOURCES = {
    "requirements.txt": "pyproject.toml",
    "requirements-build.txt": "requirements-build.in",
    "requirements-dev.txt": "requirements-dev.in",
}
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


def main() -> int:
    """Lock all files with a pip-tools of its own; return an exit code."""
    with tempfile.TemporaryDirectory() as folder:
        say(f"[0/{len(SOURCES)}] {PIP_TOOLS} …")
        venv.create(folder, with_pip=True)
        programs = Path(folder) / "bin"
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", PIP_TOOLS], check=True)
        for number, (target, source) in enumerate(SOURCES.items(), 1):
            say(f"[{number}/{len(SOURCES)}] {source} → {target} …")
            try:
                lock(programs / "pip-compile", target, source)
            except StepFailedError as error:
                say(str(error))
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
