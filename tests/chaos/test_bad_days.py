"""Bad days of an installation: one clear line, an exit code, nothing damaged; and a server that lives on."""

import asyncio
import re
import resource
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.callers import Buyer, Line
from tests.history import Diary, check
from tests.houses import ground, sample
from tests.servers.child import free_port
from tests.servers.forked import Forked, Outcome, run
from xiaoer import outside, wiring
from xiaoer.adapters.marketplaces.sandbox import Sandbox
from xiaoer.base.clock import SystemClock
from xiaoer.base.ids import ConversationId
from xiaoer.commands import doctor
from xiaoer.demo import SITE_KEY
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.outside import shipped
from xiaoer.settings import Settings
from xiaoer.wiring import House

QUESTIONS = Path(__file__).parents[2] / "evals" / "appliance-shop" / "questions.jsonl"
CHAT = "/api/v1/widget/sessions"
GARBAGE = b"this has never been a database\n" * 4096


def environment(folder: Path, **more: str) -> dict[str, str]:
    return {"XIAOER_DATA": str(folder / "data"), "XIAOER_PORT": str(free_port()), **more}


def assert_one_clear_line(outcome: Outcome, *words: str) -> None:
    """One line of complaint that says what is wrong, no trace, and a code that is not success."""
    lines = outcome.err.splitlines()
    assert outcome.code not in {0, None}, outcome
    assert len(lines) == 1, outcome.err
    assert lines[0].startswith("xiaoer: ")
    assert "Traceback" not in outcome.err + outcome.out
    for word in words:
        assert word in lines[0]


# ---------------------------------------------------------------- files that cannot be used


