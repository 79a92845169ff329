"""How the bot speaks: short names, cards below the text, the fee first, a person for threats, English."""

import pytest

from tests.rules.bot_shop import ask, sample, talk, told
from xiaoer.bot.catalogue.naming import named
from xiaoer.bot.industries import trade
from xiaoer.bot.model import HandoffReason, Memory
from xiaoer.conversations.model import OrderCard, ParcelCard, ProductCard, Text
from xiaoer.orders.model import CancelOrder

KINDS = trade(("appliances", "clothes")).kind_words

ME = "cnjd喜哥2号"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (
            "美的（Midea）【安睡M9 Max】16升燃气热水器 天然气 一级静音 JSQ30-M9 Max",
            "JSQ30-M9 Max 16升燃气热水器",
        ),
        ("美的（Midea）国家补贴20%终身免换镁棒60升电热水器3300W F6033-JE6(HE)", "F6033-JE6(HE) 60升电热水器"),
        ("美的（Midea）【万向X6Max】嵌入式洗碗机16套一级容积率105℃热风烘干", "X6Max 16套洗碗机"),
        ("男士休闲外套", "外套"),
    ],
)
def test_goods_have_short_names(title: str, name: str) -> None:
    assert named(title, KINDS) == name


def test_every_product_of_the_sample_shop_has_a_short_name() -> None:
    assert all(len(named(product.title, KINDS)) <= 30 for product in sample().products)


def test_a_recommendation_is_one_text_and_up_to_three_cards_below() -> None:
    thought = ask("想买个80升的电热水器，2000以内")
    kinds = [type(reply.content) for reply in thought.replies]
    assert kinds[0] is Text
    assert kinds[1:] == [ProductCard] * len(kinds[1:])
    assert 1 <= len(kinds[1:]) <= 3


def test_parcels_and_orders_come_with_cards() -> None:
    assert any(isinstance(reply.content, ParcelCard) for reply in ask("313021098954到哪了", buyer=ME).replies)
    assert any(
        isinstance(reply.content, OrderCard) for reply in ask("313021098954什么状态", buyer=ME).replies
    )


@pytest.mark.parametrize(
    ("product", "fee"), [("100112573625", "0元"), ("100002076057", "300 元封顶"), ("100039032355", "100元")]
)
def test_the_basic_fee_comes_first(product: str, fee: str) -> None:
    said = told(ask("安装要收费吗", product=product))
    assert fee in said[:60]


def test_the_first_of_a_recommendation_can_be_asked_about() -> None:
    thoughts = talk("", "想买个80升的电热水器，2000以内", "第二款安装要收费吗")
    assert "免费" in told(thoughts[-1])


def test_a_threat_is_answered_with_a_person_who_comes_when_wanted() -> None:
    thoughts = talk(ME, "你们骗人，我要去12315投诉", "转吧")
    assert "转人工" in told(thoughts[0])
    assert thoughts[0].handoff is None
    assert thoughts[1].handoff is not None
    assert thoughts[1].handoff.reason is HandoffReason.ANGRY


def test_simple_english_is_answered_in_english_and_confirmed_first() -> None:
    thoughts = talk(ME, "hello", "where is my order?", "cancel my order 313021098954", "confirm")
    assert "Hello" in told(thoughts[0])
    assert "313021098954" in told(thoughts[1])
    assert not thoughts[2].changes
    assert "confirm" in told(thoughts[2])
    assert [type(change) for change in thoughts[3].changes] == [CancelOrder]


@pytest.mark.parametrize("said", ["can I talk to an agent", "I want a real person please"])
def test_english_buyers_get_a_person(said: str) -> None:
    assert ask(said, buyer=ME).handoff is not None


def test_english_says_nothing_about_other_peoples_orders() -> None:
    said = told(ask("where is order 314902651602", buyer=ME))
    assert "could not find order 314902651602" in said


def test_chinese_after_english_is_answered_in_chinese() -> None:
    thoughts = talk(ME, "hello", "我的快递到哪了")
    assert "最新物流" in told(thoughts[-1])
    assert thoughts[-1].memory.language == Memory().language
