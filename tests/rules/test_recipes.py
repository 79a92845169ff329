"""The recipes: every target has its help, steps stop with a clear line, done steps are not done again."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import debian, steps
from tools.check import Stage, check
from tools.steps import Step, StepFailedError, fingerprint, quiet, run

ROOT = Path(__file__).parents[2]


def test_every_target_has_one_line_of_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert targets == explained == set(phony.group(1).split())
    shown = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in shown.splitlines()} == targets


def test_the_build_machine_runs_what_a_person_runs() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["make test"]


def test_steps_that_are_done_are_silent(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []
    assert run([("one", lambda: True, lambda: done.append("one"))]) == 0
    assert done == []
    assert capsys.readouterr().out == ""


def test_a_failing_step_stops_the_recipe_with_a_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []

    def fail() -> None:
        raise StepFailedError("    no network")

    recipe: list[Step] = [
        ("one", lambda: False, lambda: done.append("one")),
        ("two", lambda: False, fail),
        ("three", lambda: False, lambda: done.append("three")),
    ]
    assert run(recipe) == 1
    assert done == ["one"]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "[1/3] one …"
    assert said[-2] == "    no network"
    assert said[-1].startswith("Stopped at step 2 (two).")


def test_a_failing_command_shows_its_last_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "LOGS", tmp_path / ".run")
    script = "print('小二'); raise SystemExit('why it failed')"
    with pytest.raises(StepFailedError) as failure:
        quiet("broken", [sys.executable, "-c", script], folder=tmp_path)
    assert "why it failed" in str(failure.value)
    kept = (tmp_path / ".run" / "broken.log").read_text(encoding="utf-8").splitlines()
    assert set(kept) == {"小二", "why it failed"}


def test_a_fingerprint_follows_content_name_and_extras(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    one = tmp_path / "a"
    one.write_text("1", encoding="utf-8")
    first = fingerprint([one], "3.11")
    assert fingerprint([one], "3.11") == first
    assert fingerprint([one], "3.12") != first
    other = tmp_path / "b"
    other.write_text("1", encoding="utf-8")
    assert fingerprint([other], "3.11") != first
    one.write_text("2", encoding="utf-8")
    assert fingerprint([one], "3.11") != first


def test_who_is_not_root_is_told_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(StepFailedError, match="sudo apt-get install chromium fonts-noto-cjk"):
        debian.install_packages(["chromium", "fonts-noto-cjk"], "The page tests need Chromium")


def test_the_check_stops_at_the_first_failure(capsys: pytest.CaptureFixture[str]) -> None:
    stages = [Stage("lint", lambda: True), Stage("types", lambda: False), Stage("tests", lambda: True)]
    assert check(stages) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "FAILED at types; the lines above say why."
    assert not any("tests" in line for line in said)
