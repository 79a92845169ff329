"""Retrieval: words, static vectors, an encoder's vectors, words that must agree, the layers of answers."""

from importlib.resources import files

import numpy as np
import pytest

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.bot.retrieval.index import Index, Item
from xiaoer.bot.retrieval.library import Layer, Library
from xiaoer.bot.retrieval.meaning import digest, meaning, unit
from xiaoer.bot.retrieval.vetoes import disagreeing, sides, sides_of
from xiaoer.bot.taxonomy import taxonomy
from xiaoer.knowledge.model import Conditions, Faq, Intent, Scope, Stage

SHOP = ShopId("s")
ITEMS = (
    Item("invoice", ("怎么开发票", "可以开票吗")),
    Item("return", ("怎么退货", "不想要了能退吗")),
    Item("exchange", ("怎么换货", "能换一个吗")),
    Item("freight", ("运费谁出", "寄回去的邮费你们承担吗")),
    Item("dispatch", ("什么时候发货", "多久能发出")),
    Item("arrival", ("什么时候能到货", "几天送到")),
)


def index() -> Index:
    return Index(ITEMS, meaning())


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("发票怎么弄", "invoice"),
        ("我要退掉这个", "return"),
        ("邮费是我付还是你付", "freight"),
        ("几时能发出来呀", "dispatch"),
        ("大概要几天才能收到", "arrival"),
    ],
)
def test_other_words_find_what_is_meant(said: str, key: str) -> None:
    assert index().match(said)[0].key == key


def test_the_same_words_are_certain_and_noise_does_not_count() -> None:
    assert index().match("请问怎么开发票呢？")[0].score == pytest.approx(1.0)


def test_words_that_must_agree_keep_neighbours_apart() -> None:
    assert index().match("多久发货")[0].key == "dispatch"
    assert index().match("多久到货")[0].key == "arrival"
    apart = disagreeing(sides("我要退货"), sides_of(["怎么换货", "怎么退货", "发票"]))
    assert apart.tolist() == [True, False, False]


def test_a_longer_word_does_not_hide_the_other_groups_of_its_own() -> None:
    assert (sides("取消退货") > 0).sum() >= 2


def test_synonyms_count_as_the_same_word() -> None:
    plain, knowing = (
        Index(ITEMS, meaning(), synonyms).match("快递费谁出")[0] for synonyms in ((), (("运费", "快递费"),))
    )
    assert knowing.key == "freight"
    assert knowing.words > plain.words


def test_an_encoders_vector_decides_where_words_do_not() -> None:
    one = index()
    rows = {digest(wording): vector_of(item.key) for item in ITEMS for wording in item.wordings}
    one.teach(rows)
    assert one.unknown == []
    found = one.match("完全是别的话", vector_of("freight"))
    assert found[0].key == "freight"
    assert found[0].encoder == pytest.approx(1.0, abs=0.02)
    assert one.match("完全是别的话")[0].encoder is None


def vector_of(key: str) -> np.ndarray:
    row = np.random.default_rng(digest(key)).normal(size=meaning().dimension)
    return unit(row.astype(np.float32))


def test_nothing_is_found_in_an_empty_index() -> None:
    assert Index((), meaning()).match("有人吗") == []


def test_the_static_vectors_are_small_and_know_the_packs() -> None:
    file = files("xiaoer.bot.packs").joinpath("zh", "meaning.npz")
    assert len(file.read_bytes()) <= 5_000_000
    wordings = [wording for intent in taxonomy() for wording in intent.phrasings]
    unknown = [wording for wording in wordings if meaning().known(wording) is None]
    assert len(unknown) <= len(wordings) * 0.05, "the packs have changed: run `python -m tools.distil`"


def test_a_static_vector_is_of_unit_length_or_nothing() -> None:
    vectors = meaning().vectors(["什么时候发货", "", "☃☃"])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 0.0, 0.0], abs=1e-5)


def faq(name: str, question: str, **more: object) -> Faq:
    return Faq(name, SHOP, question, f"{name}说的", **more)  # type: ignore[arg-type]  # fields by name


GENERAL = (
    Intent(
        "invoice.when", "发票", Stage.AFTER, "发票何时开", ("发票什么时候开", "多久能开票"), "", "一般这样"
    ),
    Intent("parcel.where", "物流", Stage.DURING, "包裹到哪了", ("快递到哪了", "物流到哪"), "parcel.where"),
)


def test_the_shop_stands_above_its_industry_above_the_general() -> None:
    own, trade = (
        faq("own", "发票几天能开", intent="invoice.when"),
        faq("trade", "发票多久开", intent="invoice.when"),
    )
    both = Library((own,), (trade,), (), GENERAL)
    only_trade = Library((), (trade,), (), GENERAL)
    neither = Library((), (), (), GENERAL)
    assert [library.answers("invoice.when", lambda _: True) for library in (neither,)] == [None]
    for library, layer in ((both, Layer.SHOP), (only_trade, Layer.INDUSTRY)):
        found = library.answers("invoice.when", lambda _: True)
        assert found is not None
        assert found.layer is layer
        assert library.entries("发票几天可以开", lambda _: True)[0].layer is layer


def test_an_entry_that_may_not_be_said_now_gives_way() -> None:
    held = faq("own", "几天发货", conditions=Conditions(from_ms=100, until_ms=200, regions=("新疆",)))
    library = Library((held,), (faq("trade", "多久发货"),))

    def layers(now: int, region: str) -> list[Layer]:
        scope = Scope(regions=(region,))
        return [
            one.layer for one in library.entries("几天发货", lambda entry: entry.conditions.hold(now, scope))
        ]

    assert layers(150, "新疆乌鲁木齐")[0] is Layer.SHOP
    assert Layer.SHOP not in layers(200, "新疆乌鲁木齐")
    assert Layer.SHOP not in layers(150, "北京")
    assert library.boundaries == [100, 200]


def test_of_one_layer_the_narrower_entry_is_meant() -> None:
    wide = faq("wide", "发票", intent="invoice.when")
    narrow = faq("narrow", "发票", intent="invoice.when", product=ProductId("p"))
    found = Library((wide, narrow), (), (), GENERAL).answers("invoice.when", lambda _: True)
    assert found is not None
    assert found.faq is narrow


def test_a_shops_own_intent_stands_above_the_general_one_and_may_take_it_out() -> None:
    own = Intent("invoice.when", "发票", Stage.AFTER, "开票时间", ("票几号给我",), "", "我们三天开")
    found = Library((), (), (own,), GENERAL).wanted("票几号给我")
    assert found[0].intent is own
    off = Intent("parcel.where", "物流", Stage.DURING, "", off=True)
    assert all(
        one.intent is not None and one.intent.id != "parcel.where"
        for one in Library((), (), (off,), GENERAL).wanted("快递到哪了")
    )
