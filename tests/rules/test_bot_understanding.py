"""Turns that no cue of the packs calls: the nearest intent, its wish or answer, a question back, a person."""

from dataclasses import replace

import numpy as np
import pytest

from tests.rules.bot_shop import sample, told, turn, view
from xiaoer.bot.model import HandoffReason, Memory, Outcome, Thought, View
from xiaoer.bot.retrieval.library import Library, library_of
from xiaoer.bot.rules.think import think
from xiaoer.bot.taxonomy import taxonomy
from xiaoer.conversations.model import Choices
from xiaoer.knowledge.model import Conditions, Faq, Intent, Stage

SHOP = sample().shop
LOST = "咕噜咕噜哒"
TITLES = ("纪念日惊喜", "礼盒丝带颜色")
OWN = (
    Intent(
        "own.surprise",
        "包装",
        Stage.BEFORE,
        TITLES[0],
        ("能安排一个惊喜吗", "周年想搞点花样"),
        "",
        "可以安排。",
    ),
    Intent(
        "own.ribbon",
        "包装",
        Stage.BEFORE,
        TITLES[1],
        ("丝带能选颜色不", "礼盒上的带子换个色"),
        "",
        "有红和蓝。",
    ),
    Intent(
        "own.where", "物流", Stage.DURING, "小飞侠走到哪", ("小飞侠飞到哪啦", "小飞侠还没影"), "parcel.where"
    ),
)


def with_library(seen: View, library: Library) -> View:
    return replace(seen, library=library, faqs=library.faqs)


def own(faqs: tuple[Faq, ...] = (), buyer: str = "") -> View:
    return with_library(view(buyer), Library(faqs, (), OWN, ()))


def said(text: str, seen: View, memory: Memory | None = None) -> Thought:
    return think(turn(text), seen, memory or Memory())


def test_the_general_answer_is_said_where_no_layer_above_has_one() -> None:
    thought = said("周年想搞点花样", own())
    assert "可以安排" in told(thought)
    assert thought.understood.intent == "own.surprise"
    assert (thought.understood.scenario, thought.understood.stage) == ("包装", "static")
    assert thought.replies[0].evidence[0].kind == "intent"


def test_the_shops_entry_for_an_intent_stands_above_it_while_its_conditions_hold() -> None:
    held = Faq("f", SHOP, "惊喜", "本店送气球", intent="own.surprise", conditions=Conditions(until_ms=100))
    seen = own((held,))
    assert "气球" in told(think(replace(turn("周年想搞点花样"), now_ms=99), seen, Memory()))
    assert "可以安排" in told(think(replace(turn("周年想搞点花样"), now_ms=100), seen, Memory()))


def test_the_wish_of_the_nearest_intent_is_met_from_the_buyers_data() -> None:
    thought = said("小飞侠还没影", own(buyer="cnjdjd_fvfvqajwvbaj"))
    assert thought.trace["wishes"] == ["parcel.where"]
    assert thought.trace["rule"] == "near:own.where"
    assert "广州" in told(thought)


def test_near_but_unclear_is_asked_back_with_titles_to_choose_from() -> None:
    thought = said("礼盒丝带惊喜", own())
    content = thought.replies[0].content
    assert isinstance(content, Choices)
    assert {choice.say for choice in content.options} <= {*TITLES, "小飞侠走到哪"}
    assert thought.unsure == ("礼盒丝带惊喜",)
    chosen = said(content.options[0].say, own(), thought.memory)
    assert chosen.outcome is Outcome.ANSWERED


def test_what_stays_unclear_is_asked_twice_and_then_goes_to_a_person() -> None:
    memory = Memory()
    for _ in range(2):
        thought = said(LOST, own(), memory)
        assert thought.handoff is None
        memory = thought.memory
    last = said(LOST, own(), memory)
    assert last.handoff is not None or said(LOST, own(), last.memory).handoff is not None


def test_an_encoders_vector_settles_what_words_left_open() -> None:
    seen = own()
    library = seen.library
    assert library is not None
    text = "礼盒丝带惊喜"
    first = said(text, seen)
    assert first.unsure == (text,)
    vectors = {text: np.zeros(512, np.float32)}
    second = think(replace(turn(text), vectors=vectors), seen, Memory())
    assert second.unsure == ()  # asked once, whatever came of it


@pytest.mark.parametrize(
    "text", ["今天天气怎么样呢朋友", "给我推荐一部好看的电影", "股票明天会涨吗", "量子力学是什么"]
)
def test_what_is_not_the_shops_gets_no_general_answer(text: str) -> None:
    general = with_library(view(), library_of(view().faqs, ()))
    thought = said(text, general)
    assert thought.understood.stage == "words"
    assert all(item.kind != "intent" for reply in thought.replies for item in reply.evidence)


def test_what_the_cues_find_is_named_by_the_taxonomy_for_reports() -> None:
    general = with_library(view("cnjdjd_fvfvqajwvbaj"), library_of((), ()))
    thought = said("洗碗机到哪了", general)
    assert thought.understood.stage == "words"
    known = {intent.id: intent for intent in taxonomy()}
    assert known[thought.understood.intent].wish == "parcel.where"
    assert thought.understood.scenario == known[thought.understood.intent].scenario


def test_a_person_is_asked_for_in_words_that_no_cue_knows() -> None:
    thought = said("换个人来", with_library(view(), library_of((), ())))
    assert thought.handoff is not None
    assert thought.handoff.reason is HandoffReason.WANTED
