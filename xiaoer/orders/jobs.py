"""The outside call of orders: one step of a set of changes, carried out by the marketplace."""

from collections.abc import Callable

from xiaoer.base.ids import ChangeSetId, ShopId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.jobs.model import Job
from xiaoer.orders.model import ChangeState, RecordedChange
from xiaoer.orders.ports import Marketplace
from xiaoer.orders.service import Orders


class CarryOut:
    """Carries out the step that a job names. The key of the call is the step's own, so that a second
    call after a crash gets the first outcome.
    """

    def __init__(self, database: Database, orders: Orders, marketplace: Marketplace) -> None:
        self._database = database
        self._orders = orders
        self._marketplace = marketplace

    async def handle(self, job: Job) -> Callable[[Unit], None]:
        """Call the marketplace and return what records its answer, in the unit that ends the job."""
        shop, identifier, step = job.shop, ChangeSetId(str(job.payload["set"])), int(job.payload["step"])
        asked = await self._asked(shop, identifier, step)
        if asked is None or asked.state is not ChangeState.REQUESTED:
            return lambda _: None
        outcome = await self._marketplace.carry_out(f"{identifier}:{step}", shop, asked.buyer, asked.change)

        def record(unit: Unit) -> None:
            self._orders.settle(unit, shop, identifier, step, outcome)

        return record

    async def _asked(self, shop: ShopId, identifier: ChangeSetId, step: int) -> RecordedChange | None:
        changes = await self._database.read(
            lambda unit: self._orders.changes(unit, shop, identifier), frozenset({shop})
        )
        return next((change for change in changes if change.step == step), None)
