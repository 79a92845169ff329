"""A buyer as one shop knows them. Personal data: masked on screens and in logs."""

from dataclasses import dataclass

from xiaoer.base.ids import BuyerId, ShopId


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
