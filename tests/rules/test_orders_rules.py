"""A newer word about an order advances it, an older one takes nothing back; a refusal ends a set."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.ids import BuyerId, ChangeSetId, OrderId, ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.base.recorded import Recorded
from xiaoer.buyers.model import Address
from xiaoer.orders.model import (
    ChangeState,
    Order,
    OrderItem,
    OrderState,
    Payment,
    RecordedChange,
    UrgeOrder,
)
from xiaoer.orders.rules import is_newer, merge, next_step, outcome, settled

PLAIN = Address("王小明", "13800001234", "中国", "广东省", "深圳市", "南山区", "玉泉路3号")
ORDER = Order(
    id=OrderId("1"),
    shop=ShopId("s"),
    buyer=BuyerId("b"),
    state=OrderState.PAID,
    total=Money(100),
    items=(OrderItem(ProductId("p"), Money(100), 1),),
    address=PLAIN,
    payment=Payment.WECHAT,
    platform="taobao",
    created_ms=10,
    paid_ms=20,
    updated_ms=100,
)
UNTIMED = replace(ORDER, updated_ms=0)

NEWER = [
    ("a later time, further on", ORDER, OrderState.SHIPPED, 200, True),
    ("a later time, back: a return was withdrawn", ORDER, OrderState.UNPAID, 200, True),
    ("an earlier time, further on", ORDER, OrderState.SIGNED, 50, False),
    ("the same time, further on", ORDER, OrderState.SHIPPED, 100, True),
    ("the same time, back", ORDER, OrderState.UNPAID, 100, False),
    ("no time, further on", ORDER, OrderState.SHIPPED, 0, True),
    ("no time, the same state: an old file", ORDER, OrderState.PAID, 0, False),
    ("no time, back", ORDER, OrderState.UNPAID, 0, False),
    ("no times at all, the same state", UNTIMED, OrderState.PAID, 0, True),
    ("no times at all, back", UNTIMED, OrderState.UNPAID, 0, False),
    ("a time where none was known", UNTIMED, OrderState.PAID, 5, True),
    ("a time where none was known, back", UNTIMED, OrderState.UNPAID, 5, False),
]


@pytest.mark.parametrize(("known", "state", "at", "newer"), [c[1:] for c in NEWER], ids=[c[0] for c in NEWER])
def test_which_word_is_the_later_one(known: Order, state: OrderState, at: int, newer: bool) -> None:
    incoming = replace(known, state=state, updated_ms=at)
    assert is_newer(known, incoming) is newer
    assert merge(known, incoming).state is (state if newer else known.state)


def test_the_same_again_changes_nothing() -> None:
    assert merge(ORDER, ORDER) == ORDER
    assert outcome(ORDER, ORDER, ORDER) is Recorded.UNCHANGED


def test_a_newer_word_replaces_details_but_neither_by_blanks_nor_by_masks() -> None:
    masked = Address("王**", "138****1234", "中国", "广东省", "深圳市", "南山区", "***")
    blank = replace(
        ORDER,
        updated_ms=200,
        items=(),
        total=Money(0),
        address=masked,
        payment=Payment.UNKNOWN,
        platform="",
        created_ms=0,
    )
    assert merge(ORDER, blank) == replace(ORDER, updated_ms=200)
    other = replace(ORDER, updated_ms=200, total=Money(90), remark="急", payment=Payment.ECARD)
    assert merge(ORDER, other) == other


def test_an_older_word_fills_in_only_what_is_missing() -> None:
    known = replace(ORDER, items=(), total=Money(0), payment=Payment.UNKNOWN, paid_ms=0, address=Address())
    older = replace(ORDER, updated_ms=50, state=OrderState.UNPAID, remark="旧", total=Money(70))
    merged = merge(known, older)
    assert merged == replace(older, state=OrderState.PAID, updated_ms=100)
    assert outcome(known, older, merged) is Recorded.RECORDED
    assert merge(ORDER, replace(older, total=Money(1), remark="")) == ORDER


def test_an_older_word_that_adds_nothing_is_stale_and_one_that_says_the_same_is_not() -> None:
    older = replace(ORDER, updated_ms=50, state=OrderState.UNPAID)
    assert outcome(ORDER, older, merge(ORDER, older)) is Recorded.STALE
    same = replace(ORDER, updated_ms=50)
    assert outcome(ORDER, same, merge(ORDER, same)) is Recorded.UNCHANGED


def test_an_urged_order_stays_urged_and_an_advance_is_told_apart() -> None:
    shipped = replace(ORDER, state=OrderState.SHIPPED, updated_ms=200)
    merged = merge(replace(ORDER, urged=True), shipped)
    assert merged.urged
    assert outcome(ORDER, shipped, merged) is Recorded.ADVANCED


orders = st.builds(
    lambda state, at, total, remark: replace(
        ORDER, state=state, updated_ms=at, total=Money(total), remark=remark
    ),
    st.sampled_from(OrderState),
    st.integers(1, 5),
    st.integers(1, 3),
    st.sampled_from(["", "a"]),
)


@given(orders, orders)
def test_whatever_comes_twice_changes_nothing_the_second_time(known: Order, incoming: Order) -> None:
    once = merge(known, incoming)
    assert merge(once, incoming) == once


@given(st.lists(orders, min_size=1, max_size=5))
def test_the_latest_time_decides_the_state_whatever_the_order_of_arrival(words: list[Order]) -> None:
    merged = words[0]
    for word in words[1:]:
        merged = merge(merged, word)
    latest = max(word.updated_ms for word in words)
    assert merged.updated_ms == latest
    assert merged.state in {word.state for word in words if word.updated_ms == latest}


def change(step: int) -> RecordedChange:
    return RecordedChange(
        ChangeSetId("c"),
        step,
        ShopId("s"),
        BuyerId("b"),
        None,
        UrgeOrder(OrderId("1")),
        ChangeState.REQUESTED,
    )


def test_after_a_refusal_the_rest_of_a_set_is_skipped() -> None:
    three = [change(0), change(1), change(2)]
    assert settled(three, 0, refused=False) == ((0, ChangeState.DONE),)
    assert settled(three, 1, refused=True) == ((1, ChangeState.REFUSED), (2, ChangeState.SKIPPED))
    assert [next_step(three, step) for step in range(3)] == [1, 2, None]
