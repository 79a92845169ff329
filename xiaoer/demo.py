"""The sample shops in a fresh house: merchant, shops, ready logins, data; twice changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xiaoer.adapters.marketplaces.sandbox import Sandbox, seed
from xiaoer.adapters.samples.model import SampleShop
from xiaoer.adapters.samples.shops import load, site_key
from xiaoer.base.ids import BuyerId, MerchantId, RoleId, ShopId
from xiaoer.channels.pass_rules import buyer_signature
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.onboarding.model import Record
from xiaoer.tenancy.model import SYSTEM, Grant, Persona, Shop
from xiaoer.wiring import House

FIRST: Final = "appliance-shop"  # shown when nobody asks for another
SITE_KEY: Final = site_key(FIRST)
NOBODY: Final = BuyerId("")
MERCHANT: Final = "示例商家"
PASSWORD: Final = "xiaoer-demo-2026"  # noqa: S105 (printed on the screen: the demo's own)
PEOPLE: Final = (
    ("owner", "店主 示例", "owner"),
    ("xiaomei", "小美", "agent"),
    ("trainer", "训练师 示例", "trainer"),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo offers: its first shop, a login, some buyers with their signatures, and all shops."""

    shop: Shop
    login: str
    password: str
    buyers: tuple[tuple[str, str], ...]
    shops: tuple[Shop, ...] = ()


def load_demo(house: House, wanted: Sequence[str] = (FIRST,)) -> Demo:
    """Load sample shops by name; everything in them has a natural key, so that twice changes nothing."""
    password_hash = house.passwords.hash_now(PASSWORD)

    def people(unit: Unit) -> tuple[Shop, ...]:
        merchant = house.tenancy.shops.create_merchant(unit, SYSTEM, MERCHANT)
        shops = tuple(_shop(house, unit, merchant.id, name) for name in wanted)
        for login, name, role in PEOPLE:
            if house.tenancy.sessions.credentials(unit, login) is None:
                house.tenancy.people.create(
                    unit,
                    SYSTEM,
                    merchant.id,
                    name=name,
                    login=login,
                    password_hash=password_hash,
                    grants=[Grant(merchant.id, ShopId(""), RoleId(role))],
                )
        return shops

    shops = house.database.write_now(people, EVERY_SHOP)
    samples = {shop.id: load(name, shop.id) for name, shop in zip(wanted, shops, strict=True)}
    for sample in samples.values():
        load_sample(house, sample)
        if isinstance(house.outside.marketplace, Sandbox):
            house.outside.marketplace.load(seed(sample))
    first = next((shop for shop in shops if shop.site_key == SITE_KEY), shops[0])
    buyers = tuple((b.id, buyer_signature(first.widget_secret, b.id)) for b in samples[first.id].buyers)
    return Demo(first, PEOPLE[0][0], PASSWORD, buyers, shops)


def load_sample(house: House, sample: SampleShop) -> None:
    """Record everything of a sample shop by the verb that every import uses, each with its owner."""

    def record(unit: Unit) -> None:
        plain: tuple[Record, ...] = (
            *sample.products,
            *sample.faqs,
            *sample.promotions,
            *sample.buyers,
            *sample.orders,
            *sample.wallets,
        )
        for value in plain:
            house.imports.record(unit, value)
        # These name an order that may be unknown here; the sample says whose it is.
        for parcel in sample.parcels:
            house.parcels.record(unit, parcel, sample.owners.get(parcel.order, NOBODY))
        for invoice in sample.invoices:
            house.orders.record_invoice(unit, invoice, sample.owners.get(invoice.order, NOBODY))
        for visit in sample.appointments:
            house.orders.record_appointment(unit, visit, sample.owners.get(visit.order, NOBODY))
        for order_id in sample.cashbacks:
            owner = sample.owners.get(order_id, NOBODY)
            house.orders.record_cashback(unit, sample.shop, order_id, owner)
        if not house.bot.policies.standing(unit, sample.shop).number:  # what its people changed since stays
            house.bot.set_policy(unit, sample.shop, sample.procedures)

    house.database.write_now(record, frozenset({sample.shop}))


def _shop(house: House, unit: Unit, merchant: MerchantId, name: str) -> Shop:
    known = house.tenancy.shops.by_site_key(unit, site_key(name))
    if known is not None:
        return known
    words = load(name, ShopId("")).persona
    persona = Persona(words.bot_name, words.address, words.missing, words.greeting, words.language)
    return house.tenancy.shops.create(
        unit,
        SYSTEM,
        merchant,
        f"{words.name}（示例）",
        platform="sandbox",
        persona=persona,
        site_key=site_key(name),
    )
