"""Listeners: reactors (an entry at a time, in order per conversation) and folds (batches, exactly once)."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final, Protocol

from xiaoer.base.errors import XiaoerError, conflict
from xiaoer.base.fact import Entry, Fact
from xiaoer.infra.database.database import Database, is_unavailable
from xiaoer.infra.database.log import entries_after
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.feed import store
from xiaoer.infra.feed.pull import Pull
from xiaoer.infra.feed.stream import Stream

_log = logging.getLogger(__name__)

SAVE_EVERY_S: Final = 0.05
ATTEMPTS: Final = 5
FIRST_PAUSE_S: Final = 0.05
LONGEST_PAUSE_S: Final = 5.0
IN_FLIGHT: Final = 256


class Reactor(Protocol):
    """Does something when told. At least once, in order per conversation: use natural keys."""

    name: str
    hears: ClassVar[frozenset[type[Fact]]]
    tells: ClassVar[frozenset[type[Fact]]]

    async def handle(self, entry: Entry) -> None:
        """React to one entry; an exception is tried again, then parks its conversation."""
        ...


class Fold(Protocol):
    """Adds entries up in its own tables, in the unit that moves its cursor: exactly once."""

    name: str
    hears: ClassVar[frozenset[type[Fact]]]
    tells: ClassVar[frozenset[type[Fact]]]

    def apply(self, unit: Unit, entries: list[Entry]) -> None:
        """Add a batch up. Runs inside a unit; may run twice, of which one is kept."""
        ...


def lane_of(entry: Entry) -> str:
    """Return what keeps its order: the conversation, or else the shop."""
    return entry.conversation or entry.shop


@dataclass(slots=True)
class _Lane:
    waiting: deque[Entry]


class ReactorLoop:
    """Runs one reactor: lanes in parallel, entries of a lane one after the other."""

    def __init__(
        self,
        database: Database,
        reactor: Reactor,
        now_ms: Callable[[], int],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = reactor.name
        self._database = database
        self._reactor = reactor
        self._now_ms = now_ms
        self._pause = pause
        self._lanes: dict[str, _Lane] = {}
        self._in_flight: set[int] = set()
        self._parked: set[str] = set()
        self._room = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._passed = 0
        self._saved = 0

    async def begin(self, stream: Stream) -> None:
        """Find the saved cursor; a new reactor begins where the stream did, and that is written down.

        To be called before anything can be told: else a kill could lose what a new reactor should hear.
        """
        name = self._reactor.name
        saved = await self._database.read(lambda unit: store.cursor_of(unit, name), EVERY_SHOP)
        if saved is None:
            await self._save(stream.began)
        self._passed = self._saved = stream.began if saved is None else saved

    async def run(self, stream: Stream) -> None:
        """Listen from the saved cursor on, until cancelled."""
        name = self._reactor.name
        self._lanes.clear()
        self._in_flight.clear()
        await self.begin(stream)
        self._parked = await self._database.read(lambda unit: store.parked_lanes(unit, name), EVERY_SHOP)
        saving = asyncio.create_task(self._save_often())
        pull = Pull(self._database, stream, self._passed)
        try:
            while True:
                for entry in await pull.next():
                    await self._take(entry)
        finally:
            pull.close()
            saving.cancel()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(saving, *self._tasks, return_exceptions=True)

    async def replay(self, lane: str) -> int:
        """Handle the dead letters of a lane again, in order; returns how many went through.

        Raises `fails_again` (409) at the first that fails again. An emptied lane goes on as before.
        """
        done = 0
        name = self._reactor.name
        while True:
            numbers = await self._database.read(
                lambda unit: store.letters_in_lane(unit, name, lane, 1), EVERY_SHOP
            )
            if not numbers:
                if lane not in self._parked:
                    return done
                self._parked.discard(lane)
                continue  # look once more: an entry may have been put behind meanwhile
            entry = await self._entry(numbers[0])
            try:
                await self._reactor.handle(entry)
            except Exception as error:
                raise conflict("fails_again", f"Entry {entry.number} failed again: {error}") from error
            await self._forget(entry.number)
            done += 1

    async def _forget(self, number: int) -> None:
        name = self.name
        await self._database.write(lambda unit: store.delete_letter(unit, name, number), EVERY_SHOP)

    def has_handled(self, number: int) -> bool:
        """Return whether every entry up to `number` has been handled."""
        return self._passed >= number and not self._in_flight

    async def _take(self, entry: Entry) -> None:
        self._passed = entry.number
        if type(entry.fact) not in self._reactor.hears:
            return
        while len(self._in_flight) >= IN_FLIGHT:
            self._room.clear()
            await self._room.wait()
        self._in_flight.add(entry.number)
        key = lane_of(entry)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.waiting.append(entry)
            return
        lane = self._lanes[key] = _Lane(deque([entry]))
        task = asyncio.create_task(self._work(key, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, key: str, lane: _Lane) -> None:
        while lane.waiting:
            entry = lane.waiting.popleft()
            if key in self._parked:
                await self._keep(entry, key, "waits behind an entry that failed", 0)
            else:
                await self._handle(entry, key)
            self._in_flight.discard(entry.number)
            self._room.set()
        del self._lanes[key]

    async def _handle(self, entry: Entry, key: str) -> None:
        failures = tries = 0
        while True:
            tries += 1
            try:
                await self._reactor.handle(entry)
            except Exception as error:  # noqa: BLE001 (the feed is one of three places that catch everything)
                # A store that does not answer is not the entry's fault: it waits, and is no dead letter.
                failures += not is_unavailable(error)
                if failures == ATTEMPTS:
                    _log.exception("%s cannot handle entry %s", self._reactor.name, entry.number)
                    self._parked.add(key)
                    await self._keep(entry, key, f"{type(error).__name__}: {error}", failures)
                    return
                await self._pause(_pause_s(tries))
            else:
                return

    async def _keep(self, entry: Entry, key: str, error: str, attempts: int) -> None:
        letter = store.DeadLetter(
            self._reactor.name,
            entry.number,
            entry.shop,
            key,
            type(entry.fact).__name__,
            error[:2000],
            attempts,
            self._now_ms(),
        )
        tries = 0
        while True:
            tries += 1
            try:
                await self._database.write(lambda unit: store.add_dead_letter(unit, letter), EVERY_SHOP)
            except XiaoerError as lost:  # it must not be: the entry stays in flight until it is kept
                _log.warning("a dead letter of %s cannot be kept: %s", letter.listener, lost)
                await self._pause(_pause_s(tries))
            else:
                return

    async def _entry(self, number: int) -> Entry:
        entries = await self._database.read(lambda unit: entries_after(unit, number - 1, 1), EVERY_SHOP)
        return entries[0]

    async def _save_often(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY_S)
            low = min(self._in_flight, default=self._passed + 1) - 1
            if low > self._saved:
                try:
                    await self._save(low)
                except XiaoerError as error:  # what was handled is heard again after a restart, no more
                    _log.warning("how far %s has come cannot be saved: %s", self._reactor.name, error)

    async def _save(self, number: int) -> None:
        name = self._reactor.name
        await self._database.write(lambda unit: store.save_cursor(unit, name, number), EVERY_SHOP)
        self._saved = number


def _pause_s(tries: int) -> float:
    return min(FIRST_PAUSE_S * 2.0 ** min(tries, 30), LONGEST_PAUSE_S)


class FoldLoop:
    """Runs one fold: batches in the unit that moves the cursor."""

    def __init__(self, database: Database, fold: Fold, gather_s: float = SAVE_EVERY_S) -> None:
        self.name = fold.name
        self._database = database
        self._fold = fold
        self._gather_s = gather_s
        self.position = 0

    async def run(self, stream: Stream) -> None:
        """Fold from the saved cursor (at first: from the beginning of the log) on, until cancelled."""
        name = self._fold.name
        saved = await self._database.read(lambda unit: store.cursor_of(unit, name), EVERY_SHOP)
        if saved is None:
            await self._database.write(lambda unit: store.save_cursor(unit, name, 0), EVERY_SHOP)
        self.position = saved or 0
        pull = Pull(self._database, stream, self.position)
        try:
            while True:
                entries = await pull.next()
                if not await self._database.write(partial(self._apply, entries), EVERY_SHOP):
                    raise RuntimeError(f"another process moved the cursor of {name}")
                self.position = entries[-1].number
                await asyncio.sleep(self._gather_s)
        finally:
            pull.close()

    def _apply(self, entries: list[Entry], unit: Unit) -> bool:
        number = entries[-1].number
        if not store.advance_cursor(unit, self._fold.name, self.position, number):
            return False
        heard = [entry for entry in entries if type(entry.fact) in self._fold.hears]
        if heard:
            self._fold.apply(unit, heard)
        return True
