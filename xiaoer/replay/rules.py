"""What a simulated buyer says next, and whether what happened is what was expected. Pure.

The format and all conditions are those of buyer scripts (docs/buyer-scripts.md).
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from xiaoer.conversations.model import AnyContent, Choices, Form, Picture, Text
from xiaoer.replay.model import (
    Action,
    Expect,
    ExpectedReply,
    Goal,
    Progress,
    Question,
    Result,
    Script,
    Turn,
    Words,
)

LONGEST = 40  # buyer messages; a script that needs more has failed
MONEY_TOLERANCE = 0.005  # numbers are yuan with two decimals at most
IGNORED_ARGUMENTS = frozenset({"platform", "shop_id", "user_id"})
CONTAINED_ARGUMENT = "address"

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def first(script: Script) -> tuple[Goal, Progress] | None:
    """Return what the buyer opens with, or None for a script without goals."""
    return _begin(script, 0, 0)


def following(script: Script, progress: Progress, heard: Sequence[str]) -> tuple[Goal, Progress] | None:
    """Return what the buyer says after the service said `heard` in this turn, or None when he stops.

    The last text decides: the first answer rule that it matches and that is not used up, else the next
    goal. An answer carries no picture.
    """
    last = heard[-1] if heard else ""
    for number, rule in enumerate(script.answers):
        if rule.goal is not None and rule.goal != progress.goal:
            continue
        used = progress.used.get(number, 0)
        if used < rule.times and pattern(rule.when).search(last):
            again = Progress(progress.goal, {**progress.used, number: used + 1}, progress.said + 1)
            return Goal(rule.say), again
    return _begin(script, progress.goal + 1, progress.said)


@cache
def pattern(when: str) -> re.Pattern[str]:
    """Return the compiled expression; re.error when it is none."""
    return re.compile(when)


def judge(
    script: Script, turns: Sequence[Turn], actions: Sequence[Action], *, handoff: bool, ended: bool
) -> Result:
    """Compare what happened with what the script expects; `ended` is false when the buyer was cut off."""
    why = (
        *(() if ended else (f"more than {LONGEST} buyer messages",)),
        *_wrong_replies(script.expect.replies, turns),
        *_wrong_actions(script.expect, actions),
        *_wrong_handoff(script.expect, handoff=handoff),
    )
    return Result(script.id, not why, why, tuple(turns), tuple(actions), handoff)


def judge_question(question: Question, turn: Turn, actions: Sequence[Action], *, handoff: bool) -> Result:
    """Compare one answer with what it must hold; a question never changes anything."""
    text = "\n".join(turn.replies)
    why = list(lacks(question.words, text))
    if not text.strip() and not handoff:
        why.append("no answer")
    if actions:
        why.append(f"changed something: {_line(actions[0])}")
    return Result(question.id, not why, tuple(why), (turn,), tuple(actions), handoff)


def lacks(words: Words, text: str) -> tuple[str, ...]:
    """Return what is wrong with a text, full-width and half-width characters being alike."""
    folded = fold(text)
    found = []
    if words.any and not any(fold(word) in folded for word in words.any):
        found.append(f"none of {list(words.any)} said")
    found += [f"{word!r} not said" for word in words.all if fold(word) not in folded]
    found += [f"{word!r} said" for word in words.none if fold(word) in folded]
    return tuple(found)


def fold(text: str) -> str:
    """Return the text with full-width letters, digits, signs and blanks as half-width ones."""
    return text.translate(_HALF_WIDTH)


def unmatched(
    expected: Sequence[Action], actual: Sequence[Action]
) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Return the expected actions that are missing and the actual ones that are too many."""
    missing, left = list(expected), list(actual)
    for alike in (_same_exactly, same_action):  # exact partners first: address containment is greedy
        for wanted in list(missing):
            partner = next((action for action in left if alike(wanted, action)), None)
            if partner is not None:
                missing.remove(wanted)
                left.remove(partner)
    return tuple(missing), tuple(left)


