"""Shop A with everything in it, the foreigners who try its doors, and a fitting request for each route."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from xiaoer.base.ids import BuyerId, RoleId, ShopId
from xiaoer.bot import store_turns
from xiaoer.bot.model import Outcome, TurnRecord
from xiaoer.conversations.model import Text
from xiaoer.demo import PASSWORD, SITE_KEY
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.tenancy.model import SYSTEM, Grant
from xiaoer.wiring import House

Ask = Callable[..., Awaitable[httpx.Response]]


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    spec: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.spec["operationId"])


@dataclass
class World:
    """Shop A with everything in it, and the foreigners who try its doors."""

    app: FastAPI
    document: dict[str, Any]
    values: dict[str, Any]
    marks: tuple[str, ...]
    foreigners: dict[str, dict[str, str]]
    shop_of_b: str

    def operations(self) -> list[Operation]:
        return [
            Operation(method.upper(), path, spec)
            for path, methods in self.document["paths"].items()
            for method, spec in methods.items()
        ]


# ---------------------------------------------------------------- samples


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema itself, behind references and choices."""
    if "$ref" in schema:
        return resolved(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return resolved(document, next(each for each in schema[choice] if each.get("type") != "null"))
    return schema


def sample(document: dict[str, Any], schema: dict[str, Any], name: str, values: dict[str, Any]) -> Any:
    """Return a value that the schema accepts: shop A's own where the name tells, else a plain one."""
    if name in values:
        return values[name]
    schema = resolved(document, schema)
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            return {key: sample(document, each, key, values) for key, each in properties.items()}
        case "array":
            return [sample(document, schema["items"], name, values)]
        case "string":
            return plain_text(schema)
        case kind:
            return {"boolean": True}.get(str(kind), schema.get("minimum", 1))


def plain_text(schema: dict[str, Any]) -> str:
    """Return text that fits length and pattern."""
    if schema.get("format") == "binary" or "contentMediaType" in schema:
        return "file"
    pattern = schema.get("pattern", "")
    candidates = ("sample", "open", "bot", "sample_name", "2025-04-03", "1", "")
    return next(
        text for text in candidates if re.search(pattern, text) and len(text) >= schema.get("minLength", 0)
    )


def request_for(world: World, operation: Operation) -> tuple[str, dict[str, Any]]:
    """Return the address and the arguments of a request whose every value fits the document."""
    path, query, more = operation.path, {}, {}
    for parameter in operation.spec.get("parameters", []):
        if parameter["name"] == "cursor":
            continue  # made by the list itself
        value = sample(world.document, parameter["schema"], parameter["name"], world.values)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", str(value))
        else:
            query[parameter["name"]] = str(value).lower() if isinstance(value, bool) else value
    content = operation.spec.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        more["json"] = sample(world.document, content["application/json"]["schema"], "", world.values)
    elif "multipart/form-data" in content:
        body = sample(world.document, content["multipart/form-data"]["schema"], "", world.values)
        files = {key for key, value in body.items() if value in ("file", ["file"])}
        more["files"] = [(key, ("a.csv", b"a,b\n1,2\n", "text/csv")) for key in files]
        more["data"] = {key: value for key, value in body.items() if key not in files}
    assert "{" not in path, f"no value for {path}"
    return path, {"params": query, **more}


# ---------------------------------------------------------------- the world


def found_b(house: House) -> ShopId:
    """Make merchant B with a shop, an owner and an agent."""

    def work(unit: Unit) -> ShopId:
        tenancy = house.tenancy
        merchant = tenancy.shops.create_merchant(unit, SYSTEM, "B")
        shop = tenancy.shops.create(unit, SYSTEM, merchant.id, "B", site_key="sk_shop_of_b")
        for login, place in (("owner", ShopId("")), ("agent", shop.id)):
            tenancy.people.create(
                unit,
                SYSTEM,
                merchant.id,
                name=login,
                login=f"b-{login}",
                password_hash=digest,
                grants=[Grant(merchant.id, place, RoleId(login))],
            )
        return shop.id

    digest = house.passwords.hash_now(PASSWORD)
    return house.database.write_now(work, EVERY_SHOP)


async def log_in(ask: Ask, login: str) -> dict[str, str]:
    answer = await ask("POST", "/sessions", json={"login": login, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def chat(ask: Ask, site_key: str) -> dict[str, Any]:
    answer = await ask("POST", "/widget/sessions", json={"site_key": site_key})
    assert answer.status_code < 300, answer.text
    opened: dict[str, Any] = answer.json()
    return opened


async def key_of(ask: Ask, owner: dict[str, str], shop: str) -> dict[str, Any]:
    body = {"name": "erp", "shop_ids": [shop], "permissions": ["orders.read", "conversations.read"]}
    answer = await ask("POST", "/api-keys", json=body, headers=owner)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def things_of_a(ask: Ask) -> tuple[dict[str, Any], dict[str, str]]:
    """Fill shop A by its own people, and return the ids of what is there, by parameter name."""
    owner = await log_in(ask, "owner")
    me = (await ask("GET", "/me", headers=owner)).json()
    shop = me["shops"][0]["id"]
    opened = await chat(ask, SITE_KEY)
    conversation = opened["conversation_id"]
    taken = (await ask("POST", f"/conversations/{conversation}/take", headers=owner)).json()
    line = {"client_id": "c-1", "token": taken["token"], "content": {"kind": "text", "text": "您好"}}
    said = (await ask("POST", f"/conversations/{conversation}/messages", json=line, headers=owner)).json()
    order = (await ask("GET", "/orders", params={"shop_id": shop}, headers=owner)).json()["items"][0]
    product = (await ask("GET", "/products", params={"shop_id": shop}, headers=owner)).json()["items"][0]
    faq = (await ask("GET", f"/shops/{shop}/faqs", headers=owner)).json()["items"][0]
    key = await key_of(ask, owner, shop)
    files = [("files", ("a.csv", "订单编号,宝贝标题\n1,x\n".encode(), "text/csv"))]
    imported = await ask("POST", "/imports", data={"shop_id": shop}, files=files, headers=owner)
    role = {"name": "night", "permissions": ["conversations.read"]}
    made_role = (await ask("POST", "/roles", json=role, headers=owner)).json()
    values = {
        "shop_id": shop,
        "shop_ids": [shop],
        "merchant_id": me["merchants"][0]["id"],
        "staff_id": me["id"],
        "role_id": made_role["id"],
        "key_id": key["id"],
        "conversation_id": conversation,
        "message_id": said["id"],
        "order_id": order["id"],
        "product_id": product["id"],
        "faq_id": faq["id"],
        "buyer_id": opened["buyer_id"],
        "import_id": imported.json().get("id", "imp_none"),
        "site_key": "sk_of_no_shop_at_all",
        "content": {"kind": "text", "text": "hello"},
        "model": shop,
        "messages": [{"role": "user", "content": "hello"}],
        "permissions": ["conversations.read"],
        "persona": {},
        "allowed_origins": [],
    }
    return values, {"Authorization": f"Bearer {opened['pass']}"}


def missed_by_the_bot(house: House, shop: ShopId) -> None:
    """Let a buyer of A ask something that the bot has no answer to."""

    def work(unit: Unit) -> None:
        head = house.conversations.open(unit, shop, BuyerId("b-missed"), "web")
        house.conversations.hear(unit, shop, head.id, Text("能放洗碗机里洗吗"), "c-1")
        turn = TurnRecord(shop, head.id, 1, unit.now_ms, Outcome.UNKNOWN, "", "", 0.0, "words", 0, "")
        store_turns.save_turn(unit, turn)

    house.database.write_now(work, frozenset({shop}))


async def training_of_a(ask: Ask, owner: dict[str, str], shop: str) -> dict[str, Any]:
    """Fill the trainer's desk of A, and return the ids of what is there, by parameter name."""

    async def made(path: str, **more: Any) -> dict[str, Any]:
        answer = await ask("POST", f"/training{path}", headers=owner, **more)
        assert answer.is_success, answer.text
        thing: dict[str, Any] = answer.json()
        return thing

    draft = await made(f"/drafts/{shop}", json={"question": "包邮吗", "answer": "包邮"})
    await made(f"/drafts/{shop}/approve", json={"draft_ids": [draft["id"]]})
    await made(f"/unanswered/{shop}/gather")
    groups = await ask("GET", "/training/unanswered", params={"shop_id": shop}, headers=owner)
    tests = await made(f"/test-sets/{shop}", json={"name": "常见问题"})
    body = {"lines": '{"id": "q1", "say": "包邮吗"}'}
    lines = await ask("POST", f"/training/test-sets/{shop}/{tests['id']}/tests", json=body, headers=owner)
    assert lines.is_success, lines.text
    run = await made(f"/test-sets/{shop}/{tests['id']}/runs", json={})
    period = {"from_at": "2025-04-01", "until_at": "2025-04-03"}
    trial = await made(f"/trials/{shop}", json=period)
    file = ("a.txt", "问：包邮吗\n答：包邮的".encode(), "text/plain")
    reading = await made("/readings", data={"shop_id": shop}, files=[("file", file)])
    return {
        "draft_id": draft["id"],
        "entry_id": draft["id"],
        "draft_ids": [draft["id"]],
        "number": 1,
        "group_id": groups.json()["items"][0]["id"],
        "set_id": tests["id"],
        "test_id": "q1",
        "run_id": run["id"],
        "trial_id": trial["id"],
        "reading_id": reading["id"],
    }


async def build(house: House, app: FastAPI) -> World:
    shop_b = found_b(house)
    async with asking(app) as ask:
        values, pass_of_a = await things_of_a(ask)
        missed_by_the_bot(house, values["shop_id"])
        values |= await training_of_a(ask, await log_in(ask, "owner"), values["shop_id"])
        owner = await log_in(ask, "b-owner")
        foreigners = {
            "nobody": {},
            "a wrong token": {"Authorization": "Bearer xs_of_nobody"},
            "owner of B": owner,
            "agent of B": await log_in(ask, "b-agent"),
            "key of B": {"Authorization": f"Bearer {(await key_of(ask, owner, shop_b))['secret']}"},
            "buyer of B": {"Authorization": f"Bearer {(await chat(ask, 'sk_shop_of_b'))['pass']}"},
            "buyer of A": pass_of_a,
        }
    named = ("shop_id", "merchant_id", "staff_id", "role_id", "key_id", "conversation_id", "message_id")
    marks = (*(str(values[name]) for name in named), "美的旗舰店", "示例商家", "店主")
    return World(app, app.openapi(), values, marks, foreigners, shop_b)


class asking:  # noqa: N801  # reads as a word: async with asking(app) as ask
    """Ask the application under /api/v1, without a server."""

    def __init__(self, app: FastAPI) -> None:
        transport = httpx.ASGITransport(app=app)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://xiaoer/api/v1")

    async def __aenter__(self) -> Ask:
        await self._client.__aenter__()
        return self._client.request

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()
