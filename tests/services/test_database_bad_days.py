"""What the database does on bad days: full disk, broken file, lost connection, deadlock."""

import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from tests.servers.postgres import FreshDatabase
from xiaoer.base.clock import StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.fact import Entry
from xiaoer.base.ids import BuyerId, ConversationId, ProductId, ShopId, UlidIds
from xiaoer.conversations.model import Message, Text
from xiaoer.conversations.rules import Refusal
from xiaoer.conversations.service import Conversations
from xiaoer.infra.database.log import entries_after, last_number
from xiaoer.infra.database.postgres import PostgresDatabase
from xiaoer.infra.database.sqlite import SqliteDatabase
from xiaoer.infra.database.statement import Statement, Value
from xiaoer.infra.database.unit import EVERY_SHOP, Unit

SHOP = ShopId("shp_1")
SHOPS = frozenset({SHOP})
PAGES = Statement(text("PRAGMA page_count"))
TERMINATE = Statement(text("SELECT pg_terminate_backend(pg_backend_pid())"))
WRONG = Statement(text("SELECT 1 / 0"))


@pytest.fixture
def conversations(ids: UlidIds) -> Conversations:
    return Conversations(ids)


# ---------------------------------------------------------------- SQLite: the disk


def test_a_full_disk_fails_the_whole_group_and_the_writer_lives(
    sqlite_database: SqliteDatabase, conversations: Conversations
) -> None:
    opened = sqlite_database.write_now(
        lambda unit: conversations.open(unit, SHOP, BuyerId("b"), "web").id, SHOPS
    )
    pages = sqlite_database.write_now(lambda unit: unit.one(PAGES, {}), EVERY_SHOP)
    assert pages is not None
    entered, go_on = threading.Event(), threading.Event()

    def fill_up(unit: Unit) -> None:
        limit = Statement(text(f"PRAGMA max_page_count = {int(pages[0] or 0) + 4}"))
        unit.one(limit, {})
        entered.set()
        assert go_on.wait(10)

    def hear(number: int, size: int) -> Future[Message | Refusal]:
        return sqlite_database.submit(
            lambda unit: conversations.hear(unit, SHOP, opened, Text("x" * size), f"c{number}"), SHOPS
        )

    limited = sqlite_database.submit(fill_up, EVERY_SHOP)
    assert entered.wait(10)
    group = [hear(number, 10 if number < 3 else 50_000) for number in range(6)]
    go_on.set()
    limited.result(10)
    for future in group:  # the small ones too: they were in the transaction that the disk ended
        with pytest.raises(XiaoerError) as raised:
            future.result(10)
        assert (raised.value.code, raised.value.status) == ("storage_unavailable", 503)
    assert [entry.number for entry in log_of(sqlite_database)] == [1]

    lifted = Statement(text("PRAGMA max_page_count = 1073741823"))
    sqlite_database.write_now(lambda unit: unit.one(lifted, {}), EVERY_SHOP)
    again = [hear(number, 50_000) for number in range(6)]
    for future in again:
        future.result(10)
    assert [entry.number for entry in log_of(sqlite_database)] == list(range(1, 8))
    whole = Statement(text("PRAGMA integrity_check"))
    assert sqlite_database.read_now(lambda unit: unit.one(whole, {}), EVERY_SHOP) == ("ok",)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    tmp_path: Path, still_clock: StillClock
) -> None:
    path = tmp_path / "xiaoer.db"
    path.write_bytes(b"not a database at all" * 100)
    threads = threading.active_count()
    with pytest.raises((sqlite3.DatabaseError, XiaoerError)):
        SqliteDatabase(path, still_clock.now_ms)
    assert path.read_bytes() == b"not a database at all" * 100
    assert threading.active_count() == threads


def test_what_was_told_survives_a_reopening(
    sqlite_database: SqliteDatabase, conversations: Conversations, tmp_path: Path, still_clock: StillClock
) -> None:
    sqlite_database.write_now(lambda unit: conversations.open(unit, SHOP, BuyerId("b"), "web"), SHOPS)
    sqlite_database.close()
    again = SqliteDatabase(tmp_path / "xiaoer.db", still_clock.now_ms)
    again.write_now(lambda unit: conversations.open(unit, SHOP, BuyerId("b2"), "web"), SHOPS)
    assert [entry.number for entry in log_of(again)] == [1, 2]
    again.close()


# ---------------------------------------------------------------- PostgreSQL: the connection


