"""Documents that would otherwise drift: links, rooms, dependencies, and no trace of one machine."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NOT_ROOMS = {"__pycache__"}
# Used by name or by another package, never imported by us.
IMPLIED = {"httptools", "python-multipart", "uvloop", "websockets"}
IMPORTED_AS = {"argon2-cffi": "argon2", "nats-py": "nats", "prometheus-client": "prometheus_client"}


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[\[<>=!~ ;]", name, maxsplit=1)[0] for name in project["dependencies"]}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text) + re.findall(r'src="([^":]+)"', text)
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_the_picture_of_the_floors_names_every_room() -> None:
    picture = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    rooms = {
        path.stem for path in (ROOT / "xiaoer").iterdir() if path.is_dir() or path.suffix == ".py"
    } - NOT_ROOMS
    missing = {room for room in rooms if not re.search(rf"\b{room}\b", picture) and not room.startswith("__")}
    assert missing == set()


def test_every_dependency_is_used_and_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "decisions" / "0006-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in dependencies() if not re.search(rf"\b{name}\b", reasons)] == []
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "xiaoer").rglob("*.py"))
    unused = {
        name
        for name in dependencies() - IMPLIED
        if not re.search(rf"^\s*(from|import) {IMPORTED_AS.get(name, name)}\b", code, re.MULTILINE)
    }
    assert unused == set()


def test_no_word_of_one_machine_is_committed() -> None:
    folders = ("xiaoer", "docs", "tools", "tests", "benchmarks")
    suffixes = {".py", ".md", ".txt", ".in", ".toml", ".json", ".yml"}
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in suffixes | {""}]
    # Written apart, so that this file does not find itself.
    traces = re.compile(
        "|".join(["/wor" + "k/", "/roo" + "t/", "registry[.]npm" + "js", "pythonhost" + "ed"])
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files
        if "pages" not in path.relative_to(ROOT).parts
        for match in [traces.search(path.read_text(encoding="utf-8", errors="replace"))]
        if match
    ]
    assert found == []
