"""Table of FAQ entries. Hot: every statement is a constant."""

from typing import Final

import msgspec
from sqlalchemy import BindParameter, Column, Index, Table, Text, bindparam, func, or_, select

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_update
from xiaoer.knowledge.model import Conditions, Faq
from xiaoer.knowledge.store import every, get_by_id, without

faqs = Table(
    "faqs",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("similar", Text, nullable=False),
    Column("variants", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("conditions", Text, nullable=False),
    Column("source", Text, nullable=False),
)
Index("faqs_product", faqs.c.shop_id, faqs.c.product_id)

_f = faqs.c
_q: BindParameter[str] = bindparam("q")
_product: BindParameter[str] = bindparam("product_id")
_intent: BindParameter[str] = bindparam("intent")


_among = (
    select(faqs)
    .where(_f.shop_id == bindparam("shop_id"), _f.id > bindparam("after"))
    .where(or_(_product == "", _f.product_id == _product))
    .where(or_(_intent == "", _f.intent == _intent))
    .order_by(_f.id)
    .limit(bindparam("page"))
)

SAVE_FAQ: Final = insert_or_update(faqs, ["shop_id", "id"])
FAQ: Final = get_by_id(faqs)
FAQS: Final = every(faqs)
REMOVE_FAQ: Final = without(faqs)
FAQ_PAGE: Final = Statement(
    _among.where(
        or_(_q == "", *(func.instr(column, _q) > 0 for column in (_f.question, _f.answer, _f.similar)))
    ),
    _among.where(
        or_(_q == "", *(func.strpos(column, _q) > 0 for column in (_f.question, _f.answer, _f.similar)))
    ),
)

NO_CONDITIONS: Final = "{}"
_encode = msgspec.json.Encoder().encode
_texts = msgspec.json.Decoder(tuple[str, ...]).decode
_conditions = msgspec.json.Decoder(Conditions).decode


def conditions_text(conditions: Conditions) -> str:
    """Return conditions as JSON text; entries without any all have the same."""
    return NO_CONDITIONS if conditions == Conditions() else _encode(conditions).decode()


def conditions_of(text: str) -> Conditions:
    """Return the conditions of a JSON text."""
    return Conditions() if text == NO_CONDITIONS else _conditions(text)


def texts(values: tuple[str, ...]) -> str:
    """Return texts as one JSON text."""
    return _encode(values).decode()


def texts_of(text: str) -> tuple[str, ...]:
    """Return the texts of a JSON text."""
    return _texts(text)


def faq_values(faq: Faq) -> dict[str, Value]:
    """Return the row of an FAQ entry."""
    return {
        "shop_id": faq.shop,
        "id": faq.id,
        "question": faq.question,
        "answer": faq.answer,
        "product_id": faq.product or "",
        "similar": texts(faq.similar),
        "variants": texts(faq.variants),
        "intent": faq.intent,
        "conditions": conditions_text(faq.conditions),
        "source": faq.source,
    }


def faq_of(row: Row) -> Faq:
    """Return the FAQ entry of a row."""
    shop, identifier, question, answer, product, similar, variants, intent, conditions, source = map(str, row)
    return Faq(
        identifier,
        ShopId(shop),
        question,
        answer,
        ProductId(product) if product else None,
        _texts(similar),
        _texts(variants),
        intent,
        conditions_of(conditions),
        source,
    )
