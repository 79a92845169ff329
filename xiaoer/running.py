"""What runs while the house serves: the stream, its listeners, the answering bot, the jobs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError, not_found
from xiaoer.base.fact import Entry
from xiaoer.base.ids import ConversationId
from xiaoer.bot.answering import Answering
from xiaoer.bot.assisting import Assistant
from xiaoer.bot.service import Bot
from xiaoer.conversations.service import Conversations
from xiaoer.facts.orders import ChangesRequested
from xiaoer.infra.bus.model import RECONNECTED, Bus
from xiaoer.infra.database.database import Database
from xiaoer.infra.feed.listening import FoldLoop, ReactorLoop
from xiaoer.infra.feed.stream import Stream
from xiaoer.infra.jobs.runner import JobRunner
from xiaoer.infra.live.hub import Hub
from xiaoer.infra.slots.model import Slots

_log = logging.getLogger(__name__)

RESTART_S: Final = 1.0
LOG_MOVED: Final = "log"
# Facts that come with a job; all other jobs are found by the look of every second.
PUTS_JOBS: Final = frozenset({ChangesRequested})


@dataclass(frozen=True, slots=True)
class Parts:
    """What is set running."""

    database: Database
    clock: Clock
    conversations: Conversations
    bot: Bot
    hub: Hub
    bus: Bus
    slots: Slots
    runner: JobRunner
    reactors: tuple[ReactorLoop, ...]
    folds: tuple[FoldLoop, ...]
    pause_ms: int
    answers: bool
    assistant: Assistant | None = None


class Running:
    """Starts everything on the event loop, and stops it in the reverse order."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.stream = Stream(parts.database)
        self._tasks: list[asyncio.Task[None]] = []
        self.answering: Answering | None = None

    async def start(self) -> None:
        """Begin to listen before anything is answered."""
        parts = self._parts
        await self.stream.start()
        await parts.bus.start()
        await parts.bus.subscribe(LOG_MOVED, self._log_moved)
        await parts.bus.subscribe(RECONNECTED, lambda _: self.stream.wake())
        await parts.hub.start()
        await parts.slots.start()
        self.stream.follow(parts.hub.on_entries)
        self.stream.follow(self._tell_others)
        self.stream.follow(self._wake_jobs)
        for reactor in parts.reactors:
            await reactor.begin(self.stream)
            self._keep(reactor.name, reactor.run)
        for fold in parts.folds:
            self._keep(fold.name, fold.run)
        self._tasks.append(asyncio.create_task(self._restarting("jobs", parts.runner.run)))
        if parts.answers:
            self.answering = Answering(
                parts.database,
                parts.bot,
                parts.conversations,
                pause_ms=parts.pause_ms,
                owns=parts.slots.owns,
                still_owns=parts.slots.check,
                assistant=parts.assistant,
            )
            self.stream.follow(self.answering.on_entries)
            parts.slots.when_gained(self._rescan)
            await self.answering.start()

    async def stop(self) -> None:
        """Finish the turns in hand and let go of leases."""
        if self.answering is not None:
            await self.answering.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.stream.stop()
        await self._parts.slots.stop()
        await self._parts.bus.close()

    async def replay(self, listener: str, lane: str) -> int:
        """Handle the dead letters of a listener's lane again; returns how many went through."""
        for reactor in self._parts.reactors:
            if reactor.name == listener:
                return await reactor.replay(lane)
        raise not_found("listener", listener)

    async def quiet(self) -> None:
        """Wait until everything that was told has been reacted to, and nothing is due (replay, tests)."""
        while True:
            seen = self.stream.seen
            if self.answering is not None:
                await self.answering.idle()
            await self._parts.runner.idle()
            handled = all(reactor.has_handled(self.stream.seen) for reactor in self._parts.reactors)
            idle = self.answering is None or self.answering.is_idle()
            if handled and idle and seen == self.stream.seen:
                return
            await asyncio.sleep(0.001)

    def _wake_jobs(self, entries: list[Entry]) -> None:
        if any(type(entry.fact) in PUTS_JOBS for entry in entries):
            self._parts.runner.wake()

    def _tell_others(self, entries: list[Entry]) -> None:
        self._parts.bus.publish(LOG_MOVED, str(entries[-1].number).encode())

    def _log_moved(self, payload: bytes) -> None:
        if int(payload) > self.stream.seen:
            self.stream.wake()

    def _rescan(self) -> None:
        """Take up what waits in slots that another process has left."""
        if self.answering is not None:
            self._tasks.append(asyncio.create_task(self.answering.start()))

    def _keep(self, name: str, run: Callable[[Stream], Awaitable[None]]) -> None:
        """Run a listener in the process that owns its slot: one at a time is enough."""

        async def when_owned() -> None:
            while not self._parts.slots.owns(ConversationId(name)):  # noqa: ASYNC110  # slots tell no listener
                await asyncio.sleep(RESTART_S)
            await run(self.stream)

        self._tasks.append(asyncio.create_task(self._restarting(name, when_owned)))

    async def _restarting(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run until cancelled; what fails (a lost database) is said and begun again."""
        while True:
            try:
                await run()
            except XiaoerError as error:
                _log.warning("%s waits for the store: %s", name, error)
            except Exception:  # noqa: BLE001 (a listener that failed begins again)
                _log.exception("%s stopped; it begins again in %s s", name, RESTART_S)
            await asyncio.sleep(RESTART_S)
