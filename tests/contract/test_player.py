"""The player of tests: a shop's own tests against the bot that ships, with live data and without effect."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.houses import ground, sample
from xiaoer.base.errors import XiaoerError
from xiaoer.infra.database.unit import Unit
from xiaoer.knowledge.model import Faq
from xiaoer.training.model import Played, TestCase, TestKind, TestSetId
from xiaoer.wiring import House

SHOP = sample().demo.shop.id


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = ground(tmp_path).house()
    yield made
    made.close()


def case(kind: TestKind, body: dict[str, object]) -> TestCase:
    return TestCase(SHOP, TestSetId("tst_1"), str(body["id"]), kind, json.dumps(body), "", 0)


def played(house: House, test: TestCase, faqs: tuple[Faq, ...] | None = None) -> Played:
    scene = house.database.read_now(lambda unit: house.player.look(unit, SHOP, [test]), frozenset({SHOP}))
    return house.player.play(scene, [test], faqs)[0]


def test_a_question_is_answered_from_the_entries_that_would_be(house: House) -> None:
    asked = case(TestKind.QUESTION, {"id": "q1", "say": "可以送到月球基地吗", "all": ["满500元"]})
    assert not played(house, asked).passed
    entry = Faq("f1", SHOP, "可以送到月球基地吗", "满500元可以送到月球基地")
    known = house.database.read_now(lambda unit: house.knowledge.faqs(unit, SHOP), frozenset({SHOP}))
    assert played(house, asked, (*known, entry)).passed
    assert not played(house, asked).passed  # nothing was kept


def test_a_buyer_with_an_order_may_cancel_it_in_the_copy_only(house: House) -> None:
    def paid(unit: Unit) -> tuple[str, str]:
        orders = house.orders.page(unit, SHOP, "", 200)
        order = next(order for order in orders if order.state.value in {"paid", "unpaid"})
        return str(order.buyer), str(order.id)

    buyer, order = house.database.read_now(paid, frozenset({SHOP}))
    script = {
        "id": "s1",
        "buyer": buyer,
        "goals": [{"say": f"帮我取消订单 {order}"}],
        "answers": [{"when": "确认|是否|吗", "say": "确认取消", "times": 3}],
        "expect": {"actions": []},
    }
    found = played(house, case(TestKind.SCRIPT, script))
    assert not found.passed
    assert any("not expected" in why for why in found.why), found
    after = house.database.read_now(lambda unit: house.orders.get(unit, SHOP, order), frozenset({SHOP}))  # type: ignore[arg-type]  # an id read above
    assert after.state.value in {"paid", "unpaid"}


@pytest.mark.parametrize(
    ("kind", "line", "code"),
    [
        (TestKind.SCRIPT, '{"id": "s"}', "bad_script"),
        (TestKind.SCRIPT, '{"id": "s", "goals": []}', "bad_script"),
        (TestKind.QUESTION, '{"say": "x"}', "bad_question"),
        (TestKind.QUESTION, "[1]", "bad_question"),
    ],
)
def test_a_wrong_test_is_named_with_its_reason(house: House, kind: TestKind, line: str, code: str) -> None:
    with pytest.raises(XiaoerError) as error:
        house.player.check(kind, line)
    assert error.value.code == code


def test_a_test_needs_only_what_it_says(house: House) -> None:
    line = case(TestKind.SCRIPT, {"id": "s1", "goals": [{"say": "你好"}]})
    assert house.player.check(line.kind, line.body) == "s1"
    assert played(house, replace(line)).said
