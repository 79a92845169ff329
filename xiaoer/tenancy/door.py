"""The door: logs people in and out, and tells who a token is. Opens the units that this takes."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from xiaoer.base.clock import Clock
from xiaoer.base.errors import XiaoerError, invalid
from xiaoer.base.ids import StaffId
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.infra.http.limits import Limiter, Rate
from xiaoer.tenancy.model import Caller, Shop, Staff
from xiaoer.tenancy.passwords import Passwords
from xiaoer.tenancy.rules import login_of, weakness
from xiaoer.tenancy.service import Tenancy
from xiaoer.tenancy.sessions import Credentials

SESSION_PREFIX: Final = "xs_"
KEY_PREFIX: Final = "xk_"

# Somebody who mistypes gets ten tries at once from his place; a login as a whole a hundred, so that a
# stranger elsewhere can neither guess for long nor lock its owner out.
_PER_PLACE: Final = Rate(burst=10, refill_ms=30_000)
_PER_LOGIN: Final = Rate(burst=100, refill_ms=10_000)


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was just opened; the token is shown here and never again."""

    token: str
    expires_ms: int
    staff: Staff
    caller: Caller
    shops: tuple[Shop, ...]


class Door:
    """Passwords are checked between two units, never inside one: a check takes 50 ms."""

    def __init__(self, database: Database, tenancy: Tenancy, passwords: Passwords, clock: Clock) -> None:
        self._database = database
        self._tenancy = tenancy
        self._passwords = passwords
        self._clock = clock
        self._per_place = Limiter(_PER_PLACE)
        self._per_login = Limiter(_PER_LOGIN)

    async def log_in(self, login: str, password: str, place: str) -> Opened:
        """Open a session. `place` is the network address. 401 `wrong_login`, 429 after too many tries."""
        key = login_of(login) or "?"
        here = f"{key} {place}"
        self._per_place.require(here, self._clock.now_ms())
        self._per_login.require(key, self._clock.now_ms())
        sessions = self._tenancy.sessions
        known = await self._database.read(lambda unit: sessions.credentials(unit, login), EVERY_SHOP)
        if not await self._passwords.fits(known.password_hash if known else None, password) or known is None:
            if known is not None:
                person = known.staff.id
                await self._database.write(lambda unit: sessions.refuse(unit, person), EVERY_SHOP)
            raise wrong_login()
        self._per_place.give_back(here)  # only wrong tries are counted
        self._per_login.give_back(key)
        better = (
            await self._passwords.hash(password) if self._passwords.is_weak(known.password_hash) else None
        )
        return await self._open(known, better)

    async def log_out(self, token: str) -> None:
        """End the session of a token; doing it twice changes nothing."""
        digest = hashed(token)
        sessions = self._tenancy.sessions
        await self._database.write(lambda unit: sessions.close(unit, digest), EVERY_SHOP)

    async def identify(self, token: str) -> Caller | None:
        """Return who a session token or an API key is, None for anything else."""
        digest = hashed(token)
        if token.startswith(KEY_PREFIX):
            keys = self._tenancy.keys
            return await self._database.read(lambda unit: keys.identify(unit, digest), EVERY_SHOP)
        if not token.startswith(SESSION_PREFIX):
            return None
        sessions = self._tenancy.sessions
        found = await self._database.read(lambda unit: sessions.identify(unit, digest), EVERY_SHOP)
        if found is None:
            return None
        if found.renewal:
            await self._database.write(lambda unit: sessions.renew(unit, digest), EVERY_SHOP)
        return found.caller

    async def change_password(self, person: StaffId, old: str, new: str) -> None:
        """Change one's own password and end one's sessions. 401 for a wrong old one, 422 for a weak one."""
        sessions = self._tenancy.sessions
        known = await self._database.read(lambda unit: sessions.own_credentials(unit, person), EVERY_SHOP)
        if known is None:
            raise wrong_login()
        self._per_login.require(known.staff.login, self._clock.now_ms())
        if not await self._passwords.fits(known.password_hash, old):
            raise wrong_login()
        digest = await self.accepted(new, known.staff.login)
        await self._database.write(lambda unit: sessions.set_password(unit, person, digest), EVERY_SHOP)

    async def accepted(self, password: str, login: str) -> str:
        """Return the hash of a new password; 422 `weak_password` that says how to choose a better one."""
        advice = weakness(password, login)
        if advice is not None:
            raise invalid("weak_password", advice)
        return await self._passwords.hash(password)

    async def _open(self, known: Credentials, better_hash: str | None) -> Opened:
        token = new_token(SESSION_PREFIX)
        digest = hashed(token)
        sessions, person = self._tenancy.sessions, known.staff

        def work(unit: Unit) -> Opened:
            if better_hash is not None:
                sessions.set_password(unit, person.id, better_hash, rehashed=True)
            expires_ms = sessions.open(unit, person.id, digest)
            caller, shops = sessions.caller(unit, person)
            return Opened(token, expires_ms, person, caller, tuple(shops))

        return await self._database.write(work, EVERY_SHOP)


def new_token(prefix: str) -> str:
    """Return a fresh secret token: the prefix and 32 random bytes, URL-safe."""
    return prefix + secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return what is kept of a token. Plain SHA-256 is enough: 32 random bytes cannot be guessed."""
    return sha256(token.encode()).hexdigest()


def wrong_login() -> XiaoerError:
    """Return the 401 that tells a wrong login and a wrong password alike."""
    return XiaoerError("wrong_login", 401, "Login or password is wrong.")
