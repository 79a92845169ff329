"""How a buyer feels and how much he hurries: tables of what is typed. All sentences are invented."""

import pytest

from tests.rules.bot_shop import turn, view
from xiaoer.bot.model import Memory
from xiaoer.bot.rules.mood import Mood, Sentiment, mood
from xiaoer.bot.rules.think import think

NEUTRAL = """
多久能到？
什么时候发货
坏了怎么修？
可以退货吗
噪音大吗，吵不吵
会不会很吵
是正品吗
质量好吗
好用吗
这款满意度怎么样
差评多吗
怎么投诉
退货怎么办理
发票怎么开
订单怎么取消
还没发货可以取消吗
怕水吗
这个怕不怕摔
能便宜点吗
我要退货
麻烦换成白色
知道了
嗯嗯好的
没有不满意
不生气，就是问问
垃圾桶多大
烟机吸力强吗
随便哪个都行
不喜欢可以退吗
屏幕碎了咋整
能起诉吗
红包不满足条件吗
保修卡丢了怎么办
when will it arrive?
is it good?
would it be terrible in winter?
"""


@pytest.mark.parametrize("text", NEUTRAL.split("\n")[1:-1])
def test_a_neutral_question_is_calm_and_not_urgent(text: str) -> None:
    assert mood(text) == Mood()


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("谢谢，太好了", Sentiment.PLEASED),
        ("收到了，很漂亮", Sentiment.PLEASED),
        ("质量真不错", Sentiment.PLEASED),
        ("👍", Sentiment.PLEASED),
        ("thanks, great", Sentiment.PLEASED),
        ("怎么还没到呀", Sentiment.WORRIED),
        ("物流一直没更新", Sentiment.WORRIED),
        ("不会是丢了吧", Sentiment.WORRIED),
        ("有点担心孩子碰到", Sentiment.WORRIED),
        ("😭", Sentiment.WORRIED),
        ("包裹卡在半路六天了", Sentiment.WORRIED),
        ("[流泪]", Sentiment.WORRIED),
        ("太慢了", Sentiment.ANNOYED),
        ("不满意", Sentiment.ANNOYED),
        ("不太喜欢这个颜色", Sentiment.ANNOYED),
        ("都三天了还没发货", Sentiment.ANNOYED),
        ("我都问了好几遍了", Sentiment.ANNOYED),
        ("说好的48小时发货呢", Sentiment.ANNOYED),
        ("用了两天就坏了", Sentiment.ANNOYED),
        ("呵呵", Sentiment.ANNOYED),
        ("算了不要了，太慢了", Sentiment.ANNOYED),
        ("not happy with it", Sentiment.ANNOYED),
        ("你们就是骗子", Sentiment.ANGRY),
        ("再不处理我就投诉", Sentiment.ANGRY),
        ("气死我了", Sentiment.ANGRY),
        ("😡", Sentiment.ANGRY),
        ("什么破机器，垃圾！", Sentiment.ANGRY),
        ("催了好几次都没人理，太失望了！！", Sentiment.ANGRY),
        ("this is a scam", Sentiment.ANGRY),
        ("哦那算了吧", Sentiment.RESIGNED),
        ("好吧", Sentiment.RESIGNED),
        ("行吧，我自己想办法", Sentiment.RESIGNED),
        ("唉，只能这样了", Sentiment.RESIGNED),
        ("说了也白说", Sentiment.RESIGNED),
        ("oh, fine then", Sentiment.RESIGNED),
    ],
)
def test_a_feeling_is_told_by_its_words(text: str, sentiment: Sentiment) -> None:
    found = mood(text)
    assert found.sentiment is sentiment, found
    assert found.signs


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("急用！今天能发吗", 2),
        ("后天的火车，赶得上吗", 2),
        ("我明天就要用", 2),
        ("真的很急", 2),
        ("漏电了怎么办", 2),
        ("I need it before tomorrow", 2),
        ("快点发货", 1),
        ("帮我催一下", 1),
        ("周五搬家，之前能装好吗", 1),
        ("到底什么时候发货？？", 1),
        ("人呢", 1),
        ("不急，慢慢来", 0),
        ("别急", 0),
        ("明天能到吗", 0),
        ("no rush", 0),
    ],
)
def test_a_hurry_is_told_by_haste_by_a_day_and_by_calling_again(text: str, urgency: int) -> None:
    assert mood(text).urgency == urgency, mood(text)


def test_thanks_do_not_hide_that_somebody_is_annoyed() -> None:
    assert mood("谢谢，不过我真的太失望了").sentiment is Sentiment.ANNOYED


def test_the_signs_are_the_words_that_were_said() -> None:
    assert set(mood("真的很着急，明天就要用").signs) == {"着急", "明天", "就要用"}


def test_width_case_and_length_do_not_matter() -> None:
    assert mood("ＴＭＤ").sentiment is mood("tmd").sentiment is Sentiment.ANGRY
    assert mood("嗯" * 5_000) == Mood()
    assert mood("") == Mood()


def test_the_trace_of_a_turn_keeps_the_mood_of_all_its_lines() -> None:
    thought = think(turn("热水器什么时候发货", "急用！！"), view(), Memory())
    assert thought.trace["mood"] == {"sentiment": "calm", "urgency": 2, "signs": ["急用"]}
