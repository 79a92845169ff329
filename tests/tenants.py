"""Two merchants with a shop each on a real database, and the means to ask tenancy."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import pytest
from argon2 import PasswordHasher

from xiaoer.base.clock import StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import MerchantId, RoleId, ShopId, UlidIds
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.tenancy.door import Door
from xiaoer.tenancy.model import (
    SYSTEM,
    Caller,
    Grant,
    Merchant,
    Permission,
    Shop,
    Staff,
)
from xiaoer.tenancy.passwords import Passwords
from xiaoer.tenancy.service import Tenancy

T = TypeVar("T")
P = Permission
OWNER, MANAGER, AGENT = RoleId("owner"), RoleId("manager"), RoleId("agent")
NO_SHOP, PLATFORM = ShopId(""), MerchantId("")
GOOD = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Tenants:
    """Two merchants with a shop each, an owner each, and the means to ask."""

    database: Database
    tenancy: Tenancy
    clock: StillClock
    door: Door
    one: Merchant
    two: Merchant
    shop: Shop
    strange: Shop

    def do(self, work: Callable[[Unit], T]) -> T:
        return self.database.write_now(work, EVERY_SHOP)

    def person(self, login: str, *grants: Grant, merchant: MerchantId | None = None) -> Staff:
        home = self.one.id if merchant is None else merchant
        return self.do(
            lambda unit: self.tenancy.people.create(
                unit, SYSTEM, home, name=login, login=login, password_hash=CHEAP.hash(GOOD), grants=grants
            )
        )

    def caller(self, person: Staff) -> Caller:
        return self.do(lambda unit: self.tenancy.sessions.caller(unit, person)[0])

    def owner(self) -> Caller:
        return self.caller(self.person("owner", Grant(self.one.id, NO_SHOP, OWNER)))

    def stranger(self) -> Caller:
        return self.caller(self.person("stranger", Grant(self.two.id, NO_SHOP, OWNER), merchant=self.two.id))

    def acts(self, caller: Caller = SYSTEM, shop: ShopId | None = None) -> list[str]:
        return self.do(
            lambda unit: [act.act for act in self.tenancy.trail.read(unit, caller, shop, None, 100)]
        )


@contextlib.contextmanager
def two_merchants(database: Database, clock: StillClock, ids: UlidIds) -> Iterator[Tenants]:
    """Open the house, and close its threads afterwards."""
    tenancy = Tenancy(ids)
    passwords = Passwords(CHEAP)

    def found(unit: Unit) -> tuple[Merchant, Merchant, Shop, Shop]:
        one = tenancy.shops.create_merchant(unit, SYSTEM, "一号商家")
        two = tenancy.shops.create_merchant(unit, SYSTEM, "二号商家")
        shop = tenancy.shops.create(unit, SYSTEM, one.id, "一号店")
        strange = tenancy.shops.create(unit, SYSTEM, two.id, "二号店")
        return one, two, shop, strange

    door = Door(database, tenancy, passwords, clock)
    yield Tenants(database, tenancy, clock, door, *database.write_now(found, EVERY_SHOP))
    passwords.close()


def refused(work: Callable[[], object]) -> tuple[int, str]:
    """Return (status, code) of the error that `work` ends with."""
    with pytest.raises(XiaoerError) as error:
        work()
    return error.value.status, error.value.code