def same_action(one: Action, other: Action) -> bool:
    """Say whether two actions are the same change: numbers as numbers, lists without order."""
    left, right = _arguments(one), _arguments(other)
    return (
        one.name == other.name
        and left.keys() == right.keys()
        and all(_same_argument(name, left[name], right[name]) for name in left)
    )


def task(script_id: str) -> str:
    """Return the task of a wording: its id without the last letter (`dev-02-a` -> `dev-02`)."""
    return re.sub(r"-[A-Za-z]$", "", script_id)


def tasks_passed(results: Sequence[Result]) -> dict[str, bool]:
    """Return each task with whether all its wordings passed. (pass^k)"""
    passed: dict[str, bool] = {}
    for result in results:
        passed[task(result.id)] = passed.get(task(result.id), True) and result.passed
    return passed


def report(results: Sequence[Result], *, tasks: bool = True) -> list[str]:
    """Return the lines of the table; the last is `N passed, M failed`."""
    passed = sum(result.passed for result in results)
    lines = [f"  {result.id}  {result.why[0]}" for result in results if not result.passed]
    if lines:
        lines.insert(0, "failed, with the first thing that went wrong:")
    lines.append(
        f"scripts passed      {passed}/{len(results)}" if tasks else f"answered {passed}/{len(results)}"
    )
    if tasks:
        all_wordings = tasks_passed(results)
        lines.append(f"tasks, all wordings {sum(all_wordings.values())}/{len(all_wordings)}")
    lines.append(f"{passed} passed, {len(results) - passed} failed")
    return lines


def _begin(script: Script, goal: int, said: int) -> tuple[Goal, Progress] | None:
    if goal >= len(script.goals):
        return None
    return script.goals[goal], Progress(goal, {}, said + 1)


def _wrong_replies(expected: Sequence[ExpectedReply], turns: Sequence[Turn]) -> list[str]:
    wrong = []
    for reply in expected:
        text = "\n".join(text for turn in turns if turn.goal == reply.goal for text in turn.replies)
        wrong += [f"goal {reply.goal}: {lack}" for lack in lacks(reply.words, text)]
    return wrong


def _wrong_actions(expect: Expect, actions: Sequence[Action]) -> list[str]:
    if expect.actions is None:
        return []
    missing, extra = unmatched(expect.actions, actions)
    return [f"missing: {_line(action)}" for action in missing] + [
        f"not expected: {_line(action)}" for action in extra
    ]


def _wrong_handoff(expect: Expect, *, handoff: bool) -> list[str]:
    if expect.handoff is None or expect.handoff is handoff:
        return []
    return ["a person was asked for"] if handoff else ["no person was asked for"]


def _same_exactly(one: Action, other: Action) -> bool:
    return one.name == other.name and _same(dict(_arguments(one)), dict(_arguments(other)))


def _arguments(action: Action) -> dict[str, object]:
    return {name: value for name, value in action.arguments.items() if name not in IGNORED_ARGUMENTS}


def _same_argument(name: str, one: object, other: object) -> bool:
    if name == CONTAINED_ARGUMENT and isinstance(one, str) and isinstance(other, str):
        left, right = one.strip(), other.strip()
        return left == right or (bool(left and right) and (left in right or right in left))
    return _same(one, other)


def _same(one: object, other: object) -> bool:
    if _is_number(one) and _is_number(other):
        return abs(float(one) - float(other)) < MONEY_TOLERANCE  # type: ignore[arg-type]  # just checked
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return _same_without_order(one, other)
    return type(one) is type(other) and one == other


def _same_without_order(one: Sequence[object], other: Sequence[object]) -> bool:
    left = list(other)
    for value in one:
        partner = next((position for position, candidate in enumerate(left) if _same(value, candidate)), None)
        if partner is None:
            return False
        del left[partner]
    return not left


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _line(action: Action) -> str:
    arguments = ", ".join(f"{name}={value}" for name, value in _arguments(action).items())
    return f"{action.name}({arguments})"


def spoken(content: AnyContent) -> str:
    """Return the text of a service message; cards have none."""
    match content:
        case Text(text=text) | Choices(text=text) | Form(text=text) | Picture(text=text):
            return text
        case _:
            return ""
