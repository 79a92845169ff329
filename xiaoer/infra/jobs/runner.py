"""Runs jobs: claims what is due, makes the outside call, records its outcome under the job's token."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Mapping
from typing import Final

from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.statement import Dialect
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.jobs import service
from xiaoer.infra.jobs.model import Handler, Job
from xiaoer.infra.jobs.rules import LEASE_MS

_log = logging.getLogger(__name__)

AT_ONCE: Final = 16
LOOK_EVERY_S: Final = 1.0  # also finds what another process put down or lost


class JobRunner:
    """One runner a process. `wake` after jobs were put; otherwise it looks once a second.

    `owner` names the process in the leases; where several processes share a database it has to differ
    in each run of each.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        clock: Clock,
        owner: str = "one",
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._clock = clock
        self._owner = owner
        self._chance = chance
        self._wake = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._pending = True

    def wake(self) -> None:
        """Look for due jobs now."""
        self._pending = True
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; jobs in hand are then given back."""
        if self._database.dialect is Dialect.SQLITE:
            await self._release()  # the last process was killed: it alone had the file
        try:
            while True:
                self._wake.clear()
                self._pending = False
                room = AT_ONCE - len(self._tasks)
                claimed = await self._claim(room) if room else []
                for job in claimed:
                    task = asyncio.create_task(self._work(job))
                    self._tasks.add(task)
                    task.add_done_callback(self._done)
                if len(claimed) < room or not room:
                    await self._rest()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            with contextlib.suppress(XiaoerError):  # then their leases run out
                await self._release()

    async def idle(self) -> None:
        """Wait until nothing is due or running (replay, tests)."""
        while self._pending or self._tasks or await self._open() > 0:  # noqa: ASYNC110 (the table is what is waited for)
            await asyncio.sleep(0.001)

    async def _open(self) -> int:
        return await self._database.read(service.open_jobs, EVERY_SHOP)

    async def _claim(self, room: int) -> list[Job]:
        try:
            # Most looks find nothing: look by reading, so that an idle shop writes nothing.
            if not await self._database.read(service.any_ready, EVERY_SHOP):
                return []
            return await self._database.write(lambda unit: service.claim(unit, self._owner, room), EVERY_SHOP)
        except XiaoerError as error:
            _log.warning("jobs cannot be looked for: %s", error)
            return []

    async def _release(self) -> None:
        await self._database.write(lambda unit: service.release(unit, self._owner), EVERY_SHOP)

    async def _rest(self) -> None:
        # Not wait_for: before Python 3.12 it loses a cancellation that comes together with the wake.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_EVERY_S):
                await self._wake.wait()

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("the end of a job could not be written; its lease will run out", exc_info=error)
        self.wake()

    async def _work(self, job: Job) -> None:
        renewing = asyncio.create_task(self._renew(job))
        try:
            record = await self._handlers[job.kind](job)
            await self._database.write(
                lambda unit: self._finish(unit, job, record), frozenset({job.shop}), job.conversation or ""
            )
        except Exception as error:  # noqa: BLE001 (the runner is one of three places that catch everything)
            if isinstance(error, XiaoerError) and error.code == "stale_token":
                return  # another process has it; its outcome counts
            _log.warning("job %s (%s) failed: %s", job.id, job.kind, error)
            await self._database.write(
                lambda unit: service.fail(unit, job, f"{type(error).__name__}: {error}", self._chance()),  # noqa: F821  # it is bound where the closure runs
                EVERY_SHOP,
            )
        finally:
            renewing.cancel()

    def _finish(self, unit: Unit, job: Job, record: Callable[[Unit], None]) -> None:
        service.finish(unit, job)
        record(unit)

    async def _renew(self, job: Job) -> None:
        while True:
            await asyncio.sleep(LEASE_MS / 3000)
            with contextlib.suppress(XiaoerError):  # the next renewal may still be in time
                await self._database.write(lambda unit: service.renew(unit, job), EVERY_SHOP)
