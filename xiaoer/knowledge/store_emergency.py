"""Tables of keyword rules and notices. Every statement is a constant."""

from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, select, text

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_update
from xiaoer.knowledge.model import KeywordRule, Notice, RuleAct
from xiaoer.knowledge.store import every, get_by_id, without
from xiaoer.knowledge.store_faqs import conditions_of, conditions_text, texts, texts_of

rules = Table(
    "keyword_rules",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("any_of", Text, nullable=False),
    Column("all_of", Text, nullable=False),
    Column("none_of", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("enabled", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("greets", Integer, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

SAVE_RULE: Final = insert_or_update(rules, ["shop_id", "id"])
RULE: Final = get_by_id(rules)
RULES: Final = every(rules)
REMOVE_RULE: Final = without(rules)
SAVE_NOTICE: Final = insert_or_update(notices, ["shop_id", "id"])
NOTICE: Final = get_by_id(notices)
NOTICES: Final = every(notices)
# A list of unknown length as one parameter: a JSON text, which each dialect opens in its own way.
NOTICES_OF: Final = Statement(
    select(notices).where(text("shop_id IN (SELECT value FROM json_each(:shops))")),
    select(notices).where(text("shop_id IN (SELECT json_array_elements_text(CAST(:shops AS json)))")),
)
REMOVE_NOTICE: Final = without(notices)


def rule_values(rule: KeywordRule) -> dict[str, Value]:
    """Return the row of a keyword rule."""
    return {
        "shop_id": rule.shop,
        "id": rule.id,
        "name": rule.name,
        "any_of": texts(rule.any_of),
        "all_of": texts(rule.all_of),
        "none_of": texts(rule.none_of),
        "act": rule.act.value,
        "answer": rule.answer,
        "priority": rule.priority,
        "conditions": conditions_text(rule.conditions),
        "enabled": int(rule.enabled),
        "created_ms": rule.created_ms,
    }


def rule_of(row: Row) -> KeywordRule:
    """Return the keyword rule of a row."""
    shop, identifier, name, any_of, all_of, none_of, act, answer, priority, conditions, enabled, created = row
    return KeywordRule(
        id=str(identifier),
        shop=ShopId(str(shop)),
        name=str(name),
        any_of=texts_of(str(any_of)),
        all_of=texts_of(str(all_of)),
        none_of=texts_of(str(none_of)),
        act=RuleAct(str(act)),
        answer=str(answer),
        priority=int(priority or 0),
        conditions=conditions_of(str(conditions)),
        enabled=bool(enabled),
        created_ms=int(created or 0),
    )


def notice_values(notice: Notice) -> dict[str, Value]:
    """Return the row of a notice."""
    return {
        "shop_id": notice.shop,
        "id": notice.id,
        "title": notice.title,
        "text": notice.text,
        "topics": texts(notice.topics),
        "greets": int(notice.greets),
        "conditions": conditions_text(notice.conditions),
        "created_ms": notice.created_ms,
    }


def notice_of(row: Row) -> Notice:
    """Return the notice of a row."""
    shop, identifier, title, text, topics, greets, conditions, created = row
    return Notice(
        id=str(identifier),
        shop=ShopId(str(shop)),
        title=str(title),
        text=str(text),
        topics=texts_of(str(topics)),
        greets=bool(greets),
        conditions=conditions_of(str(conditions)),
        created_ms=int(created or 0),
    )
