"""All sample shops in one house: each with its goods, policy and site key; twice changes nothing."""

from dataclasses import replace
from pathlib import Path

from tests.houses import sample
from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox
from xiaoer.adapters.samples.shops import load, names, site_key
from xiaoer.base.clock import SystemClock
from xiaoer.base.ids import ShopId
from xiaoer.bot.ports import NoImageReader
from xiaoer.bot.thinking import Thinking
from xiaoer.demo import load_demo
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import Outside
from xiaoer.wiring import House


def test_every_sample_shop_stands_in_the_demo_house(tmp_path: Path) -> None:
    settings = replace(sample().settings, data=tmp_path, database_url=f"sqlite:///{tmp_path / 'x.db'}")
    migrate(settings.database_url)
    clock = SystemClock()
    house = House(settings, Outside(clock, Sandbox(IN_MEMORY, clock), NoImageReader(), Thinking()))
    try:
        first = load_demo(house, names())
        again = load_demo(house, names())
        assert first.shops == again.shops
        assert [shop.site_key for shop in first.shops] == [site_key(name) for name in names()]
        for name, shop in zip(names(), first.shops, strict=True):
            goods = house.database.read_now(
                lambda unit, of=shop.id: house.knowledge.products(unit, of),
                EVERY_SHOP,
            )
            assert len(goods) == len(load(name, ShopId("")).products)
    finally:
        house.close()
