"""The unit of work on both databases: durable before it is told, errors alone, one snapshot a read."""

import asyncio
import threading
from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import text

from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Entry
from xiaoer.base.ids import BuyerId, ConversationId, ShopId, UlidIds
from xiaoer.conversations.model import Text
from xiaoer.conversations.service import Conversations
from xiaoer.facts.conversations import ConversationReopened
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import entries_after, last_number
from xiaoer.infra.database.statement import Statement
from xiaoer.infra.database.unit import EVERY_SHOP, Unit

SHOP = ShopId("shp_1")
SHOPS = frozenset({SHOP})
FOREVER = Statement(
    text(
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000)"
        " SELECT count(*) FROM c"
    )
)


@pytest.fixture
def conversations(ids: UlidIds) -> Conversations:
    return Conversations(ids)


def opening(conversations: Conversations, buyer: str) -> Callable[[Unit], ConversationId]:
    def work(unit: Unit) -> ConversationId:
        return conversations.open(unit, SHOP, BuyerId(buyer), "web").id

    return work


def failing_after(work: Callable[[Unit], object], error: BaseException) -> Callable[[Unit], object]:
    def both(unit: Unit) -> object:
        work(unit)
        raise error

    return both


def entries(database: Database) -> list[Entry]:
    return database.read_now(lambda unit: entries_after(unit, 0, 10_000), EVERY_SHOP)


class Gate:
    """Holds a writer inside a unit, so that what comes next becomes one group."""

    def __init__(self, database: Database, key: str) -> None:
        self.entered, self.released = threading.Event(), threading.Event()
        self.held = database.submit(self._wait, SHOPS, key)
        assert self.entered.wait(10)

    def _wait(self, unit: Unit) -> int:
        self.entered.set()
        assert self.released.wait(10)
        return unit.now_ms

    def open(self) -> None:
        self.released.set()
        self.held.result(10)


def test_a_result_comes_after_the_commit(database: Database, conversations: Conversations) -> None:
    opened = database.write_now(opening(conversations, "b1"), SHOPS)
    seen = database.read_now(lambda unit: conversations.get(unit, SHOP, opened), SHOPS)
    assert seen.id == opened
    assert [entry.conversation for entry in entries(database)] == [opened]


def test_an_error_undoes_its_own_unit_only(database: Database, conversations: Conversations) -> None:
    gate = Gate(database, "k")
    before = database.submit(opening(conversations, "b1"), SHOPS, "k")
    wrong = database.submit(
        failing_after(opening(conversations, "b2"), XiaoerError("wrong", 422, "no")), SHOPS, "k"
    )
    bug = database.submit(failing_after(opening(conversations, "b3"), ZeroDivisionError()), SHOPS, "k")
    after = database.submit(opening(conversations, "b4"), SHOPS, "k")
    gate.open()
    kept = [before.result(10), after.result(10)]
    with pytest.raises(XiaoerError, match="no"):
        wrong.result(10)
    with pytest.raises(ZeroDivisionError):
        bug.result(10)
    assert [entry.conversation for entry in entries(database)] == kept
    assert [entry.number for entry in entries(database)] == [1, 2]
    latest = database.read_now(
        lambda unit: [conversations.latest(unit, SHOP, BuyerId(f"b{n}"), "web") for n in range(1, 5)], SHOPS
    )
    assert [None if found is None else found.id for found in latest] == [kept[0], None, None, kept[1]]


def test_an_error_before_any_write_costs_the_others_nothing(
    database: Database, conversations: Conversations
) -> None:
    runs = []

    def counted(unit: Unit) -> ConversationId:
        runs.append("opened")
        return opening(conversations, "b1")(unit)

    gate = Gate(database, "k")
    first = database.submit(counted, SHOPS, "k")
    missing = database.submit(lambda unit: conversations.get(unit, SHOP, ConversationId("no")), SHOPS, "k")
    gate.open()
    with pytest.raises(XiaoerError, match="No conversation"):
        missing.result(10)
    assert first.result(10)
    assert runs == ["opened"]


def test_an_interrupt_inside_a_unit_is_told_and_the_writer_lives(
    database: Database, conversations: Conversations
) -> None:
    with pytest.raises(SystemExit):
        database.write_now(failing_after(opening(conversations, "b1"), SystemExit(3)), SHOPS)
    assert database.write_now(opening(conversations, "b2"), SHOPS)


def test_units_of_one_key_keep_their_order(database: Database, conversations: Conversations) -> None:
    opened = database.write_now(opening(conversations, "b1"), SHOPS)
    gate = Gate(database, opened)
    said = [
        database.submit(
            lambda unit, n=number: conversations.hear(unit, SHOP, opened, Text(str(n)), f"c{n}"),  # type: ignore[misc]  # a bound default
            SHOPS,
            opened,
        )
        for number in range(20)
    ]
    gate.open()
    for future in said:
        future.result(10)
    messages = database.read_now(lambda unit: conversations.messages(unit, SHOP, opened), SHOPS)
    assert [message.content for message in messages] == [Text(str(n)) for n in range(20)]


