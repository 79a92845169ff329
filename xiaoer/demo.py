"""The sample shop in a fresh house: merchant, shop, people with ready logins, data; twice changes nothing."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from xiaoer.adapters.marketplaces.sandbox import Sandbox, seed
from xiaoer.adapters.samples.ecom_bench import SampleShop, load
from xiaoer.base.ids import BuyerId, MerchantId, RoleId, ShopId
from xiaoer.channels.pass_rules import buyer_signature
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.onboarding.model import Record
from xiaoer.tenancy.model import SYSTEM, Grant, Persona, Shop
from xiaoer.wiring import House

SITE_KEY: Final = "sk_appliance-shop"
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
    """What the demo offers: its shop, a login, and some buyers with their signatures."""

    shop: Shop
    login: str
    password: str
    buyers: tuple[tuple[str, str], ...]


def load_demo(house: House) -> Demo:
    """Load the sample shop; everything in it has a natural key, so that a second time changes nothing."""
    password_hash = house.passwords.hash_now(PASSWORD)

    def people(unit: Unit) -> Shop:
        merchant = house.tenancy.shops.create_merchant(unit, SYSTEM, MERCHANT)
        shop = _shop(house, unit, merchant.id)
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
        return shop

    shop = house.database.write_now(people, EVERY_SHOP)
    sample = load(shop.id)
    load_sample(house, sample)
    if isinstance(house.outside.marketplace, Sandbox):
        house.outside.marketplace.load(seed(sample))
    buyers = tuple((b.id, buyer_signature(shop.widget_secret, b.id)) for b in sample.buyers)
    return Demo(shop, PEOPLE[0][0], PASSWORD, buyers)


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
        house.bot.set_policy(unit, sample.shop, procedures())

    house.database.write_now(record, frozenset({sample.shop}))


def procedures() -> str:
    """Return the sample shop's service policy as data (JSON text above the trade defaults)."""
    return (files("xiaoer") / "samples" / "appliance_shop" / "procedures.json").read_text("utf-8")


def _shop(house: House, unit: Unit, merchant: MerchantId) -> Shop:
    known = house.tenancy.shops.by_site_key(unit, SITE_KEY)
    if known is not None:
        return known
    words = load(ShopId("")).persona
    persona = Persona(words.bot_name, words.address, words.missing, words.greeting, words.language)
    return house.tenancy.shops.create(
        unit,
        SYSTEM,
        merchant,
        "美的旗舰店（示例）",
        platform="sandbox",
        persona=persona,
        site_key=SITE_KEY,
    )
