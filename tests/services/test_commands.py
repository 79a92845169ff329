"""The commands as a person runs them: replay, ask and doctor need no server and speak JSON."""

import json
from pathlib import Path

import pytest

from xiaoer.cli import main

SCRIPTS = Path(__file__).parents[2] / "evals" / "appliance-shop"


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an installation of its own."""
    monkeypatch.setenv("XIAOER_DATA", str(tmp_path / "data"))


def test_replay_plays_scripts_over_the_whole_path_and_ends_with_the_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results.jsonl"
    assert main(["replay", str(SCRIPTS / "buyers.jsonl"), "--only", "dev-0", "--out", str(out)]) == 0
    results = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [result["id"] for result in results] == sorted(result["id"] for result in results)
    assert all(result["passed"] for result in results), [r["why"] for r in results if not r["passed"]]
    assert {"id", "passed", "why", "turns", "actions", "handoff"} == set(results[0])
    assert all(turn["replies"] and turn["ms"] > 0 for result in results for turn in result["turns"])
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(results)} passed, 0 failed"


def test_replay_plays_questions_as_json_lines(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    questions = SCRIPTS / "questions.jsonl"
    assert main(["replay", "--questions", str(questions), "--only", "q-00", "--json"]) == 0
    results = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert len(results) == 9
    assert all(result["passed"] for result in results)


def test_replay_wants_one_file_that_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay"]) == 1
    assert main(["replay", "no-such-file.jsonl"]) == 1
    assert "no-such-file.jsonl" in capsys.readouterr().err


def test_ask_answers_with_evidence_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "这个是几升的", "--product", "100039032355", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert "6.6" in answer["replies"][0]["content"]["text"]
    assert {item["id"] for item in answer["replies"][0]["evidence"]} == {"100039032355"}
    assert main(["ask", "我的快递到哪了", "--buyer", "cnjd喜哥2号"]) == 0
    assert "JD1234567890" in capsys.readouterr().out


def test_ask_in_a_shop_that_is_not_there_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "在吗", "--shop", "sk_nowhere-at-all"]) == 1
    assert "sk_nowhere-at-all" in capsys.readouterr().err


def test_doctor_finds_the_missing_tables_and_then_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 1
    assert "run `xiaoer migrate`" in capsys.readouterr().out
    assert main(["migrate"]) == 0
    capsys.readouterr()
    main(["doctor"])
    assert "ok  tables are up to date" in capsys.readouterr().out
