"""What a sample shop is, whatever its files look like."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from xiaoer.base.ids import BuyerId, OrderId, ShopId
from xiaoer.buyers.model import Buyer
from xiaoer.knowledge.model import Faq, Product, Promotion
from xiaoer.logistics.model import Parcel
from xiaoer.orders.model import Appointment, Invoice, Order, Wallet


class Persona(msgspec.Struct, frozen=True):
    """How a sample shop speaks; `missing` holds `{subject}`. `format` says who reads its files."""

    name: str
    bot_name: str
    address: str
    missing: str
    greeting: str
    language: str
    platform: str
    format: str = "ordinary"


@dataclass(frozen=True, slots=True)
class SampleShop:
    """Everything about a sample shop, as its platform has it.

    `policy` is the service policy for people, `procedures` the same as data (JSON text above the trade
    defaults), `terms` in which order states its marketplace allows which change (`{"exchange": ["paid"]}`).
    `owners` says whose an order number is, also for numbers of which only a parcel, an invoice or an
    appointment is known. `cashbacks` are the orders whose cashback was granted.
    """

    shop: ShopId
    persona: Persona
    policy: str
    products: tuple[Product, ...]
    promotions: tuple[Promotion, ...]
    faqs: tuple[Faq, ...]
    buyers: tuple[Buyer, ...]
    orders: tuple[Order, ...]
    parcels: tuple[Parcel, ...]
    invoices: tuple[Invoice, ...]
    appointments: tuple[Appointment, ...]
    wallets: tuple[Wallet, ...]
    cashbacks: tuple[OrderId, ...]
    owners: Mapping[OrderId, BuyerId]
    procedures: str = "{}"
    terms: Mapping[str, tuple[str, ...]] | None = None
