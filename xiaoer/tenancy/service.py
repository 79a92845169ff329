"""The verbs of tenancy, by what they are about. Each takes the unit of work; none opens one."""

import secrets
from collections.abc import Callable

from xiaoer.base.ids import Ids
from xiaoer.tenancy.keys import Keys
from xiaoer.tenancy.people import People
from xiaoer.tenancy.sessions import Sessions
from xiaoer.tenancy.shops import Shops
from xiaoer.tenancy.trail import Trail

__all__ = ["Keys", "People", "Sessions", "Shops", "Tenancy", "Trail"]


class Tenancy:
    """Shops, people, sessions, keys, and the trail that each of them writes.

    `secret` gives a fresh URL-safe secret of 32 random bytes (widget secrets, site keys).
    """

    def __init__(self, ids: Ids, secret: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> None:
        self.trail = Trail(ids)
        self.shops = Shops(ids, self.trail, secret)
        self.people = People(ids, self.trail, self.shops)
        self.sessions = Sessions(self.trail)
        self.keys = Keys(ids, self.trail, self.shops)
