"""The virtual environment: made, filled from the locked files, and Xiaoer itself put in."""

import importlib.util
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools.debian import install_packages
from tools.steps import PYTHON, ROOT, VENV, StepFailedError, done, fingerprint, is_done, quiet

LOCKS = {
    "run": ("requirements.txt", "requirements-build.txt"),
    "test": ("requirements.txt", "requirements-build.txt", "requirements-dev.txt"),
}
QUIET_PIP = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PYTHONUTF8": "1"}


def environment_ready() -> bool:
    """Whether `.venv` has a Python that starts and a pip; a moved or half-made one is made anew."""
    if not PYTHON.exists():
        return False
    if Path(sys.prefix) == VENV:
        return importlib.util.find_spec("pip") is not None
    return (
        subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


def make_environment() -> None:
    """Make `.venv` with the Python that runs this."""
    if importlib.util.find_spec("ensurepip") is None:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        install_packages(["python3-venv"], f"Python's venv module is missing ({version})")
    if VENV.exists():
        shutil.rmtree(VENV)
    # By hand rather than `venv.create`: ensurepip may have been installed a moment ago.
    made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise StepFailedError(f"    Python could not make {VENV}: {made.stdout}{made.stderr}")


def packages_ready(group: str) -> Callable[[], bool]:
    """Return whether the locked packages of `group` are installed."""
    return lambda: environment_ready() and is_done(f"packages-{group}", _packages_mark(group))


def install_locked(group: str) -> Callable[[], None]:
    """Return what installs exactly the locked packages of `group`, checked by their hashes."""

    def install() -> None:
        files = [word for name in LOCKS[group] for word in ("-r", ROOT / name)]
        quiet(
            f"packages-{group}",
            [PYTHON, "-m", "pip", "install", "--require-hashes", "--progress-bar", "off", *files],
            environment=QUIET_PIP,
            progress=_Counter(_pins(group)),
        )
        done(f"packages-{group}", _packages_mark(group))

    return install


def project_ready() -> bool:
    """Whether the command `xiaoer` of this very folder is installed."""
    return (VENV / "bin" / "xiaoer").exists() and is_done("project", _project_mark())


def install_project() -> None:
    """Install Xiaoer as a link to this folder; everything that takes is installed already."""
    quiet(
        "project",
        [PYTHON, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT],
        environment=QUIET_PIP,
    )
    done("project", _project_mark())


class _Counter:
    """Turns pip's chatter into `12 of 58: fastapi`."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._seen = 0

    def __call__(self, line: str) -> str:
        word, _, rest = line.strip().partition(" ")
        if word == "Collecting":
            self._seen += 1
            return f"{self._seen} of {self._total}: {rest.split('==')[0]}"
        return line.strip() if word in {"Building", "Installing"} else ""


def _pins(group: str) -> int:
    names = {
        line.split("==")[0]
        for file in LOCKS[group]
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    return len(names)


def _packages_mark(group: str) -> str:
    return fingerprint((ROOT / name for name in LOCKS[group]), platform.python_version(), str(VENV))


def _project_mark() -> str:
    return fingerprint([ROOT / "pyproject.toml"], str(ROOT))
