"""What knowledge tells: which entry changed; what it says stands in the tables."""

from dataclasses import dataclass

from xiaoer.base.fact import Fact


@dataclass(frozen=True, slots=True)
class ProductRecorded(Fact):
    """A product became known, or is described in other words, at another price or in another state."""

    product: str


@dataclass(frozen=True, slots=True)
class FaqRecorded(Fact):
    """A question has a new answer."""

    faq: str


@dataclass(frozen=True, slots=True)
class PromotionRecorded(Fact):
    """A promotion was announced or changed."""

    promotion: str


@dataclass(frozen=True, slots=True)
class FaqRemoved(Fact):
    """A question has no answer of the shop's own any more."""

    faq: str


@dataclass(frozen=True, slots=True)
class IntentSaved(Fact):
    """A shop has an intent of its own, or says a general one in its own way."""

    intent: str


@dataclass(frozen=True, slots=True)
class IntentRemoved(Fact):
    """A shop's own intent is gone; a general one of the same id holds again."""

    intent: str


@dataclass(frozen=True, slots=True)
class KeywordRuleSaved(Fact):
    """An emergency answer by keywords was made or changed; it decides from the next turn on."""

    rule: str


@dataclass(frozen=True, slots=True)
class KeywordRuleRemoved(Fact):
    """An emergency answer by keywords is gone."""

    rule: str


@dataclass(frozen=True, slots=True)
class NoticeSaved(Fact):
    """An expectation notice was made or changed."""

    notice: str


@dataclass(frozen=True, slots=True)
class NoticeRemoved(Fact):
    """An expectation notice is gone."""

    notice: str
