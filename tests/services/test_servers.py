"""The test servers themselves: they start, bind the application role, leave nothing behind."""

import asyncio
import os
import select
import socket
import subprocess
import sys
from pathlib import Path

import nats as nats_client
import psycopg
import pytest

from tests.loopback import SocketClosedError
from tests.servers.nats import NatsServer, nats_server
from tests.servers.postgres import PostgresServer, postgres_server

ROOT = Path(__file__).parents[2]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_postgres_speaks_utf8_and_is_18_or_debians(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.url()) as connection:
        row = connection.execute("SELECT '小二' || chr(128230), length('小二📦')").fetchone()
        assert row == ("小二📦", 3)
        assert connection.info.server_version >= 150000


def test_row_level_security_binds_the_application_role(postgres: PostgresServer) -> None:
    fresh = postgres.create_database()
    with psycopg.connect(fresh.owner_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE parcel (shop_id text, waybill text)")
        owner.execute("ALTER TABLE parcel ENABLE ROW LEVEL SECURITY")
        owner.execute("CREATE POLICY own ON parcel USING (shop_id = current_setting('xiaoer.shop', true))")
        owner.execute("INSERT INTO parcel VALUES ('a', '1'), ('b', '2')")
    with psycopg.connect(fresh.application_url) as application:
        assert application.execute("SELECT waybill FROM parcel").fetchall() == []
        application.execute("SELECT set_config('xiaoer.shop', 'b', true)")
        assert application.execute("SELECT waybill FROM parcel").fetchall() == [("2",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE mine (id text)")
    postgres.drop_database(fresh.name)


def test_two_databases_know_nothing_of_each_other(postgres: PostgresServer) -> None:
    one, two = postgres.create_database(), postgres.create_database()
    with psycopg.connect(one.owner_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE only_here (id int)")
    with psycopg.connect(two.owner_url) as connection:
        assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_postgres_is_gone_after_a_failure() -> None:
    servers: list[PostgresServer] = []

    def fail() -> None:
        with postgres_server(durable=True) as server:
            servers.append(server)
            with psycopg.connect(server.url()) as connection:
                assert connection.execute("SHOW fsync").fetchone() == ("on",)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    [server] = servers
    assert server.process.returncode is not None
    assert not is_alive(server.process.pid)
    assert not server.folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_servers_die_with_a_killed_test_run(tmp_path: Path) -> None:
    script = (
        "import os, signal\n"
        "from tests.servers.nats import nats_server\n"
        "with nats_server() as server:\n"
        "    print(server.process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}  # a killed run cannot clear up behind itself
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=False
    )
    pid = int(done.stdout)
    # The kernel has sent the signal; wait on the process itself rather than on a clock.
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    with os.fdopen(handle) as gone:
        assert select.select([gone], [], [], 20)[0], "the server outlived its run"


def test_nats_carries_a_message(nats: NatsServer) -> None:
    async def talk() -> bytes:
        client = await nats_client.connect(nats.url)
        subscription = await client.subscribe("wake.17")
        await client.publish("wake.17", "醒".encode())
        message = await subscription.next_msg(timeout=5)
        await client.close()
        return message.data

    assert asyncio.run(talk()).decode() == "醒"


def test_nats_comes_back_on_the_same_port() -> None:
    with nats_server() as first:
        port = int(first.url.rpartition(":")[2])
    with nats_server(port) as second:
        assert second.url == first.url


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_sockets_are_closed_to_the_world(host: str) -> None:
    with pytest.raises(SocketClosedError):
        socket.create_connection((host, 443), timeout=0.1)
