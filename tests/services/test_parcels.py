"""Parcels in the tables: scans add up, a buyer sees their own, also without an order."""

from dataclasses import replace

import pytest

from xiaoer.adapters.samples.ecom_bench import SampleShop, load
from xiaoer.base.fact import Entry, Fact
from xiaoer.base.ids import BuyerId, OrderId, ShopId, UlidIds, WaybillId
from xiaoer.base.recorded import Recorded
from xiaoer.facts.logistics import ParcelScanned
from xiaoer.facts.orders import OrderRecorded
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.service import Jobs
from xiaoer.logistics.model import Parcel, Scan
from xiaoer.logistics.reactors import ParcelAdoption
from xiaoer.logistics.service import Parcels
from xiaoer.orders.service import Orders

SHOP = ShopId("appliance-shop")
SHOPS = frozenset({SHOP})
XI = BuyerId("cnjd喜哥2号")
PARCEL = Parcel(WaybillId("SF1"), SHOP, OrderId("313021098954"), "顺丰", (Scan(10, "已揽收", "南京"),))


@pytest.fixture
def orders(ids: UlidIds) -> Orders:
    return Orders(ids, Jobs(ids))


@pytest.fixture
def parcels(orders: Orders) -> Parcels:
    return Parcels(orders)


@pytest.fixture
def sample() -> SampleShop:
    return load(SHOP)


def record(database: Database, parcels: Parcels, parcel: Parcel) -> tuple[Recorded, list[Fact]]:
    def both(unit: Unit) -> tuple[Recorded, list[Fact]]:
        return parcels.record(unit, parcel), [note.fact for note in unit.told]

    return database.write_now(both, SHOPS)


def of_buyer(database: Database, parcels: Parcels, buyer: BuyerId = XI) -> tuple[Parcel, ...]:
    return database.read_now(lambda unit: parcels.of_buyer(unit, SHOP, buyer), SHOPS)


def test_the_sample_parcels_come_back_as_they_were_recorded(
    database: Database, orders: Orders, parcels: Parcels, sample: SampleShop
) -> None:
    def fill(unit: Unit) -> None:
        for order in sample.orders:
            orders.record(unit, order)
        for parcel in sample.parcels:
            parcels.record(unit, parcel, sample.owners[parcel.order])

    database.write_now(fill, SHOPS)
    for buyer in set(sample.owners.values()):
        mine = {parcel for parcel in sample.parcels if sample.owners[parcel.order] == buyer}
        assert set(of_buyer(database, parcels, buyer)) == mine
    page = database.read_now(lambda unit: parcels.page(unit, SHOP, ("", ""), 30), SHOPS)
    after = (page[-1].order, page[-1].waybill)
    rest = database.read_now(lambda unit: parcels.page(unit, SHOP, after, 30), SHOPS)
    assert {*page, *rest} == set(sample.parcels)
    assert (len(page), len(rest)) == (30, 9)


def test_scans_add_up_and_only_a_newer_one_is_told(database: Database, parcels: Parcels) -> None:
    assert record(database, parcels, PARCEL) == (
        Recorded.RECORDED,
        [ParcelScanned("SF1", PARCEL.order, "已揽收", 10)],
    )
    assert record(database, parcels, PARCEL) == (Recorded.UNCHANGED, [])
    moved = replace(PARCEL, scans=(Scan(20, "运输中", "合肥"),))
    assert record(database, parcels, moved) == (
        Recorded.ADVANCED,
        [ParcelScanned("SF1", PARCEL.order, "运输中", 20)],
    )
    late = replace(PARCEL, scans=(Scan(15, "运输中", "南京"),))
    assert record(database, parcels, late) == (Recorded.RECORDED, [])
    (found,) = database.read_now(lambda unit: parcels.of_order(unit, SHOP, PARCEL.order), SHOPS)
    assert [scan.at_ms for scan in found.scans] == [10, 15, 20]


def test_one_waybill_of_two_orders_is_two_parcels(database: Database, parcels: Parcels) -> None:
    other = replace(PARCEL, order=OrderId("2"))
    record(database, parcels, PARCEL)
    record(database, parcels, other)
    found = database.read_now(lambda unit: parcels.get(unit, SHOP, WaybillId("SF1")), SHOPS)
    assert set(found) == {PARCEL, other}
    stranger = ShopId("shp_2")
    seen = database.read_now(lambda u: parcels.get(u, stranger, WaybillId("SF1")), frozenset({stranger}))
    assert seen == ()


def test_a_parcel_that_came_before_its_order_is_joined_to_the_buyer(
    database: Database, orders: Orders, parcels: Parcels, sample: SampleShop
) -> None:
    record(database, parcels, PARCEL)
    assert of_buyer(database, parcels) == ()
    order = next(order for order in sample.orders if order.id == PARCEL.order)
    database.write_now(lambda unit: orders.record(unit, order), SHOPS)
    entry = Entry(1, SHOP, None, 0, 0, OrderRecorded(order.id, order.state))
    database.write_now(lambda unit: ParcelAdoption(parcels).apply(unit, [entry]), SHOPS)
    assert of_buyer(database, parcels) == (PARCEL,)
    assert record(database, parcels, PARCEL) == (Recorded.UNCHANGED, [])
