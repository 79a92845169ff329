"""The table of interest shown on the shop's site: one row for each buyer, product and way to show it."""

from typing import Final

from sqlalchemy import BigInteger, Column, Table, Text, bindparam, select

from xiaoer.base.ids import BuyerId, ProductId, ShopId
from xiaoer.buyers.model import Interest, InterestKind
from xiaoer.infra.database.statement import Statement, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_update

interests = Table(
    "buyer_interests",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("buyer_id", Text, primary_key=True),
    Column("product_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)
_c = interests.c

_SAVE: Final = insert_or_update(interests, ["shop_id", "buyer_id", "product_id", "kind"])
_OF_BUYER: Final = Statement(
    select(_c.product_id, _c.kind, _c.at_ms)
    .where(
        _c.shop_id == bindparam("shop_id"),
        _c.buyer_id == bindparam("buyer_id"),
        _c.at_ms >= bindparam("since_ms"),
    )
    .order_by(_c.at_ms.desc(), _c.product_id, _c.kind)
    .limit(bindparam("most"))
)


def save(unit: Unit, interest: Interest) -> None:
    """Write an interest; a later one of the same kind in the same product moves its time."""
    unit.put(
        _SAVE,
        {
            "shop_id": interest.shop,
            "buyer_id": interest.buyer,
            "product_id": interest.product,
            "kind": interest.kind.value,
            "at_ms": interest.at_ms,
        },
    )


def of_buyer(unit: Unit, shop: ShopId, buyer: BuyerId, since_ms: int, most: int) -> tuple[Interest, ...]:
    """Return a buyer's interests since a moment, the latest first."""
    rows = unit.all(_OF_BUYER, {"shop_id": shop, "buyer_id": buyer, "since_ms": since_ms, "most": most})
    return tuple(
        Interest(shop, buyer, ProductId(str(product)), InterestKind(str(kind)), int(at_ms or 0))
        for product, kind, at_ms in rows
    )
