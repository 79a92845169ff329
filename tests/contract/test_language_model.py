"""The adapter of OpenAI-compatible servers: what it asks, and every way in which one can be of no use."""

import json
from collections.abc import Callable

import httpx
import pytest

from xiaoer.adapters.models.openai_compatible import OpenAiCompatible
from xiaoer.bot.model import Prompt
from xiaoer.bot.ports import ModelFailedError

PROMPTS = (Prompt("system", "规则"), Prompt("user", "你好"))
Handler = Callable[[httpx.Request], httpx.Response]


def model(handler: Handler, key: str = "sk-test") -> OpenAiCompatible:
    return OpenAiCompatible("http://model.test/v1/", "m1", key, 1000, httpx.MockTransport(handler))


def test_it_asks_in_the_common_format_and_reads_text_and_tokens() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        body = {
            "choices": [{"message": {"role": "assistant", "content": "好"}}],
            "usage": {"total_tokens": 9},
        }
        return httpx.Response(200, json=body)

    one = model(handler)
    said = one.complete(PROMPTS, 50)
    one.close()
    assert (said.text, said.tokens) == ("好", 9)
    assert str(seen[0].url) == "http://model.test/v1/chat/completions"
    assert seen[0].headers["authorization"] == "Bearer sk-test"
    assert json.loads(seen[0].content) == {
        "model": "m1",
        "messages": [{"role": "system", "content": "规则"}, {"role": "user", "content": "你好"}],
        "max_tokens": 50,
        "temperature": 0,
        "stream": False,
    }


def test_a_server_without_key_and_without_usage_is_fine() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        return httpx.Response(200, json={"choices": [{"message": {"content": "好"}}]})

    one = model(handler, key="")
    assert one.complete(PROMPTS, 50).tokens == 0
    one.close()


def _slow(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadTimeout("slow", request=request)


def _gone(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("gone", request=request)


@pytest.mark.parametrize(
    ("handler", "why"),
    [
        (_slow, "slow"),
        (_gone, "ConnectError"),
        (lambda _: httpx.Response(500), "status 500"),
        (lambda _: httpx.Response(401, json={"error": "key"}), "status 401"),
        (lambda _: httpx.Response(302, headers={"location": "http://elsewhere.test"}), "status 302"),
        (lambda _: httpx.Response(200, text="<html>"), "no chat completion"),
        (lambda _: httpx.Response(200, json={"choices": []}), "empty"),
        (lambda _: httpx.Response(200, json={"choices": [{"message": {"content": None}}]}), "empty"),
        (lambda _: httpx.Response(200, content=b"x" * (1 << 20) + b"xx"), "too long"),
    ],
)
def test_a_server_of_no_use_is_one_error(handler: Handler, why: str) -> None:
    one = model(handler)
    with pytest.raises(ModelFailedError, match=why):
        one.complete(PROMPTS, 50)
    one.close()
