"""Xiaoer's choice of intents behind a small HTTP server: reads intents, then answers POST /intent.

`python -m benchmarks.peers.xiaoer_server off|unsure|always`; standard input names the intents. The encoder is
asked never, where words and static vectors leave it open (as in a turn), or at every text.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable

import msgspec
import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from xiaoer.adapters.encoders.fast_use import open_encoder
from xiaoer.bot.ports import SentenceEncoder
from xiaoer.bot.retrieval.library import Found, Library
from xiaoer.bot.retrieval.meaning import meaning
from xiaoer.bot.rules.understanding import APART, SURE
from xiaoer.bot.taxonomy import taxonomy

_CLEAR = 2  # the nearest and its rival
Answer = Callable[[Request], Awaitable[Response]]


def near(library: Library, encoder: SentenceEncoder | None, text: str, *, always: bool) -> Found | None:
    """Return the nearest intent."""
    found = library.wanted(text, most=_CLEAR) if not always else []
    if encoder is not None and (always or not is_clear(found)):
        vector = meaning().projected(encoder.encode([text]))[0]
        found = library.wanted(text, vector, most=_CLEAR)
    return found[0] if found else None


def is_clear(found: list[Found]) -> bool:
    """Say whether the nearest intent is near enough and stands apart from its rival."""
    if not found or found[0].match.score < SURE:
        return False
    return len(found) < _CLEAR or found[0].match.score - found[1].match.score >= APART


def answering(mode: str, wanted: frozenset[str]) -> Answer:
    """Return what answers a request."""
    intents = tuple(intent for intent in taxonomy() if intent.id in wanted)
    library = Library((), general=intents)
    encoder = None if mode == "off" else open_encoder()
    if mode != "off" and encoder is None:
        raise RuntimeError("the encoder is not installed")
    library.wanted("您好")  # the index is made at the first text

    async def answer(request: Request) -> Response:
        said = msgspec.json.decode(await request.body())["text"]
        found = near(library, encoder, said, always=mode == "always")
        intent, score = (found.match.key, found.match.score) if found is not None else ("", 0.0)
        body = msgspec.json.encode({"intent": intent, "score": score})
        return Response(body, media_type="application/json")

    return answer


async def serve(mode: str, wanted: frozenset[str]) -> None:
    """Serve until killed; print the port when ready."""
    app = Starlette(routes=[Route("/intent", answering(mode, wanted), methods=["POST"])])
    config = uvicorn.Config(
        app, port=0, http="httptools", loop="uvloop", log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    print(f"READY {json.dumps({'port': port})}", flush=True)
    await task


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], frozenset(json.load(sys.stdin))))
