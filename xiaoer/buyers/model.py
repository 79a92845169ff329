"""A buyer as one shop knows them. Personal data: masked on screens and in logs."""

from dataclasses import dataclass, replace
from enum import StrEnum

from xiaoer.base.ids import BuyerId, ProductId, ShopId
from xiaoer.base.recorded import first_known, plainer


@dataclass(frozen=True, slots=True)
class Address:
    """Where and to whom something is sent. Masked values such as 王** are legal."""

    name: str = ""
    phone: str = ""
    country: str = "中国"
    province: str = ""
    city: str = ""
    district: str = ""
    detail: str = ""

    def line(self) -> str:
        """Return the address in one line without name and phone."""
        return f"{self.province}{self.city}{self.district}{self.detail}"

    def updated(self, newer: "Address") -> "Address":
        """Return the address after `newer` came in; empty and masked values replace nothing plain.

        The place is one value: a new one replaces all its parts, lest two addresses be mixed.
        """
        place = self if _adds_nothing(newer, self) else newer
        return replace(place, name=plainer(self.name, newer.name), phone=plainer(self.phone, newer.phone))

    def completed(self, older: "Address") -> "Address":
        """Return the address with only what was missing or masked filled in from `older`."""
        place = older if _adds_nothing(self, older) else self
        return replace(
            place, name=first_known(self.name, older.name), phone=first_known(self.phone, older.phone)
        )


_PLACE = ("province", "city", "district", "detail")


def _adds_nothing(newer: Address, known: Address) -> bool:
    """Say whether each part of the newer place is missing, equal, or a mask of the known one."""
    return all(plainer(getattr(known, part), getattr(newer, part)) == getattr(known, part) for part in _PLACE)


@dataclass(frozen=True, slots=True)
class Buyer:
    """One buyer of one shop. `id` is the platform's own opaque id or account name."""

    id: BuyerId
    shop: ShopId
    name: str = ""
    phone: str = ""
    gender: str = ""
    age: int | None = None
    address: Address | None = None


class InterestKind(StrEnum):
    """How a buyer showed interest in a product on the shop's site."""

    CART = "cart"  # 加购
    FAVOURITE = "favourite"  # 收藏


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest of one buyer in one product; `at_ms` is the last time. (兴趣)"""

    shop: ShopId
    buyer: BuyerId
    product: ProductId
    kind: InterestKind
    at_ms: int
