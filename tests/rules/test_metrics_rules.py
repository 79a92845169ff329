"""How facts become figures: what each fact adds, to which hour; the order of batches is no matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.fact import Entry, Fact
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.facts.conversations import (
    ConversationClosed,
    ConversationOpened,
    ConversationReopened,
    HolderChanged,
    MessageHeard,
    MessageSaid,
    ServiceRated,
)
from xiaoer.metrics.model import FIELDS, Figures
from xiaoer.metrics.rules import (
    BUCKETS_MS,
    HOUR_MS,
    add_up,
    bot_share,
    bucket_of,
    figures_of,
    first_replies,
    hour_of,
    median_ms,
    total,
)

SHOP = ShopId("shp_1")


def entry(fact: Fact, at_ms: int = 0, shop: str = SHOP) -> Entry:
    return Entry(1, ShopId(shop), ConversationId("cnv_1"), 1, at_ms, fact)


@pytest.mark.parametrize(
    ("fact", "added"),
    [
        (ConversationOpened("b", "web"), {"opened": 1}),
        (MessageHeard("msg_1", 1, "bot"), {"heard": 1}),
        (
            MessageSaid("m", 2, "bot", 1, 700, True),
            {
                "said_by_bot": 1,
                "rounds_by_bot": 1,
                "waited_ms_by_bot": 700,
                "first_replies": 1,
                "first_reply_ms": 700,
            },
        ),
        (
            MessageSaid("m", 4, "staff", 3, 0, False),
            {"said_by_staff": 1, "rounds_by_staff": 1, "waited_ms_by_staff": 0},
        ),
        (MessageSaid("m", 2, "bot", 0, -1, False), {"said_by_bot": 1}),  # a greeting ends no wait
        (MessageSaid("m", 2, "staff", 0, -1, True), {"said_by_staff": 1}),
        (MessageSaid("m", 2, "notice", 0, -1, False), {}),
        (HolderChanged("bot", "queue", "", 2, "wanted"), {"handed_over": 1}),
        (HolderChanged("bot", "staff", "stf_1", 2, "taken"), {}),
        (HolderChanged("staff", "queue", "", 3, "released"), {}),
        (ConversationClosed("stf_1", "staff", True), {"closed": 1, "unanswered_at_close": 1}),
        (ConversationClosed("stf_1", "bot", False), {"closed": 1, "unanswered_at_close": 0}),
        (ConversationReopened("stf_1"), {}),
        (ServiceRated(4, "staff"), {"ratings": 1, "rating_sum": 4}),
    ],
)
def test_what_a_fact_adds(fact: Fact, added: dict[str, int]) -> None:
    assert figures_of(entry(fact)) == added
    assert added.keys() <= set(FIELDS)


def test_sums_are_kept_by_shop_and_hour() -> None:
    heard = MessageHeard("m", 1, "bot")
    sums = add_up(
        [
            entry(heard, HOUR_MS - 1),
            entry(heard, HOUR_MS),
            entry(heard, HOUR_MS + 5),
            entry(heard, 0, "shp_2"),
        ]
    )
    assert sums == {
        (SHOP, 0): {"heard": 1},
        (SHOP, HOUR_MS): {"heard": 2},
        ("shp_2", 0): {"heard": 1},
    }


def test_first_replies_are_counted_by_bucket() -> None:
    def said(waited_ms: int, first: bool = True) -> Entry:
        return entry(MessageSaid("m", 2, "bot", 1, waited_ms, first))

    counts = first_replies([said(0), said(50), said(51), said(-1), said(40, False), said(10**9)])
    assert counts == {(SHOP, 0, 50): 2, (SHOP, 0, 100): 1, (SHOP, 0, BUCKETS_MS[-1]): 1}


@given(st.integers(0, BUCKETS_MS[-1]))
def test_a_wait_lies_in_the_first_bucket_that_holds_it(waited_ms: int) -> None:
    end = bucket_of(waited_ms)
    assert waited_ms <= end
    assert all(waited_ms > smaller for smaller in BUCKETS_MS if smaller < end)


@given(st.integers(0, 1 << 45))
def test_an_hour_begins_at_its_first_millisecond(at_ms: int) -> None:
    assert hour_of(at_ms) <= at_ms < hour_of(at_ms) + HOUR_MS
    assert hour_of(at_ms) % HOUR_MS == 0


_FACTS = st.one_of(
    st.builds(MessageHeard, st.just("m"), st.integers(1, 9), st.sampled_from(["bot", "staff"])),
    st.builds(
        MessageSaid,
        st.just("m"),
        st.integers(1, 9),
        st.sampled_from(["bot", "staff", "notice"]),
        st.integers(0, 9),
        st.integers(-1, 5000),
        st.booleans(),
    ),
    st.builds(ServiceRated, st.integers(1, 5), st.just("bot")),
    st.builds(ConversationClosed, st.just("stf_1"), st.just("staff"), st.booleans()),
)


@given(st.lists(st.tuples(_FACTS, st.integers(0, 3 * HOUR_MS)), max_size=30), st.integers(0, 30))
def test_a_log_cut_in_two_adds_up_to_the_whole(facts: list[tuple[Fact, int]], cut: int) -> None:
    entries = [entry(fact, at_ms) for fact, at_ms in facts]
    sums: dict[tuple[str, int], dict[str, int]] = {}
    for part in (add_up(entries[:cut]), add_up(entries[cut:])):
        for hour, fields in part.items():
            kept = sums.setdefault(hour, {})
            for name, value in fields.items():
                kept[name] = kept.get(name, 0) + value
    assert sums == add_up(entries)


def test_totals_shares_and_medians() -> None:
    assert total([]) == Figures()
    both = total([Figures(rounds_by_bot=3, heard=1), Figures(rounds_by_staff=1, heard=2)])
    assert (both.heard, bot_share(both)) == (3, 0.75)
    assert bot_share(Figures()) is None


@pytest.mark.parametrize(
    ("counts", "median"),
    [
        ({}, None),
        ({50: 0}, None),
        ({50: 1}, 50),
        ({50: 1, 100: 1}, 50),
        ({50: 1, 100: 2}, 100),
        ({500: 2, 50: 1}, 500),
    ],
)
def test_the_median_is_the_end_of_the_middle_ones_bucket(counts: dict[int, int], median: int | None) -> None:
    assert median_ms(counts) == median
