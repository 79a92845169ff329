"""The work of an import: one chunk a job, so that it goes on after a crash where it had come to."""

import asyncio
from collections.abc import Callable

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import ImportId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.model import Job
from xiaoer.onboarding.intake import Intake
from xiaoer.onboarding.model import ImportState
from xiaoer.onboarding.service import Imports


class TakeIn:
    """Records the chunk that a job names. The files are read again only after a restart."""

    def __init__(self, database: Database, imports: Imports, intake: Intake) -> None:
        self._database = database
        self._imports = imports
        self._intake = intake

    async def handle(self, job: Job) -> Callable[[Unit], None]:
        """Read the files in a thread and return what records one chunk, in the unit that ends the job."""
        shop, identifier, offset = job.shop, ImportId(str(job.payload["import"])), int(job.payload["offset"])
        import_ = await self._database.read(
            lambda unit: self._imports.get(unit, shop, identifier), frozenset({shop})
        )
        if import_.state is not ImportState.RUNNING or import_.done != offset:
            return lambda _: None
        try:
            taken = await asyncio.to_thread(self._intake.take, import_.files, shop, import_.mapping)
        except XiaoerError as error:
            code, reason = error.code, error.detail

            def fail(unit: Unit) -> None:
                self._imports.fail(unit, shop, identifier, code, reason)

            return fail

        def record(unit: Unit) -> None:
            self._imports.step(unit, shop, identifier, offset, taken)

        return record