def test_a_read_sees_nothing_that_is_not_committed(database: Database, conversations: Conversations) -> None:
    wrote, go_on = threading.Event(), threading.Event()

    def slow(unit: Unit) -> ConversationId:
        opened = opening(conversations, "b1")(unit)
        wrote.set()
        assert go_on.wait(10)
        return opened

    future = database.submit(slow, SHOPS)
    assert wrote.wait(10)
    assert entries(database) == []
    found = database.read_now(lambda unit: conversations.latest(unit, SHOP, BuyerId("b1"), "web"), SHOPS)
    assert found is None
    go_on.set()
    opened = future.result(10)
    assert [entry.conversation for entry in entries(database)] == [opened]


def test_a_read_is_one_snapshot(database: Database, conversations: Conversations) -> None:
    def twice(unit: Unit) -> tuple[int, int]:
        first = last_number(unit)
        writer.start()
        writer.join()
        return first, last_number(unit)

    writer = threading.Thread(target=lambda: database.write_now(opening(conversations, "b1"), SHOPS))
    assert database.read_now(twice, EVERY_SHOP) == (0, 0)
    assert database.read_now(last_number, EVERY_SHOP) == 1


def test_a_read_that_holds_its_snapshot_too_long_is_ended(database: Database) -> None:
    with pytest.raises(XiaoerError) as raised:
        database.read_now(lambda unit: unit.one(FOREVER, {}), SHOPS)
    assert (raised.value.code, raised.value.status) == ("read_too_long", 503)
    assert database.read_now(last_number, EVERY_SHOP) == 0


def test_a_read_cannot_write(database: Database, conversations: Conversations) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        database.read_now(opening(conversations, "b1"), SHOPS)
    assert database.read_now(last_number, EVERY_SHOP) == 0


def test_300_writers_are_numbered_without_a_gap(database: Database, conversations: Conversations) -> None:
    delivered: list[Entry] = []
    database.when_committed(delivered.extend)

    async def caller(number: int) -> None:
        opened = await database.write(opening(conversations, f"b{number}"), SHOPS)
        await database.write(lambda unit: unit.tell(SHOP, ConversationReopened("x"), opened), SHOPS, opened)

    async def everybody() -> None:
        database.attach(asyncio.get_running_loop())
        await asyncio.gather(*(caller(number) for number in range(300)))

    asyncio.run(everybody())
    logged = entries(database)
    assert [entry.number for entry in logged] == list(range(1, 601))
    assert [entry.number for entry in delivered] == list(range(1, 601))
    for conversation in {entry.conversation for entry in logged}:
        own = [entry.sequence for entry in logged if entry.conversation == conversation]
        assert own == [1, 2]


def test_facts_of_one_unit_stay_together_in_order(database: Database) -> None:
    def told(unit: Unit) -> None:
        for number in range(5):
            unit.tell(SHOP, ConversationReopened(str(number)), ConversationId("c"))
        unit.tell(SHOP, ConversationReopened("shop"))

    database.write_now(told, SHOPS)
    database.write_now(told, SHOPS)
    logged = entries(database)
    assert [entry.sequence for entry in logged] == [1, 2, 3, 4, 5, 0, 6, 7, 8, 9, 10, 0]
    assert all(one.number + 1 == two.number for one, two in pairwise(logged))


def test_carried_values_reach_listeners_and_never_the_log(database: Database) -> None:
    delivered: list[Entry] = []
    database.when_committed(delivered.extend)
    database.write_now(lambda unit: unit.tell(SHOP, ConversationReopened("x"), None, {"text": "你好"}), SHOPS)
    assert [entry.carried for entry in delivered] == [{"text": "你好"}]
    assert [entry.carried for entry in entries(database)] == [None]


def test_text_with_quotes_and_emoji_comes_back(database: Database) -> None:
    words = "a\"b\\c{d},NULL 'e' 😀 \u200b %s %(x)s"
    database.write_now(lambda unit: unit.tell(SHOP, ConversationReopened(words)), SHOPS)
    assert [entry.fact for entry in entries(database)] == [ConversationReopened(words)]


def test_both_databases_give_the_same_python_values(database: Database) -> None:
    values = Statement(
        text(
            "SELECT sum(x), count(*), max(x), sum(x) > 2, x.y, 9000000000, ''"
            " FROM (SELECT 1 AS x, CAST(NULL AS text) AS y UNION ALL SELECT 3, NULL) AS x GROUP BY x.y"
        )
    )
    row = database.read_now(lambda unit: unit.one(values, {}), EVERY_SHOP)
    assert row == (4, 2, 3, 1, None, 9_000_000_000, "")
    assert row is not None
    assert [type(value) for value in row] == [int, int, int, int, type(None), int, str]


def test_a_closed_database_takes_nothing_and_finishes_what_it_took(
    database: Database, conversations: Conversations
) -> None:
    gate = Gate(database, "k")
    accepted = database.submit(opening(conversations, "b1"), SHOPS, "k")
    closing = threading.Thread(target=database.close)
    closing.start()
    gate.open()
    closing.join(10)
    assert accepted.result(0)
    with pytest.raises(XiaoerError, match="stopping"):
        database.submit(last_number, EVERY_SHOP)
