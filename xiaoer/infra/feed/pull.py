"""How a listener gets the next entries: from memory when it keeps up, from the log when it does not."""

import asyncio
from collections import deque
from typing import Final

from xiaoer.base.fact import Entry
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import entries_after
from xiaoer.infra.database.unit import EVERY_SHOP
from xiaoer.infra.feed.stream import Stream

IN_MEMORY: Final = 4096  # entries kept for a slow listener before it is sent back to the log
PAGE: Final = 500


class Pull:
    """The entries after `position`, in order, in batches; never more than IN_MEMORY kept."""

    def __init__(self, database: Database, stream: Stream, position: int) -> None:
        self._database = database
        self.position = position
        self._kept: deque[Entry] = deque()
        self._arrived = asyncio.Event()
        self._newest = stream.seen
        self._stream = stream
        stream.follow(self._keep)

    def close(self) -> None:
        """Listen no more."""
        self._stream.unfollow(self._keep)

    async def next(self) -> list[Entry]:
        """Wait for entries and return them; `position` moves past the last one."""
        while True:
            while self._kept and self._kept[0].number <= self.position:
                self._kept.popleft()
            if self._kept and self._kept[0].number == self.position + 1:
                entries = [self._kept.popleft() for _ in range(min(PAGE, len(self._kept)))]
                self.position = entries[-1].number
                return entries
            if self._newest > self.position:
                entries = await self._read()
                if entries:
                    self.position = entries[-1].number
                    return entries
            self._arrived.clear()
            if self._newest <= self.position:
                await self._arrived.wait()

    def _keep(self, entries: list[Entry]) -> None:
        self._newest = entries[-1].number
        if len(self._kept) + len(entries) > IN_MEMORY:
            self._kept.clear()  # read from the log instead: memory does not grow with a slow listener
        else:
            self._kept.extend(entries)
        self._arrived.set()

    async def _read(self) -> list[Entry]:
        position = self.position
        return await self._database.read(lambda unit: entries_after(unit, position, PAGE), EVERY_SHOP)
