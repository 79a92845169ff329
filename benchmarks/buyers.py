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


@dataclass
class Load:
    """What to play: how many buyers, for how long, at which pace (turns a second, 0: as fast as answered)."""

    port: int
    path: str
    tokens: list[str]
    seconds: float
    warm_up: float
    rate: float
    latencies: list[float] = field(default_factory=list)


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


async def buyer(load: Load, index: int, ready: list[int], go: asyncio.Event, end: list[float]) -> int:
    """Play one buyer: a line, its answer, the next line. Returns the turns of the counted time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", load.port)
    writer.write(HANDSHAKE.format(path=load.path).encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.write(masked(json.dumps({"type": "hello", "token": load.tokens[index]})))
    while b'"snapshot"' not in await frame(reader):
        pass
    ready.append(index)
    await go.wait()
    turns, number = 0, 0
    count = len(load.tokens)
    counted_from = end[0] - load.seconds
    following = time.perf_counter() + (index / load.rate if load.rate else 0)
    while (now := time.perf_counter()) < end[0]:
        if load.rate:
            if following > now:
                await asyncio.sleep(following - now)
            following += count / load.rate
        number += 1
        said = time.perf_counter()
        text = TEXTS[(index + number) % len(TEXTS)]
        client_id = f"{os.getpid()}-{index}-{number}"
        content = f'{{"kind":"text","text":"{text}"}}'
        writer.write(masked(f'{{"type":"say","client_id":"{client_id}","content":{content}}}'))
        while b'"speaker":"bot"' not in await frame(reader):
            pass
        done = time.perf_counter()
        if done >= counted_from and done <= end[0]:
            load.latencies.append(done - said)
            turns += 1
    writer.close()
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
    }


def main() -> None:
    """Read a load as JSON from standard input, play it, print the figures as JSON."""
    given = json.load(sys.stdin)
    print(json.dumps(uvloop.run(play(Load(**given)))))


if __name__ == "__main__":
    main()