class Cable:
    """A connection to the server that breaks where it is told to: what was sent arrives, no answer comes."""

    def __init__(self, url: str) -> None:
        self._port = int(url.rpartition(":")[2].partition("/")[0])
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = url.replace(f":{self._port}/", f":{self._listening.getsockname()[1]}/")
        self.breaks_at = b""
        self._unplugged = False
        self._silent = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._accept)

    def _start(self, work: Callable[..., None], *ends: socket.socket) -> None:
        thread = threading.Thread(target=work, args=ends, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self._unplugged:
                    client.close()
                    continue
                server = socket.create_connection(("127.0.0.1", self._port))
                self._sockets += [client, server]
                self._start(self._carry, client, server)
                self._start(self._carry_back, server, client)

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.breaks_at and self.breaks_at in data:
                    self.breaks_at = b""
                    self._silent.set()
                server.sendall(data)
        self._hang_up(client, server)

    def _carry_back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if self._silent.is_set():
                    self._silent.clear()
                    break
                client.sendall(data)
        self._hang_up(client, server)

    def _hang_up(self, *ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def unplug(self) -> None:
        self._unplugged = True
        self._hang_up(*self._sockets)

    def plug_in(self) -> None:
        self._unplugged = False

    def close(self) -> None:
        self._hang_up(self._listening, *self._sockets)
        for thread in self._threads:
            thread.join(10)
        for end in (self._listening, *self._sockets):
            end.close()


@pytest.fixture
def cable(postgres_tables: FreshDatabase) -> Iterator[Cable]:
    made = Cable(postgres_tables.application_url)
    yield made
    made.close()


def test_a_connection_lost_before_the_commit_is_made_again_and_the_unit_run_again(
    postgres_database: PostgresDatabase, conversations: Conversations
) -> None:
    runs = []

    def cut_once(unit: Unit) -> ConversationId:
        opened = conversations.open(unit, SHOP, BuyerId("b"), "web").id
        runs.append(opened)
        if len(runs) == 1:
            unit.one(TERMINATE, {})
        return opened

    opened = postgres_database.write_now(cut_once, SHOPS)
    assert len(runs) == 2
    assert [entry.conversation for entry in log_of(postgres_database)] == [opened]


def test_a_connection_lost_in_the_commit_is_told_as_unknown(
    cable: Cable, postgres_database: PostgresDatabase, conversations: Conversations, still_clock: StillClock
) -> None:
    far = PostgresDatabase(cable.url, still_clock.now_ms, writers=1)

    cable.breaks_at = b"COMMIT\0"  # the statement, not READ COMMITTED
    with pytest.raises(XiaoerError) as raised:
        far.write_now(lambda unit: conversations.open(unit, SHOP, BuyerId("b"), "web"), SHOPS)
    assert (raised.value.code, raised.value.status) == ("outcome_unknown", 503)
    assert len(log_of(postgres_database)) == 1  # here it was kept
    again = far.write_now(lambda unit: conversations.open(unit, SHOP, BuyerId("b"), "web"), SHOPS)
    assert [entry.conversation for entry in log_of(postgres_database)] == [again.id]
    far.close()


def test_an_unreachable_server_is_told_and_found_again(
    cable: Cable, still_clock: StillClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xiaoer.infra.database.postgres_writer.PAUSES_S", (0.0, 0.01))
    far = PostgresDatabase(cable.url, still_clock.now_ms, writers=1)
    cable.unplug()
    with pytest.raises(XiaoerError) as raised:
        far.write_now(last_number, EVERY_SHOP)
    assert raised.value.code == "storage_unavailable"
    with pytest.raises(XiaoerError) as raised:
        far.read_now(last_number, EVERY_SHOP)
    assert raised.value.code == "storage_unavailable"
    cable.plug_in()
    assert far.write_now(last_number, EVERY_SHOP) == 0
    far.close()


def test_a_wrong_statement_fails_its_own_unit_even_when_nobody_asked_for_its_result(
    postgres_database: PostgresDatabase, conversations: Conversations
) -> None:
    def wrong(unit: Unit) -> None:
        conversations.open(unit, SHOP, BuyerId("wrong"), "web")
        unit.put(WRONG, {})

    def swallowing(unit: Unit) -> str:
        try:
            unit.one(WRONG, {})
        except psycopg.Error:
            return "swallowed"
        return "?"

    entered, go_on = threading.Event(), threading.Event()

    def gate(_: Unit) -> None:
        entered.set()
        assert go_on.wait(10)

    held = postgres_database.submit(gate, SHOPS, "k")
    assert entered.wait(10)
    futures = [
        postgres_database.submit(
            lambda unit, n=number: conversations.open(unit, SHOP, BuyerId(f"b{n}"), "web"),  # type: ignore[misc]  # a bound default
            SHOPS,
            "k",
        )
        for number in range(3)
    ]
    failing = [postgres_database.submit(work, SHOPS, "k") for work in (wrong, swallowing)]
    go_on.set()
    held.result(10)
    kept = [future.result(10).id for future in futures]
    for future in failing:
        with pytest.raises(psycopg.errors.DivisionByZero):
            future.result(10)
    assert [entry.conversation for entry in log_of(postgres_database)] == kept


def test_a_deadlock_is_run_again(
    postgres_tables: FreshDatabase, conversations: Conversations, still_clock: StillClock
) -> None:
    one, two = (
        PostgresDatabase(postgres_tables.application_url, still_clock.now_ms, writers=1) for _ in range(2)
    )
    heads = [
        one.write_now(
            lambda unit, n=number: conversations.open(unit, SHOP, BuyerId(f"b{n}"), "web").id,  # type: ignore[misc]  # a bound default
            SHOPS,
        )
        for number in range(2)
    ]
    both = threading.Barrier(2)
    tries: list[str] = []

    def look(unit: Unit, name: str, first: ConversationId, second: ConversationId) -> None:
        conversations.look_at(unit, SHOP, first, ProductId(name))
        tries.append(name)
        if tries.count(name) == 1:
            both.wait(10)
        conversations.look_at(unit, SHOP, second, ProductId(name))

    waiting = [
        one.submit(lambda unit: look(unit, "a", heads[0], heads[1]), SHOPS),
        two.submit(lambda unit: look(unit, "b", heads[1], heads[0]), SHOPS),
    ]
    for future in waiting:
        future.result(20)
    assert len(tries) >= 3
    seen = [one.read_now(lambda unit, h=head: conversations.get(unit, SHOP, h), SHOPS) for head in heads]  # type: ignore[misc]  # a bound default
    assert seen[0].product == seen[1].product
    one.close()
    two.close()


def test_plans_are_made_again_after_a_table_was_changed(
    postgres_tables: FreshDatabase, still_clock: StillClock
) -> None:
    """A migration under running processes: "cached plan must not change result type"."""
    every = Statement(text("SELECT * FROM changing"))
    with psycopg.connect(postgres_tables.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE changing (a int)")
        owner.execute("INSERT INTO changing VALUES (1)")
        one = PostgresDatabase(postgres_tables.application_url, still_clock.now_ms, writers=1)
        assert one.write_now(lambda unit: unit.all(every, {}), EVERY_SHOP) == [(1,)]
        owner.execute("ALTER TABLE changing ADD COLUMN b text DEFAULT 'x'")
        assert one.write_now(lambda unit: unit.all(every, {}), EVERY_SHOP) == [(1, "x")]
        owner.execute("DROP TABLE changing")
    one.close()


def test_statements_made_on_the_way_do_not_pile_up(
    postgres_database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xiaoer.infra.database.wire._PREPARED_KEPT", 5)

    def count(unit: Unit) -> list[Value]:
        rows = [unit.one(Statement(text(f"SELECT {number}")), {}) for number in range(20)]
        again = unit.one(Statement(text("SELECT 0")), {})
        return [row[0] for row in (*rows, again) if row is not None]

    for shops in (EVERY_SHOP, SHOPS):
        assert postgres_database.write_now(count, shops) == [*range(20), 0]
        assert postgres_database.read_now(count, shops) == [*range(20), 0]
    assert all(len(writer._wire._prepared) <= 5 for writer in postgres_database._writers if writer._wire)


@pytest.mark.parametrize("text_", ["nul \0 inside", "half \ud83d"])
def test_text_that_postgresql_cannot_hold_is_refused(
    postgres_database: PostgresDatabase, conversations: Conversations, text_: str
) -> None:
    with pytest.raises(XiaoerError) as raised:
        postgres_database.write_now(lambda unit: conversations.open(unit, SHOP, BuyerId(text_), "web"), SHOPS)
    assert (raised.value.code, raised.value.status) == ("bad_text", 422)


def log_of(database: SqliteDatabase | PostgresDatabase) -> list[Entry]:
    return database.read_now(lambda unit: entries_after(unit, 0, 10_000), EVERY_SHOP)
