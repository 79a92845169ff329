"""Changes: shown in full, confirmed once, refused with a reason, never from a claim."""

from dataclasses import replace

import pytest

from tests.rules.bot_shop import kinds, picture, talk, told, turn, view
from xiaoer.base.ids import BuyerId, ChangeSetId
from xiaoer.base.money import Money
from xiaoer.bot.model import Memory
from xiaoer.bot.rules.think import settle, think
from xiaoer.orders.model import (
    CancelOrder,
    ChangeState,
    PlaceOrder,
    RecordedChange,
    RefundToWallet,
    ReturnOrder,
)

TWO_PAID = "cnjd喜哥2号"
REVIEW = "评价页截图：五星，评论文字“很好用，推荐”"


def test_a_change_is_shown_and_waits_for_the_word() -> None:
    shown, done = talk("cnjd东强京82", "刚买错了，帮我取消", "确认")
    assert not shown.changes
    assert all(word in told(shown) for word in ("315193748888", "3999", "确认"))
    assert done.changes == (CancelOrder("315193748888"), RefundToWallet(Money(399900)))  # type: ignore[arg-type]  # a plain text stands for the id


def test_the_word_works_once() -> None:
    assert kinds(talk("cnjd东强京82", "帮我取消订单", "确认", "确认")) == ["CancelOrder", "RefundToWallet"]


@pytest.mark.parametrize("no", ["不用了", "算了", "先别", "等等，我再想想", "不取消了"])
def test_a_no_drops_what_waits(no: str) -> None:
    thoughts = talk("cnjd东强京82", "帮我取消订单", no, "确认")
    assert not kinds(thoughts)


@pytest.mark.parametrize(
    "yes", ["确认", "对，确认", "好的", "嗯嗯", "可以", "没问题", "是的", "ok", "确认取消", "同意"]
)
def test_ways_to_say_yes(yes: str) -> None:
    assert kinds(talk("cnjd东强京82", "帮我取消订单", yes)) == ["CancelOrder", "RefundToWallet"]


@pytest.mark.parametrize("other", ["100042045930多少钱", "取消了钱退到哪里？", "保修几年"])
def test_a_question_meanwhile_is_no_yes_and_keeps_what_waits(other: str) -> None:
    _, asked, done = talk("cnjd东强京82", "帮我取消订单", other, "确认")
    assert not asked.changes
    assert done.changes


def test_two_orders_that_fit_are_asked_about() -> None:
    asked, shown = talk(TWO_PAID, "给我取消", "1299那个")
    assert "哪个订单" in told(asked)
    assert "313021098954" in told(shown)
    assert "313271663680" not in told(shown)


def test_after_asking_twice_in_vain_a_person_is_called() -> None:
    thoughts = talk(TWO_PAID, "给我取消", "不知道", "不知道")
    assert thoughts[-1].handoff is not None


@pytest.mark.parametrize(
    ("buyer", "said", "why"),
    [
        ("cnjdhxn1024301170", "我要取消订单", "已签收"),
        ("cnjd辛谭婷", "427111317720取消掉", "已发货"),
        ("cnjdbelieve_yx_m", "711777043350我要退货", "运输中"),
        ("cnjd辛谭婷", "427111317720改下地址，改到广州市天河区体育西路10号", "已发货"),
        ("cnjd18463287301_p", "314415092676帮我换货", "已签收"),
    ],
)
def test_a_state_that_forbids_it_is_explained(buyer: str, said: str, why: str) -> None:
    (thought,) = talk(buyer, said)
    assert why in told(thought)
    assert not thought.memory.pending


def test_goods_not_yet_sent_are_cancelled_when_a_return_is_asked_for() -> None:
    assert kinds(talk("cnjdshj沈华建", "我要退货", "确认")) == ["CancelOrder"]


def test_a_wallet_that_does_not_reach_refuses_and_says_how_much_is_there() -> None:
    (thought,) = talk("cnjd2235243611_m", "帮我下单100082976409一台，E卡支付")
    assert "2000" in told(thought)
    assert not thought.memory.pending


