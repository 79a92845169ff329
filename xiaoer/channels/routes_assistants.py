"""A shop for other assistants: the chat endpoint of OpenAI's API, answered by the shop's own bot.

Source of the format: `POST /chat/completions` and `GET /models` of OpenAI's API reference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response, StreamingResponse

from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.ids import BuyerId, Ids, ShopId
from xiaoer.channels.asking import Answer, Asking, Question
from xiaoer.infra.http.caller import identified_as
from xiaoer.tenancy.model import Caller, Permission

By = Annotated[Caller, Depends(identified_as(Caller))]
ANY_SHOP = "xiaoer"
_encode = msgspec.json.Encoder().encode


class ChatPart(BaseModel):
    """One part of a message; only text is read."""

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """One message of the chat as the caller keeps it."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[ChatPart] | None = None


class ChatRequest(BaseModel):
    """What is asked. `model` is the shop's id (or `xiaoer` when the key is for one shop only).

    Only the last message is taken, and only when its role is user: the shop keeps the conversation itself.
    `user` is the shop's own id of the buyer, vouched for by the key's owner; without it the asker is a
    visitor nobody knows, and each request a conversation of its own.
    """

    model: str = Field(min_length=1, max_length=100)
    messages: list[ChatMessage] = Field(min_length=1, max_length=1000)
    user: str = Field(default="", max_length=200)
    stream: bool = False
    product_id: str = Field(default="", max_length=100)


@dataclass(frozen=True, slots=True)
class Counter:
    """What the routes need."""

    asking: Asking
    ids: Ids
    clock: Clock


def make_router(counter: Counter) -> APIRouter:
    """Return the routes of other assistants."""
    router = APIRouter(tags=["assistants"])

    @router.post("/chat/completions", response_model=None)
    async def complete_chat(
        caller: By,
        body: ChatRequest,
        idempotency_key: Annotated[str | None, Header(max_length=60)] = None,
    ) -> Response:
        """Answer the last message as the shop's bot would; changes are shown and confirmed as always.

        The answer also carries `xiaoer`: the conversation and whether a person has been asked for.
        """
        shop = shop_of(caller, body.model)
        buyer = body.user or counter.ids.new("v")
        key = idempotency_key or counter.ids.new("msg")
        question = Question(shop, BuyerId(buyer), text_of(body), key, body.product_id)
        answer = await counter.asking.ask(question)
        created = counter.clock.now_ms() // 1000
        if body.stream:
            events = (f"data: {part}\n\n" for part in chunks(answer, body.model, created, key))
            return StreamingResponse(events, media_type="text/event-stream")
        return JSONResponse(completion(answer, body.model, created, key))

    @router.get("/models")
    async def list_models(caller: By) -> dict[str, object]:
        """List the shops that may be asked, as models."""
        shops = sorted(caller.shops_with(Permission.CONVERSATIONS_SPEAK))
        listed = [{"id": shop, "object": "model", "created": 0, "owned_by": "xiaoer"} for shop in shops]
        return {"object": "list", "data": listed}

    return router


def shop_of(caller: Caller, model: str) -> ShopId:
    """Return the shop that a model's name means; 404 or 403 when the caller may not speak there."""
    if model == ANY_SHOP:
        shops = caller.shops_with(Permission.CONVERSATIONS_SPEAK)
        if len(shops) == 1:
            return next(iter(shops))
        raise invalid("which_shop", "Give the shop's id as the model; GET /api/v1/models lists them.")
    shop = ShopId(model)
    if shop not in caller.shops:
        raise XiaoerError("model_not_found", 404, f"There is no shop {model}.")
    caller.require(shop, Permission.CONVERSATIONS_SPEAK)
    return shop


def text_of(body: ChatRequest) -> str:
    """Return the words of the last message; `bad_message` (422) unless a user said something in it."""
    last = body.messages[-1]
    content = last.content or ""
    text = content if isinstance(content, str) else "\n".join(p.text for p in content if p.type == "text")
    if last.role != "user" or not text.strip():
        raise invalid("bad_message", "The last message must be the user's, with text.")
    return text.strip()


def completion(answer: Answer, model: str, created: int, key: str) -> dict[str, object]:
    """Return the body of a chat completion."""
    said = {"role": "assistant", "content": "\n".join(answer.lines)}
    return {
        "id": f"chatcmpl-{key}",
        "object": "chat.completion",
        "created": created,
        "model": model,
        "choices": [{"index": 0, "message": said, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        "xiaoer": {"conversation_id": answer.conversation, "handed_over": answer.handed_over},
    }


def chunks(answer: Answer, model: str, created: int, key: str) -> Iterator[str]:
    """Yield the events of a streamed completion: one a line that was said, the end, `[DONE]`."""
    head = {"id": f"chatcmpl-{key}", "object": "chat.completion.chunk", "created": created, "model": model}
    for number, line in enumerate(answer.lines):
        said = {"role": "assistant", "content": line if number == 0 else f"\n{line}"}
        yield _encode({**head, "choices": [{"index": 0, "delta": said, "finish_reason": None}]}).decode()
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    yield _encode({**head, "choices": [end]}).decode()
    yield "[DONE]"
