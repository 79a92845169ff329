"""A sample shop in the ordinary import format: read by the code that every import uses."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, seed
from xiaoer.adapters.samples import ordinary
from xiaoer.adapters.samples.shops import load, names
from xiaoer.base.clock import CHINA, StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, OrderId, ProductId, ShopId
from xiaoer.bot.policy import read_policy
from xiaoer.knowledge.model import ProductState
from xiaoer.orders.model import ExchangeItem, InvoiceKind
from xiaoer.orders.ports import CarriedOut, Refused

SHOP = ShopId("sports-shop")
FOLDER = Path(__file__).parents[2] / "xiaoer" / "samples" / "sports_shop"


def test_everything_is_there() -> None:
    sample = load("sports-shop", SHOP)
    counts = [sample.products, sample.buyers, sample.orders, sample.parcels, sample.invoices, sample.faqs]
    assert [len(rows) for rows in counts] == [25, 12, 20, 12, 2, 16]
    assert [len(promotion.terms) for promotion in sample.promotions] == [4]
    assert sample.invoices[1].kind is InvoiceKind.COMPANY
    assert read_policy(sample.procedures).industries == ("clothes",)
    assert set(sample.owners) == {order.id for order in sample.orders}


def test_orders_name_variants_that_exist() -> None:
    sample = load("sports-shop", SHOP)
    variants = {option.product: option for product in sample.products for option in product.exchanges}
    for order in sample.orders:
        for item in order.items:
            assert variants[item.product].description == item.sku


def test_the_sandbox_sells_variants_under_their_own_numbers() -> None:
    rows = {row[2]: row for row in seed(load("sports-shop", SHOP)) if row[1] == "ware"}
    sample = load("sports-shop", SHOP)
    gone = next(o for p in sample.products for o in p.exchanges if o.state is ProductState.OUT_OF_STOCK)
    assert f'"{ProductState.OUT_OF_STOCK}"' in rows[gone.product][4]
    assert {str(product.id) for product in sample.products} <= rows.keys()


def test_all_sample_shops_load_by_name_and_no_other_does() -> None:
    assert {"appliance-shop", "sports-shop"} <= set(names())
    for name in names():
        assert load(name, ShopId(name)).products
    with pytest.raises(XiaoerError, match="no such"):
        load("no such", SHOP)


def test_one_bad_row_fails_the_whole(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "buyers.csv").open("a", encoding="utf-8") as buyers:
        buyers.write(",没有编号,,,,,,,\n")
    with pytest.raises(XiaoerError, match=r"buyers\.csv:14"):
        ordinary.read(tmp_path, SHOP)


def test_the_marketplace_keeps_the_terms_of_the_shop() -> None:
    sandbox = Sandbox(IN_MEMORY, StillClock(datetime(2026, 5, 19, tzinfo=CHINA)))
    sandbox.load(seed(load("sports-shop", SHOP)))

    def exchange(buyer: str, order: str, original: str, wanted: str) -> CarriedOut | Refused:
        change = ExchangeItem(OrderId(order), ProductId(original), ProductId(wanted))
        return asyncio.run(sandbox.carry_out(order, SHOP, BuyerId(buyer), change))

    signed = exchange("lan_jia01", "8826100101", "6200101104", "6200101105")
    assert isinstance(signed, CarriedOut)
    assert signed.orders[0].items[0].product == "6200101105"
    assert "曜石黑 43码" in signed.orders[0].items[0].title
    on_its_way = exchange("lan_qiu02", "8826100202", "6300107102", "6300107103")
    assert isinstance(on_its_way, Refused)
    assert on_its_way.code == "state_forbids"
    other_goods = exchange("lan_xiang11", "8826101101", "6300109102", "6300108101")
    assert isinstance(other_goods, Refused)
    assert other_goods.code == "not_exchangeable"
