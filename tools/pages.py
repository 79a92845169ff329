"""The web pages: npm's locked packages, then the build into xiaoer/pages, each only when it must."""

import os
from pathlib import Path

from tools.steps import ROOT, VENV, done, fingerprint, is_done, quiet

WEB = ROOT / "web"
BUILT = ROOT / "xiaoer" / "pages"
NPM = VENV / "bin" / "npm"
NOT_SOURCE = frozenset({"node_modules", "dist", "coverage", ".vite"})
# A registry that cannot be reached is told within half a minute, not after nine.
QUIET_NPM = (
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
    "--fetch-retry-mintimeout=2000",
    "--fetch-retry-maxtimeout=8000",
)
MACHINE_NPMRC = Path("/etc/npmrc")


def npm_environment() -> dict[str, str]:
    """Return an environment in which `npm` and `node` are those of `.venv`; none on the machine is needed."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    found = {**os.environ, "PATH": path, "CI": "true"}
    # What the machine's own Node would respect: its certificates and its npm settings.
    found.setdefault("NODE_USE_SYSTEM_CA", "1")
    if MACHINE_NPMRC.exists():
        found.setdefault("NPM_CONFIG_GLOBALCONFIG", str(MACHINE_NPMRC))
    return found


def npm(name: str, *words: str) -> None:
    """Run npm in web/, its noise in a log."""
    quiet(name, [NPM, *words], folder=WEB, environment=npm_environment())


def packages_ready() -> bool:
    """Whether npm's packages are those of the lock."""
    return (WEB / "node_modules").exists() and is_done("npm", _lock_mark())


def install_packages() -> None:
    """Install exactly npm's lock."""
    npm("npm-ci", "ci", *QUIET_NPM)
    done("npm", _lock_mark())


def pages_ready() -> bool:
    """Whether the built pages are those of the sources."""
    return BUILT.exists() and is_done("pages", _source_mark())


def build_pages() -> None:
    """Build all pages into xiaoer/pages."""
    npm("pages", "run", "build")
    done("pages", _source_mark())


def _lock_mark() -> str:
    return fingerprint([WEB / "package-lock.json"], str(ROOT))


def _source_mark() -> str:
    found = []
    for folder, below, names in os.walk(WEB):
        below[:] = [name for name in below if name not in NOT_SOURCE]
        found += [Path(folder, name) for name in names if not name.endswith(".tsbuildinfo")]
    return fingerprint(found)
