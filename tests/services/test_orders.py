"""Orders in the tables: recorded once, advanced, asked to change, settled by the marketplace."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from xiaoer.adapters.marketplaces.sandbox import IN_MEMORY, Sandbox, seed
from xiaoer.adapters.samples.ecom_bench import SampleShop, load
from xiaoer.base.clock import StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Fact
from xiaoer.base.ids import BuyerId, ChangeSetId, ConversationId, OrderId, ProductId, ShopId, UlidIds
from xiaoer.base.money import Money, from_yuan
from xiaoer.base.recorded import Recorded
from xiaoer.facts.orders import ChangesRequested, ChangesSettled, OrderAdvanced, OrderRecorded
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.jobs.model import Job
from xiaoer.infra.jobs.service import Jobs, claim, finish
from xiaoer.orders.jobs import CarryOut
from xiaoer.orders.model import (
    Account,
    CancelOrder,
    Change,
    ChangeState,
    Invoice,
    InvoiceKind,
    Order,
    OrderState,
    Payment,
    PayWithWallet,
    PlaceOrder,
    RefundToWallet,
    UrgeOrder,
    Wallet,
)
from xiaoer.orders.ports import CarriedOut, Refused
from xiaoer.orders.service import CARRY_OUT, Orders

SHOP = ShopId("appliance-shop")
OTHER_SHOP = ShopId("shp_2")
SHOPS = frozenset({SHOP})
PENG = BuyerId("cnjdwdnipzaorvgkymr")
PAID = OrderId("312705335872")  # 1199, by e-card
TALK = ConversationId("cnv_1")


@pytest.fixture
def orders(ids: UlidIds) -> Orders:
    return Orders(ids, Jobs(ids))


@pytest.fixture
def sample() -> SampleShop:
    return load(SHOP)


@pytest.fixture
def known(database: Database, orders: Orders, sample: SampleShop) -> Database:
    def fill(unit: Unit) -> None:
        for order in sample.orders:
            orders.record(unit, order)
        for invoice in sample.invoices:
            orders.record_invoice(unit, invoice, sample.owners.get(invoice.order, BuyerId("")))
        for visit in sample.appointments:
            orders.record_appointment(unit, visit, sample.owners[visit.order])
        for wallet in sample.wallets:
            orders.record_wallet(unit, wallet)

    database.write_now(fill, SHOPS)
    return database


def told(database: Database, work: object) -> tuple[object, list[Fact]]:
    """Run `work` in a unit; return its result and what it told."""

    def both(unit: Unit) -> tuple[object, list[Fact]]:
        result = work(unit)  # type: ignore[operator]  # a closure
        return result, [note.fact for note in unit.told]

    return database.write_now(both, SHOPS)


def account(database: Database, orders: Orders, buyer: BuyerId = PENG) -> Account:
    return database.read_now(lambda unit: orders.account(unit, SHOP, buyer), SHOPS)


def first(sample: SampleShop) -> Order:
    return next(order for order in sample.orders if order.id == PAID)


def test_an_order_comes_back_as_it_was_recorded(known: Database, orders: Orders, sample: SampleShop) -> None:
    for order in sample.orders:
        assert known.read_now(lambda unit, order=order: orders.get(unit, SHOP, order.id), SHOPS) == order


def test_recording_tells_what_is_new_and_twice_changes_nothing(
    database: Database, orders: Orders, sample: SampleShop
) -> None:
    order = first(sample)
    assert told(database, lambda unit: orders.record(unit, order)) == (
        Recorded.RECORDED,
        [OrderRecorded(PAID, "paid")],
    )
    assert told(database, lambda unit: orders.record(unit, order)) == (Recorded.UNCHANGED, [])


def test_a_newer_word_advances_and_an_older_one_takes_nothing_back(
    known: Database, orders: Orders, sample: SampleShop
) -> None:
    shipped = replace(first(sample), state=OrderState.SHIPPED, updated_ms=200)
    assert told(known, lambda unit: orders.record(unit, shipped)) == (
        Recorded.ADVANCED,
        [OrderAdvanced(PAID, "paid", "shipped")],
    )
    older = replace(shipped, state=OrderState.PROCESSING, updated_ms=100)
    assert told(known, lambda unit: orders.record(unit, older)) == (Recorded.STALE, [])
    remarked = replace(shipped, remark="急", updated_ms=300)
    assert told(known, lambda unit: orders.record(unit, remarked)) == (
        Recorded.RECORDED,
        [OrderRecorded(PAID, "shipped")],
    )


def test_another_shop_sees_nothing(known: Database, orders: Orders) -> None:
    other = frozenset({OTHER_SHOP})
    assert known.read_now(lambda unit: orders.find(unit, OTHER_SHOP, PAID), other) is None
    assert known.read_now(lambda unit: orders.account(unit, OTHER_SHOP, PENG), other) == Account()
    with pytest.raises(XiaoerError) as raised:
        known.read_now(lambda unit: orders.get(unit, OTHER_SHOP, PAID), other)
    assert (raised.value.code, raised.value.status) == ("order_not_found", 404)


def test_an_account_holds_all_of_one_buyer_and_nothing_of_another(
    known: Database, orders: Orders, sample: SampleShop
) -> None:
    for buyer in {*sample.owners.values()}:
        found = account(known, orders, buyer)
        assert set(found.orders) == {order for order in sample.orders if order.buyer == buyer}
        assert set(found.invoices) == {i for i in sample.invoices if sample.owners.get(i.order) == buyer}
        assert set(found.appointments) == {a for a in sample.appointments if sample.owners[a.order] == buyer}
        assert found.wallets == tuple(wallet for wallet in sample.wallets if wallet.buyer == buyer)
        assert found.cashbacks == ()


def test_pages_follow_each_other(known: Database, orders: Orders) -> None:
    one = known.read_now(lambda unit: orders.page(unit, SHOP, "", 25), SHOPS)
    two = known.read_now(lambda unit: orders.page(unit, SHOP, one[-1].id, 25), SHOPS)
    assert (len(one), len(two)) == (25, 16)
    assert len({order.id for order in (*one, *two)}) == 41


def test_what_came_before_its_order_gets_its_buyer(
    database: Database, orders: Orders, sample: SampleShop
) -> None:
    invoice = Invoice(PAID, SHOP, InvoiceKind.PERSONAL, "彭穆清", "128")
    database.write_now(lambda unit: orders.record_invoice(unit, invoice), SHOPS)
    assert account(database, orders).invoices == ()
    database.write_now(lambda unit: orders.record(unit, first(sample)), SHOPS)
    assert account(database, orders).invoices == (invoice,)
    again = database.write_now(lambda unit: orders.record_invoice(unit, invoice), SHOPS)
    assert again is Recorded.UNCHANGED


def test_a_balance_known_later_is_not_taken_back_by_an_old_file(known: Database, orders: Orders) -> None:
    def record(fen: int, as_of_ms: int) -> Recorded:
        wallet = Wallet(PENG, SHOP, Money(fen))
        return known.write_now(lambda unit: orders.record_wallet(unit, wallet, as_of_ms), SHOPS)

    assert record(300000, 0) is Recorded.UNCHANGED
    assert record(500, 10) is Recorded.RECORDED
    assert record(300000, 0) is Recorded.STALE
    assert account(known, orders).wallets == (Wallet(PENG, SHOP, Money(500)),)


# ---------------------------------------------------------------- changes


def request(database: Database, orders: Orders, *changes: Change, key: str = "cnv_1:3") -> ChangeSetId:
    return database.write_now(
        lambda unit: orders.request(unit, SHOP, PENG, TALK, changes, key, "bot"), SHOPS, TALK
    )


def jobs(database: Database) -> list[Job]:
    """Return the jobs that are due, oldest first, and take them."""
    due = database.write_now(lambda unit: claim(unit, "test", 9), EVERY_SHOP)
    return sorted(due, key=lambda job: job.id)


def test_asking_twice_under_one_key_is_one_set(known: Database, orders: Orders) -> None:
    changes = (CancelOrder(PAID), RefundToWallet(from_yuan(1199)))
    identifier, facts = told(
        known, lambda unit: orders.request(unit, SHOP, PENG, TALK, changes, "cnv_1:3", "bot")
    )
    assert facts == [ChangesRequested(str(identifier), 2)]
    assert request(known, orders, UrgeOrder(PAID)) == identifier
    assert request(known, orders, UrgeOrder(PAID), key="cnv_1:5") != identifier
    asked = known.read_now(lambda unit: orders.changes(unit, SHOP, ChangeSetId(str(identifier))), SHOPS)
    assert [(c.step, c.change, c.state, c.conversation, c.asked_by) for c in asked] == [
        (0, changes[0], ChangeState.REQUESTED, TALK, "bot"),
        (1, changes[1], ChangeState.REQUESTED, TALK, "bot"),
    ]
    one, other = jobs(known)
    assert (one.kind, one.key, one.shop, one.conversation) == (CARRY_OUT, f"{identifier}:0", SHOP, TALK)
    assert (one.payload, other.payload["step"]) == ({"set": identifier, "step": 0}, 0)


def test_an_empty_set_is_a_mistake(known: Database, orders: Orders) -> None:
    with pytest.raises(XiaoerError) as raised:
        request(known, orders)
    assert raised.value.code == "no_changes"


def test_a_settled_step_brings_the_next_and_the_last_one_tells(
    known: Database, orders: Orders, sample: SampleShop
) -> None:
    identifier = request(known, orders, CancelOrder(PAID), RefundToWallet(from_yuan(1199)))
    cancelled = CarriedOut(orders=(replace(first(sample), state=OrderState.CANCELLED, updated_ms=5),))
    _, facts = told(known, lambda unit: orders.settle(unit, SHOP, identifier, 0, cancelled))
    assert facts == [OrderAdvanced(PAID, "paid", "cancelled")]
    credited = CarriedOut(wallets=(Wallet(PENG, SHOP, from_yuan(4199)),), cashbacks=(PAID,))
    _, facts = told(known, lambda unit: orders.settle(unit, SHOP, identifier, 1, credited))
    assert facts == [ChangesSettled(identifier, 2, 0)]
    assert told(known, lambda unit: orders.settle(unit, SHOP, identifier, 1, credited)) == (None, [])
    late = Refused("late", "太晚了")
    assert told(known, lambda unit: orders.settle(unit, SHOP, identifier, 1, late)) == (None, [])
    found = account(known, orders)
    assert {order.id: order.state for order in found.orders}[PAID] is OrderState.CANCELLED
    assert (found.wallets[0].balance, found.cashbacks) == (from_yuan(4199), (PAID,))
    assert [job.key for job in jobs(known)] == [f"{identifier}:0", f"{identifier}:1"]


def test_a_refusal_skips_the_rest_and_keeps_its_reason(known: Database, orders: Orders) -> None:
    identifier = request(known, orders, UrgeOrder(PAID), CancelOrder(PAID), UrgeOrder(PAID))
    told(known, lambda unit: orders.settle(unit, SHOP, identifier, 0, CarriedOut()))
    refused = Refused("state_forbids", "已发货")
    _, facts = told(known, lambda unit: orders.settle(unit, SHOP, identifier, 1, refused))
    assert facts == [ChangesSettled(identifier, 1, 1)]
    changes = known.read_now(lambda unit: orders.changes_of_buyer(unit, SHOP, PENG), SHOPS)
    assert [(change.state, change.reason) for change in changes] == [
        (ChangeState.DONE, ""),
        (ChangeState.REFUSED, "已发货"),
        (ChangeState.SKIPPED, ""),
    ]
    talked = known.read_now(lambda unit: orders.changes_of_conversation(unit, SHOP, TALK), SHOPS)
    assert talked == changes
    assert [job.key for job in jobs(known)] == [f"{identifier}:0", f"{identifier}:1"]


def test_a_step_of_another_shop_cannot_be_settled(known: Database, orders: Orders) -> None:
    identifier = request(known, orders, UrgeOrder(PAID))
    with pytest.raises(XiaoerError) as raised:
        known.write_now(
            lambda unit: orders.settle(unit, OTHER_SHOP, identifier, 0, CarriedOut()), frozenset({OTHER_SHOP})
        )
    assert raised.value.code == "change_not_found"


# ---------------------------------------------------------------- through the sandbox


def work_off(database: Database, job: CarryOut, *, twice: bool = False) -> None:
    """Carry every job out as the runner does; with `twice` the process dies once after each call."""
    while due := jobs(database):
        for one in due:
            if twice:
                asyncio.run(job.handle(one))  # its answer is lost
            record = asyncio.run(job.handle(one))

            def end(unit: Unit, one: Job = one, record: Callable[[Unit], None] = record) -> None:
                record(unit)
                finish(unit, one)

            database.write_now(end, EVERY_SHOP)


@pytest.mark.parametrize("twice", [False, True])
def test_a_set_goes_through_the_marketplace_once_even_if_the_process_dies_after_each_call(
    known: Database, orders: Orders, still_clock: StillClock, sample: SampleShop, twice: bool
) -> None:
    sandbox = Sandbox(IN_MEMORY, still_clock)
    sandbox.load(seed(sample))
    wanted = ProductId("100042045930")  # 1899
    still_clock.advance(timedelta(seconds=1))
    request(
        known,
        orders,
        CancelOrder(PAID),
        RefundToWallet(from_yuan(1199)),
        PlaceOrder(((wanted, 1),), Payment.ECARD),
        PayWithWallet(wanted, 1),
    )
    work_off(known, CarryOut(known, orders, sandbox), twice=twice)
    found = account(known, orders)
    states = {order.id: order.state for order in found.orders}
    assert states[PAID] is OrderState.CANCELLED
    assert states[OrderId("1234567890")] is OrderState.PAID
    assert found.wallets[0].balance == from_yuan(3000 + 1199 - 1899)
    assert [entry["name"] for entry in sandbox.recorded(SHOP, PENG)] == [
        "manage_order",
        "manage_ecard",
        "manage_order",
        "manage_ecard",
    ]
    changes = known.read_now(lambda unit: orders.changes_of_buyer(unit, SHOP, PENG), SHOPS)
    assert {change.state for change in changes} == {ChangeState.DONE}
    sandbox.close()


def test_the_old_file_read_again_leaves_what_the_marketplace_has_done(
    known: Database, orders: Orders, still_clock: StillClock, sample: SampleShop
) -> None:
    sandbox = Sandbox(IN_MEMORY, still_clock)
    sandbox.load(seed(sample))
    request(known, orders, CancelOrder(PAID), RefundToWallet(from_yuan(1199)))
    work_off(known, CarryOut(known, orders, sandbox))
    before = account(known, orders)

    def again(unit: Unit) -> list[Recorded]:
        wallets = [orders.record_wallet(unit, wallet) for wallet in sample.wallets if wallet.buyer == PENG]
        return [*wallets, *(orders.record(unit, order) for order in sample.orders if order.buyer == PENG)]

    assert known.write_now(again, SHOPS) == [Recorded.STALE, Recorded.STALE, Recorded.UNCHANGED]
    assert account(known, orders) == before
    sandbox.close()
