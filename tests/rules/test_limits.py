"""The token bucket, alone and as a bounded table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.errors import XiaoerError
from xiaoer.infra.http.limits import Limiter, Rate, take

RATE = Rate(burst=3, refill_ms=1000)


def test_a_burst_is_let_through_and_then_one_per_refill() -> None:
    limiter = Limiter(RATE)
    assert [limiter.wait_ms("b", 0) for _ in range(5)] == [0, 0, 0, 1000, 1000]
    assert limiter.wait_ms("b", 999) == 1
    assert limiter.wait_ms("b", 1000) == 0
    assert limiter.wait_ms("b", 1000) == 1000


def test_keys_do_not_share() -> None:
    limiter = Limiter(RATE)
    for _ in range(3):
        limiter.wait_ms("one", 0)
    assert limiter.wait_ms("one", 0) > 0
    assert limiter.wait_ms("two", 0) == 0


def test_a_rest_fills_the_bucket_but_not_more() -> None:
    limiter = Limiter(RATE)
    for _ in range(3):
        limiter.wait_ms("b", 0)
    assert [limiter.wait_ms("b", 1_000_000) for _ in range(4)] == [0, 0, 0, 1000]


def test_refusals_cost_nothing() -> None:
    full_at, wait = take(3000, 0, RATE)
    assert (full_at, wait) == (3000, 1000)


def test_what_is_given_back_can_be_taken_again() -> None:
    limiter = Limiter(RATE)
    for _ in range(10):
        assert limiter.wait_ms("b", 0) == 0
        limiter.give_back("b")
    limiter.give_back("unknown")
    assert [limiter.wait_ms("b", 0) for _ in range(4)] == [0, 0, 0, 1000]


def test_the_table_is_bounded_and_forgets_the_longest_unused() -> None:
    limiter = Limiter(Rate(burst=1, refill_ms=1000), keys=2)
    for key in ("a", "b", "a", "c"):
        limiter.wait_ms(key, 0)
    assert len(limiter) == 2
    assert limiter.wait_ms("a", 0) > 0
    assert limiter.wait_ms("b", 0) == 0  # forgotten, so it begins again


def test_require_says_when_to_come_back() -> None:
    limiter = Limiter(Rate(burst=1, refill_ms=1500))
    limiter.require("k", 0)
    with pytest.raises(XiaoerError) as refused:
        limiter.require("k", 0)
    assert (refused.value.code, refused.value.status) == ("rate_limited", 429)
    assert refused.value.fields == {"retry_after_seconds": 2}


@given(st.lists(st.integers(0, 500), max_size=60), st.integers(1, 5), st.integers(1, 300))
def test_never_more_than_burst_and_refill_allow(gaps: list[int], burst: int, refill_ms: int) -> None:
    rate = Rate(burst, refill_ms)
    full_at = now = allowed = 0
    for gap in gaps:
        now += gap
        full_at, wait = take(full_at, now, rate)
        allowed += wait == 0
        assert allowed <= burst + now // refill_ms
