"""Buyers in the tables: recorded once, completed, never joined across shops."""

from dataclasses import replace

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.base.recorded import Recorded
from xiaoer.buyers.model import Address, Buyer
from xiaoer.buyers.service import Buyers
from xiaoer.infra.database.database import Database

SHOP, OTHER = ShopId("shp_1"), ShopId("shp_2")
SHOPS = frozenset({SHOP})
BOTH = frozenset({SHOP, OTHER})
WANG = Buyer(
    BuyerId("b1"), SHOP, "王小明", "13800001234", "男", 30, Address(city="深圳市", detail="玉泉路3号")
)
buyers = Buyers()


def record(database: Database, buyer: Buyer) -> Recorded:
    return database.write_now(lambda unit: buyers.record(unit, buyer), BOTH)


def test_a_buyer_comes_back_as_recorded_and_twice_changes_nothing(database: Database) -> None:
    assert record(database, WANG) is Recorded.RECORDED
    assert record(database, WANG) is Recorded.UNCHANGED
    assert database.read_now(lambda unit: buyers.get(unit, SHOP, WANG.id), SHOPS) == WANG
    visitor = Buyer(BuyerId("v1"), SHOP)
    record(database, visitor)
    assert database.read_now(lambda unit: buyers.find(unit, SHOP, visitor.id), SHOPS) == visitor


def test_masks_and_blanks_replace_nothing(database: Database) -> None:
    record(database, WANG)
    assert record(database, Buyer(WANG.id, SHOP, "王**", "138****1234")) is Recorded.UNCHANGED
    assert record(database, replace(WANG, age=31, address=None)) is Recorded.RECORDED
    found = database.read_now(lambda unit: buyers.get(unit, SHOP, WANG.id), SHOPS)
    assert found == replace(WANG, age=31)


def test_the_same_account_in_two_shops_is_two_buyers(database: Database) -> None:
    record(database, WANG)
    record(database, Buyer(WANG.id, OTHER, "老王"))
    assert database.read_now(lambda unit: buyers.get(unit, SHOP, WANG.id), SHOPS).name == "王小明"
    with pytest.raises(XiaoerError) as raised:
        database.read_now(lambda unit: buyers.get(unit, SHOP, BuyerId("b2")), SHOPS)
    assert raised.value.code == "buyer_not_found"


def test_pages_follow_each_other(database: Database) -> None:
    for number in range(5):
        record(database, Buyer(BuyerId(f"b{number}"), SHOP))
    record(database, Buyer(BuyerId("b2"), OTHER))
    one = database.read_now(lambda unit: buyers.page(unit, SHOP, "", 3), SHOPS)
    two = database.read_now(lambda unit: buyers.page(unit, SHOP, one[-1].id, 3), SHOPS)
    assert [buyer.id for buyer in (*one, *two)] == ["b0", "b1", "b2", "b3", "b4"]
