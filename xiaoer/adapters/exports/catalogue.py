"""Products and FAQ entries from rows; gifts, exchanges and faults of a product spread over its rows."""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final, TypeVar

from xiaoer.adapters.exports.lines import Line
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.base.money import Money
from xiaoer.base.sheets.cells import folded
from xiaoer.knowledge.model import (
    Accessory,
    ExchangeOption,
    Faq,
    Fault,
    Gift,
    Product,
    ProductState,
)
from xiaoer.onboarding.model import Field

T = TypeVar("T")
_STATES: Final = (
    (("下架", "仓库中", "停售", "delisted", "inactive", "archived"), ProductState.DELISTED),
    (("缺货", "售罄", "无货", "out_of_stock", "out of stock", "sold out"), ProductState.OUT_OF_STOCK),
    (("上架", "在售", "出售中", "销售中", "有货", "listed", "active", "on sale"), ProductState.LISTED),
)
_BETWEEN: Final = re.compile(r"[;；\n|]+")
_AFTER_NAME: Final = re.compile(r"[:：=]")


def products_of(lines: Iterable[Line], shop: ShopId) -> list[Product]:
    """Return the products; rows with the same id are one product with several gifts, faults …"""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        product = line.require(Field.PRODUCT, line.identifier(Field.PRODUCT))
        if product:
            grouped.setdefault(product, []).append(line)
    made = (_product(product, group, shop) for product, group in grouped.items())
    return [product for product in made if product is not None]


def faqs_of(lines: Iterable[Line], shop: ShopId) -> list[Faq]:
    """Return the FAQ entries. Without an id of the shop's own, the id is a hash of question and product."""
    found: list[Faq] = []
    for line in lines:
        question = line.require(Field.QUESTION, line.text(Field.QUESTION))
        answer = line.require(Field.ANSWER, line.text(Field.ANSWER))
        product = line.identifier(Field.PRODUCT)
        own = line.identifier(Field.FAQ)
        if line.bad:
            continue
        found.append(
            Faq(
                id=own or sha256(f"{product}\n{question}".encode()).hexdigest()[:32],
                shop=shop,
                question=question,
                answer=answer,
                product=ProductId(product) if product else None,
                similar=tuple(
                    part.strip() for part in _BETWEEN.split(line.text(Field.SIMILAR)) if part.strip()
                ),
            )
        )
    return found


def _product(product: str, lines: list[Line], shop: ShopId) -> Product | None:
    head = lines[0]
    price = next((amount for line in lines if (amount := line.money(Field.PRICE)) is not None), None)
    if price is None and not head.bad:
        head.refuse(Field.PRICE, "missing", "缺少商品价格")
    title = head.require(Field.TITLE, _first(lines, Field.TITLE))
    state = _state(head, _first(lines, Field.PRODUCT_STATE))
    exchanges = _several(lines, _exchange)
    if price is not None and price.fen < 0:
        head.refuse(Field.PRICE, "bad_money", "价格小于 0")
    if any(line.bad for line in lines):
        return None
    return Product(
        id=ProductId(product),
        shop=shop,
        title=title,
        state=state,
        price=price or Money(0),
        description=_first(lines, Field.DESCRIPTION),
        link=_first(lines, Field.LINK),
        picture=_first(lines, Field.PICTURE),
        category=_first(lines, Field.CATEGORY),
        attributes=_attributes(lines),
        exchanges=exchanges,
        gifts=_several(lines, _gift),
        accessories=_several(lines, _accessory),
        installation=_first(lines, Field.INSTALLATION),
        repair=_first(lines, Field.REPAIR),
        faults=_several(lines, _fault),
    )


def _first(lines: Iterable[Line], field: Field) -> str:
    return next((text for line in lines if (text := line.text(field))), "")


def _state(line: Line, text: str, field: Field = Field.PRODUCT_STATE) -> ProductState:
    words = folded(text).strip().lower()
    if not words:
        return ProductState.LISTED
    state = next((state for known, state in _STATES if any(word in words for word in known)), None)
    if state is None:
        line.refuse(field, "unknown_state", f"不认识的商品状态“{text[:40]}”，应当是已上架、已下架或缺货")
    return state or ProductState.LISTED


def _several(lines: Iterable[Line], make: Callable[[Line], T | None]) -> tuple[T, ...]:
    found = [value for line in lines if (value := make(line)) is not None]
    return tuple(value for place, value in enumerate(found) if value not in found[:place])


def _gift(line: Line) -> Gift | None:
    name = line.text(Field.GIFT_NAME)
    return Gift(name, line.text(Field.GIFT_DESCRIPTION)) if name else None


def _accessory(line: Line) -> Accessory | None:
    name = line.text(Field.ACCESSORY_NAME)
    return Accessory(name, line.text(Field.ACCESSORY_DESCRIPTION)) if name else None


def _exchange(line: Line) -> ExchangeOption | None:
    product = line.identifier(Field.EXCHANGE)
    if not product:
        return None
    state = _state(line, line.text(Field.EXCHANGE_STATE), Field.EXCHANGE_STATE)
    return ExchangeOption(ProductId(product), line.text(Field.EXCHANGE_DESCRIPTION), state)


def _fault(line: Line) -> Fault | None:
    code, name = line.text(Field.FAULT_CODE), line.text(Field.FAULT_NAME)
    return Fault(code, name, line.text(Field.FAULT_REMEDY)) if code or name else None


def _attributes(lines: Iterable[Line]) -> tuple[tuple[str, str], ...]:
    """Return the attributes written as `颜色:白色;容量:60升` or one a column, each name once."""
    found: dict[str, str] = {}
    for line in lines:
        for part in _BETWEEN.split(line.text(Field.ATTRIBUTES)):
            name, _, value = _AFTER_NAME.sub(":", part, count=1).partition(":")
            if name.strip() and value.strip():
                found.setdefault(name.strip(), value.strip())
        for name, place in line.table.attributes:
            value = line.cell(place)
            if value:
                found.setdefault(name, value)
    return tuple(found.items())
