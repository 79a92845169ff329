"""The sample shop as the bot sees it, for tables of cases."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from xiaoer.adapters.samples.ecom_bench import SampleShop, load
from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.model import Heard, Memory, Persona, Thought, Turn, View
from xiaoer.bot.policy import Policy, read_policy
from xiaoer.bot.rules.think import think
from xiaoer.conversations.model import AnyContent, Picture, Speaker, Text, words

SHOP = ShopId("appliance-shop")


@cache
def sample() -> SampleShop:
    return load(SHOP)


@cache
def shelf() -> Shelf:
    return Shelf(sample().products)


@cache
def policy() -> Policy:
    return read_policy((files("xiaoer") / "samples" / "appliance_shop" / "procedures.json").read_bytes())


@cache
def view(buyer: str = "") -> View:
    """What the bot may see of one buyer of the sample shop; "" is a visitor."""
    shop, me = sample(), BuyerId(buyer)
    mine = {order for order, owner in shop.owners.items() if owner == me}
    return View(
        shop=SHOP,
        persona=Persona(shop.persona.bot_name, shop.persona.address, shop.persona.missing),
        buyer=next((one for one in shop.buyers if one.id == me), None),
        catalogue=shelf(),
        faqs=shop.faqs,
        promotions=shop.promotions,
        orders=tuple(order for order in shop.orders if order.buyer == me),
        parcels=tuple(parcel for parcel in shop.parcels if parcel.order in mine),
        invoices=tuple(invoice for invoice in shop.invoices if invoice.order in mine),
        appointments=tuple(visit for visit in shop.appointments if visit.order in mine),
        wallets=tuple(wallet for wallet in shop.wallets if wallet.buyer == me),
        cashbacks=tuple(order for order in shop.cashbacks if order in mine),
        policy=policy(),
    )


def turn(*said: str | AnyContent, product: str | None = None) -> Turn:
    contents = [Text(one) if isinstance(one, str) else one for one in said]
    lines = tuple(Heard(number, Speaker.BUYER, content, 0) for number, content in enumerate(contents, 1))
    return Turn(lines, 0, product)


def picture(shows: str, text: str = "") -> Picture:
    return Picture("https://pictures.test/one.jpg", text, shows=shows)


def told(thought: Thought) -> str:
    return "\n".join(words(reply.content) for reply in thought.replies)


def talk(buyer: str, *lines: str | AnyContent, product: str | None = None) -> list[Thought]:
    """Say the lines one after the other to a shop in which nothing is carried out."""
    thoughts: list[Thought] = []
    memory = Memory()
    for line in lines:
        thought = think(turn(line, product=product), view(buyer), memory)
        memory = thought.memory
        thoughts.append(thought)
    return thoughts


def ask(said: str, buyer: str = "", product: str | None = None) -> Thought:
    return think(turn(said, product=product), view(buyer), Memory())


def without_wallet(seen: View) -> View:
    return replace(seen, wallets=())


def kinds(thoughts: Sequence[Thought]) -> list[str]:
    return [type(change).__name__ for thought in thoughts for change in thought.changes]
