"""Other assistants use a shop, in the chat format of OpenAI and by MCP, and confirm as every buyer does."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client

from tests.houses import Ground, sample
from tests.servers.house import Served
from tests.stories.test_order_change import BUYER, CANCELLED, OTHERS, PAID, recorded


def chat(served: Served, text: str, **body: Any) -> Any:
    shop = sample().demo.shop.id
    request = {"model": shop, "messages": [{"role": "user", "content": text}], **body}
    answer = served.http.post("/api/v1/chat/completions", json=request, headers=served.agent("owner").headers)
    assert answer.is_success, answer.text
    return answer.json()


def said(answer: Any) -> str:
    return str(answer["choices"][0]["message"]["content"])


def test_a_change_is_shown_confirmed_by_the_next_message_and_its_outcome_told(
    served: Served, land: Ground
) -> None:
    shown = chat(served, f"帮我取消订单{PAID}", user=BUYER)
    assert "确认" in said(shown)
    assert recorded(land) == []
    done = chat(served, "确认", user=BUYER)
    assert "取消" in said(done)
    assert recorded(land) == [CANCELLED]
    assert done["xiaoer"]["conversation_id"] == shown["xiaoer"]["conversation_id"]
    assert done["object"] == "chat.completion"


def test_nobody_learns_of_or_changes_somebody_elses_order(served: Served, land: Ground) -> None:
    assert PAID not in said(chat(served, "我的订单到哪了", user="somebody"))
    chat(served, f"帮我取消订单{OTHERS}", user=BUYER)
    chat(served, "确认", user=BUYER)
    assert recorded(land) == []
    first, second = chat(served, "你好"), chat(served, "你好")  # visitors nobody knows
    assert first["xiaoer"]["conversation_id"] != second["xiaoer"]["conversation_id"]


def test_the_same_key_twice_is_one_line(served: Served) -> None:
    shop, headers = sample().demo.shop.id, served.agent("owner").headers
    body = {"model": shop, "user": BUYER, "messages": [{"role": "user", "content": "在吗"}]}
    answers = [
        served.http.post(
            "/api/v1/chat/completions", json=body, headers={**headers, "Idempotency-Key": "k1"}
        ).json()
        for _ in range(2)
    ]
    assert said(answers[0]) == said(answers[1]) != ""


def test_a_person_is_asked_for_and_then_holds_the_conversation(served: Served) -> None:
    assert chat(served, "转人工", user=BUYER)["xiaoer"]["handed_over"] is True
    later = chat(served, "在吗", user=BUYER)
    assert later["xiaoer"]["handed_over"] is True
    assert said(later) == ""


def test_a_stream_tells_the_same(served: Served) -> None:
    headers = served.agent("owner").headers
    body = {"model": "xiaoer", "stream": True, "user": BUYER}
    body |= {"messages": [{"role": "user", "content": [{"type": "text", "text": "你好"}]}]}
    body["model"] = sample().demo.shop.id
    answer = served.http.post("/api/v1/chat/completions", json=body, headers=headers)
    events = [line.removeprefix("data: ") for line in answer.text.splitlines() if line]
    assert events[-1] == "[DONE]"
    parts = [json.loads(event)["choices"][0] for event in events[:-1]]
    assert "".join(part["delta"].get("content", "") for part in parts)
    assert parts[-1]["finish_reason"] == "stop"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"model": "nowhere", "messages": [{"role": "user", "content": "a"}]}, 404),
        ({"messages": [{"role": "user", "content": "a"}]}, 422),
        ({"model": "SHOP", "messages": []}, 422),
        ({"model": "SHOP", "messages": [{"role": "assistant", "content": "a"}]}, 422),
        ({"model": "SHOP", "messages": [{"role": "user", "content": " "}]}, 422),
    ],
)
def test_a_wrong_request_is_one_clear_error(served: Served, body: dict[str, Any], status: int) -> None:
    if body.get("model") == "SHOP":
        body = {**body, "model": sample().demo.shop.id}
    answer = served.http.post("/api/v1/chat/completions", json=body, headers=served.agent("owner").headers)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_models_are_the_shops_of_the_key(served: Served) -> None:
    listed = served.agent("owner").get("/models")
    assert sample().demo.shop.id in [model["id"] for model in listed["data"]]


def with_mcp(served: Served, work: Callable[[Client], Awaitable[None]], login: str = "owner") -> None:
    headers = served.agent(login).headers if login else {}

    async def story() -> None:
        async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
            url = f"{served.address}/api/v1/mcp"
            async with Client(streamable_http_client(url, http_client=http)) as client:
                await work(client)

    served.play(story())


async def call(client: Client, name: str, **arguments: Any) -> Any:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content
    return result.structured_content


def test_mcp_tools_look_things_up_and_ask_with_confirmation(served: Served, land: Ground) -> None:
    shop = sample().demo.shop.id

    async def work(client: Client) -> None:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"ask_shop", "list_shops", "search_products", "get_product"}
        assert shop in (await call(client, "list_shops"))["result"]
        found = (await call(client, "search_products", shop_id=shop, words="热水器"))["result"]
        product = await call(client, "get_product", shop_id=shop, product_id=found[0]["id"])
        assert product["title"] == found[0]["title"]
        shown = await call(client, "ask_shop", shop_id=shop, buyer_id=BUYER, message=f"取消订单{PAID}")
        assert "确认" in shown["answer"]
        assert recorded(land) == []
        await call(client, "ask_shop", shop_id=shop, buyer_id=BUYER, message="确认")
        assert recorded(land) == [CANCELLED]

    with_mcp(served, work)


def test_mcp_tells_a_stranger_nothing(served: Served) -> None:
    async def work(client: Client) -> None:
        result = await client.call_tool("search_products", {"shop_id": "another-shop"})
        assert result.is_error

    with_mcp(served, work)
    assert served.http.post("/api/v1/mcp", json={}).status_code == 401
