"""Single questions of seven rounds, each first asked of rules that had not seen it; floors by kind."""

import asyncio
from collections import Counter
from functools import cache

import pytest

from tests.rules.bot_shop import ask, shelf, told
from tests.rules.short_scripts import OWN
from xiaoer.bot.industries import entries
from xiaoer.bot.rules.compare import recommended, told_by_size
from xiaoer.replay.bare import service
from xiaoer.replay.play import play_all
from xiaoer.replay.reader import questions

_ENTRIES = 30


@cache
def _failed() -> dict[str, list[str]]:
    asked = questions((OWN / "rounds_of_questions.jsonl").read_bytes())
    kinds = {question.id: question.kind for question in asked}
    failed: dict[str, list[str]] = {}
    for result in asyncio.run(play_all(asked, service())):
        if not result.passed:
            failed.setdefault(str(kinds[result.id]), []).append(f"{result.id}: {result.why[0]}")
    return failed


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("product_fact", 10),
        ("policy", 2),
        ("order_status", 1),
        ("compare_or_recommend", 3),
        ("emotional", 1),
        ("out_of_scope", 0),
        ("clarify", 1),
    ],
)
def test_questions_of_each_kind_are_answered(kind: str, most: int) -> None:
    failed = _failed().get(kind, [])
    assert len(failed) <= most, failed


def test_the_fixture_holds_every_kind() -> None:
    kinds = Counter(str(one.kind) for one in questions((OWN / "rounds_of_questions.jsonl").read_bytes()))
    assert kinds["product_fact"] >= 200
    assert len(kinds) == 7


def test_the_state_that_is_denied_is_not_the_state_that_is_meant() -> None:
    assert "“待付款”状态的订单能够取消" in told(ask("没付款的订单可以直接撤掉不"))


def test_two_sizes_of_a_kind_are_two_products() -> None:
    assert told_by_size(shelf(), "洗碗机16套和18套那两台差多少钱") == ["100134148594", "100193498790"]
    assert told_by_size(shelf(), "洗碗机16套的多少钱") == []


def test_the_most_of_something_is_told_by_its_number() -> None:
    assert recommended(shelf(), "最贵的热水器是哪款", "", ())[0] == "100192762770"
    assert recommended(shelf(), "容量大的那款洗碗机", "", ())[0] == "100193498790"


def test_goods_are_chosen_by_the_gift_that_comes_with_them() -> None:
    chosen = recommended(shelf(), "有送空气炸锅的热水器吗", "", ())
    assert chosen
    assert all(any("炸锅" in gift.name for gift in shelf().by_id[name].gifts) for name in chosen)


def test_the_household_decides_between_sizes() -> None:
    best = shelf().by_id[recommended(shelf(), "我家6口人，电热水器买多大的", "", ())[0]]
    assert "80升" in best.title


def test_who_is_upset_is_heard_before_a_word_from_elsewhere() -> None:
    assert "理解您的心情" in told(ask("洗到一半变冷水，老人都冻感冒了", buyer="cnjd喜哥2号"))


def test_the_appliance_pack_answers_what_holds_for_every_such_shop() -> None:
    found = entries(("appliances",))
    assert len(found) >= _ENTRIES
    assert len({entry.id for entry in found}) == len(found)
    assert not [entry.id for entry in found if "元" in entry.answer or "小主" in entry.answer]
