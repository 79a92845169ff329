"""The intent engine: learns, ranks, knows what is outside, is the same every time, and is one plain file."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from xiaoer.adapters.encoders.hashed import HashedEncoder
from xiaoer.base.errors import XiaoerError
from xiaoer.bot.understanding.engine import train
from xiaoer.bot.understanding.files import loaded, saved
from xiaoer.bot.understanding.machine import solved
from xiaoer.bot.understanding.model import Example, Recipe
from xiaoer.bot.understanding.pieces import pieces

BANKING = Path(__file__).parents[3] / "shared" / "data" / "intents-banking77" / "train.csv"
WHERE = ["我的快递到哪了", "包裹走到哪里了", "物流查一下", "快递怎么还没到", "帮我看看包裹到哪了", "查物流"]
BACK = ["我要退货", "怎么退货", "不想要了能退吗", "申请退货退款", "退货怎么弄", "这个可以退吗"]
PAPER = ["开发票", "发票怎么开", "能开专票吗", "我要增值税发票", "帮我补开发票", "发票抬头写错了"]
OUTSIDE = ["今天天气怎么样", "明天天气好吗", "天气预报", "给我讲个笑话", "来个笑话", "讲个笑话听听"]
EXAMPLES: list[Example] = [
    *((text, "parcel") for text in WHERE),
    *((text, "return") for text in BACK),
    *((text, "invoice") for text in PAPER),
]
ENCODER = HashedEncoder()


def vectors(texts: Sequence[str]) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    return {ENCODER.name: ENCODER.encode(texts)}


def test_it_ranks_the_right_label_first_without_any_encoder() -> None:
    model = train(EXAMPLES)
    guesses = model.predict(["快递到哪里了呀", "想退货", "专用发票能开吗"])
    assert [guess.best.label for guess in guesses] == ["parcel", "return", "invoice"]
    for guess in guesses:
        assert [one.probability for one in guess.ranked] == sorted(
            (one.probability for one in guess.ranked), reverse=True
        )
        assert sum(one.probability for one in guess.ranked) == pytest.approx(1, abs=1e-6)


def test_it_says_what_is_outside_of_all_labels() -> None:
    model = train(EXAMPLES, OUTSIDE)
    inside, outside = model.predict(["怎么退货呀", "讲个笑话吧"])
    assert inside.inside
    assert not outside.inside
    assert outside.outside > inside.outside


def test_without_outside_examples_what_is_like_nothing_learned_is_outside() -> None:
    inside, outside = train(EXAMPLES).predict(["怎么退货呀", "zzz qqq"])
    assert (inside.inside, outside.inside) == (True, False)


def test_the_same_examples_give_the_same_file() -> None:
    texts = [text for text, _ in EXAMPLES] + OUTSIDE
    one, two = (saved(train(EXAMPLES, OUTSIDE, vectors(texts))) for _ in range(2))
    assert one == two


def test_a_model_is_one_file_without_pickle_and_comes_back_the_same() -> None:
    texts = [text for text, _ in EXAMPLES]
    model = train(EXAMPLES, (), vectors(texts))
    content = saved(model)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert all(name.endswith(".npy") for name in archive.namelist())
    asked = ["快递到哪里了呀", "zzz"]
    assert loaded(content).predict(asked, vectors(asked)) == model.predict(asked, vectors(asked))
    assert loaded(content).predict(asked) == model.predict(asked)


@pytest.mark.parametrize("content", [b"", b"PK", b"not a model", saved(train(EXAMPLES))[:-400]])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(XiaoerError) as caught:
        loaded(content)
    assert caught.value.code == "bad_model"


def test_a_model_with_an_encoder_goes_on_without_its_vectors() -> None:
    texts = [text for text, _ in EXAMPLES]
    model = train(EXAMPLES, (), vectors(texts))
    assert len(model.machines) == 2
    assert model.predict("怎么退货呀")[0].best.label == "return"
    assert model.predict("怎么退货呀", vectors(["怎么退货呀"]))[0].best.label == "return"
    assert model.predict("怎么退货呀") == train(EXAMPLES).predict("怎么退货呀")


@pytest.mark.parametrize(
    ("examples", "recipe", "code"),
    [
        ([], Recipe(), "no_examples"),
        ([("a", "x"), ("b", "x")], Recipe(), "one_label"),
        (EXAMPLES, Recipe(most=5), "too_many_examples"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(examples: list[Example], recipe: Recipe, code: str) -> None:
    with pytest.raises(XiaoerError) as caught:
        train(examples, recipe=recipe)
    assert caught.value.code == code


def test_every_text_needs_its_vector() -> None:
    with pytest.raises(XiaoerError) as caught:
        train(EXAMPLES, OUTSIDE, vectors(["one"]))
    assert caught.value.code == "vectors_missing"


def test_empty_and_strange_texts_are_texts_too() -> None:
    model = train([*EXAMPLES, ("", "parcel"), ("😀" * 999, "return")])
    for text in ("", " ", "😀", "\x00", "a" * 10_000):
        assert len(model.predict(text)[0].ranked) == 3


def test_left_out_scores_are_those_of_machines_trained_without_the_text() -> None:
    random = np.random.default_rng(1)
    points = random.normal(size=(40, 5))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    kernel = np.exp(-(2 - 2 * points @ points.T)).astype(np.float32)
    wanted = random.normal(size=(40, 3)).astype(np.float32)
    left_out = solved(kernel.copy(), wanted, 0.1).left_out
    for one in (0, 17, 39):
        rest = np.arange(40) != one
        shares = np.linalg.solve(kernel[rest][:, rest] + 0.1 * np.eye(39), wanted[rest])
        assert kernel[one, rest] @ shares == pytest.approx(left_out[one], abs=1e-3)


def test_a_large_matrix_is_inverted_by_halves_as_by_numpy() -> None:
    points = np.random.default_rng(2).normal(size=(1_500, 40))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    kernel = np.exp(-(2 - 2 * points @ points.T)).astype(np.float32)
    wanted = np.eye(1_500, 2, dtype=np.float32)
    truth = np.linalg.solve(kernel + 0.1 * np.eye(1_500), wanted)
    assert np.abs(solved(kernel, wanted, 0.1).shares - truth).max() < 1e-3


def test_words_and_characters_are_pieces_in_every_script() -> None:
    assert {"w退", "w退 货", "c退货", "wcard", "wmy card", "c car", "crd "} <= set(pieces("退货 My card"))
    assert "wкарта" in pieces("Карта")


def test_real_bank_questions_are_told_apart_by_their_words_alone() -> None:
    if not BANKING.exists():
        pytest.skip("../shared/data/intents-banking77 is not here")
    rows = list(csv.DictReader(io.StringIO(BANKING.read_text("utf-8"))))
    labels = sorted({row["category"] for row in rows})[:15]
    chosen = [(row["text"], row["category"]) for row in rows if row["category"] in labels]
    model = train([one for at, one in enumerate(chosen) if at % 5])
    asked = chosen[::5]
    guesses = model.predict([text for text, _ in asked])
    right = sum(guess.best.label == label for guess, (_, label) in zip(guesses, asked, strict=True))
    assert right / len(asked) > 0.92


def test_a_model_that_was_not_taught_to_do_without_vectors_says_so() -> None:
    texts = [text for text, _ in EXAMPLES]
    model = train(EXAMPLES, (), vectors(texts), Recipe(words_alone=False))
    assert model.predict("怎么退货呀", vectors(["怎么退货呀"]))[0].best.label == "return"
    with pytest.raises(XiaoerError) as caught:
        model.predict("怎么退货呀")
    assert caught.value.code == "vectors_missing"
