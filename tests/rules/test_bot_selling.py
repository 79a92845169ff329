"""Purchase limits, timed sales, restock dates, places and opened goods, as tables of cases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.rules import medical_shop as shop
from xiaoer.base.clock import CHINA, from_ms, to_ms
from xiaoer.bot.rules.selling import (
    Per,
    limit_of,
    moment_word,
    not_sent_to,
    opening_of,
    opens_next,
    refused,
    return_refused,
)
from xiaoer.bot.rules.windows import Runs, period, runs
from xiaoer.orders.model import OrderState

NOW = to_ms(shop.NOW)  # a Tuesday, half past ten


@pytest.mark.parametrize(
    ("said", "pieces", "unit", "per"),
    [
        ("每人限购2盒", 2, "盒", Per.PERSON),
        ("每单限购3件", 3, "件", Per.ORDER),
        ("每人每天限购五包", 5, "包", Per.DAY),
        ("一个账号每月最多买10瓶", 10, "瓶", Per.MONTH),
        ("每周限 4 袋", 4, "袋", Per.WEEK),
        ("2盒", 2, "盒", Per.PERSON),
    ],
)
def test_a_limit_is_read_from_the_shops_words(said: str, pieces: int, unit: str, per: Per) -> None:
    limit = limit_of(shop.selling(限购=said))
    assert limit is not None
    assert (limit.pieces, limit.unit, limit.per, limit.said) == (pieces, unit, per, said)


@pytest.mark.parametrize("said", ["不限购", "", "限量发售"])
def test_words_without_a_number_are_no_limit(said: str) -> None:
    assert limit_of(shop.selling(限购=said)) is None


@pytest.mark.parametrize(
    ("said", "now", "opens"),
    [
        ("每天10点开抢", (10, 9, 59), (10, 10, 0)),
        ("每天10点开抢", (10, 10, 0), None),
        ("每天10点开抢", (10, 23, 59), None),
        ("每天10:30、20:00", (10, 10, 29), (10, 10, 30)),
        ("每天9点半开抢", (10, 9, 29), (10, 9, 30)),
        ("每天10点到12点", (10, 12, 0), (11, 10, 0)),
        ("每天10点到12点", (10, 11, 0), None),
        ("每周六10点开抢", (10, 10, 30), (14, 10, 0)),
        ("周二、周四20点", (10, 10, 30), (10, 20, 0)),
        ("周二、周四20点", (11, 10, 30), (12, 20, 0)),
        ("3月15日10点开售", (10, 10, 30), (15, 10, 0)),
        ("3月15日10点开售", (15, 10, 0), None),
    ],
)
def test_a_timed_sale_opens_when_its_words_say(
    said: str, now: tuple[int, int, int], opens: tuple[int, int, int] | None
) -> None:
    opening = opening_of(shop.selling(抢购时间=said))
    assert opening is not None
    expected = datetime(2026, 3, *opens, tzinfo=CHINA) if opens else None
    assert opens_next(opening, to_ms(datetime(2026, 3, *now, tzinfo=CHINA))) == expected


def test_words_without_a_time_close_nothing() -> None:
    assert opening_of(shop.selling(抢购时间="以公告为准")) is None
    assert refused(shop.selling(抢购时间="以公告为准"), 1, (), NOW) is None


def test_moments_to_come_are_said_as_people_say_them() -> None:
    today = datetime(2026, 3, 10, 20, tzinfo=CHINA)
    words = [moment_word(today + timedelta(days=days), NOW) for days in (0, 1, 2, 3)]
    assert words == ["今天20点", "明天20点", "后天20点", "3月13日20点"]


def test_what_was_bought_counts_unless_it_was_cancelled() -> None:
    masks = shop.product(shop.MASKS)
    orders = shop.view("清风徐来88").orders
    had = refused(masks, 1, orders, NOW)
    assert had is not None
    assert had.most == 0
    assert "您已经买了2盒" in had.reason
    cancelled = tuple(replace(order, state=OrderState.CANCELLED) for order in orders)
    assert refused(masks, 2, cancelled, NOW) is None
    too_many = refused(masks, 3, cancelled, NOW)
    assert too_many is not None
    assert (too_many.most, too_many.unit) == (2, "盒")


def test_a_limit_by_the_day_forgets_yesterday() -> None:
    masks = replace(shop.product(shop.MASKS), attributes=(("限购", "每人每天限购2盒"),))
    orders = shop.view("清风徐来88").orders  # bought on the ninth
    assert refused(masks, 2, orders, NOW) is None
    assert refused(masks, 2, orders, NOW - 24 * 3_600_000) is not None


@pytest.mark.parametrize(
    ("number", "place", "closed"),
    [
        (shop.ALCOHOL, "新疆维吾尔自治区乌鲁木齐市天山区", "新疆"),
        (shop.ALCOHOL, "发到三亚", "海南"),
        (shop.ALCOHOL, "四川省成都市", ""),
        ("6200100110", "新疆维吾尔自治区乌鲁木齐市", ""),
        ("6200100110", "拉萨市城关区", "西藏"),
        (shop.KN95, "西藏自治区拉萨市", ""),
    ],
)
def test_goods_are_not_sent_where_their_data_say_so(number: str, place: str, closed: str) -> None:
    assert not_sent_to(shop.product(number), place) == closed


@pytest.mark.parametrize(
    ("said", "opened", "refusal"),
    [
        ("拆封后不支持七天无理由退货", False, False),
        ("拆封后不支持七天无理由退货", True, True),
        ("危险品不支持七天无理由退货，破损包赔", False, True),
        ("未拆封支持七天无理由退货", True, True),
        ("未拆封支持七天无理由退货", False, False),
        ("支持七天无理由退货", True, False),
    ],
)
def test_opened_goods_go_back_as_their_data_say(said: str, opened: bool, refusal: bool) -> None:
    assert bool(return_refused(shop.selling(退换说明=said), opened=opened)) is refusal


@pytest.mark.parametrize(
    ("window", "begins", "ends"),
    [
        ("2026年3月1日-2026年3月31日", "2026-03-01T00:00", "2026-04-01T00:00"),
        ("2025年5月24日-6月18日", "2025-05-24T00:00", "2025-06-19T00:00"),
        ("3.1-3.31", "2026-03-01T00:00", "2026-04-01T00:00"),
        ("3月1日至15日", "2026-03-01T00:00", "2026-03-16T00:00"),
        ("即日起至3月31日", "", "2026-04-01T00:00"),
        ("6月18日20:00开始", "2026-06-18T20:00", ""),
        ("12月20日-1月5日", "2025-12-20T00:00", "2026-01-06T00:00"),
        ("长期有效", "", ""),
    ],
)
def test_the_window_of_a_promotion_is_read(window: str, begins: str, ends: str) -> None:
    found = period(window, NOW)
    said = tuple(from_ms(moment).isoformat()[:16] if moment else "" for moment in found)
    assert said == (begins, ends)


def test_a_promotion_runs_comes_or_has_ended() -> None:
    windows = ("2026年2月1日-2026年2月15日", "3.1-3.31", "3月15日-3月20日", "长期有效")
    assert [runs(window, NOW) for window in windows] == [
        Runs.ENDED,
        Runs.RUNNING,
        Runs.COMING,
        Runs.UNKNOWN,
    ]


def test_an_ended_promotion_is_not_offered_as_running() -> None:
    everything, over = shop.talk(shop.view(), "现在有什么优惠活动", "春节囤货节第二件半价还有吗")
    assert "满99元减10元" in shop.told(everything)
    assert "第二件半价" not in shop.told(everything)
    assert "活动还没开始" in shop.told(everything)
    assert "已经结束" in shop.told(over)


def test_more_than_the_limit_is_refused_and_the_limit_offered() -> None:
    refusal, offered = shop.talk(shop.view("果果爸2019"), f"{shop.KN95} 帮我下单5盒，微信支付", "好的")
    assert "每人限购3盒" in shop.told(refusal)
    assert "需要按3盒为您下单吗" in shop.told(refusal)
    assert "×3" in shop.told(offered)
    assert refusal.changes == offered.changes == ()


def test_before_the_window_nothing_is_ordered() -> None:
    early = shop.view("大福妈妈", shop.NOW.replace(hour=9))
    said = shop.told(shop.talk(early, f"{shop.MASKS} 给我来2盒 微信支付")[0])
    assert "今天10点开抢" in said
    assert "确认" not in said


def test_alcohol_is_not_ordered_to_where_it_is_not_sent() -> None:
    said = shop.told(shop.talk(shop.view("天山阿力"), f"{shop.ALCOHOL} 给我来2瓶 银行卡支付")[0])
    assert "不能发到新疆" in said


def test_a_return_is_taken_back_when_the_goods_turn_out_opened() -> None:
    shown, refusal, confirmed = shop.talk(
        shop.view("kelly_gz"), "861026030207这单我要退货", "包装已经打开了，戴了几个", "确认"
    )
    assert "拆封后不支持" in shop.told(shown)
    assert "不能无理由退货" in shop.told(refusal)
    assert confirmed.changes == ()
