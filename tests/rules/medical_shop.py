"""The medical sample shop as the bot sees it, for tables of cases."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from xiaoer.adapters.samples.model import SampleShop
from xiaoer.adapters.samples.shops import load
from xiaoer.base.clock import CHINA, to_ms
from xiaoer.base.ids import BuyerId, ProductId, ShopId
from xiaoer.bot.catalogue.shelf import Shelf
from xiaoer.bot.model import Heard, Memory, Persona, Thought, Turn, View
from xiaoer.bot.policy import read_policy
from xiaoer.bot.rules.think import think
from xiaoer.buyers.model import Interest, InterestKind
from xiaoer.conversations.model import Speaker, Text, words
from xiaoer.knowledge.model import Product, ProductState

SHOP = ShopId("medical-shop")
NOW = datetime(2026, 3, 10, 10, 30, tzinfo=CHINA)  # the moment of the shop's data
MASKS, KN95, CHILDREN, SMALL = "6200100101", "6200100105", "6200100103", "6200100104"
ALCOHOL, THERMOMETER, BATTERY = "6200100108", "6200100112", "6200100123"


@cache
def sample() -> SampleShop:
    return load("medical-shop", SHOP)


@cache
def shelf() -> Shelf:
    return Shelf(sample().products, ("medical",))


def product(number: str) -> Product:
    return shelf().by_id[number]


def selling(state: ProductState = ProductState.LISTED, **attributes: str) -> Product:
    """Return a product with these attributes."""
    return replace(product(KN95), id=ProductId("1001"), state=state, attributes=tuple(attributes.items()))


def view(buyer: str = "", now: datetime = NOW) -> View:
    """What the bot may see of one buyer of the shop; "" is a visitor."""
    shop, me = sample(), BuyerId(buyer)
    persona = shop.persona
    return View(
        shop=SHOP,
        persona=Persona(persona.bot_name, persona.address, persona.missing),
        buyer=next((one for one in shop.buyers if one.id == me), None),
        catalogue=shelf(),
        faqs=shop.faqs,
        promotions=shop.promotions,
        orders=tuple(order for order in shop.orders if order.buyer == me),
        parcels=tuple(parcel for parcel in shop.parcels if shop.owners.get(parcel.order) == me),
        policy=read_policy(shop.procedures),
        now_ms=to_ms(now),
    )


def interested(seen: View, number: str, kind: InterestKind) -> View:
    """Return the view with a product in the buyer's cart or among the favourites."""
    shown = Interest(SHOP, BuyerId("b"), ProductId(number), kind, seen.now_ms)
    return replace(seen, interests=(shown,))


def talk(seen: View, *lines: str, page: str | None = None) -> list[Thought]:
    """Say the lines one after the other to a shop in which nothing is carried out."""
    thoughts: list[Thought] = []
    memory = Memory()
    for line in lines:
        heard = (Heard(1, Speaker.BUYER, Text(line), seen.now_ms),)
        thought = think(Turn(heard, seen.now_ms, page), seen, memory)
        memory = thought.memory
        thoughts.append(thought)
    return thoughts


def told(thought: Thought) -> str:
    return "\n".join(words(reply.content) for reply in thought.replies)
