"""What the bot reads out of a buyer's words: widths, typos, numbers, addresses, days, names, intents."""

import pytest

from tests.rules.bot_shop import picture, shelf, turn, view
from xiaoer.bot.catalogue.normalise import plain, repaired, spans
from xiaoer.bot.industries import trade
from xiaoer.bot.rules import entities
from xiaoer.bot.rules.entities import ADDRESS, FOREIGN, ORDER, PHONE, PRODUCT, WALLET, Known, marked
from xiaoer.bot.rules.reading import called_by, read
from xiaoer.bot.rules.slots import title_in

KNOWN = Known(
    {"100042754736", "8251812"}.__contains__,
    {"313271663680": "313271663680", "jd123456": "313271663680"},
    ("e卡",),
)


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [("ＡＢＣ１２３", "abc123"), ("取\u200b消", "取消"), ("快快快快点", "快快点"), ("\u202e退货", "退货")],
)
def test_text_is_made_plain(typed: str, read_as: str) -> None:
    assert plain(typed) == read_as


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("保秀几年", "保修几年"),
        ("按装费", "安装费"),
        ("热水气", "热水器"),
        ("退宽", "退款"),
        ("是否", "是否"),
        ("报价", "报价"),
    ],
)
def test_words_that_only_sound_right_are_repaired(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


def test_clauses_are_cut_at_punctuation_and_blanks_but_not_inside_numbers() -> None:
    text = "3.5米 够吗?好的"
    assert [text[start:end] for start, end in spans(text)] == ["3.5米", "够吗", "好的"]


@pytest.mark.parametrize(
    ("said", "mark", "value"),
    [
        ("313271663680到哪了", ORDER, "313271663680"),
        ("运单jd123456到哪了", ORDER, "313271663680"),
        ("订单999999999999呢", FOREIGN, "999999999999"),
        ("https://item.jd.com/100042754736.html?a=1 怎么装", PRODUCT, "100042754736"),
        ("电话13800001111", PHONE, "13800001111"),
        ("用e卡付", WALLET, "e卡"),
        ("地址改成南头街道玉泉路3号吧", ADDRESS, "南头街道玉泉路3号"),
        ("新号13800001111 地址 江南西路1号 你那边更新下", ADDRESS, "江南西路1号"),
        ("收货地址:北京市朝阳区为民路12号院3号楼501", ADDRESS, "北京市朝阳区为民路12号院3号楼501"),
        ("地址错了应该是建设路88号阳光花园5栋", ADDRESS, "建设路88号阳光花园5栋"),
    ],
)
def test_things_are_found(said: str, mark: str, value: str) -> None:
    assert value in [mention.value for mention in marked(said, KNOWN).mentions if mention.mark == mark]


@pytest.mark.parametrize(
    "said", ["60升 一级能效 3层保温", "水路改造要多少钱", "安装在2楼可以吗", "送到学校门口"]
)
def test_what_is_no_address_is_not_taken_for_one(said: str) -> None:
    assert all(mention.mark != ADDRESS for mention in marked(said, KNOWN).mentions)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("那就周日来", "周日"),
        ("星期天上午", "周日上午"),
        ("这周五下午3点", "周五下午3点"),
        ("礼拜四", "周四"),
        ("明天", "明天"),
        ("6月20号", "6月20号"),
        ("好的", ""),
    ],
)
def test_days_are_read_in_one_short_form(said: str, day: str) -> None:
    assert entities.day(said) == day


@pytest.mark.parametrize(
    ("said", "count"), [("要两台", 2), ("买3件", 3), ("1台E卡", 1), ("12个月质保", 0), ("好", 0)]
)
def test_quantities(said: str, count: int) -> None:
    assert entities.quantity(said) == count


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("抬头上海科技有限公司", "上海科技有限公司"),
        ("开企业发票，抬头写南京云帆贸易有限公司，谢谢", "南京云帆贸易有限公司"),
        ("抬头是张三", "张三"),
        ("开张个人发票", ""),
        ("抬头你们查", ""),
    ],
)
def test_invoice_titles(said: str, title: str) -> None:
    assert title_in(said) == title


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("帮我把这单取消了", "order.cancel"),
        ("不想要了", "order.cancel"),
        ("申请退货", "order.return"),
        ("给我换一台小点的", "order.exchange"),
        ("手机号换了改一下", "order.change"),
        ("帮我下单一台", "order.place"),
        ("能不能催一下", "order.urge"),
        ("开张发票", "invoice.issue"),
        ("我要申请价保", "price.protect"),
        ("差价退给我", "price.protect"),
        ("预约周六安装", "service.book"),
        ("叫师傅来修", "service.book"),
        ("登记过返现没", "cashback.query"),
        ("快递到哪了", "parcel.where"),
        ("转人工", "person"),
    ],
)
def test_intents_are_called(said: str, intent: str) -> None:
    assert intent in called_by(said)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("我没有要取消", "order.cancel"),
        ("退款多久到账", "order.return"),
        ("换主板多少钱", "order.exchange"),
        ("以旧换新怎么弄", "order.exchange"),
        ("不要价保", "price.protect"),
        ("过了保修期人工怎么收", "person"),
        ("赠品多久发货", "order.status"),
    ],
)
def test_intents_are_not_called_by_what_only_sounds_like_them(said: str, intent: str) -> None:
    assert intent not in called_by(said)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("有赠品吗", "gift"),
        ("保修几年", "warranty"),
        ("安装收费吗", "install.fee"),
        ("噪音大不大", "noise"),
        ("E01报错".lower(), "fault"),
    ],
)
def test_topics_of_goods(said: str, topic: str) -> None:
    assert topic in {found.name for found in trade(("appliances",)).topics_of(said)}


def test_a_picture_is_read_by_what_the_shop_saw_on_it() -> None:
    reading = read(turn("看图", picture("评价页")), view("cnjd喜哥2号"))
    assert (reading.shows, reading.picture) == ("评价页", "https://pictures.test/one.jpg")


def test_titles_are_found_by_code_and_word() -> None:
    assert shelf().named("f6033-je6(he)")[0][0] == "100042754736"
    assert shelf().named("洗碗机有吗")[0][0] in {"100193498790", "100134148594"}
