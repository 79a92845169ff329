"""A buyer puts a product into the cart on the shop's page; the bot's next answer brings what fits it."""

from dataclasses import replace
from typing import Any

import httpx

from tests.callers import Buyer, words
from tests.servers.house import Served
from xiaoer.base.ids import ProductId, ShopId
from xiaoer.infra.database.unit import Unit

HEATER, FITTING = "100112573665", "100039032355"


def show(served: Served, token: str, **body: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return served.http.post("/api/v1/storefront/interests", json=body, headers=headers)


def guided(served: Served, buyer: Buyer) -> None:
    """Let the shop say what goes with the heater, and hold no conversation out."""
    shop = ShopId(buyer.opened["shop"]["id"])

    def work(unit: Unit) -> None:
        known = served.house.knowledge.find(unit, shop, ProductId(HEATER))
        assert known is not None
        fitting = replace(known, attributes=(*known.attributes, ("搭配商品", FITTING)))
        served.house.knowledge.record(unit, fitting)
        served.house.bot.set_policy(unit, shop, '{"guidance": {"holdout_percent": 0}}')

    served.house.database.write_now(work, frozenset({shop}))


def test_a_cart_brings_what_fits_with_the_next_answer(served: Served) -> None:
    async def story() -> None:
        visitor, other = served.visitor(product_id=HEATER), served.visitor(product_id=HEATER)
        guided(served, visitor)
        assert show(served, visitor.token, product_id=HEATER, kind="cart").status_code == 204
        assert show(served, visitor.token, product_id=HEATER, kind="cart").status_code == 204
        await visitor.connect()
        await other.connect()
        assert FITTING in words(await visitor.ask("这个是几升的"))
        assert FITTING not in words(await other.ask("这个是几升的"))

    served.play(story())


def test_interest_needs_a_pass_and_a_product_of_the_shop(served: Served) -> None:
    visitor = served.visitor()
    assert show(served, "", product_id=HEATER, kind="cart").status_code == 401
    assert show(served, visitor.token, product_id="0", kind="cart").status_code == 404
    assert show(served, visitor.token, product_id=HEATER, kind="bought").status_code == 422
