"""Tables of products and promotions, and of what changed when. Hot: every statement is a constant.

What of a product nobody searches by is one JSON text, `detail`.
"""

from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
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
    Column("emergency", Integer, nullable=False),
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


def get_by_id(table: Table) -> Statement:
    """Return the statement that reads one row of a shop by `id`."""
    return Statement(
        select(table).where(table.c.shop_id == bindparam("shop_id"), table.c.id == bindparam("id"))
    )


def every(table: Table) -> Statement:
    """Return the statement that reads all rows of a shop in the order of their ids."""
    return Statement(select(table).where(table.c.shop_id == bindparam("shop_id")).order_by(table.c.id))


def without(table: Table) -> Statement:
    """Return the statement that takes one row of a shop out."""
    this = (table.c.shop_id == bindparam("shop_id"), table.c.id == bindparam("id"))
    return Statement(delete(table).where(*this))  # cold: made once, by constants of the room's other stores


_p = products.c
_page = select(products).where(_p.shop_id == bindparam("shop_id"), _p.id > bindparam("after"))

SAVE_PRODUCT: Final = insert_or_update(products, ["shop_id", "id"])
SAVE_PROMOTION: Final = insert_or_update(promotions, ["shop_id", "id"])
PRODUCT: Final = get_by_id(products)
PROMOTION: Final = get_by_id(promotions)
PRODUCTS: Final = every(products)
PROMOTIONS: Final = every(promotions)
PAGE: Final = Statement(
    _page.where(or_(bindparam("q") == "", func.instr(_p.title, bindparam("q")) > 0, _p.id == bindparam("q")))
    .order_by(_p.id)
    .limit(bindparam("page")),
    _page.where(or_(bindparam("q") == "", func.strpos(_p.title, bindparam("q")) > 0, _p.id == bindparam("q")))
    .order_by(_p.id)
    .limit(bindparam("page")),
)
NTH_PRODUCT: Final = Statement(
    select(_p.id)
    .where(_p.shop_id == bindparam("shop_id"))
    .order_by(_p.id)
    .limit(1)
    .offset(bindparam("skipped"))
)
FIRST_VERSION: Final = insert_or_ignore(versions, ["shop_id"])
NEXT_VERSION: Final = Statement(
    update(versions).where(versions.c.shop_id == bindparam("shop")).values(version=versions.c.version + 1)
)
NEXT_EMERGENCY: Final = Statement(
    update(versions).where(versions.c.shop_id == bindparam("shop")).values(emergency=versions.c.emergency + 1)
)
VERSION: Final = Statement(select(versions.c.version).where(versions.c.shop_id == bindparam("shop_id")))
VERSIONS: Final = Statement(
    select(versions.c.version, versions.c.emergency).where(versions.c.shop_id == bindparam("shop_id"))
)

_STATES: Final = {state.value: state for state in ProductState}
_encode = msgspec.json.Encoder().encode
_detail = msgspec.json.Decoder(_Detail).decode
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
