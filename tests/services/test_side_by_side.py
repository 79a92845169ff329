"""Units of one group share a connection on PostgreSQL, and never each other's rows, results or errors."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from tests.servers.postgres import FreshDatabase
from xiaoer.base.clock import StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import BuyerId, ConversationId, ProductId, ShopId, UlidIds
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.log import entries_after
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.infra.database.statement import Statement
from xiaoer.infra.database.unit import EVERY_SHOP, Unit

Work = Callable[[Unit], ConversationId]
SHOPS = [ShopId(f"shp_{number}") for number in range(3)]
SEEN = Statement(text("SELECT DISTINCT shop_id FROM conversations"))
WRONG = Statement(text("SELECT 1 / 0"))


@pytest.fixture
def one_writer(
    postgres_database: PostgresDatabase, postgres_tables: FreshDatabase, still_clock: StillClock
) -> Iterator[PostgresDatabase]:
    opened = PostgresDatabase(postgres_tables.application_url, still_clock.now_ms, writers=1)
    yield opened
    opened.close()
    assert opened is not postgres_database


@pytest.fixture
def conversations(ids: UlidIds) -> Conversations:
    return Conversations(ids)


class Gate:
    """Holds the writer, so that what comes next becomes one group."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._entered, self._released = threading.Event(), threading.Event()
        self._held = database.submit(self._wait, EVERY_SHOP, "")
        assert self._entered.wait(10)

    def _wait(self, _: Unit) -> None:
        self._entered.set()
        assert self._released.wait(10)

    def open(self) -> None:
        self._released.set()
        self._held.result(10)


def talkative(conversations: Conversations, shop: ShopId, buyer: str, runs: list[str]) -> Work:
    """Return a unit with several round trips that checks every row it gets."""

    def work(unit: Unit) -> ConversationId:
        runs.append(buyer)
        opened = conversations.open(unit, shop, BuyerId(buyer), "web").id
        for number in range(3):
            conversations.look_at(unit, shop, opened, ProductId(f"{buyer}-{number}"))
            head = conversations.get(unit, shop, opened)
            assert (head.buyer, head.product, head.shop) == (buyer, f"{buyer}-{number}", shop)
            assert unit.all(SEEN, {}) == [(shop,)]
        return opened

    return work


def test_every_unit_gets_its_own_rows_and_sees_its_own_shop(
    one_writer: PostgresDatabase, conversations: Conversations
) -> None:
    runs: list[str] = []
    gate = Gate(one_writer)
    waiting = [
        one_writer.submit(
            talkative(conversations, SHOPS[n % 3], f"b{n}", runs),
            frozenset({SHOPS[n % 3]}),
            f"k{n}",
        )
        for n in range(30)
    ]
    gate.open()
    opened = [future.result(10) for future in waiting]
    assert len(set(opened)) == 30
    assert len(runs) == 30  # one group, nothing was run twice
    entries = one_writer.read_now(lambda unit: entries_after(unit, 0, 100), EVERY_SHOP)
    assert [entry.number for entry in entries] == list(range(1, 31))
    assert {entry.conversation for entry in entries} == set(opened)


RAISES = {
    "error": "XiaoerError",
    "bug": "ZeroDivisionError",
    "statement": "DivisionByZero",
    "exit": "SystemExit",
}


@pytest.mark.parametrize("fault", RAISES)
def test_one_that_fails_in_the_middle_spoils_nothing_for_the_others(
    one_writer: PostgresDatabase, conversations: Conversations, fault: str
) -> None:
    def failing(unit: Unit) -> None:
        opened = conversations.open(unit, SHOPS[0], BuyerId("wrong"), "web").id
        conversations.get(unit, SHOPS[0], opened)
        if fault == "error":
            raise XiaoerError("wrong", 422, "no")
        if fault == "bug":
            raise ZeroDivisionError
        if fault == "exit":
            raise SystemExit(3)
        unit.one(WRONG, {})

    runs: list[str] = []
    gate = Gate(one_writer)
    waiting = [
        one_writer.submit(
            talkative(conversations, SHOPS[n % 3], f"b{n}", runs),
            frozenset({SHOPS[n % 3]}),
            f"k{n}",
        )
        for n in range(10)
    ]
    wrong = one_writer.submit(failing, frozenset({SHOPS[0]}), "k5")
    gate.open()
    opened = {future.result(10) for future in waiting}
    with pytest.raises(BaseException) as raised:  # noqa: PT011  # four kinds, told apart below
        wrong.result(10)
    assert type(raised.value).__name__ == RAISES[fault]
    entries = one_writer.read_now(lambda unit: entries_after(unit, 0, 100), EVERY_SHOP)
    assert [entry.number for entry in entries] == list(range(1, 11))
    assert {entry.conversation for entry in entries} == opened
    for shop in SHOPS:
        latest = one_writer.read_now(
            lambda unit, shop=shop: conversations.latest(unit, shop, BuyerId("wrong"), "web"),  # type: ignore[misc]  # a bound default
            frozenset({shop}),
        )
        assert latest is None


def test_a_refusal_before_any_write_lets_the_group_go_on(
    one_writer: PostgresDatabase, conversations: Conversations
) -> None:
    runs: list[str] = []
    gate = Gate(one_writer)
    waiting = [
        one_writer.submit(
            talkative(conversations, SHOPS[0], f"b{n}", runs),
            frozenset({SHOPS[0]}),
            f"k{n}",
        )
        for n in range(10)
    ]
    missing = one_writer.submit(
        lambda unit: conversations.get(unit, SHOPS[0], ConversationId("no")), frozenset({SHOPS[0]}), "k99"
    )
    gate.open()
    for future in waiting:
        future.result(10)
    with pytest.raises(XiaoerError, match="No conversation"):
        missing.result(10)
    assert len(runs) == 10
