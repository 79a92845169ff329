"""Sizes: measures read from words, matched to a table; variants; exchange of colour and size."""

import asyncio
from datetime import datetime

import pytest

from xiaoer.base.clock import CHINA
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.catalogue.variants import described, neighbour, stock_line, variants_of
from xiaoer.bot.rules.sizes import advise, body_in, cell_told, table_of
from xiaoer.bot.rules.variant_exchange import bought, wanted
from xiaoer.conversations.model import Text
from xiaoer.knowledge.model import ExchangeOption, Product, ProductState
from xiaoer.replay.bare import EachShop
from xiaoer.replay.model import Expect, Goal, Script
from xiaoer.replay.play import play_all

SHOP = ShopId("s")
NOW = datetime(2026, 5, 19, 10, tzinfo=CHINA)
TOPS = "尺码|身高cm|体重kg|衣长cm\nM|165-170|57-65|68\nL|170-175|65-73|70\nXL|175-180|73-81|72"
FEET = "尺码|脚长mm\n40|250\n41|255\n42|260\n43|265"
LISTED, GONE = ProductState.LISTED, ProductState.OUT_OF_STOCK


def shoe(note: str = "", gone: tuple[str, ...] = ("白色 42码",)) -> Product:
    words = [f"{colour} {size}码" for colour in ("黑色", "白色", "樱粉") for size in range(40, 44)]
    return Product(
        id=ProductId("7000001"),
        shop=SHOP,
        title="测试跑步鞋",
        state=LISTED,
        price=Money(29900),
        attributes=(
            ("颜色", "黑色、白色、樱粉"),
            ("尺码", "40码、41码、42码、43码"),
            ("尺码表", FEET),
            *((("尺码建议", note),) if note else ()),
        ),
        exchanges=tuple(
            ExchangeOption(ProductId(f"70000010{at:02d}"), word, GONE if word in gone else LISTED)
            for at, word in enumerate(words)
        ),
    )


def shirt(note: str = "") -> Product:
    return Product(
        ProductId("7000002"),
        SHOP,
        "测试T恤",
        LISTED,
        Money(9900),
        attributes=(("尺码表", TOPS), ("尺码建议", note)),
    )


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("我172，68公斤穿什么码", {"height": "172", "weight": "68"}),
        ("身高172体重136", {"height": "172", "weight": "68"}),
        ("一米七五 150斤", {"height": "175", "weight": "75"}),
        ("1.68m 110斤", {"height": "168", "weight": "55"}),
        ("孩子身高118 体重42", {"height": "118", "weight": "21"}),
        ("体重130", {"weight": "65"}),
        ("体重60", {"weight": "60"}),
        ("脚长25.5", {"foot": "255"}),
        ("脚长257mm", {"foot": "257"}),
        ("量了脚是248毫米", {"foot": "248"}),
        ("平时穿42，脚背高", {"usual": "42", "shape": "wide"}),
        ("腰围2尺4", {"waist": "80"}),
        ("下胸围76", {"underbust": "76"}),
        ("喜欢宽松一点", {"fit": "loose"}),
        ("什么时候发货", {}),
        ("订单8826100101", {}),
    ],
)
def test_measures_are_read_from_words(said: str, body: dict[str, str]) -> None:
    assert body_in(said) == body


@pytest.mark.parametrize(
    ("product", "body", "size"),
    [
        (shirt(), {"height": "172", "weight": "68"}, "L"),
        (shirt(), {"height": "170", "weight": "60"}, "M"),  # where ranges touch, the weight decides
        (shirt(), {"height": "178", "weight": "68"}, "XL"),  # the bigger one when they differ
        (shirt(), {"height": "178", "weight": "68", "fit": "close"}, "L"),
        (shirt(), {"height": "172", "weight": "68", "fit": "loose"}, "XL"),
        (shirt(), {"height": "190", "weight": "95"}, ""),
        (shoe(), {"foot": "257"}, "42"),
        (shoe(), {"foot": "260"}, "42"),
        (shoe(), {"foot": "280"}, ""),
        (shoe(), {"foot": "230"}, ""),
        (shoe("正码；脚背高或脚宽建议拍大一码"), {"usual": "42", "shape": "wide"}, "43"),
        (shoe("偏小，建议大一码"), {"usual": "42"}, "43"),
        (shoe("偏大半码，脚瘦建议拍小一码"), {"usual": "42", "shape": "slim"}, "41"),
        (shoe("正码"), {"usual": "42"}, "42"),
        (shoe(), {"usual": "39"}, ""),
    ],
)
def test_a_size_is_advised_by_the_table(product: Product, body: dict[str, str], size: str) -> None:
    advice = advise(product, body)
    assert advice is not None
    assert advice.size == size
    assert not size or advice.quote


def test_between_two_sizes_is_said_honestly() -> None:
    advice = advise(shirt(), {"height": "178", "weight": "68"})
    assert advice is not None
    assert "L码和XL码之间" in advice.why


def test_beyond_the_table_is_said_with_its_range() -> None:
    advice = advise(shirt(), {"height": "190", "weight": "95"})
    assert advice is not None
    assert "165-180cm" in advice.why


def test_what_is_missing_is_named_and_without_table_nothing_is_advised() -> None:
    advice = advise(shirt(), {})
    assert advice is not None
    assert advice.lacks == ("height", "weight")
    assert advise(Product(ProductId("1"), SHOP, "帽", LISTED, Money(1)), {"height": "170"}) is None


