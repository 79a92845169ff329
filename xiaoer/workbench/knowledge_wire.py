"""What a shop knows as the console and the API see it: entries, intents, keyword rules, notices."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from xiaoer.base.clock import iso, to_ms
from xiaoer.base.errors import invalid
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.knowledge.model import Conditions, Faq, Intent, KeywordRule, Notice, RuleAct, Stage

_MOMENT = r"^$|^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)$"
Moment = Annotated[str, Field(max_length=40, pattern=_MOMENT, description="ISO 8601 with zone, or empty.")]
Word = Annotated[str, Field(max_length=100)]
Words = Annotated[list[Word], Field(max_length=100)]
Wording = Annotated[str, Field(max_length=2000)]
Text = Annotated[str, Field(max_length=4000)]
Key = Annotated[str, Field(max_length=100)]


class ConditionsFace(BaseModel):
    """When and for whom an entry holds; empty means no limit. The end is exclusive."""

    from_at: Moment = ""
    until_at: Moment = ""
    channels: Words = Field(default_factory=list)
    products: Words = Field(default_factory=list)
    categories: Words = Field(default_factory=list)
    regions: Words = Field(default_factory=list)
    audience: Words = Field(default_factory=list)


class FaqBody(BaseModel):
    """An FAQ entry as it is written."""

    question: Wording
    answer: Text
    product_id: Key = ""
    similar: Annotated[list[Wording], Field(max_length=200)] = Field(default_factory=list)
    variants: Annotated[list[Text], Field(max_length=20)] = Field(default_factory=list)
    intent: Key = ""
    conditions: ConditionsFace = Field(default_factory=ConditionsFace)


class FaqFace(FaqBody):
    """An FAQ entry. `standing` says whether its window has begun or ended."""

    id: str
    shop_id: str
    source: str
    standing: str


class LikenessFace(BaseModel):
    """Two entries that ask nearly the same; `conflict`: none, or words, numbers, denial of the answers."""

    first: FaqFace
    second: FaqFace
    share: float
    conflict: str


class FaqLine(FaqBody):
    """An FAQ entry in a file of many; without an id one is made of question and product."""

    id: Key = ""


class FaqFile(BaseModel):
    """Many FAQ entries."""

    items: Annotated[list[FaqLine], Field(max_length=2000)]


class Taken(BaseModel):
    """What came of a file: entries new or changed, entries known already."""

    recorded: int
    unchanged: int


class IntentBody(BaseModel):
    """A shop's own intent as it is written, whole."""

    scenario: Word
    stage: Stage
    title: Word
    phrasings: Annotated[list[Wording], Field(max_length=500)] = Field(default_factory=list)
    wish: Key = ""
    answer: Text = ""
    off: bool = False


class IntentFace(IntentBody):
    """An intent. `own`: the shop says it in its own way; `general`: the taxonomy has it too."""

    id: str
    own: bool
    general: bool


class IntentLine(IntentBody):
    """An intent in a file of many."""

    id: Annotated[str, Field(min_length=1, max_length=100)]


class IntentFile(BaseModel):
    """Many intents."""

    items: Annotated[list[IntentLine], Field(max_length=2000)]


class ScenarioItem(BaseModel):
    """One scenario: how many intents and phrasings it has, and how many intents are the shop's own."""

    scenario: str
    intents: int
    phrasings: int
    own: int


class RuleBody(BaseModel):
    """A keyword rule as it is written."""

    name: Annotated[str, Field(max_length=100)] = ""
    any_of: Words = Field(default_factory=list)
    all_of: Words = Field(default_factory=list)
    none_of: Words = Field(default_factory=list)
    act: RuleAct = RuleAct.ANSWER
    answer: Text = ""
    priority: Annotated[int, Field(ge=-1000, le=1000)] = 0
    conditions: ConditionsFace = Field(default_factory=ConditionsFace)
    enabled: bool = True


class RuleFace(RuleBody):
    """A keyword rule. `standing`: waiting, live, ended; it decides when it is live and enabled."""

    id: str
    shop_id: str
    created_at: str
    standing: str


class CaughtFace(BaseModel):
    """What the words of a rule would have fitted in the last days; `examples` are masked."""

    days: int
    seen: int
    fit: int
    examples: list[str]


class NoticeBody(BaseModel):
    """A notice as it is written."""

    title: Annotated[str, Field(max_length=100)]
    text: Text
    topics: Words = Field(default_factory=list)
    greets: bool = True
    conditions: ConditionsFace = Field(default_factory=ConditionsFace)


class NoticeFace(NoticeBody):
    """A notice. `standing`: waiting, live, ended."""

    id: str
    shop_id: str
    created_at: str
    standing: str


def _ms(moment: str) -> int:
    if not moment:
        return 0
    try:
        return to_ms(datetime.fromisoformat(moment))
    except ValueError as error:
        raise invalid("bad_moment", f"{moment} is no moment.") from error


