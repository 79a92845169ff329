"""Sales guidance: what brings a suggestion, what is suggested, and when nothing is said."""

from dataclasses import replace

import pytest

from tests.rules import medical_shop as shop
from xiaoer.bot.model import Thought
from xiaoer.bot.policy import Guidance
from xiaoer.bot.rules.guidance import is_guided
from xiaoer.buyers.model import InterestKind

LINK = "https://shop.muhean.example/item/{}.html"


def suggested(thought: Thought) -> str:
    found = thought.trace.get("guidance")
    return str(found.get("suggested", "")) if isinstance(found, dict) else ""


def test_a_link_brings_selling_points_and_parameters_from_the_data() -> None:
    thought = shop.talk(shop.view(), LINK.format(shop.MASKS))[0]
    said = shop.told(thought)
    assert "三层结构" in said
    assert "YY 0469" in said
    assert "每人限购2盒" in said
    assert thought.trace["guidance"] == {"act": "presented", "for": shop.MASKS}


def test_a_third_question_about_one_product_brings_its_accessory_once() -> None:
    asked = ("准不准", "防水吗", "多重", "测一次要多久", "带收纳盒吗")
    thoughts = shop.talk(shop.view(), *asked, page=shop.THERMOMETER)
    assert [suggested(thought) for thought in thoughts] == ["", "", shop.BATTERY, "", ""]


@pytest.mark.parametrize("kind", list(InterestKind))
def test_cart_and_favourite_bring_the_accessory_at_the_first_question(kind: InterestKind) -> None:
    seen = shop.interested(shop.view(), shop.THERMOMETER, kind)
    thought = shop.talk(seen, "准不准", page=shop.THERMOMETER)[0]
    assert suggested(thought) == shop.BATTERY
    assert "5.9" in shop.told(thought)


def test_no_gift_is_followed_by_what_can_be_bought() -> None:
    thought = shop.talk(shop.view(), "没有赠品吗", page=shop.THERMOMETER)[0]
    assert "暂无赠品" in shop.told(thought)
    assert suggested(thought) == shop.BATTERY
    given = shop.talk(shop.view(), "没有赠品吗", page="6200100116")[0]
    assert "急救口袋卡" in shop.told(given)
    assert suggested(given) == ""


def test_what_is_gone_brings_what_is_in_stock_of_its_kind() -> None:
    thought = shop.talk(shop.view(), "什么时候有货", page=shop.SMALL)[0]
    assert "3月18日" in shop.told(thought)
    assert suggested(thought) == shop.CHILDREN


@pytest.mark.parametrize(
    "before",
    ["你们的东西太差了，垃圾", "我要退货", "血压计坏了怎么修", "帮我取消订单"],
)
def test_nothing_is_suggested_to_who_has_a_problem(before: str) -> None:
    seen = shop.interested(shop.view("老周爱钓鱼"), shop.THERMOMETER, InterestKind.CART)
    thoughts = shop.talk(seen, before, f"{shop.THERMOMETER} 准不准")
    assert [suggested(thought) for thought in thoughts] == ["", ""]


def test_nothing_is_suggested_that_the_buyer_may_not_have() -> None:
    kn95 = shop.interested(shop.view("清风徐来88"), shop.KN95, InterestKind.CART)
    gone = replace(
        shop.product("6200100122"), state=shop.product(shop.SMALL).state
    )  # the box that goes with it is out of stock
    products = tuple(gone if one.id == gone.id else one for one in shop.sample().products)
    short = replace(kn95, catalogue=type(shop.shelf())(products, ("medical",)))
    assert suggested(shop.talk(kn95, "执行什么标准", page=shop.KN95)[0]) == "6200100122"
    assert suggested(shop.talk(short, "执行什么标准", page=shop.KN95)[0]) == ""


def test_who_is_held_out_gets_the_answer_alone_and_the_trace_says_so() -> None:
    seen = replace(shop.interested(shop.view(), shop.THERMOMETER, InterestKind.CART), guided=False)
    link, answer = shop.talk(seen, LINK.format(shop.THERMOMETER), "准不准")
    assert "软质探头" not in shop.told(link)
    assert "0.1" in shop.told(answer)
    assert answer.trace["guidance"] == {"held_out": "cart"}


def test_the_share_held_out_is_that_of_the_policy() -> None:
    names = [f"cnv_{number}" for number in range(4000)]
    policy = Guidance(holdout_percent=20)
    held = sum(not is_guided(policy, name) for name in names)
    assert 0.17 < held / len(names) < 0.23
    assert [is_guided(policy, name) for name in names] == [is_guided(policy, name) for name in names]
    assert not any(is_guided(Guidance(offered=False), name) for name in names)
    assert all(is_guided(Guidance(holdout_percent=0), name) for name in names)
