"""The entries of the log in order, as this process sees them: from memory, or from the log on a gap."""

import asyncio
from collections.abc import Callable
from typing import Final

from xiaoer.base.fact import Entry
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.log import entries_after, last_number
from xiaoer.infra.database.unit import EVERY_SHOP

Follower = Callable[[list[Entry]], None]

PAGE: Final = 500
# Two writers of one process may hand over their groups in the wrong order; wait so long before reading.
REORDER_S: Final = 0.005


class Stream:
    """Passes every entry committed after `start` to the followers, once, in number order.

    Runs on the event loop. `wake` is called when another process may have appended.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: list[Follower] = []
        self._early: dict[int, Entry] = {}
        self._task: asyncio.Task[None] | None = None
        self._again = False
        self.seen = 0
        self.began = 0  # what was the newest entry at the start

    async def start(self) -> None:
        """Begin after the newest entry there is now."""
        self._database.attach(asyncio.get_running_loop())
        self.seen = self.began = await self._database.read(last_number, EVERY_SHOP)
        self._database.when_committed(self.offer)

    def follow(self, follower: Follower) -> None:
        """Call `follower` on the loop with batches of entries; it must not block."""
        self._followers.append(follower)

    def unfollow(self, follower: Follower) -> None:
        """Call `follower` no more."""
        self._followers.remove(follower)

    def offer(self, entries: list[Entry]) -> None:
        """Take entries that this process has just committed."""
        if entries[0].number == self.seen + 1 and not self._early:
            self._pass_on(entries)
            return
        for entry in entries:
            if entry.number > self.seen:
                self._early[entry.number] = entry
        self._pass_early()
        if self._early:
            self._fill_gap(REORDER_S)

    def wake(self) -> None:
        """Look into the log: another process says that it has moved."""
        self._fill_gap(0)

    async def stop(self) -> None:
        """Stop reading."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _pass_on(self, entries: list[Entry]) -> None:
        self.seen = entries[-1].number
        for follower in self._followers:
            follower(entries)

    def _pass_early(self) -> None:
        ready: list[Entry] = []
        while (entry := self._early.pop(self.seen + len(ready) + 1, None)) is not None:
            ready.append(entry)
        if ready:
            self._pass_on(ready)

    def _fill_gap(self, after_s: float) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._read_on(after_s))
        else:
            self._again = True

    async def _read_on(self, after_s: float) -> None:
        if after_s:
            await asyncio.sleep(after_s)
        while True:
            self._again = False
            self._pass_early()
            seen = self.seen
            entries = await self._database.read(
                lambda unit, seen=seen: entries_after(unit, seen, PAGE),  # type: ignore[misc]  # bound default
                EVERY_SHOP,
            )
            # The early copies hold what their teller carried in memory: prefer them.
            fresh = [self._early.pop(e.number, e) for e in entries if e.number > self.seen]
            if fresh:
                self._pass_on(fresh)
                self._pass_early()
            elif not self._again:
                self._early = {number: e for number, e in self._early.items() if number > self.seen}
                if not self._early:
                    return
                await asyncio.sleep(REORDER_S)
