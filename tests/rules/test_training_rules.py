"""Groups of missed questions, what undoing restores, verdicts of trials, figures."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.bot.model import Memory, Outcome, Reply, Thought, TurnRecord
from xiaoer.conversations.model import Text
from xiaoer.knowledge.model import Faq
from xiaoer.training.model import Compared, EntryChange, GroupState, Missed, Played, Release, Verdict
from xiaoer.training.rules.grouping import (
    Heard,
    group_id,
    grouped,
    is_question,
    joined,
    missed,
    next_moment,
    wordings,
)
from xiaoer.training.rules.releasing import undoing
from xiaoer.training.rules.reporting import containment, hit_rate, report
from xiaoer.training.rules.trying import verdict

SHOP = ShopId("shp_a")


def turn(outcome: Outcome, conversation: str = "c1", at_ms: int = 0, scenario: str = "") -> TurnRecord:
    return TurnRecord(
        SHOP, ConversationId(conversation), 1, at_ms, outcome, scenario, "", 0.5, "words", 0, ""
    )


def test_what_was_asked_before_two_questions_back_is_missed() -> None:
    asked, unsure = turn(Outcome.ASKED), turn(Outcome.UNSURE, "c2")
    again = replace(asked, answered=3, at_ms=1)
    assert missed([asked, unsure, again, turn(Outcome.ANSWERED)]) == [unsure, asked]
    assert missed([asked, turn(Outcome.ASKED, "c3")]) == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("能水洗吗", True),
        ("转人工", False),
        ("人工客服在吗", False),
        ("？？", False),
        ("你们有实体店的人工导购服务吗在哪里呀", True),
    ],
)
def test_who_wants_a_person_asks_nothing(text: str, *, asks: bool) -> None:
    assert is_question(text) is asks


def test_a_question_after_the_answer_opens_its_group_again() -> None:
    one = Missed(
        SHOP, ConversationId("c1"), 1, 100, "能水洗吗", "", "", "unknown", None, group_id("能水洗吗")
    )
    group = replace(joined(None, one), state=GroupState.ANSWERED, decided_ms=150)
    early = joined(group, replace(one, at_ms=120))
    assert (early.state, early.again, early.count) == (GroupState.ANSWERED, 0, 2)
    late = joined(group, replace(one, at_ms=200))
    assert (late.state, late.again, late.last_ms) == (GroupState.OPEN, 1, 200)


def test_new_questions_join_known_groups_or_the_first_of_their_own() -> None:
    def alike(texts: Sequence[str], among: Sequence[str]) -> list[list[tuple[int, float]]]:
        """Take texts that begin with the same sign for the same."""
        return [[(n, 1.0) for n, other in enumerate(among) if other[0] == text[0]] for text in texts]

    first = Missed(SHOP, ConversationId("c0"), 1, 0, "甲问题", "", "", "unknown", None, group_id("甲问题"))
    heard = [
        Heard(turn(Outcome.UNKNOWN, f"c{n}"), text)
        for n, text in enumerate(("乙一问", "甲二问", "乙三问", "转人工"))
    ]
    found = grouped(SHOP, heard, [joined(None, first)], alike)
    assert [one.words for one in found] == ["乙一问", "甲二问", "乙三问"]
    assert [one.group for one in found] == [group_id("乙一问"), first.group, group_id("乙一问")]


def test_wordings_leave_out_the_question_itself_and_what_is_masked() -> None:
    assert wordings("能水洗吗", ["请问能水洗吗？", "可以用水洗么", "我电话138****5678"], 5) == (
        "可以用水洗么",
    )


def test_a_full_page_goes_on_at_its_last_moment_and_never_stands_still() -> None:
    turns = [turn(Outcome.UNKNOWN, at_ms=at) for at in (1, 2, 3)]
    assert next_moment(turns, 3, 90_000) == 3
    assert next_moment([turn(Outcome.UNKNOWN, at_ms=5)] * 3, 3, 90_000) == 6
    assert next_moment(turns, 4, 90_000) == 80_000


def test_undoing_takes_the_oldest_before_and_names_what_changed_elsewhere() -> None:
    one, two, three = (Faq("f", SHOP, "q", answer) for answer in ("1", "2", "3"))
    releases = [
        Release(SHOP, 2, "", "", 0, (EntryChange("f", two, three),)),
        Release(SHOP, 1, "", "", 0, (EntryChange("f", one, two), EntryChange("g", None, two))),
    ]
    changes, elsewhere = undoing(releases, {"f": three, "g": two})
    assert {change.entry: change.after for change in changes} == {"f": one, "g": None}
    assert elsewhere == ()
    assert undoing(releases, {"f": three})[1] == ("g",)


def test_a_comparison_says_what_broke() -> None:
    good, bad = Played(True, (), ("a",)), Played(False, ("why",), ("b",))
    assert Compared("t", bad, good).broken
    assert Compared("t", good, bad).mended
    assert not Compared("t", bad, None).broken
    assert Compared("t", good, good).changed is False


@pytest.mark.parametrize(
    ("said", "person", "came_to"),
    [
        ("每天16点前付款，当天发货", "16点前付款的当天发", Verdict.HIT),
        ("满99元包邮，偏远地区除外", "满99元才包邮", Verdict.HIT),
        ("满99元包邮", "不包邮的亲", Verdict.MISS),
        ("", "不包邮的亲", Verdict.NONE),
    ],
)
def test_verdicts(said: str, person: str, came_to: Verdict) -> None:
    replies = (Reply(Text(said)),) if said else ()
    assert verdict(Thought(replies, Memory()), person)[1] is came_to


def test_an_answer_that_is_none_is_none() -> None:
    thought = Thought((Reply(Text("不清楚")),), Memory(), outcome=Outcome.UNKNOWN)
    assert verdict(thought, "不清楚")[1] is Verdict.NONE


def test_figures_by_scenario_and_day() -> None:
    day = 86_400_000
    turns = [
        turn(Outcome.ANSWERED, "c1", 0, "物流"),
        turn(Outcome.HANDED_OVER, "c1", day, "售后"),
        turn(Outcome.UNKNOWN, "c2", day, "物流"),
        turn(Outcome.ASKED, "c2", day, "物流"),
    ]
    found = report(turns, frozenset(), cut=False)
    assert [(one.name, one.turns) for one in found.scenarios] == [("物流", 3), ("售后", 1)]
    assert [one.name for one in found.days] == ["1970-01-01", "1970-01-02"]
    assert hit_rate(found.whole) == pytest.approx(1 / 3)
    assert containment(found.whole) == 0.5
    assert containment(found.scenarios[0]) == 1.0
    spoke = frozenset({ConversationId("c2")})
    assert containment(report(turns, spoke, cut=False).whole) == 0.0
    empty = report([], frozenset(), cut=False).whole
    assert (hit_rate(empty), containment(empty)) == (None, None)
