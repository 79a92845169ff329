"""`xiaoer eval` as a person runs it, on small sets of its own."""

import json
from pathlib import Path

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.bot.understanding.model import Guess, Ranked
from xiaoer.cli import main
from xiaoer.replay.abuse import abuse
from xiaoer.replay.intents import Part, divided, figures, read_parts

SHOPS = Path(__file__).parents[2] / "evals"
ROWS = [
    (f"{start} {middle} {number}", label)
    for label, start, middle in (
        ("parcel", "where is", "my parcel"),
        ("refund", "I want", "my money back"),
        ("invoice", "please send", "an invoice for it"),
    )
    for number in range(12)
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an installation and a working folder of its own."""
    monkeypatch.setenv("XIAOER_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def table(tmp_path: Path) -> Path:
    file = tmp_path / "train.csv"
    file.write_text("text,category\n" + "".join(f'"{text}",{label}\n' for text, label in ROWS), "utf-8")
    return file


def parts(tmp_path: Path) -> Path:
    file = tmp_path / "parts.json"
    other = [(f"tell me a joke {number}", "oos") for number in range(6)]
    value = {"train": ROWS[::2], "val": ROWS[1::2], "oos_train": other[:4], "oos_val": other[4:]}
    file.write_text(json.dumps(value), "utf-8")
    return file


def test_intents_keeps_a_share_back_and_prints_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    given = ["--train", str(table(tmp_path)), "--validation", "0.25", "--no-encoder", "--out", str(out)]
    assert main(["eval", "intents", *given]) == 0
    printed = capsys.readouterr().out
    assert "accuracy             100.0%" in printed
    assert "out of scope" not in printed
    result = json.loads(out.read_text("utf-8"))
    assert (result["trained_on"], result["labels"], result["figures"]["texts"]) == (27, 3, 9)
    assert result["request_ms"] > 0


def test_intents_measures_the_validation_part_and_what_is_outside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert main(["eval", "intents", "--train", str(parts(tmp_path)), "--no-encoder", "--out", str(out)]) == 0
    assert "out of scope         precision 1.000, recall 1.000, F1 1.000" in capsys.readouterr().out
    result = json.loads(out.read_text("utf-8"))
    assert (result["trained_on"], result["figures"]["texts"]) == (22, 18)


def test_intents_measures_on_a_test_file(tmp_path: Path) -> None:
    test = tmp_path / "test.json"
    test.write_text(json.dumps({"test": ROWS[:5]}), "utf-8")
    out = tmp_path / "out.json"
    given = ["--train", str(table(tmp_path)), "--test", str(test), "--no-encoder", "--out", str(out)]
    assert main(["eval", "intents", *given]) == 0
    assert json.loads(out.read_text("utf-8"))["figures"]["texts"] == 5


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "header with text and category"),
        (b"words,label\na,b\n", "header with text and category"),
        (b"text,category\nonly text\n", "line 2"),
        (b"text,category\n", "no labelled text"),
        (b'{"train": [["a"]]}', "Expected"),
        (b'{"train": 1}', "Expected"),
        (b"{", "truncated"),
        (b"text,category\n\xff\xfe,b\n", "utf-8"),
    ],
)
def test_a_bad_file_is_one_clear_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, complaint: str
) -> None:
    file = tmp_path / "bad"
    file.write_bytes(content)
    assert main(["eval", "intents", "--train", str(file), "--no-encoder"]) == 1
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert complaint in told[0]
    assert str(file) in told[0]


def test_no_file_and_a_missing_file_are_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "intents"]) == 1
    assert main(["eval", "intents", "--train", "nowhere.csv"]) == 1
    assert main(["eval", "--data", "nowhere"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_the_table_plays_every_shop_and_says_what_was_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "sets"
    (data / "appliance-shop").mkdir(parents=True)
    for name in ("buyers.jsonl", "questions.jsonl"):
        given = (SHOPS / "appliance-shop" / name).read_text("utf-8").splitlines()
        (data / "appliance-shop" / name).write_text("\n".join(given[:4]), "utf-8")
    (data / "other-shop").mkdir()
    question = {"id": "1", "shop": "no-such-shop", "say": "你好", "kind": "clarify"}
    (data / "other-shop" / "questions.jsonl").write_text(json.dumps(question), "utf-8")
    assert main(["eval", "--data", str(data), "--no-encoder", "--out", str(tmp_path / "out.json")]) == 0
    printed = capsys.readouterr().out
    assert "scripts appliance-shop" in printed
    assert "questions appliance-shop" in printed
    assert "left out: other-shop: " in printed
    assert "left out: intents BANKING77: no intents-banking77/train.csv in" in printed
    rows = json.loads((tmp_path / "out.json").read_text("utf-8"))["rows"]
    assert {row["name"]: row["count"] for row in rows}["scripts appliance-shop"] == 4


def test_without_any_data_the_table_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--no-encoder"]) == 0
    printed = capsys.readouterr().out
    assert "left out: scripts and questions" in printed
    assert "left out: intents CLINC150: needs --data DIR" in printed


def test_a_seeded_share_of_each_label_is_kept_back() -> None:
    taught, asked = divided(Part(tuple(ROWS), ("x", "y", "z", "w")), 0.25)
    assert len(asked.examples) == 9
    assert len(asked.outside) == 1
    assert {label for _, label in asked.examples} == {"parcel", "refund", "invoice"}
    assert {*taught.texts} | {*asked.texts} == {text for text, _ in ROWS} | {"x", "y", "z", "w"}
    assert divided(Part(tuple(ROWS)), 0.25) == divided(Part(tuple(ROWS)), 0.25)


@pytest.mark.parametrize("share", [0, 1, -1, 7])
def test_a_share_is_between_nothing_and_all(share: float) -> None:
    with pytest.raises(XiaoerError):
        divided(Part(tuple(ROWS)), share)


def test_the_figures_are_those_of_the_books() -> None:
    def guess(label: str, *, inside: bool) -> Guess:
        return Guess((Ranked(label, 1.0),), 0.0, inside)

    part = Part((("1", "a"), ("2", "a"), ("3", "b"), ("4", "b")), ("5", "6"))
    guesses = [
        *(guess("a", inside=True), guess("b", inside=True), guess("b", inside=False)),
        *(guess("b", inside=True), guess("a", inside=False), guess("a", inside=True)),
    ]
    found = figures(part, guesses)
    assert (found.accuracy, found.accuracy_let_in) == (0.75, 0.5)
    assert found.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert found.outside is not None
    assert (found.outside.precision, found.outside.recall, found.outside.f1) == (0.5, 0.5, 0.5)


def test_abuse_is_a_share_of_what_was_recognised_and_of_what_there_is() -> None:
    seen = abuse("TEXT,label\n你们就是骗子,1\n今天天气不错,0\n这个人种不行,1\n气死我了,0\n".encode())
    assert (seen.texts, seen.precision, seen.recall) == (4, 0.5, 0.5)
    with pytest.raises(XiaoerError):
        abuse(b"a,b\n1,2\n")


def test_a_file_with_a_mark_of_byte_order_and_quoted_lines_is_read() -> None:
    read = read_parts('\ufefftext,category\n"one,\ntwo",a\nthree,b\n'.encode(), "file")
    assert read["all"].examples == (("one,\ntwo", "a"), ("three", "b"))