@pytest.mark.parametrize("command", [["serve"], ["serve", "--demo"], ["migrate"], ["ask", "在吗"], ["demo"]])
def test_a_file_that_is_no_database_is_said_and_left_as_it_is(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "broken.db"
    file.write_bytes(GARBAGE)
    outcome = run(command, environment(tmp_path, XIAOER_DATABASE_URL=f"sqlite:///{file}"), tmp_path)
    assert_one_clear_line(outcome, "not a database")
    assert file.read_bytes() == GARBAGE


def test_a_half_lost_database_is_said_and_left_as_it_is(tmp_path: Path) -> None:
    whole = sample().file.read_bytes()
    file = tmp_path / "half.db"
    file.write_bytes(whole[: len(whole) // 3])
    outcome = run(["serve"], environment(tmp_path, XIAOER_DATABASE_URL=f"sqlite:///{file}"), tmp_path)
    assert_one_clear_line(outcome, "malformed")
    assert file.read_bytes() == whole[: len(whole) // 3]


def test_a_folder_in_the_databases_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    url = f"sqlite:///{tmp_path / 'folder.db'}"
    assert_one_clear_line(
        run(["serve"], environment(tmp_path, XIAOER_DATABASE_URL=url), tmp_path), "database"
    )


def test_a_database_in_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'x.db'}"
    assert_one_clear_line(
        run(["serve"], environment(tmp_path, XIAOER_DATABASE_URL=url), tmp_path), "database"
    )


def test_a_broken_sandbox_is_said(tmp_path: Path) -> None:
    given = environment(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "sandbox.db").write_bytes(GARBAGE)
    assert_one_clear_line(run(["serve"], given, tmp_path), "sandbox.db", "not a database")


def test_a_data_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"mine")
    assert_one_clear_line(run(["serve"], environment(tmp_path), tmp_path), "XIAOER_DATA")
    assert (tmp_path / "data").read_bytes() == b"mine"


def test_a_postgresql_that_does_not_answer_is_said(tmp_path: Path) -> None:
    url = f"postgresql://u:secret@127.0.0.1:{free_port()}/x"
    outcome = run(["serve"], environment(tmp_path, XIAOER_DATABASE_URL=url), tmp_path)
    assert_one_clear_line(outcome, "database")
    assert "secret" not in outcome.err


# ---------------------------------------------------------------- ports and settings


def test_a_taken_port_is_said_before_anything_is_touched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = run(["serve"], environment(tmp_path, XIAOER_PORT=str(port)), tmp_path)
    assert_one_clear_line(outcome, str(port), "XIAOER_PORT")
    assert not (tmp_path / "data" / "xiaoer.db").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XIAOER_PORT", "eight thousand"),
        ("XIAOER_PORT", "70000"),
        ("XIAOER_HOST", "two words"),
        ("XIAOER_DATABASE_URL", "mysql://root@localhost/x"),
        ("XIAOER_PUBLIC_URL", "shop.example"),
        ("XIAOER_NATS_URL", "http://127.0.0.1"),
        ("XIAOER_SECRET", "short"),
        ("XIAOER_LOG_LEVEL", "loud"),
        ("XIAOER_WRITERS", "0"),
        ("XIAOER_TRUSTED_PROXIES", "my.proxy"),
        ("XIAOER_PROT", "8000"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    outcome = run(["serve"], {**environment(tmp_path), name: value}, tmp_path)
    assert_one_clear_line(outcome, name)


def test_every_wrong_setting_gets_its_line(tmp_path: Path) -> None:
    wrong = {"XIAOER_PORT": "x", "XIAOER_LOG_LEVEL": "y", "XIAOER_WRITERS": "z"}
    outcome = run(["serve"], {**environment(tmp_path), **wrong}, tmp_path)
    assert outcome.code != 0
    assert [line.partition("=")[0] for line in outcome.err.splitlines()] == [
        f"xiaoer: {name}" for name in ("XIAOER_PORT", "XIAOER_LOG_LEVEL", "XIAOER_WRITERS")
    ]


def test_work_needs_postgresql(tmp_path: Path) -> None:
    assert_one_clear_line(run(["work"], environment(tmp_path), tmp_path), "PostgreSQL", "xiaoer serve")


# ---------------------------------------------------------------- pages that are not built


def test_without_pages_the_api_serves_and_the_pages_say_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in (wiring, outside):
        monkeypatch.setattr(part, "PAGES", tmp_path / "none")
    house = ground(tmp_path).house()

    async def story() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(app=house.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            shown = await client.get("/console/")
            return shown, await client.post(CHAT, json={"site_key": SITE_KEY})

    shown, opened = asyncio.run(story())
    found = {finding.what: finding.well for finding in doctor.look(house.settings)}
    house.close()
    assert shown.status_code == 503
    assert "make run" in shown.text
    assert opened.status_code == 200
    assert found["web pages are built"] is False


# ---------------------------------------------------------------- one process owns the file


def installed(folder: Path) -> Forked:
    """Return an installation with a fresh copy of the sample shop, not yet served."""
    port = free_port()
    (folder / "data").mkdir()
    settings = replace(sample().in_folder(folder / "data"), port=port, public_url=f"http://127.0.0.1:{port}")
    sandbox = Sandbox(str(folder / "data" / "sandbox.db"), SystemClock())
    sandbox.load(sample().rows)
    sandbox.close()
    return Forked(settings)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Forked]:
    """Return a running server of this test's own."""
    server = installed(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forked]:
    """Return a running server that is only looked at."""
    server = installed(tmp_path_factory.mktemp("busy"))
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize(
    "command",
    [["serve"], ["serve", "--demo"], ["ask", "在吗"], ["demo"], ["import", "--shop", "x", "{file}"]],
)
def test_while_a_server_runs_no_other_process_touches_its_file(
    busy: Forked, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "faq.csv").write_text("问题,答案\n在吗,在的\n", "utf-8")
    words = [word.format(file=tmp_path / "faq.csv") for word in command]
    outcome = run(words, environment(busy.settings.data.parent), tmp_path)
    assert_one_clear_line(outcome, str(busy.pid), "Stop it first")
    assert httpx.get(f"{busy.address}/readyz", trust_env=False).is_success


def test_while_a_server_runs_doctor_says_so_and_replay_works(busy: Forked, tmp_path: Path) -> None:
    given = environment(busy.settings.data.parent, XIAOER_PORT=str(busy.settings.port))
    found = run(["doctor"], given, tmp_path)
    assert "in use by a running server" in found.out
    assert f"port {busy.settings.port} answers" in found.out
    assert "Traceback" not in found.err
    script = tmp_path / "one.jsonl"
    first = QUESTIONS.read_text("utf-8").splitlines()[0]
    script.write_text(first + "\n", "utf-8")
    played = run(["replay", "--questions", str(script)], given, tmp_path / "played")
    assert played.code == 0
    assert re.search(r"\d+ passed, \d+ failed", played.out)


def test_a_killed_server_leaves_no_lock_behind(served: Forked) -> None:
    served.kill()
    served.start()


# ---------------------------------------------------------------- the disk is full


def test_on_a_full_disk_buyers_are_told_and_all_goes_on_when_there_is_room(served: Forked) -> None:
    """The kernel refuses the process every write beyond 8 kB into any file, as a full disk would."""

    async def story() -> tuple[Buyer, Diary]:
        async with httpx.AsyncClient(base_url=served.address, trust_env=False, timeout=20) as http:
            opened = (await http.post(CHAT, json={"site_key": SITE_KEY})).json()
            buyer = Buyer(lambda: Line(served.address), opened)
            await buyer.connect()
            diary = Diary(ConversationId(buyer.conversation))
            await tell(buyer, diary, "在吗", "before")
            await buyer.heard("bot", diary.acks["before"][1])
            room_for(served.pid, 8192)
            await everybody_is_told(served, http, buyer)
            room_for(served.pid, resource.RLIM_INFINITY)
            await tell(buyer, diary, "满了吗" * 1000, "full-0")
            await tell(buyer, diary, "这个能退吗", "after")
            await buyer.heard("bot", diary.acks["after"][1])
            await buyer.line.drop()
            return buyer, diary

    buyer, diary = asyncio.run(story())
    served.kill()
    assert "Traceback" not in served.said()
    assert_intact(served.settings, buyer.opened["buyer_id"], diary)


async def everybody_is_told(served: Forked, http: httpx.AsyncClient, buyer: Buyer) -> None:
    """Who wants to write is refused; who wants to read is served."""
    for number in range(5):
        refused = await buyer.say("满了吗" * 1000, client_id=f"full-{number}")
        assert (refused["type"], refused["problem"]["code"]) == ("refused", "storage_unavailable")
    turned_away = await http.post(CHAT, json={"site_key": SITE_KEY})
    assert (turned_away.status_code, turned_away.json()["code"]) == (503, "storage_unavailable")
    assert (await http.get("/healthz")).is_success
    other = Buyer(lambda: Line(served.address), buyer.opened)
    assert (await other.connect())["type"] == "snapshot"
    await other.line.drop()


def assert_intact(settings: Settings, buyer: str, diary: Diary) -> None:
    """The file is sound, and holds what was acknowledged."""
    shop = sample().demo.shop.id
    house = House(settings, shipped(settings), answers=False)
    house.database.read_now(lambda unit: check(unit, house.conversations, shop, {buyer: diary}), EVERY_SHOP)
    house.close()
    connection = sqlite3.connect(str(settings.sqlite_file))
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def room_for(pid: int, size: int) -> None:
    """Limit how large any file of a process may grow."""
    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


async def tell(buyer: Buyer, diary: Diary, words: str, client_id: str) -> None:
    diary.said.append(client_id)
    ack: dict[str, Any] = await buyer.say(words, client_id)
    assert ack["type"] == "ack", ack
    diary.acknowledged(client_id, ack["message_id"], ack["seq"])
