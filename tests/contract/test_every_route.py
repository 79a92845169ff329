"""Every route of the OpenAPI document is closed to nobody and to another shop's users, whatever they send."""

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.contract.routes_world import (
    Operation,
    World,
    asking,
    build,
    log_in,
    request_for,
)
from xiaoer.demo import load_demo
from xiaoer.infra.http.caller import PUBLIC
from xiaoer.migrations.migrate import migrate
from xiaoer.outside import shipped
from xiaoer.settings import read_settings
from xiaoer.wiring import House

CLOSED = {401, 403, 404}

# What a foreign caller may do because it is about himself only: it names no shop, merchant or thing.
# Each answer is searched for anything of shop A. A new route belongs here only when that is true of it.
OWN = {
    "log_out",
    "get_me",
    "list_shops",
    "list_staff",
    "list_roles",
    "list_api_keys",
    "list_import_fields",
    "list_storefront_products",
    "list_models",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("data")
    settings = read_settings({"XIAOER_DATA": str(folder)})
    migrate(settings.database_url)
    house = House(settings, shipped(settings))
    load_demo(house)
    yield asyncio.run(build(house, house.app()))
    house.close()


# ---------------------------------------------------------------- the walks


@pytest.mark.parametrize(
    "who", ["nobody", "a wrong token", "owner of B", "agent of B", "key of B", "buyer of B", "buyer of A"]
)
def test_every_route_is_closed_to(world: World, who: str) -> None:
    async def walk() -> list[str]:
        open_doors = []
        async with asking(world.app) as ask:
            for operation in sorted(world.operations(), key=lambda each: each.name == "log_out"):
                path, more = request_for(world, operation)
                answer = await ask(
                    operation.method, path.removeprefix("/api/v1"), headers=world.foreigners[who], **more
                )
                if not closed(world, who, operation, answer):
                    open_doors.append(f"{operation.method} {path} {answer.status_code} {answer.text[:300]}")
        return open_doors

    assert asyncio.run(walk()) == []


def closed(world: World, who: str, operation: Operation, answer: httpx.Response) -> bool:
    """Return whether the door is closed, or opens to a room of the caller's own with nothing of A in it."""
    if answer.status_code in CLOSED:
        return True
    if who in ("nobody", "a wrong token"):
        return False
    if who == "buyer of A":
        # His pass is for the shop front of A and for nothing else of A.
        return operation.path.startswith(("/api/v1/storefront/", "/api/v1/widget/"))
    if operation.name == "keep_picture" and who == "buyer of B":
        return answer.status_code == 422  # his own upload; the sample is no picture
    return operation.name in OWN and not any(mark in answer.text for mark in world.marks)


def test_nobody_is_told_so_before_a_body_is_looked_at(world: World) -> None:
    async def walk() -> list[str]:
        leaks = []
        async with asking(world.app) as ask:
            for operation in world.operations():
                if (operation.method, operation.path) in PUBLIC:
                    continue
                path, _ = request_for(world, operation)
                broken = {"content": b"{", "headers": {"Content-Type": "application/json"}}
                answer = await ask(operation.method, path.removeprefix("/api/v1"), **broken)
                if answer.status_code != 401:
                    leaks.append(f"{operation.method} {path} {answer.status_code}")
        return leaks

    assert asyncio.run(walk()) == []


def test_the_walk_would_notice_an_open_door(world: World) -> None:
    """The samples reach shop A: with A's own owner the same requests are answered with A's things."""

    async def look() -> dict[str, int]:
        async with asking(world.app) as ask:
            owner = await log_in(ask, "owner")
            answers = {}
            for operation in world.operations():
                if operation.method == "GET":
                    path, more = request_for(world, operation)
                    answer = await ask("GET", path.removeprefix("/api/v1"), headers=owner, **more)
                    answers[operation.name] = answer.status_code
            return answers

    answers = asyncio.run(look())
    passes = {
        name for name, status in answers.items() if name.startswith(("list_storefront", "get_storefront"))
    }
    assert {answers.pop(name) for name in passes} == {403}
    assert {name: status for name, status in answers.items() if status != 200} == {}


def test_every_route_names_itself_and_its_problems(world: World) -> None:
    operations = world.operations()
    names = [operation.name for operation in operations]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []
    assert [each.name for each in operations if not each.spec.get("summary")] == []
    assert [each.name for each in operations if not each.spec.get("tags")] == []
    for operation in operations:
        for status in ("401", "403", "404", "422"):
            content = operation.spec["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], (operation.name, status)


def test_a_chat_opens_on_the_pages_that_the_shop_allows(world: World) -> None:
    async def look() -> list[int]:
        async with asking(world.app) as ask:
            owner, shop = await log_in(ask, "b-owner"), "/shops/" + world.shop_of_b
            await ask("PATCH", shop, json={"allowed_origins": ["https://b.example"]}, headers=owner)
            body, answers = {"site_key": "sk_shop_of_b"}, []
            for origin in ("https://b.example", "http://xiaoer", "https://evil.example"):
                answer = await ask("POST", "/widget/sessions", json=body, headers={"Origin": origin})
                answers.append(answer.status_code)
            return answers

    assert asyncio.run(look()) == [200, 200, 403]


def test_only_the_named_few_are_public(world: World) -> None:
    public = {
        (operation.method, operation.path)
        for operation in world.operations()
        if operation.spec["security"] == []
    }
    assert public == {("POST", "/api/v1/sessions"), ("POST", "/api/v1/widget/sessions")}


def test_errors_of_every_kind_are_problems(world: World) -> None:
    async def look() -> list[httpx.Response]:
        async with asking(world.app) as ask:
            owner = await log_in(ask, "owner")
            return [
                await ask("GET", "/nothing", headers=owner),
                await ask("PUT", "/me", headers=owner),
                await ask("POST", "/shops", json={}, headers=owner),
                await ask("GET", "/shops", params={"limit": 10**30}, headers=owner),
                await ask("GET", "/shops", params={"cursor": "x"}, headers=owner),
                await ask("GET", f"/shops/{'x' * 3000}", headers=owner),
            ]

    for answer in asyncio.run(look()):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"]
        assert 400 <= answer.status_code < 500
