"""Tables of products, FAQ entries and promotions. Hot: every statement is a constant.

What of a product nobody searches by is one JSON text, `detail`.
"""

from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    or_,
    select,
    update,
)

from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.infra.database.statement import Row, Statement, Value, metadata
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update
from xiaoer.knowledge.model import (
    Accessory,
    ExchangeOption,
    Faq,
    Fault,
    Gift,
    Product,
    ProductState,
    Promotion,
    PromotionTerm,
)

products = Table(
    "products",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("price_fen", BigInteger, nullable=False),
    Column("category", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

faqs = Table(
    "faqs",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("similar", Text, nullable=False),
)
Index("faqs_product", faqs.c.shop_id, faqs.c.product_id)

promotions = Table(
    "promotions",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("terms", Text, nullable=False),
    Column("source", Text, nullable=False),
)

versions = Table(
    "knowledge_versions",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class _Detail:
    """The part of a product that is kept as JSON."""

    description: str
    link: str
    picture: str
    attributes: tuple[tuple[str, str], ...]
    exchanges: tuple[ExchangeOption, ...]
    gifts: tuple[Gift, ...]
    accessories: tuple[Accessory, ...]
    installation: str
    repair: str
    faults: tuple[Fault, ...]


def _get(table: Table) -> Statement:
    return Statement(
        select(table).where(table.c.shop_id == bindparam("shop_id"), table.c.id == bindparam("id"))
    )


def _every(table: Table) -> Statement:
    return Statement(select(table).where(table.c.shop_id == bindparam("shop_id")).order_by(table.c.id))


_p = products.c
_page = select(products).where(_p.shop_id == bindparam("shop_id"), _p.id > bindparam("after"))

SAVE_PRODUCT: Final = insert_or_update(products, ["shop_id", "id"])
SAVE_FAQ: Final = insert_or_update(faqs, ["shop_id", "id"])
SAVE_PROMOTION: Final = insert_or_update(promotions, ["shop_id", "id"])
PRODUCT: Final = _get(products)
FAQ: Final = _get(faqs)
PROMOTION: Final = _get(promotions)
PRODUCTS: Final = _every(products)
FAQS: Final = _every(faqs)
PROMOTIONS: Final = _every(promotions)
PAGE: Final = Statement(
    _page.where(or_(bindparam("q") == "", func.instr(_p.title, bindparam("q")) > 0, _p.id == bindparam("q")))
    .order_by(_p.id)
    .limit(bindparam("page")),
    _page.where(or_(bindparam("q") == "", func.strpos(_p.title, bindparam("q")) > 0, _p.id == bindparam("q")))
    .order_by(_p.id)
    .limit(bindparam("page")),
)
FIRST_VERSION: Final = insert_or_ignore(versions, ["shop_id"])
NEXT_VERSION: Final = Statement(
    update(versions).where(versions.c.shop_id == bindparam("shop")).values(version=versions.c.version + 1)
)
VERSION: Final = Statement(select(versions.c.version).where(versions.c.shop_id == bindparam("shop_id")))

_STATES: Final = {state.value: state for state in ProductState}
_encode = msgspec.json.Encoder().encode
_detail = msgspec.json.Decoder(_Detail).decode
_similar = msgspec.json.Decoder(tuple[str, ...]).decode
_terms = msgspec.json.Decoder(tuple[PromotionTerm, ...]).decode


def product_values(product: Product) -> dict[str, Value]:
    """Return the row of a product."""
    detail = _Detail(
        description=product.description,
        link=product.link,
        picture=product.picture,
        attributes=product.attributes,
        exchanges=product.exchanges,
        gifts=product.gifts,
        accessories=product.accessories,
        installation=product.installation,
        repair=product.repair,
        faults=product.faults,
    )
    return {
        "shop_id": product.shop,
        "id": product.id,
        "title": product.title,
        "state": product.state.value,
        "price_fen": product.price.fen,
        "category": product.category,
        "detail": _encode(detail).decode(),
    }


def product_of(row: Row) -> Product:
    """Return the product of a row (columns in table order)."""
    shop, identifier, title, state, price, category, text = row
    detail = _detail(str(text))
    return Product(
        id=ProductId(str(identifier)),
        shop=ShopId(str(shop)),
        title=str(title),
        state=_STATES[str(state)],
        price=Money(int(price or 0)),
        description=detail.description,
        link=detail.link,
        picture=detail.picture,
        category=str(category),
        attributes=detail.attributes,
        exchanges=detail.exchanges,
        gifts=detail.gifts,
        accessories=detail.accessories,
        installation=detail.installation,
        repair=detail.repair,
        faults=detail.faults,
    )


def faq_values(faq: Faq) -> dict[str, Value]:
    """Return the row of an FAQ entry."""
    return {
        "shop_id": faq.shop,
        "id": faq.id,
        "question": faq.question,
        "answer": faq.answer,
        "product_id": faq.product or "",
        "similar": _encode(faq.similar).decode(),
    }


def faq_of(row: Row) -> Faq:
    """Return the FAQ entry of a row."""
    shop, identifier, question, answer, product, similar = map(str, row)
    return Faq(
        identifier,
        ShopId(shop),
        question,
        answer,
        ProductId(product) if product else None,
        _similar(similar),
    )


def promotion_values(promotion: Promotion) -> dict[str, Value]:
    """Return the row of a promotion."""
    return {
        "shop_id": promotion.shop,
        "id": promotion.id,
        "name": promotion.name,
        "period": promotion.window,
        "terms": _encode(promotion.terms).decode(),
        "source": promotion.source,
    }


def promotion_of(row: Row) -> Promotion:
    """Return the promotion of a row."""
    shop, identifier, name, window, terms, source = map(str, row)
    return Promotion(identifier, ShopId(shop), name, window, _terms(terms), source)
