"""Reads a sample shop whose folder holds sheets in the ordinary import format (docs/import.md) and settings.

Every sheet in the folder (CSV, XLSX, JSON) is what `xiaoer import` takes, read by the same code; one bad
row fails the whole. The other files are named in `samples/README.md`.
"""

from importlib.resources.abc import Traversable
from typing import Final, TypeVar

import msgspec

from xiaoer.adapters.exports.formats import EXPORT_FORMATS
from xiaoer.adapters.samples.model import Persona, SampleShop
from xiaoer.base.ids import BuyerId, OrderId, ShopId
from xiaoer.base.money import Money
from xiaoer.buyers.model import Buyer
from xiaoer.knowledge.model import Faq, Product, Promotion
from xiaoer.logistics.model import Parcel
from xiaoer.onboarding.model import Record
from xiaoer.onboarding.service import records_of
from xiaoer.orders.model import Invoice, Order, Wallet

SETTINGS: Final = frozenset({"shop.json", "procedures.json", "marketplace.json"})
_SHEETS: Final = (".csv", ".xlsx", ".json")
_TERMS: Final = dict[str, tuple[str, ...]]
T = TypeVar("T")


def read(folder: Traversable, shop: ShopId) -> SampleShop:
    """Read the files in `folder`; XiaoerError `import_refused` names the first row that is wrong."""
    entries = {entry.name: entry for entry in folder.iterdir() if entry.is_file()}
    sheets = sorted(name for name in entries if name.endswith(_SHEETS) and name not in SETTINGS)
    records = records_of([(name, entries[name].read_bytes()) for name in sheets], EXPORT_FORMATS, shop)
    buyers, orders, invoices = _of(records, Buyer), _of(records, Order), _of(records, Invoice)
    return SampleShop(
        shop=shop,
        persona=msgspec.json.decode(entries["shop.json"].read_bytes(), type=Persona),
        policy=entries["service_policy.zh.md"].read_text("utf-8")
        if "service_policy.zh.md" in entries
        else "",
        products=_of(records, Product),
        promotions=_of(records, Promotion),
        faqs=_of(records, Faq),
        buyers=buyers,
        orders=orders,
        parcels=_of(records, Parcel),
        invoices=invoices,
        appointments=(),
        wallets=tuple(Wallet(buyer.id, shop, Money(0)) for buyer in buyers),
        cashbacks=(),
        owners=_owners(orders),
        procedures=entries["procedures.json"].read_text("utf-8") if "procedures.json" in entries else "{}",
        terms=_terms(entries.get("marketplace.json")),
    )


def _of(records: tuple[Record, ...], kind: type[T]) -> tuple[T, ...]:
    return tuple(record for record in records if isinstance(record, kind))


def _owners(orders: tuple[Order, ...]) -> dict[OrderId, BuyerId]:
    return {order.id: order.buyer for order in orders if order.buyer}


def _terms(file: Traversable | None) -> dict[str, tuple[str, ...]] | None:
    return None if file is None else msgspec.json.decode(file.read_bytes(), type=_TERMS)