def _at(at_ms: int) -> str:
    return iso(at_ms) if at_ms else ""


def _kept(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def conditions_of(face: ConditionsFace) -> Conditions:
    """Return the conditions that were written."""
    return Conditions(
        from_ms=_ms(face.from_at),
        until_ms=_ms(face.until_at),
        channels=_kept(face.channels),
        products=_kept(face.products),
        categories=_kept(face.categories),
        regions=_kept(face.regions),
        audience=_kept(face.audience),
    )


def conditions_face(conditions: Conditions) -> ConditionsFace:
    """Return conditions as they are shown."""
    return ConditionsFace(
        from_at=_at(conditions.from_ms),
        until_at=_at(conditions.until_ms),
        channels=list(conditions.channels),
        products=list(conditions.products),
        categories=list(conditions.categories),
        regions=list(conditions.regions),
        audience=list(conditions.audience),
    )


def faq_of(shop: ShopId, identifier: str, body: FaqBody, source: str) -> Faq:
    """Return the entry that was written."""
    return Faq(
        id=identifier,
        shop=shop,
        question=body.question.strip(),
        answer=body.answer.strip(),
        product=ProductId(body.product_id) if body.product_id else None,
        similar=_kept(body.similar),
        variants=_kept(body.variants),
        intent=body.intent,
        conditions=conditions_of(body.conditions),
        source=source,
    )


def faq_face(faq: Faq, now_ms: int) -> FaqFace:
    """Return an entry as it is shown."""
    return FaqFace(
        id=faq.id,
        shop_id=faq.shop,
        question=faq.question,
        answer=faq.answer,
        product_id=faq.product or "",
        similar=list(faq.similar),
        variants=list(faq.variants),
        intent=faq.intent,
        conditions=conditions_face(faq.conditions),
        source=faq.source,
        standing=faq.conditions.standing(now_ms).value,
    )


def intent_of(identifier: str, body: IntentBody) -> Intent:
    """Return the intent that was written."""
    return Intent(
        id=identifier,
        scenario=body.scenario.strip(),
        stage=body.stage,
        title=body.title.strip(),
        phrasings=_kept(body.phrasings),
        wish=body.wish,
        answer=body.answer.strip(),
        off=body.off,
    )


def intent_face(intent: Intent, *, own: bool, general: bool) -> IntentFace:
    """Return an intent as it is shown."""
    return IntentFace(
        id=intent.id,
        scenario=intent.scenario,
        stage=intent.stage,
        title=intent.title,
        phrasings=list(intent.phrasings),
        wish=intent.wish,
        answer=intent.answer,
        off=intent.off,
        own=own,
        general=general,
    )


def rule_of(shop: ShopId, identifier: str, body: RuleBody, created_ms: int) -> KeywordRule:
    """Return the keyword rule that was written; without a name it is called by its first word."""
    any_of, all_of = _kept(body.any_of), _kept(body.all_of)
    return KeywordRule(
        id=identifier,
        shop=shop,
        name=body.name.strip() or "".join((*any_of, *all_of)[:1]),
        any_of=any_of,
        all_of=all_of,
        none_of=_kept(body.none_of),
        act=body.act,
        answer=body.answer.strip(),
        priority=body.priority,
        conditions=conditions_of(body.conditions),
        enabled=body.enabled,
        created_ms=created_ms,
    )


def rule_face(rule: KeywordRule, now_ms: int) -> RuleFace:
    """Return a keyword rule as it is shown."""
    return RuleFace(
        id=rule.id,
        shop_id=rule.shop,
        name=rule.name,
        any_of=list(rule.any_of),
        all_of=list(rule.all_of),
        none_of=list(rule.none_of),
        act=rule.act,
        answer=rule.answer,
        priority=rule.priority,
        conditions=conditions_face(rule.conditions),
        enabled=rule.enabled,
        created_at=iso(rule.created_ms),
        standing=rule.conditions.standing(now_ms).value,
    )


def notice_of(shop: ShopId, identifier: str, body: NoticeBody, created_ms: int) -> Notice:
    """Return the notice that was written."""
    return Notice(
        id=identifier,
        shop=shop,
        title=body.title.strip(),
        text=body.text.strip(),
        topics=_kept(body.topics),
        greets=body.greets,
        conditions=conditions_of(body.conditions),
        created_ms=created_ms,
    )


def notice_face(notice: Notice, now_ms: int) -> NoticeFace:
    """Return a notice as it is shown."""
    return NoticeFace(
        id=notice.id,
        shop_id=notice.shop,
        title=notice.title,
        text=notice.text,
        topics=list(notice.topics),
        greets=notice.greets,
        conditions=conditions_face(notice.conditions),
        created_at=iso(notice.created_ms),
        standing=notice.conditions.standing(now_ms).value,
    )
