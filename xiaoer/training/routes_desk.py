"""What all routes of the trainer's desk share: who calls, what is read, what is changed and written down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query

from xiaoer.base.ids import ShopId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.http.caller import identified_as
from xiaoer.tenancy.model import Caller, Permission
from xiaoer.tenancy.service import Tenancy
from xiaoer.training.service import Training

By = Annotated[Caller, Depends(identified_as(Caller))]
Q = Annotated[str, Query(max_length=100)]
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class TrainingDesk:
    """What the routes need, bound once. `keep` writes an upload down and gives (plain name, digest)."""

    database: Database
    training: Training
    tenancy: Tenancy
    keep: Callable[[str, bytes], tuple[str, str]]

    async def read(self, caller: Caller, shop_id: str, work: Callable[[Unit, ShopId], _Made]) -> _Made:
        """Read something of a shop whose knowledge the caller may see."""
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_READ)
        return await self.database.read(lambda unit: work(unit, shop), frozenset({shop}))

    async def change(
        self,
        caller: Caller,
        shop_id: str,
        act: str,
        of: tuple[str, str],
        work: Callable[[Unit, ShopId], _Made],
    ) -> _Made:
        """Change something of a shop whose knowledge the caller may edit, and write the act down.

        `of` is the kind and the id of the thing.
        """
        shop = ShopId(shop_id)
        caller.require(shop, Permission.KNOWLEDGE_EDIT)

        def do(unit: Unit) -> _Made:
            made = work(unit, shop)
            self.tenancy.trail.record(unit, caller, act, of[0], of[1], shop=shop)
            return made

        return await self.database.write(do, frozenset({shop}))