def test_a_cell_of_the_table_is_told() -> None:
    assert cell_told(shirt(), "xl的衣长是多少") == (
        "XL码：衣长72cm",
        "XL：身高175-180cm，体重73-81kg，衣长72cm",
    )
    table = table_of(shoe())
    assert table is not None
    assert table.sizes == ("40", "41", "42", "43")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("白色42还有吗", {"白色 42码"}),
        ("粉色的43码", {"樱粉 43码"}),
        ("白的有哪些码", {"白色 40码", "白色 41码", "白色 42码", "白色 43码"}),
        ("黑色42有货吗，那个白色的呢", {"白色 42码"}),
    ],
)
def test_words_mean_variants(said: str, words: set[str]) -> None:
    assert {variant.words for variant in described(variants_of(shoe()), said)[0]} == words


def test_stock_is_told_by_colour_and_size() -> None:
    variants = variants_of(shoe())
    assert stock_line(variants, "黑色42有吗") == "黑色 42码目前有货，可以正常下单"
    assert stock_line(variants, "白色42有吗").startswith("白色 42码目前缺货")
    assert "缺货的有：白色 42码" in stock_line(variants, "42码还有吗")
    assert "缺货的是：白色 42码" in stock_line(variants, "有货吗")


def test_an_option_that_is_another_product_is_no_variant() -> None:
    other = Product(
        ProductId("1"),
        SHOP,
        "电热水器",
        LISTED,
        Money(1),
        attributes=(("容量", "60升"),),
        exchanges=(ExchangeOption(ProductId("2"), "某某80升电热水器 一级能效", LISTED),),
    )
    assert variants_of(other) == ()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("42的有点挤脚，能换成43吗", "黑色 43码"),
        ("码小了，给我换大一码，颜色不变", "黑色 43码"),
        ("换小一码", "黑色 41码"),
        ("想换个粉色的", "樱粉 42码"),
        ("换成樱粉43", "樱粉 43码"),
    ],
)
def test_an_exchange_keeps_what_is_not_spoken_of(said: str, words: str) -> None:
    product = shoe()
    own = bought(product, "7000001002", "")
    assert own is not None
    assert own.words == "黑色 42码"
    found = wanted(product, own, said)
    assert found.variant is not None
    assert found.variant.words == words


def test_an_exchange_for_what_is_gone_says_so_and_remembers_it() -> None:
    product = shoe()
    own = bought(product, "", "黑色 42码")
    found = wanted(product, own, "换白色的")
    assert found.variant is None
    assert "白色 42码目前缺货" in found.unmet
    again = wanted(product, own, "那43的也行", found.leaning)
    assert again.variant is not None
    assert again.variant.words == "白色 43码"


def test_there_is_no_size_past_the_end() -> None:
    product = shoe()
    own = bought(product, "7000001003", "")
    assert own is not None
    assert neighbour(variants_of(product), own, 1) is None
    assert "没有比43码更大" in wanted(product, own, "换大一码").unmet


def test_the_shelf_knows_variants_by_their_number() -> None:
    shelf = Shelf([shoe()], ("clothes",))
    assert shelf.style("7000001006") == "7000001"
    assert shelf.by_id["7000001006"].title == "测试跑步鞋"
    assert shelf.called("7000001006") == "跑步鞋 白色 42码"
    assert shelf.named("跑步鞋", ["7000001006"])[0][0] == "7000001006"


def test_a_confirmation_of_an_exchange_shows_colour_and_size() -> None:
    result = asyncio.run(
        play_all(
            [
                Script(
                    "x-a",
                    "sports-shop",
                    "lan_meng05",
                    NOW,
                    (Goal("8826100502 换成樱粉的"),),
                    (),
                    Expect(),
                )
            ],
            EachShop(),
        )
    )[0]
    assert "樱粉 33码" in result.turns[0].replies[0]


def conversation(product: str, *lines: str) -> list[str]:
    async def talk() -> list[str]:
        shop = EachShop()
        await shop.open(None, "sports-shop", NOW, product)
        return ["\n".join(await shop.say(Text(line))) for line in lines]

    return asyncio.run(talk())


def test_measures_are_asked_for_remembered_and_not_asked_again() -> None:
    asked, again, advised, other = conversation(
        "6300101", "帮我看看穿多大", "170", "130斤", "那6300109这条裤子呢"
    )
    assert "身高和体重" in asked
    assert "体重" in again
    assert "身高" not in again.split("我按")[0]
    assert "建议选" in advised
    assert "身高170cm、体重65kg" in other


def test_who_does_not_know_is_advised_by_what_is_known() -> None:
    *_, told = conversation("6300101", "穿什么码", "身高178", "体重不知道")
    assert "身高178cm" in told
    assert "XL" in told


def test_it_asks_at_most_twice_then_shows_the_table() -> None:
    said = conversation("6300101", "穿什么码", "穿什么码呀", "到底穿什么码")
    assert "XL码" in said[2]


def test_a_colour_is_looked_up_in_the_size_that_was_advised() -> None:
    *_, white, green = conversation("6300101", "172 68公斤穿什么码", "白色的有货吗", "那荧光绿的呢")
    assert "白色 L目前缺货" in white
    assert "荧光绿 L目前有货" in green
