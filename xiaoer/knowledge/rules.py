"""What is wrong with an entry that cannot be kept."""

from xiaoer.knowledge.model import Conditions, Faq, Intent, KeywordRule, Notice, RuleAct

Flaw = tuple[str, str]  # (code, what is wrong)


def flaw_of_conditions(conditions: Conditions) -> Flaw | None:
    """Return what is wrong with conditions."""
    if conditions.until_ms and conditions.until_ms <= conditions.from_ms:
        return ("window_backwards", "The end of the window lies before its beginning.")
    return None


def flaw_of_rule(rule: KeywordRule) -> Flaw | None:
    """Return what is wrong with a keyword rule, None when it can be kept."""
    words = (*rule.any_of, *rule.all_of)
    if not any(word.strip() for word in words):
        return ("rule_empty", "The rule names no word that the buyer has to say.")
    if any(not word.strip() for word in (*words, *rule.none_of)):
        return ("word_empty", "One of the words is empty.")
    if rule.act is RuleAct.ANSWER and not rule.answer.strip():
        return ("answer_empty", "The rule has no answer.")
    return flaw_of_conditions(rule.conditions)


def same_rule(one: KeywordRule, other: KeywordRule) -> bool:
    """Say whether another rule fits the very words under the same conditions."""
    return one.id != other.id and _fits(one) == _fits(other)


def _fits(rule: KeywordRule) -> tuple[object, ...]:
    words = tuple(frozenset(word.strip().lower() for word in among) for among in (rule.any_of, rule.all_of))
    return (*words, frozenset(rule.none_of), rule.conditions)


def flaw_of_notice(notice: Notice) -> Flaw | None:
    """Return what is wrong with a notice, None when it can be kept."""
    if not notice.title.strip():
        return ("title_empty", "The notice has no title.")
    if not notice.text.strip():
        return ("answer_empty", "The notice has no text.")
    return flaw_of_conditions(notice.conditions)


def flaw_of_faq(faq: Faq) -> Flaw | None:
    """Return what is wrong with an FAQ entry, None when it can be kept."""
    if not faq.question.strip():
        return ("question_empty", "The entry has no question.")
    if not faq.answer.strip():
        return ("answer_empty", "The entry has no answer.")
    return flaw_of_conditions(faq.conditions)


def flaw_of_intent(intent: Intent) -> Flaw | None:
    """Return what is wrong with a shop's own intent, None when it can be kept."""
    if not intent.title.strip() or not intent.scenario.strip():
        return ("title_empty", "The intent has no title or no scenario.")
    if not intent.off and not any(text.strip() for text in intent.phrasings):
        return ("phrasings_empty", "The intent has no phrasing.")
    return None
