"""Emergency answers by keywords, and what holds for a while: which fits this turn, and how it is said."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from xiaoer.bot.catalogue.normalise import plain
from xiaoer.bot.model import Evidence, Handoff, HandoffReason, Memory, View
from xiaoer.bot.rules import confirming, dialogue, english
from xiaoer.bot.rules.answers import Part
from xiaoer.bot.rules.course import Course
from xiaoer.bot.rules.reading import Reading, called_by
from xiaoer.bot.rules.rivals import KINDS
from xiaoer.bot.rules.scope import scope_of
from xiaoer.bot.rules.settling import kind_of
from xiaoer.knowledge.model import KeywordRule, Notice, RuleAct, Scope
from xiaoer.orders.model import ChangeState, RecordedChange

_TO_PERSON = "好的，这个问题马上为您转接人工客服，请稍等"
# What a shop says of its own accord comes before the guards that only keep to the matter or to good manners,
# never before those that keep the bot and other buyers safe.
GIVES_WAY = frozenset({"outside", "abuse"})
_GENERAL = frozenset({"faq", "policy", "procedure", "promotion", "product", "intent"})  # may be overruled
_MOVED = frozenset({"order", "parcel", "change"})
_NOT_MOVED = frozenset({"invoice", "cashback", "protect"})  # these move no goods
_ORDERLY = ("order.", "parcel.")


def caught(rule: KeywordRule, *texts: str) -> bool:
    """Say whether the words of a rule fit a line in its spellings (as typed, repaired); see `KeywordRule`."""
    return _fits(rule, "\n".join(map(_squeezed, texts)))


def _fits(rule: KeywordRule, said: str) -> bool:
    """Say whether the words of a rule fit what was said, squeezed, one spelling a line."""
    any_of, all_of, none_of = _words(rule.any_of), _words(rule.all_of), _words(rule.none_of)
    return (
        bool(any_of or all_of)
        and (not any_of or any(word in said for word in any_of))
        and all(word in said for word in all_of)
        and not any(word in said for word in none_of)
    )


@lru_cache(maxsize=8192)
def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(squeezed for word in words if (squeezed := _squeezed(word)))


@lru_cache(maxsize=8192)
def _squeezed(text: str) -> str:
    return plain(text).replace(" ", "").replace("\n", "")


def fitting(rules: Iterable[KeywordRule], reading: Reading, scope: Scope, now_ms: int) -> KeywordRule | None:
    """Return the rule that decides a turn: the highest priority, then the newer; None when none fits."""
    said = f"{_squeezed(reading.raw)}\n{_squeezed(reading.text)}"
    found = [
        rule for rule in rules if rule.enabled and _fits(rule, said) and rule.conditions.hold(now_ms, scope)
    ]
    return max(found, key=lambda rule: (rule.priority, rule.created_ms, rule.id), default=None)


def answered(course: Course) -> bool:
    """Let a keyword rule answer the turn; False when none fits, or when the turn settles what waits."""
    reading, view, memory = course.reading, course.view, course.memory
    if not view.rules or not reading.raw or _settles(course):
        return False
    rule = fitting(view.rules, reading, scope_of(view, memory, reading), course.turn.window_ms)
    if rule is None:
        return False
    course.trace["rule"] = f"keyword:{rule.id}"
    evidence = Evidence("keyword_rule", rule.id, rule.name, rule.answer[:200])
    if rule.act is RuleAct.HANDOFF:
        course.say(rule.answer or _TO_PERSON, evidence)
        course.handoff = Handoff(HandoffReason.NOT_ALLOWED, f"【{rule.name}】{reading.raw[:200]}")
        return True
    course.say(rule.answer, evidence)
    if reading.has("person") and not _about_people(rule):
        course.handoff = Handoff(HandoffReason.WANTED, reading.raw[:200])
    dialogue.remind(course)
    return True


def _settles(course: Course) -> bool:
    """Say whether a turn confirms, turns down or goes on with what the bot waits for."""
    memory, reading = course.memory, course.reading
    if confirming.confirmed(course) or dialogue.denied(course) or dialogue.wants_offer(course):
        return True
    if english.settles(course):
        return True
    asking = any(clause.asking for clause in reading.clauses)
    return bool(memory.drafts and not asking and (reading.mentions or reading.raw.strip() in memory.options))


def _about_people(rule: KeywordRule) -> bool:
    """Say whether a rule speaks of being served by people, so that its answer is the answer to that."""
    return any("人工" in word or "person" in called_by(word) for word in (*rule.any_of, *rule.all_of))


def announce(course: Course, missed_before: int) -> None:
    """Add what holds now to an answer that it concerns; `missed_before` as `Memory.missed` was.

    Whole the first time in a conversation, afterwards in one short line, so that no answer stands against
    it. A notice for a place that the buyer names is itself the answer when nothing else is known.
    """
    if not course.view.notices or course.handoff or course.changes or not (course.parts or course.ask):
        return
    said = course.reading.raw
    scope = scope_of(course.view, course.memory, course.reading)
    lost = course.memory.missed > missed_before
    about = _about(course)
    for notice in holding(course.view, scope, course.turn.window_ms):
        named = any(place in said for place in notice.conditions.regions)
        if not named and not concerns(notice, about):
            continue
        if lost:
            course.parts, course.ask, course.options = [], None, []
            course.memory.missed, lost = missed_before, False
        course.add(told(notice, course.memory, overrules=_general(course.parts)))
        course.note("notices", notice.id)


def holding(view: View, scope: Scope, now_ms: int) -> list[Notice]:
    """Return the notices that hold for a scope now, the newest first."""
    found = [notice for notice in view.notices if notice.conditions.hold(now_ms, scope)]
    return sorted(found, key=lambda notice: (-notice.created_ms, notice.id))


def concerns(notice: Notice, about: Iterable[str]) -> bool:
    """Say whether a notice belongs to an answer about these wishes, intents and kinds of evidence."""
    if not notice.topics:
        return any(
            name in _MOVED or name.startswith(_ORDERLY) or name in KINDS - _NOT_MOVED for name in about
        )
    return any(name == topic or name.startswith(f"{topic}.") for name in about for topic in notice.topics)


def _about(course: Course) -> set[str]:
    wishes = course.trace.get("wishes")
    found = {str(name) for name in wishes} if isinstance(wishes, list) else set()
    found |= {course.understood.intent, course.understood.scenario} - {""}
    intents = {faq.id: faq.intent for faq in course.view.faqs if faq.intent}
    asked = [*course.parts, *([course.ask] if course.ask else [])]
    for item in (item for part in asked for item in part.evidence):
        if item.kind in _MOVED:
            found.add(item.kind)
        elif item.kind == "intent":
            found.add(item.id)
        elif item.kind == "faq" and item.id in intents:
            found.add(intents[item.id])
    return found


def _general(parts: Sequence[Part]) -> bool:
    return any(item.kind in _GENERAL for part in parts for item in part.evidence)


def told(notice: Notice, memory: Memory, *, overrules: bool = False) -> Part:
    """Return how a notice is said in this conversation; `memory` learns that it was."""
    evidence = (Evidence("notice", notice.id, notice.title, notice.text[:200]),)
    if memory.language == english.LANGUAGE:
        known = notice.id in memory.noticed
        text = f"{notice.title}: as said above." if known else f"{notice.title}: {notice.text}"
    elif notice.id in memory.noticed:
        text = f"【{notice.title}】目前仍然有效，请以前面的说明为准"
    else:
        text = f"【{notice.title}】{notice.text}"
        text += "（与前面说法不同的，以这条为准）" if overrules else ""
    if notice.id not in memory.noticed:
        memory.noticed.append(notice.id)
    return Part(text, evidence)


def greeted(view: View, memory: Memory) -> list[Part]:
    """Return the lines that a greeting begins with; what is said there may be said again in an answer."""
    scope = scope_of(view, memory)
    return [
        Part(f"【{notice.title}】{notice.text}", (Evidence("notice", notice.id, notice.title),))
        for notice in holding(view, scope, view.now_ms)
        if notice.greets
    ]


def after_changes(changes: Sequence[RecordedChange], view: View, memory: Memory) -> list[Part]:
    """Return what is announced for the orders that were changed; nothing when nothing was."""
    done = [recorded.change for recorded in changes if recorded.state is ChangeState.DONE]
    if not done:
        return []
    scope = scope_of(view, memory, orders=[str(getattr(change, "order", memory.placed)) for change in done])
    about = {"order", *map(kind_of, done)}
    return [told(notice, memory) for notice in holding(view, scope, view.now_ms) if concerns(notice, about)]
