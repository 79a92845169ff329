"""The log's order: number is commit order, so that one plain cursor misses nothing."""

import threading
from collections.abc import Callable, Iterator
from itertools import groupby

import psycopg
import pytest

from tests.servers.postgres import FreshDatabase
from xiaoer.base.clock import StillClock
from xiaoer.base.fact import Entry
from xiaoer.base.ids import ConversationId, ShopId
from xiaoer.facts.conversations import ConversationReopened
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import conversation_after, entries_after, last_number, last_sequence
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.infra.database.postgres_log import LOCK
from xiaoer.infra.database.unit import EVERY_SHOP, Unit

SHOP = ShopId("shp_1")
SHOPS = frozenset({SHOP})


def telling(conversation: str, by: str = "x") -> Callable[[Unit], None]:
    return lambda unit: unit.tell(SHOP, ConversationReopened(by), ConversationId(conversation))


def follow(after: Callable[[int], list[int]], done: threading.Event) -> list[int]:
    """Read `number > cursor` again and again, as a listener in another process would."""
    seen: list[int] = []
    while True:
        last_round = done.is_set()
        new = after(seen[-1] if seen else 0)
        seen += new
        if last_round and not new:
            return seen


# ------------------------------------------------------------ why there is a lock


def test_numbers_given_before_the_commit_lose_entries(postgres_tables: FreshDatabase) -> None:
    """What the lock is for: with a sequence, one cursor passes over what commits late."""
    with psycopg.connect(postgres_tables.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE naive (number bigint GENERATED ALWAYS AS IDENTITY, body text)")
    early, late = (psycopg.connect(postgres_tables.owner_url) for _ in range(2))
    done = threading.Event()

    def after(number: int) -> list[int]:
        rows = early.execute("SELECT number FROM naive WHERE number > %s ORDER BY 1", (number,)).fetchall()
        early.commit()
        if rows:
            late.commit()
            done.set()
        return [row[0] for row in rows]

    late.execute("INSERT INTO naive (body) VALUES ('slow')")
    early.execute("INSERT INTO naive (body) VALUES ('quick')")
    early.commit()
    assert follow(after, done) == [2]  # 1 is in the table now, and nobody will ever see it
    assert late.execute("SELECT count(*) FROM naive").fetchone() == (2,)
    early.close()
    late.close()
    with psycopg.connect(postgres_tables.owner_url, autocommit=True) as owner:
        owner.execute("DROP TABLE naive")


@pytest.fixture
def processes(
    postgres_database: PostgresDatabase, postgres_tables: FreshDatabase, still_clock: StillClock
) -> Iterator[list[PostgresDatabase]]:
    """Return two more databases on the same tables, as two processes would hold them."""
    opened = [PostgresDatabase(postgres_tables.application_url, still_clock.now_ms) for _ in range(2)]
    assert opened[0].read_now(last_number, EVERY_SHOP) == postgres_database.read_now(last_number, EVERY_SHOP)
    yield opened
    for one in opened:
        one.close()


def test_a_cursor_misses_nothing_while_many_write(
    postgres_database: PostgresDatabase, processes: list[PostgresDatabase]
) -> None:
    done = threading.Event()
    seen: list[int] = []

    def after(number: int) -> list[int]:
        page = postgres_database.read_now(lambda unit: entries_after(unit, number, 500), EVERY_SHOP)
        return [entry.number for entry in page]

    reader = threading.Thread(target=lambda: seen.extend(follow(after, done)))
    reader.start()
    waiting = []
    for number in range(400):
        for index, process in enumerate(processes):
            key = f"c{index}-{number % 40}"
            waiting.append(process.submit(telling(key), SHOPS, key))
        if number % 20 == 0:
            waiting[-1].result(10)  # so that groups begin and end while the reader reads
    for future in waiting:
        future.result(10)
    done.set()
    reader.join(20)
    assert seen == list(range(1, 801))


def test_an_append_waits_for_the_one_that_was_first(
    postgres_database: PostgresDatabase, postgres_tables: FreshDatabase
) -> None:
    with psycopg.connect(postgres_tables.owner_url) as first:
        first.execute("SELECT set_config('xiaoer.shops', '*', true)")
        first.execute(LOCK)
        first.execute(
            "INSERT INTO log VALUES (1, 'shp_1', NULL, 0, 0, 'conversations.ConversationReopened', 1, %s)",
            ('{"by":"a"}',),
        )
        second = postgres_database.submit(telling("c", "b"), SHOPS)
        wait_for_lock(postgres_tables)
        assert not second.done()
        assert postgres_database.read_now(last_number, EVERY_SHOP) == 0
        first.commit()
    second.result(10)
    entries = postgres_database.read_now(lambda unit: entries_after(unit, 0, 10), EVERY_SHOP)
    assert [(entry.number, entry.fact) for entry in entries] == [
        (1, ConversationReopened("a")),
        (2, ConversationReopened("b")),
    ]


def wait_for_lock(tables: FreshDatabase) -> None:
    """Wait until a transaction of this database waits for an advisory lock."""
    with psycopg.connect(tables.owner_url, autocommit=True) as owner:
        for _ in range(2000):
            row = owner.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchone()
            if row == (1,):
                return
            owner.execute("SELECT pg_sleep(0.005)")
    raise AssertionError("nobody waits for the lock")


# ------------------------------------------------------------ what every log keeps


def test_entries_are_delivered_in_commit_order_to_every_process_that_wrote_them(
    processes: list[PostgresDatabase],
) -> None:
    delivered: list[list[Entry]] = [[], []]
    for process, own in zip(processes, delivered, strict=True):
        process.when_committed(own.extend)
    waiting = [process.submit(telling(f"c{n}"), SHOPS, f"c{n}") for n in range(200) for process in processes]
    for future in waiting:
        future.result(10)
    numbers = [[entry.number for entry in own] for own in delivered]
    assert all(own == sorted(own) for own in numbers)
    assert sorted(numbers[0] + numbers[1]) == list(range(1, 401))


def test_sequences_count_without_a_gap_in_every_conversation(database: Database) -> None:
    waiting = [database.submit(telling(f"c{n % 7}"), SHOPS, f"c{n % 7}") for n in range(100)]
    for future in waiting:
        future.result(10)
    entries = database.read_now(lambda unit: entries_after(unit, 0, 1000), EVERY_SHOP)
    ordered = sorted(entries, key=lambda entry: (entry.conversation or "", entry.number))
    for _, own in groupby(ordered, key=lambda entry: entry.conversation):
        sequences = [entry.sequence for entry in own]
        assert sequences == list(range(1, len(sequences) + 1))
    assert database.read_now(lambda unit: last_sequence(unit, "c0"), EVERY_SHOP) == 15
    page = database.read_now(lambda unit: conversation_after(unit, "c0", 10, 3), EVERY_SHOP)
    assert [entry.sequence for entry in page] == [11, 12, 13]


def test_a_page_of_the_log_ends_where_it_is_told_to(database: Database) -> None:
    for _ in range(5):
        database.write_now(telling("c"), SHOPS)
    page = database.read_now(lambda unit: entries_after(unit, 1, 2), EVERY_SHOP)
    assert [entry.number for entry in page] == [2, 3]
