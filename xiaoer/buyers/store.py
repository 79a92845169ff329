"""The table of buyers. Hot: every statement is a constant."""

from typing import Final

import msgspec
from sqlalchemy import Column, Integer, Table, Text, bindparam, select

from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.buyers.model import Address, Buyer
from xiaoer.infra.database.statement import Row, Statement, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore, insert_or_update

NO_AGE: Final = -1

buyers = Table(
    "buyers",
    metadata,
    Column("shop_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("gender", Text, nullable=False),
    Column("age", Integer, nullable=False),
    Column("address", Text, nullable=False),
)
_c = buyers.c
_this = (_c.shop_id == bindparam("shop_id"), _c.id == bindparam("id"))

_ADD: Final = insert_or_ignore(buyers, ["shop_id", "id"])
_SAVE: Final = insert_or_update(buyers, ["shop_id", "id"])
_GET: Final = Statement(select(buyers).where(*_this))
_LOCK: Final = Statement(select(buyers).where(*_this), select(buyers).where(*_this).with_for_update())
_PAGE: Final = Statement(
    select(buyers)
    .where(_c.shop_id == bindparam("shop_id"), _c.id > bindparam("after"))
    .order_by(_c.id)
    .limit(bindparam("page"))
)

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Address).decode


def add(unit: Unit, buyer: Buyer) -> bool:
    """Insert the buyer; False when there is one already."""
    return unit.run(_ADD, _values(buyer)) == 1


def save(unit: Unit, buyer: Buyer) -> None:
    """Write the buyer over what was there."""
    unit.put(_SAVE, _values(buyer))


def find(unit: Unit, shop: ShopId, buyer: BuyerId, *, lock: bool = False) -> Buyer | None:
    """Return the buyer; with `lock` nobody else changes it until the unit ends."""
    row = unit.one(_LOCK if lock else _GET, {"shop_id": shop, "id": buyer})
    return None if row is None else _buyer(row)


def page(unit: Unit, shop: ShopId, after: str, limit: int) -> list[Buyer]:
    """Return buyers by id, above `after`."""
    return [_buyer(row) for row in unit.all(_PAGE, {"shop_id": shop, "after": after, "page": limit})]


def _values(buyer: Buyer) -> dict[str, str | int]:
    return {
        "shop_id": buyer.shop,
        "id": buyer.id,
        "name": buyer.name,
        "phone": buyer.phone,
        "gender": buyer.gender,
        "age": NO_AGE if buyer.age is None else buyer.age,
        "address": "" if buyer.address is None else _encode(buyer.address).decode(),
    }


def _buyer(row: Row) -> Buyer:
    shop, identifier, name, phone, gender, age, address = row
    return Buyer(
        id=BuyerId(str(identifier)),
        shop=ShopId(str(shop)),
        name=str(name),
        phone=str(phone),
        gender=str(gender),
        age=None if age == NO_AGE else int(age or 0),
        address=_decode(str(address)) if address else None,
    )
