"""A light load of HTTP requests over kept connections; runs in a process of its own and prints JSON.

Standard input: `{"port", "lines": [[text, intent], …], "callers", "seconds"}`. Every line is asked once for
what it is answered, then all again and again for so many seconds.
"""

import asyncio
import json
import sys
import time

import uvloop

from benchmarks.figures import quantile

Lines = list[tuple[str, str]]


class Caller:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def connect(self) -> None:
        """Open the connection."""
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def ask(self, text: str) -> str:
        """Return the intent that the server names."""
        body = json.dumps({"text": text}, ensure_ascii=False).encode()
        head = f"POST /intent HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {len(body)}\r\n"
        self._writer.write(head.encode() + b"content-type: application/json\r\n\r\n" + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        _, _, rest = answer.partition(b"content-length:")
        length = int(rest.partition(b"\r\n")[0])
        named: str = json.loads(await self._reader.readexactly(length))["intent"]
        return named

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()


async def right(port: int, lines: Lines) -> int:
    """Return how many lines get the intent that they are labelled with."""
    caller = Caller(port)
    await caller.connect()
    count = 0
    for text, intent in lines:
        count += await caller.ask(text) == intent
    caller.close()
    return count


async def load(port: int, lines: Lines, callers: int, seconds: float) -> list[float]:
    """Return the times of all requests of so many callers in seconds."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def call(number: int) -> None:
        caller = Caller(port)
        await caller.connect()
        place = number * len(lines) // callers
        while (began := time.perf_counter()) < end:
            await caller.ask(lines[place % len(lines)][0])
            times.append(time.perf_counter() - began)
            place += 1
        caller.close()

    await asyncio.gather(*(call(number) for number in range(callers)))
    return times


async def play(port: int, lines: Lines, callers: int, seconds: float) -> dict[str, float]:
    """Return the figures."""
    good = await right(port, lines)
    times = await load(port, lines, callers, seconds)
    return {
        "right": good,
        "requests_per_second": len(times) / seconds,
        "p50_ms": quantile(times, 0.5) * 1000,
        "p99_ms": quantile(times, 0.99) * 1000,
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(play(**json.load(sys.stdin)))))
