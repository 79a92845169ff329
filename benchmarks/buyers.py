"""A light load of chat buyers over real WebSockets; runs in a process of its own and prints JSON.

Frames are written by hand: a client library would cost more than the server that is measured.
"""

import asyncio
import json
import os
import struct
import sys
import time
from dataclasses import dataclass, field
from random import Random

import uvloop

HANDSHAKE = (
    "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
TEXTS = (
    "你好",
    "我的快递到哪了",
    "这个能退吗",
    "什么时候发货呀",
    "有没有赠品",
    "能开发票吗",
    "在吗",
    "安装要收费吗",
)
SHORT, MEDIUM = 126, 1 << 16
PATIENCE_S = 10.0
PERSON = b'"holder":"queue"'


@dataclass
class Load:
    """What to play: how many buyers (`tokens`), for how long, at which pace (turns a second, 0: as answered).

    A turn's line is one of `texts`, or with the chance `new` the next of `fresh`, which nobody says twice;
    with `whole` the chance is that of a visitor, who says new lines only or one of the rows of `texts` that
    all say. With `talk` a buyer leaves after so many lines, or when a person is to answer, and comes as
    another visitor (`spare` passes); `welcomed` waits for the greeting before the first line.
    """

    port: int
    path: str
    tokens: list[str]
    seconds: float
    warm_up: float
    rate: float
    texts: list[str] = field(default_factory=lambda: list(TEXTS))
    fresh: list[str] = field(default_factory=list)
    new: float = 0
    whole: bool = False
    spare: list[str] = field(default_factory=list)
    talk: int = 0
    welcomed: bool = False
    latencies: list[float] = field(default_factory=list)
    talks: int = 0
    to_person: int = 0
    unanswered: int = 0


class HandedOverError(Exception):
    """A person is to answer now."""


def masked(text: str) -> bytes:
    """Return a client's text frame; a mask of zeros is valid and costs nothing."""
    body = text.encode()
    head = (
        bytes((0x81, 0x80 | len(body))) if len(body) < SHORT else b"\x81\xfe" + struct.pack(">H", len(body))
    )
    return head + b"\0\0\0\0" + body


async def frame(reader: asyncio.StreamReader) -> bytes:
    """Return the payload of the next frame of the server."""
    head = await reader.readexactly(2)
    length = head[1] & 0x7F
    if length == SHORT:
        (length,) = struct.unpack(">H", await reader.readexactly(2))
    elif length > SHORT:
        (length,) = struct.unpack(">Q", await reader.readexactly(8))
    return await reader.readexactly(length)


class Talk:
    """One buyer's socket."""

    def __init__(self, load: Load, index: int) -> None:
        self._load = load
        self._index = index
        self._lines = 0
        self._said = 0
        self._token = load.tokens[index]
        self._random = Random(index)

    async def connect(self) -> None:
        """Say hello and wait for the snapshot, and for the greeting where there is one."""
        load = self._load
        load.talks += 1
        self._lines = 0
        self._is_new = self._random.random() < load.new
        self._row = self._random.randrange(len(load.texts)) // max(1, load.talk) * load.talk
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", load.port)
        self._writer.write(HANDSHAKE.format(path=load.path).encode())
        await self._reader.readuntil(b"\r\n\r\n")
        self._writer.write(masked(json.dumps({"type": "hello", "token": self._token})))
        seen = await self._until(b'"snapshot"')
        if load.welcomed and b'"speaker":"bot"' not in seen:
            await self._until(b'"speaker":"bot"')

    async def say(self) -> None:
        """Say a line and wait for its answer; HandedOverError when there will be none from the bot."""
        load = self._load
        self._lines += 1
        self._said += 1
        client_id = f"{os.getpid()}-{self._index}-{self._said}"
        content = f'{{"kind":"text","text":{json.dumps(self._text(), ensure_ascii=False)}}}'
        self._writer.write(masked(f'{{"type":"say","client_id":"{client_id}","content":{content}}}'))
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._until(b'"speaker":"buyer"')  # what came before belongs to the last answer
                await self._until(b'"speaker":"bot"')
        except TimeoutError:
            load.unanswered += 1
            raise HandedOverError from None

    async def renew(self, *, must: bool = False) -> None:
        """Come again as another visitor when it is time to and a pass is left."""
        load = self._load
        if not must and not (load.talk and self._lines >= load.talk and load.spare):
            return
        self._writer.close()
        if not load.spare:
            raise RuntimeError("more passes are needed than were given")
        self._token = load.spare.pop()
        await self.connect()

    def close(self) -> None:
        """Leave."""
        self._writer.close()

    def _text(self) -> str:
        load = self._load
        is_new = self._is_new if load.whole else self._random.random() < load.new
        if load.fresh and is_new:
            return load.fresh.pop()
        place = self._row + self._lines if load.whole else self._index + self._said
        return load.texts[place % len(load.texts)]

    async def _until(self, mark: bytes) -> bytes:
        while mark not in (payload := await frame(self._reader)):
            if PERSON in payload:
                self._load.to_person += 1
                raise HandedOverError
        return payload


async def buyer(load: Load, index: int, ready: list[int], go: asyncio.Event, end: list[float]) -> int:
    """Play one buyer: a line, its answer, the next line. Returns the turns of the counted time."""
    talk = Talk(load, index)
    await talk.connect()
    ready.append(index)
    await go.wait()
    turns, count = 0, len(load.tokens)
    counted_from = end[0] - load.seconds
    following = time.perf_counter() + (index / load.rate if load.rate else 0)
    while (now := time.perf_counter()) < end[0]:
        if load.rate:
            if following > now:
                await asyncio.sleep(following - now)
            following += count / load.rate
        said = time.perf_counter()
        try:
            await talk.say()
        except HandedOverError:
            await talk.renew(must=True)
            continue
        done = time.perf_counter()
        if counted_from <= done <= end[0]:
            load.latencies.append(done - said)
            turns += 1
        await talk.renew()
    talk.close()
    return turns


async def play(load: Load) -> dict[str, float]:
    """Play all buyers and return the figures."""
    ready: list[int] = []
    go = asyncio.Event()
    end = [0.0]
    tasks = [asyncio.create_task(buyer(load, index, ready, go, end)) for index in range(len(load.tokens))]
    while len(ready) < len(tasks):
        await asyncio.sleep(0.02)
        for task in tasks:
            if task.done():
                task.result()
    end[0] = time.perf_counter() + load.warm_up + load.seconds
    go.set()
    turns = sum(await asyncio.gather(*tasks))
    ordered = sorted(load.latencies)
    return {
        "buyers": len(tasks),
        "turns_per_second": turns / load.seconds,
        "p50_ms": 1000 * ordered[len(ordered) // 2] if ordered else 0,
        "p99_ms": 1000 * ordered[int(len(ordered) * 0.99)] if ordered else 0,
        "talks": load.talks,
        "to_person": load.to_person,
        "unanswered": load.unanswered,
    }


def main() -> None:
    """Read a load as JSON from standard input, play it, print the figures as JSON."""
    given = json.load(sys.stdin)
    print(json.dumps(uvloop.run(play(Load(**given)))))


if __name__ == "__main__":
    main()
