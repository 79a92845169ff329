"""Slots are shared fairly, and a live lease is never taken."""

from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoer.base.ids import ConversationId
from xiaoer.infra.slots.model import SLOTS, slot_of
from xiaoer.infra.slots.rules import Slot, fair_share, plan

NOW = 1_000_000
NAMES = st.sampled_from(["a", "b", "c", "d", ""])


def test_shares_add_up_and_differ_by_one_at_most() -> None:
    for count in range(1, 70):
        names = [f"p{number:02}" for number in range(count)]
        shares = [fair_share(name, names) for name in names]
        assert sum(shares) == SLOTS
        assert max(shares) - min(shares) <= 1


def test_a_process_that_nobody_has_heard_of_counts_itself() -> None:
    assert fair_share("new", ["old"]) == SLOTS // 2
    assert fair_share("alone", []) == SLOTS


@st.composite
def tables(draw: st.DrawFn) -> list[Slot]:
    return [
        Slot(
            number, draw(NAMES), draw(st.integers(0, 9)), draw(st.sampled_from([0, NOW - 1, NOW, NOW + 9000]))
        )
        for number in range(SLOTS)
    ]


@settings(max_examples=30)
@given(tables(), st.sampled_from(["a", "b", "c"]), st.sets(st.sampled_from(["a", "b", "c", "d"])))
def test_a_plan_takes_only_what_is_free_and_ends_at_the_share(
    slots: list[Slot], me: str, live: set[str]
) -> None:
    todo = plan(slots, me, sorted(live), NOW)
    share = fair_share(me, sorted(live))
    mine = [slot for slot in slots if slot.owner == me and slot.until_ms >= NOW]
    assert all(not slot.owner or slot.until_ms < NOW for slot in todo.claim)
    assert set(todo.release) <= set(mine)
    after = len(mine) + len(todo.claim) - len(todo.release)
    assert after <= max(share, 0)
    assert not (todo.claim and todo.release)


def test_the_slot_of_a_conversation_never_changes() -> None:
    assert slot_of(ConversationId("cnv_01JQWP0T800001H8XVXXMBJGEQ")) == 7
    spread = {slot_of(ConversationId(f"cnv_{number}")) for number in range(2000)}
    assert spread == set(range(SLOTS))
