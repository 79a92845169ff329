"""Who a token is: sessions of people, and how a caller is put together from grants."""

from dataclasses import dataclass

from xiaoer.base.ids import StaffId
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.model import SYSTEM, Caller, CallerKind, Shop, Staff
from xiaoer.tenancy.rules import allowed_by, login_of, renewal_due, session_end
from xiaoer.tenancy.store_access import (
    ADD_SESSION,
    END_SESSION,
    END_SESSIONS_OF,
    FORGET_EXPIRED,
    RENEW_SESSION,
    SESSION,
)
from xiaoer.tenancy.store_people import (
    SET_PASSWORD,
    STAFF,
    STAFF_OF_LOGIN,
    STAFF_WITH_PASSWORD,
    grants_of,
    permissions_of,
    shops_of,
    staff_of,
)
from xiaoer.tenancy.trail import Trail


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against, outside of the unit."""

    staff: Staff
    password_hash: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller by session; `renewal` says that the session's end should move on (in its own unit)."""

    caller: Caller
    renewal: bool


class Sessions:
    """Sessions by the hash of their token. The token itself is never in a table or a log."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail

    def credentials(self, unit: Unit, login: str) -> Credentials | None:
        """Return the active person of a login with his password's hash, None when there is none."""
        row = unit.one(STAFF_OF_LOGIN, {"login": login_of(login) or ""})
        if row is None or not staff_of(row).active:
            return None
        return Credentials(staff_of(row), str(row[6]))

    def open(self, unit: Unit, person: StaffId, token_hash: str) -> int:
        """Open a session and return when it ends (epoch ms). The password was checked before."""
        unit.run(FORGET_EXPIRED, {"now_ms": unit.now_ms})
        ends = session_end(unit.now_ms, unit.now_ms)
        row: dict[str, Value] = {
            "token_hash": token_hash,
            "staff_id": person,
            "created_ms": unit.now_ms,
            "expires_ms": ends,
        }
        if unit.run(ADD_SESSION, row):
            self._record(unit, person, "logged_in")
        return ends

    def refuse(self, unit: Unit, person: StaffId) -> None:
        """Note in the trail that somebody tried a wrong password."""
        self._record(unit, person, "login_refused")

    def renew(self, unit: Unit, token_hash: str) -> None:
        """Move the end of a session on; never backwards, and not beyond its longest life."""
        row = unit.one(SESSION, {"token_hash": token_hash, "now_ms": unit.now_ms})
        if row is not None:
            until = session_end(int(row[1] or 0), unit.now_ms)
            unit.run(RENEW_SESSION, {"of_hash": token_hash, "until_ms": until})

    def close(self, unit: Unit, token_hash: str) -> None:
        """End a session; ending it twice changes nothing."""
        row = unit.one(SESSION, {"token_hash": token_hash, "now_ms": unit.now_ms})
        if row is not None:
            unit.run(END_SESSION, {"token_hash": token_hash})
            self._record(unit, StaffId(str(row[0])), "logged_out")

    def identify(self, unit: Unit, token_hash: str) -> Identity | None:
        """Return who a session is. Grants are read anew each time, so that losing one counts at once."""
        session = unit.one(SESSION, {"token_hash": token_hash, "now_ms": unit.now_ms})
        if session is None:
            return None
        found = unit.one(STAFF, {"id": session[0]})
        if found is None or not staff_of(found).active:
            return None
        created_ms, expires_ms = int(session[1] or 0), int(session[2] or 0)
        caller, _ = self.caller(unit, staff_of(found))
        return Identity(caller, renewal_due(expires_ms, created_ms, unit.now_ms))

    def caller(self, unit: Unit, person: Staff) -> tuple[Caller, list[Shop]]:
        """Return the caller that a person is, and the shops that he may see."""
        shops = shops_of(unit, person.id)
        grants = grants_of(unit, person.id)
        per_shop, per_merchant, platform = allowed_by(
            grants, permissions_of(unit, grants), {shop.id: shop.merchant for shop in shops}
        )
        caller = Caller(
            CallerKind.STAFF, person.id, person.name, per_shop, per_merchant, platform, person.language
        )
        return caller, [shop for shop in shops if shop.id in per_shop]

    def own_credentials(self, unit: Unit, person: StaffId) -> Credentials | None:
        """Return a person with the hash that his own password is checked against."""
        row = unit.one(STAFF_WITH_PASSWORD, {"id": person})
        return Credentials(staff_of(row), str(row[6])) if row is not None else None

    def set_password(
        self, unit: Unit, person: StaffId, password_hash: str, *, rehashed: bool = False
    ) -> None:
        """Set a new password and end the person's sessions; `rehashed`: the same one, hashed better."""
        unit.run(SET_PASSWORD, {"of_id": person, "password_hash": password_hash})
        if not rehashed:
            unit.run(END_SESSIONS_OF, {"staff_id": person})
            self._record(unit, person, "password_changed")

    def _record(self, unit: Unit, person: StaffId, act: str) -> None:
        row = unit.one(STAFF, {"id": person})
        if row is not None:
            found = staff_of(row)
            caller = SYSTEM if act == "login_refused" else _self(found)
            self._trail.record(unit, caller, act, "staff", person, merchant=found.merchant)


def _self(person: Staff) -> Caller:
    return Caller(CallerKind.STAFF, person.id, person.name, {}, {})
