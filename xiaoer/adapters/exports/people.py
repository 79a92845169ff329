"""Buyers from rows."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from xiaoer.adapters.exports.lines import Line
from xiaoer.adapters.exports.orders import address_of
from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.buyers.model import Buyer
from xiaoer.onboarding.model import Field

_OLDEST: Final = 130


def buyers_of(lines: Iterable[Line], shop: ShopId) -> list[Buyer]:
    """Return the buyers, each id once; a later row of the same id is the newer one."""
    found: dict[str, Buyer] = {}
    for line in lines:
        buyer = line.require(Field.BUYER, line.identifier(Field.BUYER))
        name = line.text(Field.NAME) or line.text(Field.RECIPIENT)
        address = address_of(line)
        age = line.quantity(Field.AGE)
        if age is not None and age > _OLDEST:
            line.refuse(Field.AGE, "bad_quantity", f"年龄 {age} 不合理")
        if line.bad:
            continue
        found[buyer] = Buyer(
            id=BuyerId(buyer),
            shop=shop,
            name=name,
            phone=address.phone,
            gender=line.text(Field.GENDER),
            age=age,
            address=replace(address, name=address.name or name) if address.line() else None,
        )
    return list(found.values())
