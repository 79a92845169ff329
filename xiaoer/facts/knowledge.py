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