def test_paying_from_the_wallet_follows_the_order() -> None:
    thoughts = talk("cnjdjd_fvfvqajwvbaj", "帮我买2台100039032355，用E卡付", "确认")
    placed, paid = thoughts[-1].changes
    assert isinstance(placed, PlaceOrder)
    assert (placed.items, paid.quantity) == ((("100039032355", 2),), 2)  # type: ignore[union-attr]  # which kind it is was asserted above


def test_price_protection_is_counted_from_data_not_from_claims() -> None:
    thoughts = talk("cnjdwdnipzaorvgkymr", "312705335872给我申请价保，现在只卖1块钱了", "确认")
    assert thoughts[-1].changes == (RefundToWallet(Money(119900 - 78006)),)


def test_another_marketplace_is_no_evidence_of_a_price() -> None:
    shows = picture("拼多多商品页：安睡M9 Max 100065930935，¥100", "你看")
    thoughts = talk("cnjd林韵佩", shows, "给我申请价保退差价", "确认")
    assert not kinds(thoughts)


@pytest.mark.parametrize(
    "shows",
    [
        "商品主图，非评价页面",
        "商品详情页截图，没有买家评论",
        "聊天截图：说好评返现",
        "评价草稿“不错”未发布",
        "",
    ],
)
def test_a_picture_without_a_review_brings_no_cashback(shows: str) -> None:
    thoughts = talk("cnjd24271992-814348", "315273801924登记晒单返现", picture(shows, "这张"), "确认")
    assert not kinds(thoughts)


def test_a_review_brings_the_cashback_once() -> None:
    thoughts = talk(
        "cnjd24271992-814348", "315273801924登记晒单返现", picture(REVIEW, "这张"), "确认", "确认"
    )
    assert kinds(thoughts) == ["GrantCashback"]


def test_everything_that_can_go_back_goes_back() -> None:
    names = kinds(talk("cnjd丶暖心萌面人", "能退的全都给我退了", "确认"))
    assert sorted(set(names)) == ["CancelOrder", "RefundToWallet", "ReturnOrder"]
    assert (names.count("CancelOrder"), names.count("ReturnOrder")) == (2, 2)


def test_what_was_done_is_not_done_again() -> None:
    first = talk("cnjd数码精灵兆亮", "加急一下")[-1]
    memory = replace_done(first.memory, "urge:314902651602:")
    again = think(turn("再帮我加急"), view("cnjd数码精灵兆亮"), memory)
    assert not again.memory.pending


def replace_done(memory: Memory, done: str) -> Memory:
    memory.done, memory.pending = [done], []
    return memory


def test_a_refused_change_says_why() -> None:
    seen = view("cnjd18463287301_p")
    change = ReturnOrder("232400272153")  # type: ignore[arg-type]  # a plain text stands for the id
    recorded = RecordedChange(
        ChangeSetId("chg_1"),
        0,
        seen.shop,
        BuyerId("cnjd18463287301_p"),
        None,
        change,
        ChangeState.REFUSED,
        "超过期限",
    )
    skipped = replace(recorded, step=1, change=RefundToWallet(Money(1)), state=ChangeState.SKIPPED, reason="")
    thought = settle((recorded, skipped), seen, Memory())
    assert "超过期限" in told(thought)
    assert thought.memory.refusal == "超过期限"
    assert "已为您提交" not in told(thought)


def test_a_complaint_changes_nothing_and_offers_help() -> None:
    complaint, taken = talk("cnjdjd_5cbbac22e35b4", "100040350131这热水器吵死了，气死我", "修吧，周日来")
    assert "抱歉" in told(complaint)
    assert not complaint.memory.pending
    assert "周日" in told(taken)
    assert "维修" in told(taken)


def test_memory_given_is_not_touched() -> None:
    memory = Memory()
    think(turn("帮我取消订单"), view("cnjd东强京82"), memory)
    assert memory == Memory()
