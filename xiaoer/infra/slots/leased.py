"""Slots shared by several processes on one PostgreSQL: leases with a fencing token and a heartbeat."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ConversationId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.slots import store
from xiaoer.infra.slots.model import slot_of
from xiaoer.infra.slots.rules import plan

_log = logging.getLogger(__name__)

BEAT_S: Final = 2.0
LEASE_MS: Final = 10_000  # five beats; clocks of the machines may differ by less than that


class LeasedSlots:
    """The share of this process. `owner` names the process and must differ in each run of it.

    A slot that could not be renewed in time is not owned any more, whatever the table says: the lease
    is also counted on this process's own clock, from before it was asked for.
    """

    def __init__(
        self,
        database: Database,
        owner: str,
        clock_s: Callable[[], float] = time.monotonic,
        beat_s: float = BEAT_S,
    ) -> None:
        self._database = database
        self._owner = owner
        self._clock_s = clock_s
        self._beat_s = beat_s
        self._held: dict[int, int] = {}
        self._until_s = 0.0
        self._listeners: list[Callable[[], None]] = []
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take a fair share, and keep it renewed."""
        await self._database.write(store.make_all, EVERY_SHOP)
        await self.beat()
        self._task = asyncio.create_task(self._keep_beating())

    async def stop(self) -> None:
        """Let go of everything."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._until_s = 0.0
        held, self._held = self._held, {}
        await self._database.write(lambda unit: self._leave(unit, held), EVERY_SHOP)

    def when_gained(self, listener: Callable[[], None]) -> None:
        """Call `listener` on the event loop when slots were gained."""
        self._listeners.append(listener)

    def owns(self, conversation: ConversationId) -> bool:
        """Return whether this process answers the conversation, as far as it knows."""
        return slot_of(conversation) in self._held and self._clock_s() < self._until_s

    def check(self, unit: Unit, conversation: ConversationId) -> bool:
        """Return, inside the unit that says, whether the lease still stands; False: say nothing."""
        number = slot_of(conversation)
        token = self._held.get(number)
        return token is not None and store.holds(unit, number, self._owner, token)

    @property
    def held(self) -> frozenset[int]:
        """Return the numbers of the slots that this process owns."""
        return frozenset(self._held) if self._clock_s() < self._until_s else frozenset()

    async def beat(self) -> None:
        """Renew, claim and release once; listeners are told of what was gained."""
        asked_s = self._clock_s()
        was = self.held
        self._held = await self._database.write(self._beat, EVERY_SHOP)
        self._until_s = asked_s + LEASE_MS / 1000
        if self.held - was:
            for listener in self._listeners:
                listener()

    # ------------------------------------------------------------------ inside

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(self._beat_s)
            try:
                await self.beat()
            except XiaoerError as error:  # the leases run out by themselves
                _log.warning("the slots could not be renewed: %s", error)

    def _beat(self, unit: Unit) -> dict[int, int]:
        until_ms = unit.now_ms + LEASE_MS
        live = store.beat(unit, self._owner, until_ms)
        todo = plan(store.all_slots(unit), self._owner, live, unit.now_ms)
        for slot in todo.release:
            store.release(unit, slot.number, self._owner)
        held = store.renew(unit, self._owner, until_ms)
        for slot in todo.claim:
            token = store.claim(unit, slot, self._owner, until_ms)
            if token is not None:
                held[slot.number] = token
        return held

    def _leave(self, unit: Unit, held: dict[int, int]) -> None:
        for number in sorted(held):
            store.release(unit, number, self._owner)
        store.leave(unit, self._owner)
