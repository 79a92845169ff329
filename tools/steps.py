"""Steps of a recipe: numbered lines, quiet commands whose noise goes to a file, stamps of what is done.

Standard library only: this runs before anything is installed.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOGS = ROOT / ".run"
STAMPS = VENV / ".stamps"
LAST_LINES = 25


class StepFailedError(Exception):
    """A step could not be done; the message says in one line what to do."""


def say(text: str) -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def show(text: str) -> None:
    """Show passing progress on a terminal; nothing where no one watches."""
    if sys.stdout.isatty():
        print(f"\r\x1b[K      {text[:70]}", end="", flush=True)


def quiet(
    name: str,
    command: Sequence[str | Path],
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    progress: Callable[[str], str] = str.strip,
) -> None:
    """Run a command with its output in `.run/NAME.log`; StepFailedError shows the last lines.

    `progress` turns a line of output into what a terminal shows, "" to keep what it shows.
    """
    LOGS.mkdir(exist_ok=True)
    log = LOGS / f"{name}.log"
    lines = []
    with subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as child:
        for line in child.stdout or ():
            lines.append(line)
            shown = progress(line)
            if shown:
                show(shown)
    log.write_text("".join(lines), encoding="utf-8")
    if sys.stdout.isatty():
        print("\r\x1b[K", end="", flush=True)
    if child.returncode != 0:
        last = "".join(f"    {line}" for line in lines[-LAST_LINES:])
        raise StepFailedError(f"{last}    (everything: {log.relative_to(ROOT)})")


def fingerprint(paths: Iterable[Path], *extra: str) -> str:
    """Return a hash of the contents and names of files, and of `extra`."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_done(stamp: str, mark: str) -> bool:
    """Whether the step `stamp` was last done for the same inputs."""
    path = STAMPS / stamp
    return path.exists() and path.read_text(encoding="utf-8") == mark


def done(stamp: str, mark: str) -> None:
    """Remember that a step was done for these inputs."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / stamp).write_text(mark, encoding="utf-8")


Step = tuple[str, Callable[[], bool], Callable[[], None]]


def run(steps: Sequence[Step]) -> int:
    """Do the steps (name, whether it is done, how to do it) that are not done; return an exit code."""
    if all(ready() for _, ready, _ in steps):
        return 0
    for number, (name, ready, do) in enumerate(steps, 1):
        if ready():
            say(f"[{number}/{len(steps)}] {name}: ready")
            continue
        say(f"[{number}/{len(steps)}] {name} …")
        began = time.monotonic()
        try:
            do()
        except StepFailedError as error:
            say(str(error))
            say(f"Stopped at step {number} ({name}). The lines above say why; run the same command again.")
            return 1
        say(f"      done in {time.monotonic() - began:.0f} s")
    return 0
