"""The index of a very large catalogue: what it finds by model, name, description and link."""

import json
from pathlib import Path

import numpy as np
import pytest

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.bot.catalogue import wide
from xiaoer.knowledge.model import Product, ProductState


def product(number: int, title: str, description: str = "", link: str = "") -> Product:
    return Product(
        ProductId(f"{number:06}"),
        ShopId("s"),
        title,
        ProductState.LISTED,
        Money(100),
        description,
        link,
        attributes=(("材质", "棉" if number % 2 else "麻"),),
    )


GOODS = [
    product(1, "云川 JSQ30-M9 燃气热水器 16升", "恒温不怕冷", "https://shop.example/item/77001122.html"),
    product(2, "云川 JSQ25-A2 燃气热水器 13升", "省气静音"),
    product(3, "星河 轻薄冲锋衣 男", "接缝压胶，暴雨不渗"),
    product(4, "星河 加厚冲锋衣 女", "鹅绒内胆"),
    *(product(number, f"海棠 第{number}号 保温杯 {number}ml") for number in range(5, 300)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> wide.WideIndex:
    return wide.build(tmp_path_factory.mktemp("wide") / "s", GOODS, version=7)


@pytest.mark.parametrize(
    ("asked", "best"),
    [
        ("你好，JSQ30-M9 有货吗", "000001"),
        ("ＪＳＱ２５－Ａ２多少钱", "000002"),
        ("有没有加厚的冲锋衣", "000004"),
        ("接缝压胶的那种", "000003"),
        ("https://shop.example/item/77001122.html 这个", "000001"),
        ("保温杯 217ml", "000217"),
    ],
)
def test_the_likeliest_product_comes_first(index: wide.WideIndex, asked: str, best: str) -> None:
    assert index.find(asked, 10)[0] == best


@pytest.mark.parametrize("asked", ["", "!!!", "嗯", "zz", "\n\n", "\ud83d", "🦆🦆"])
def test_what_names_nothing_finds_nothing(index: wide.WideIndex, asked: str) -> None:
    assert index.find(asked, 10) == []


def test_no_more_than_asked_for_and_the_same_every_time(index: wide.WideIndex) -> None:
    found = index.find("保温杯", 5)
    assert len(found) == 5
    assert found == index.find("保温杯", 5)


def test_a_word_that_too_many_share_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "MOST_SHARED", 100)
    index = wide.build(tmp_path / "s", GOODS, 1)
    assert index.find("保温杯", 5) == []
    assert index.find("冲锋衣", 5) == ["000003", "000004"]


def test_words_are_the_same_alone_and_in_a_batch() -> None:
    texts = ["燃气热水器 jsq30", "", "a b cc", "热水", "jsq30"]
    buckets, places = wide.words_of(texts)
    for place, text in enumerate(texts):
        alone, _ = wide.words_of([text])
        assert np.array_equal(np.sort(buckets[places == place]), np.sort(alone))


def test_an_index_is_replaced_whole_and_an_empty_shop_has_one(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    assert wide.build(folder, GOODS, 1).count == len(GOODS)
    assert wide.build(folder, [], 2).find("冲锋衣", 5) == []
    assert wide.WideIndex(folder).version == 2
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_a_failed_build_leaves_the_old_index(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    wide.build(folder, GOODS, 1)

    def broken():  # noqa: ANN202  # an iterator that fails on its way
        yield GOODS[0]
        raise RuntimeError("the store is gone")

    with pytest.raises(RuntimeError):
        wide.build(folder, broken(), 2)
    assert wide.WideIndex(folder).version == 1
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_an_index_of_another_format_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    wide.build(folder, GOODS, 1)
    head = folder / "head.json"
    head.write_text(json.dumps({**json.loads(head.read_text()), "format": 0}))
    with pytest.raises(ValueError, match="format"):
        wide.WideIndex(folder)
