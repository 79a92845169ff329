"""What a simulated buyer says next, and when a script has passed."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import pytest

from xiaoer.base.clock import CHINA
from xiaoer.base.errors import XiaoerError
from xiaoer.conversations.model import Choice, Choices, OrderCard, Text
from xiaoer.replay.model import (
    Action,
    AnswerRule,
    Expect,
    ExpectedReply,
    Goal,
    Question,
    Result,
    Script,
    Turn,
    Words,
)
from xiaoer.replay.reader import QUESTIONS_NOW, questions, result_line, scripts
from xiaoer.replay.rules import (
    first,
    following,
    judge,
    judge_question,
    lacks,
    report,
    same_action,
    spoken,
    task,
    tasks_passed,
    unmatched,
)

NOW = datetime(2025, 4, 3, 10, tzinfo=CHINA)


def script(*answers: AnswerRule, goals: int = 2, expect: Expect | None = None) -> Script:
    wishes = tuple(Goal(f"wish {number}") for number in range(goals))
    return Script("dev-02-a", "shop", "buyer", NOW, wishes, answers, expect or Expect())


def said(played: Script, services: Sequence[Sequence[str]]) -> list[str]:
    """Return what the buyer says when the service answers so, turn by turn."""
    lines = []
    step = first(played)
    for texts in services:
        if step is None:
            break
        goal, progress = step
        lines.append(goal.say)
        step = following(played, progress, texts)
    return lines if step is None else [*lines, step[0].say]


CONFIRM = AnswerRule("确认", "好的")
NUMBER = AnswerRule("订单号|哪个订单", "313")

NEXT_LINE = [
    ("without rules the goals follow each other", script(), [["a"], ["b"]], ["wish 0", "wish 1"]),
    ("the first rule that matches answers", script(CONFIRM, NUMBER), [["请确认订单号"]], ["wish 0", "好的"]),
    ("the last text decides", script(CONFIRM, NUMBER), [["请确认", "哪个订单"]], ["wish 0", "313"]),
    ("an earlier text does not", script(CONFIRM), [["请确认", "谢谢"]], ["wish 0", "wish 1"]),
    ("silence brings the next goal", script(CONFIRM), [[]], ["wish 0", "wish 1"]),
    (
        "a rule serves twice while one goal is current, then the next rule or goal",
        script(CONFIRM),
        [["确认"], ["确认"], ["确认"]],
        ["wish 0", "好的", "好的", "wish 1"],
    ),
    (
        "and again for the next goal",
        script(CONFIRM),
        [["确认"], ["确认"], ["确认"], ["确认"], ["x"]],
        ["wish 0", "好的", "好的", "wish 1", "好的"],
    ),
    (
        "times can be said",
        script(AnswerRule("确认", "好的", times=1), AnswerRule("确认", "是的", times=1)),
        [["确认"], ["确认"], ["确认"]],
        ["wish 0", "好的", "是的", "wish 1"],
    ),
    ("never, when times is 0", script(AnswerRule("确认", "好的", times=0)), [["确认"]], ["wish 0", "wish 1"]),
    (
        "a rule of one goal serves while that goal is current",
        script(AnswerRule("确认", "好的", goal=1)),
        [["确认"], ["确认"], ["x"]],
        ["wish 0", "wish 1", "好的"],
    ),
    (
        "the expression is searched, not matched",
        script(AnswerRule("第.单", "是")),
        [["这是第二单"]],
        ["wish 0", "是"],
    ),
    ("a buyer without goals left stops", script(goals=1), [["a"]], ["wish 0"]),
    ("a script without goals says nothing", script(goals=0), [["a"]], []),
]


@pytest.mark.parametrize(
    ("played", "services", "lines"), [c[1:] for c in NEXT_LINE], ids=[c[0] for c in NEXT_LINE]
)
def test_what_the_buyer_says_next(played: Script, services: list[list[str]], lines: list[str]) -> None:
    assert said(played, services) == lines


def action(name: str, **arguments: object) -> Action:
    return Action(name, arguments)


SAME = [
    ("numbers as numbers", action("a", amount=3999), action("a", amount=3999.0), True),
    ("numbers with decimals", action("a", amount=301.35), action("a", amount=30135 / 100), True),
    ("another number", action("a", amount=301.35), action("a", amount=301.36), False),
    ("a number is not a text", action("a", amount=3999), action("a", amount="3999"), False),
    ("true is not one", action("a", flag=1), action("a", flag=True), False),
    ("text without blanks around", action("a", title=" 曹柔惠 "), action("a", title="曹柔惠"), True),
    ("text with blanks inside", action("a", title="曹 柔惠"), action("a", title="曹柔惠"), False),
    ("another tool", action("a"), action("b"), False),
    ("one argument more", action("a", x="1"), action("a", x="1", y="2"), False),
    (
        "who and where are not compared",
        action("a", platform="jd", shop_id="1", user_id="2"),
        action("a"),
        True,
    ),
    (
        "an address within the other",
        action("a", address="玉泉路3号"),
        action("a", address="南头街道玉泉路3号"),
        True,
    ),
    ("the other way round", action("a", address="南头街道玉泉路3号"), action("a", address="玉泉路3号"), True),
    ("an empty address is in none", action("a", address=" "), action("a", address="玉泉路3号"), False),
    ("only addresses are so", action("a", title="玉泉"), action("a", title="玉泉路"), False),
    (
        "lists without order",
        action("a", l=[{"p": "1", "q": 1}, {"p": "2", "q": 1}]),
        action("a", l=[{"q": 1.0, "p": "2"}, {"p": "1", "q": 1}]),
        True,
    ),
    ("lists of other length", action("a", l=["1", "1"]), action("a", l=["1"]), False),
    ("lists count", action("a", l=["1", "1", "2"]), action("a", l=["1", "2", "2"]), False),
]


@pytest.mark.parametrize(("one", "other", "same"), [c[1:] for c in SAME], ids=[c[0] for c in SAME])
def test_when_two_actions_are_the_same(one: Action, other: Action, same: bool) -> None:
    assert same_action(one, other) is same
    assert same_action(other, one) is same


def test_sets_of_actions_are_equal_without_order_and_nothing_may_be_missing_or_too_many() -> None:
    one, two = action("a", x="1"), action("a", x="2")
    assert unmatched([one, two], [two, one]) == ((), ())
    assert unmatched([one, two], [one]) == ((two,), ())
    assert unmatched([one], [one, one]) == ((), (one,))
    assert unmatched([], [two]) == ((), (two,))


def test_a_contained_address_does_not_take_the_partner_of_an_equal_one() -> None:
    short, long = action("a", address="3号"), action("a", address="玉泉路3号")
    assert unmatched([long, short], [short, long]) == ((), ())
    assert unmatched([short, long], [long, short]) == ((), ())


LACKS = [
    (Words(any=("60升", "60L")), "有60L的", ()),
    (Words(any=("60升", "60L")), "有80L的", ("none of ['60升', '60L'] said",)),
    (Words(all=("a", "b")), "b", ("'a' not said",)),
    (Words(none=("已取消",)), "已取消了", ("'已取消' said",)),
    (Words(), "", ()),
    (Words(any=("E卡",)), "您的Ｅ卡", ()),
    (Words(any=("６０升",)), "60升", ()),
    (Words(all=("a b",)), "a　b", ()),
    (Words(any=("确认?",)), "确认？", ()),
    (Words(any=("e卡",)), "E卡", ("none of ['e卡'] said",)),
]


@pytest.mark.parametrize(("words", "text", "wrong"), LACKS)
def test_what_a_text_lacks(words: Words, text: str, wrong: tuple[str, ...]) -> None:
    assert lacks(words, text) == wrong


def turn(goal: int, *replies: str) -> Turn:
    return Turn(goal, "say", replies, 1.0)


def why(
    expect: Expect, turns: list[Turn], actions: list[Action], *, handoff: bool = False
) -> tuple[str, ...]:
    return judge(script(expect=expect), turns, actions, handoff=handoff, ended=True).why


def test_replies_are_looked_for_in_all_that_was_said_while_their_goal_was_current() -> None:
    expect = Expect(replies=(ExpectedReply(1, Words(all=("a", "b"))),))
    assert why(expect, [turn(1, "a"), turn(1, "x", "b")], []) == ()
    assert why(expect, [turn(0, "a"), turn(1, "b")], []) == ("goal 1: 'a' not said",)
    assert why(expect, [turn(0, "a b")], []) == ("goal 1: 'a' not said", "goal 1: 'b' not said")


def test_a_script_passes_only_when_everything_holds() -> None:
    urge = action("manage_urgent", order_id="1")
    expect = Expect((urge,), (ExpectedReply(0, Words(any=("a",))),), handoff=False)
    assert why(expect, [turn(0, "a")], [urge]) == ()
    assert why(expect, [turn(0, "b")], [], handoff=True) == (
        "goal 0: none of ['a'] said",
        "missing: manage_urgent(order_id=1)",
        "a person was asked for",
    )
    assert why(Expect(handoff=True), [], []) == ("no person was asked for",)


def test_no_expected_actions_means_that_nothing_may_change_and_unsaid_ones_are_not_looked_at() -> None:
    urge = action("manage_urgent", order_id="1")
    assert why(Expect(actions=()), [], [urge]) == ("not expected: manage_urgent(order_id=1)",)
    assert why(Expect(), [], [urge]) == ()
    assert why(Expect(handoff=None), [], [], handoff=True) == ()


def test_a_script_that_was_cut_off_has_failed() -> None:
    result = judge(script(), [turn(0)], [], handoff=False, ended=False)
    assert result.why == ("more than 40 buyer messages",)
    assert not result.passed


def question(**words: tuple[str, ...]) -> Question:
    return Question("q-1", "shop", "多少钱", "product_fact", NOW, Words(**words))


def test_a_question_passes_when_its_words_are_said_and_nothing_changed() -> None:
    assert judge_question(question(any=("99",)), turn(0, "99元"), [], handoff=False).passed
    assert not judge_question(question(any=("99",)), turn(0, "98元"), [], handoff=False).passed
    assert judge_question(question(), turn(0), [], handoff=False).why == ("no answer",)
    assert judge_question(question(), turn(0), [], handoff=True).passed
    changed = judge_question(
        question(), turn(0, "好"), [action("manage_urgent", order_id="1")], handoff=False
    )
    assert changed.why == ("changed something: manage_urgent(order_id=1)",)


def result(identifier: str, *wrong: str) -> Result:
    return Result(identifier, not wrong, wrong, (), (), handoff=False)


def test_a_task_counts_only_when_all_its_wordings_passed() -> None:
    assert task("dev-02-a") == task("dev-02-b") == "dev-02"
    assert task("dev-02") == "dev-02"
    results = [result("dev-00-a"), result("dev-00-b"), result("dev-02-a"), result("dev-02-b", "missing: x")]
    assert tasks_passed(results) == {"dev-00": True, "dev-02": False}
    assert report(results) == [
        "failed, with the first thing that went wrong:",
        "  dev-02-b  missing: x",
        "scripts passed      3/4",
        "tasks, all wordings 1/2",
        "3 passed, 1 failed",
    ]
    assert report([])[-1] == "0 passed, 0 failed"


def test_cards_have_no_text_and_choices_have() -> None:
    assert spoken(Text(text="好")) == "好"
    assert spoken(Choices(text="哪个？", options=(Choice("一", "一"),))) == "哪个？"
    assert spoken(OrderCard(order_id="1", state="paid", title="热水器")) == ""


LINE = (
    '{"id": "dev-02-a", "shop": "s", "buyer": "b", "now": "2025-04-03T10:00:00+08:00", '
    '"goals": [{"say": "hi", "image": {"url": "u", "shows": "x"}}], '
    '"answers": [{"when": "a|b", "say": "c"}], "expect": {"actions": []}}'
)


def test_scripts_are_read_with_their_defaults() -> None:
    (read,) = scripts(b"\xef\xbb\xbf" + LINE.encode() + b"\r\n\n")
    assert (read.id, read.now, read.goals[0].image.shows) == ("dev-02-a", NOW, "x")  # type: ignore[union-attr]  # it is there
    assert read.answers == (AnswerRule("a|b", "c", times=2, goal=None),)
    assert read.expect == Expect(actions=(), replies=(), handoff=None)


BAD = [
    (LINE + "\n{", "line 2: Input data was truncated"),
    (LINE + "\n" + LINE, "line 2: the id 'dev-02-a' was used before"),
    (LINE.replace("a|b", "a("), "line 1: not a regular expression"),
    (LINE.replace('"say": "hi"', '"say": 1'), "$.goals[0].say"),
    (LINE.replace('"buyer": "b", ', ""), "missing required field `buyer`"),
    (
        LINE.replace('"say": "c"', '"say": "c", "goal": 3'),
        "goal 3 does not exist, there are 1 - at `$.answers[0]",
    ),
    (LINE.replace(LINE[LINE.index("[{") : LINE.index("}}]") + 3], "[]", 1), "at least one goal"),
]


@pytest.mark.parametrize(("content", "complaint"), BAD)
def test_a_bad_line_is_named_with_what_is_wrong(content: str, complaint: str) -> None:
    with pytest.raises(XiaoerError) as raised:
        scripts(content.encode())
    assert raised.value.code == "bad_script"
    assert complaint in raised.value.detail


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    with pytest.raises(XiaoerError) as raised:
        questions(b'{"id": "\xff"}')
    assert raised.value.detail.startswith("line 1: ")


def test_questions_are_read() -> None:
    line = '{"id": "q", "shop": "s", "product": "1", "say": "hi", "kind": "policy", "any": [], "all": ["x"]}'
    (read,) = questions(line.encode())
    assert (read.product, read.buyer, read.words, read.now) == ("1", None, Words(all=("x",)), QUESTIONS_NOW)


def test_a_result_is_written_as_one_line() -> None:
    played = Result(
        "q",
        passed=False,
        why=("w",),
        turns=(Turn(0, "hi", ("yo",), 3.14159),),
        actions=(action("a", x=1),),
        handoff=True,
    )
    line = result_line(played)
    assert line.endswith(b"\n")
    assert msgspec.json.decode(line) == {
        "id": "q",
        "passed": False,
        "why": ["w"],
        "turns": [{"say": "hi", "replies": ["yo"], "ms": 3.142}],
        "actions": [{"name": "a", "arguments": {"x": 1}}],
        "handoff": True,
    }
