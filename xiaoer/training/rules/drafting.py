"""What makes a draft one draft, the entry that it becomes, and which others ask nearly the same."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from xiaoer.base.ids import ProductId
from xiaoer.knowledge.model import Faq
from xiaoer.training.model import Draft, DraftId
from xiaoer.training.rules.likeness import Nearest, folded, likeness

LONGEST_QUESTION: Final = 500
LONGEST_ANSWER: Final = 4000
MOST_SIMILAR: Final = 50
_ALIKE: Final = 0.55  # from here on two questions are shown as perhaps the same
_SAME_ANSWER: Final = 0.8
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Alike:
    """Another entry or draft that asks nearly the same; `contradicts` when its answer is another one."""

    kind: str  # entry or draft
    id: str
    question: str
    answer: str
    likeness: float
    contradicts: bool


def draft_id(question: str, product: ProductId | None, answer: str) -> DraftId:
    """Return the natural key of a draft: the same question, product and answer are the same draft."""
    text = "\x00".join((folded(question), product or "", folded(answer)))
    return DraftId(f"drf_{hashlib.sha256(text.encode()).hexdigest()[:26]}")


def entry_of(draft: Draft, known: Faq | None) -> Faq:
    """Return the entry that a draft becomes; conditions and other wordings of a known one stay."""
    entry = Faq(
        id=draft.entry or draft.id,
        shop=draft.shop,
        question=draft.question,
        answer=draft.answer,
        product=draft.product,
        similar=draft.similar,
        intent=draft.intent,
        source=draft.source.line(),
    )
    if known is None:
        return entry
    return replace(
        known,
        question=entry.question,
        answer=entry.answer,
        product=entry.product,
        similar=entry.similar,
        intent=entry.intent or known.intent,
        source=entry.source or known.source,
    )


def with_drafts(faqs: Sequence[Faq], drafts: Iterable[Draft]) -> tuple[Faq, ...]:
    """Return a shop's entries as they would be with drafts approved, by id."""
    entries = {faq.id: faq for faq in faqs}
    for draft in drafts:
        known = entries.get(draft.entry or draft.id)
        entry = entry_of(draft, known)
        entries[entry.id] = entry
    return tuple(entries[identifier] for identifier in sorted(entries))


def alike(draft: Draft, faqs: Iterable[Faq], drafts: Iterable[Draft]) -> list[Alike]:
    """Return entries and other drafts that ask nearly the same of the same product, the likest first."""
    known: dict[str, tuple[str, str, str, str]] = {}
    near = Nearest()
    for faq in faqs:
        if faq.id != draft.entry and _same_scope(draft.product, faq.product):
            known[f"e{faq.id}"] = ("entry", faq.id, faq.question, faq.answer)
            for text in (faq.question, *faq.similar):
                near.add(f"e{faq.id}", text)
    for other in drafts:
        if other.id != draft.id and _same_scope(draft.product, other.product):
            known[f"d{other.id}"] = ("draft", other.id, other.question, other.answer)
            near.add(f"d{other.id}", other.question)
    found = []
    for score, key, _ in near.find(draft.question, _SHOWN, _ALIKE):
        kind, identifier, question, answer = known[key]
        contradicts = likeness(answer, draft.answer) < _SAME_ANSWER
        found.append(Alike(kind, identifier, question, answer, score, contradicts))
    return found


def _same_scope(one: ProductId | None, other: ProductId | None) -> bool:
    return one == other or one is None or other is None
