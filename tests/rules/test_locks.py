"""What is locked: every pin has its hashes, nothing says where to download from, nothing is missing."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")


def pinned(name: str) -> dict[str, list[str]]:
    """Return each pin of a requirements file with its hashes."""
    pins: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8")):
        found = re.match(r"([a-z0-9._-]+)==\S+", block, re.IGNORECASE)
        if found:
            pins[found.group(1).lower()] = re.findall(r"--hash=sha256:([0-9a-f]{64})", block)
    return pins


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes_and_no_address(name: str) -> None:
    pins = pinned(name)
    assert pins
    assert [package for package, hashes in pins.items() if not hashes] == []
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert [line for line in lines if re.search(r"://|^--(?!hash)| @ ", line.strip())] == []


def test_what_xiaoer_depends_on_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["encoder"]]
    wanted = {re.split(r"[\[<>=!~ ;]", name, maxsplit=1)[0].lower() for name in named}
    assert wanted - set(pinned("requirements.txt")) == set()


def test_the_lock_of_the_pages_names_no_address_and_forgets_no_platform() -> None:
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if "://" in entry.get("resolved", "")] == []
    known = {name.rpartition("node_modules/")[2] for name in packages}
    forgotten = {
        f"{name} needs {optional}"
        for name, entry in packages.items()
        for optional in entry.get("optionalDependencies", {})
        if optional not in known
    }
    assert forgotten == set(), "on another kind of machine `npm ci` would refuse this lock"
