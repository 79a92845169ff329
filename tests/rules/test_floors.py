"""The floors hold: import-linter finds no wrong import, and would find one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.lint.doors import complaint, place

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT_IMPORTS), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_its_floors() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


ILL_BUILT = [
    # file, its text, the contract that must break
    ("base/clock.py", "from xiaoer.infra import database\n", "Floors"),
    ("tenancy/service.py", "from xiaoer.orders import model\n", "Floors"),
    ("channels/service.py", "from xiaoer.logistics import model\n", "Floors"),
    ("attic/model.py", "", "Floors"),
    ("bot/service.py", "from xiaoer.orders import store\n", "Doors"),
    ("orders/rules.py", "import time\n", "Rules do no input or output"),
    ("orders/rules.py", "from xiaoer.infra import database\n", "Rules do no input or output"),
    ("orders/store.py", "from xiaoer.orders import rules\n", "No circles"),
]


@pytest.mark.parametrize(("file", "text", "contract"), ILL_BUILT)
def test_an_ill_built_house_is_found_out(file: str, text: str, contract: str, tmp_path: Path) -> None:
    floor_plan = {
        "base/clock.py": "",
        "facts/__init__.py": "",
        "infra/database.py": "",
        "tenancy/service.py": "",
        "orders/model.py": "",
        "orders/rules.py": "from xiaoer.orders import store\n" if "circles" in contract else "",
        "orders/store.py": "",
        "logistics/model.py": "",
        "channels/service.py": "",
        "bot/service.py": "",
    }
    for name, content in (floor_plan | {file: text}).items():
        path = tmp_path / "xiaoer" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(content, encoding="utf-8")
    (tmp_path / "xiaoer" / "__init__.py").touch()
    (tmp_path / ".importlinter").write_bytes((ROOT / ".importlinter").read_bytes())
    (tmp_path / "tools").symlink_to(ROOT / "tools")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert any(line.startswith(contract) and line.endswith("BROKEN") for line in done.stdout.splitlines()), (
        done.stdout
    )


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("xiaoer.bot.service", "xiaoer.orders.store"),
        ("xiaoer.bot.service", "xiaoer.orders.rules.cancel"),
        ("xiaoer.bot.service", "xiaoer.orders"),
        ("xiaoer.bot.rules", "xiaoer.orders.service"),
        ("xiaoer.bot.model", "xiaoer.orders.service"),
        ("xiaoer.adapters.sandbox", "xiaoer.orders.store"),
        ("xiaoer.bot.service", "xiaoer.bot.routes"),
        ("xiaoer.bot.store", "xiaoer.bot.service"),
        ("xiaoer.bot.routes", "xiaoer.bot.store"),
        ("xiaoer.bot.model", "xiaoer.bot.rules"),
        ("xiaoer.bot.service", "xiaoer.orders.store_changes"),
        ("xiaoer.bot.routes_staff", "xiaoer.bot.store_words"),
    ],
)
def test_wrong_doors(importer: str, imported: str) -> None:
    source, target = place(importer), place(imported)
    assert source
    assert target
    assert complaint(source, target)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("xiaoer.bot.service", "xiaoer.orders.service"),
        ("xiaoer.bot.rules.cancel", "xiaoer.orders.model"),
        ("xiaoer.bot.rules.cancel", "xiaoer.bot.rules.words"),
        ("xiaoer.adapters.sandbox", "xiaoer.orders.ports"),
        ("xiaoer.wiring", "xiaoer.orders.store"),
        ("xiaoer.bot.routes", "xiaoer.infra.http"),
        ("xiaoer.bot.jobs", "xiaoer.bot.ports"),
    ],
)
def test_right_doors(importer: str, imported: str) -> None:
    source, target = place(importer), place(imported)
    assert source
    assert target
    assert complaint(source, target) == ""
