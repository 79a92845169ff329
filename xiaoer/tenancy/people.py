"""People: accounts, roles and grants. Nobody gives, or takes, more than he has himself."""

from collections.abc import Iterable
from dataclasses import replace

from xiaoer.base.errors import XiaoerError, conflict, invalid, not_found
from xiaoer.base.ids import Ids, MerchantId, RoleId, ShopId, StaffId
from xiaoer.facts.tenancy import GrantChanged, RoleCreated, StaffChanged, StaffCreated
from xiaoer.infra.database.statement import Value
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.model import (
    NOTHING,
    Caller,
    Grant,
    Permission,
    Permissions,
    Role,
    Staff,
    permission_missing,
)
from xiaoer.tenancy.roles import BUILT_IN_ROLES
from xiaoer.tenancy.rules import (
    LANGUAGES,
    allowed_by,
    holds_in,
    login_of,
    may_change_person,
    may_grant,
)
from xiaoer.tenancy.shops import Shops
from xiaoer.tenancy.store import json_list
from xiaoer.tenancy.store_access import END_SESSIONS_OF
from xiaoer.tenancy.store_people import (
    ADD_GRANT,
    ADD_ROLE,
    ADD_STAFF,
    CHANGE_STAFF,
    PEOPLE,
    PEOPLE_EVERYWHERE,
    REMOVE_GRANT,
    ROLE_NAMED,
    ROLES_OF_MERCHANT,
    SET_PASSWORD,
    STAFF,
    STAFF_OF_LOGIN,
    grants_of,
    permissions_of,
    role,
    role_of,
    shops_of,
    staff_of,
)
from xiaoer.tenancy.trail import Trail

_NO_SHOP = ShopId("")


class People:
    """Staff accounts, what they may do where, and the roles that say it."""

    def __init__(self, ids: Ids, trail: Trail, shops: Shops) -> None:
        self._ids = ids
        self._trail = trail
        self._shops = shops

    def create(
        self,
        unit: Unit,
        caller: Caller,
        merchant: MerchantId,
        *,
        name: str,
        login: str,
        password_hash: str,
        language: str = "zh-CN",
        grants: Iterable[Grant] = (),
    ) -> Staff:
        """Make an account, managed by `merchant` (empty: the platform), with these grants.

        409 `login_taken` when the login exists; 422 `bad_login`; 403 for grants beyond the caller's own.
        """
        caller.require_anywhere(Permission.STAFF_MANAGE)
        self._require_home(unit, caller, merchant)
        accepted = login_of(login)
        if accepted is None:
            raise invalid(
                "bad_login", "A login is 3 to 64 of a-z, 0-9, . _ @ + -, and starts with a-z or 0-9."
            )
        person = Staff(StaffId(self._ids.new("stf")), merchant, name, accepted, _checked_language(language))
        row: dict[str, Value] = {
            "id": person.id,
            "merchant_id": merchant,
            "name": name,
            "login": accepted,
            "password_hash": password_hash,
            "language": language,
            "active": 1,
            "created_ms": unit.now_ms,
        }
        if not unit.run(ADD_STAFF, row):
            raise conflict(
                "login_taken", "This login exists. Leave the password out to give that person your shops."
            )
        self._trail.record(unit, caller, "staff_created", "staff", person.id, merchant=merchant)
        unit.tell(_NO_SHOP, StaffCreated(person.id, merchant))
        for grant in grants:
            self.grant(unit, caller, person.id, grant)
        return person

    def hire(self, unit: Unit, caller: Caller, login: str, grants: Iterable[Grant]) -> Staff:
        """Give somebody who has an account (at an outsourcer, say) roles in the caller's shops.

        404 when the login is unknown.
        """
        caller.require_anywhere(Permission.STAFF_MANAGE)
        wanted = tuple(grants)
        if not wanted:
            raise invalid("no_grants", "Say which role the person gets in which shop.")
        row = unit.one(STAFF_OF_LOGIN, {"login": login_of(login) or ""})
        if row is None:
            raise not_found("staff", login)
        person = staff_of(row)
        for grant in wanted:
            self.grant(unit, caller, person.id, grant)
        return person

    def change(
        self,
        unit: Unit,
        caller: Caller,
        person: StaffId,
        *,
        name: str | None = None,
        language: str | None = None,
        active: bool | None = None,
        password_hash: str | None = None,
    ) -> Staff:
        """Change what is given; None leaves it. A new password or a stop ends the person's sessions.

        Needs staff.manage for the merchant that manages the account, and nothing that the person may do
        there may be beyond the caller; for a new password, nothing that he may do anywhere.
        """
        was = self.get(unit, caller, person)
        if Permission.STAFF_MANAGE not in _at_home(caller, was.merchant):
            raise permission_missing(Permission.STAFF_MANAGE)
        grants = grants_of(unit, person)
        if not may_change_person(
            caller, was, grants, permissions_of(unit, grants), password_hash is not None
        ):
            raise _beyond()
        now = replace(
            was,
            name=was.name if name is None else name,
            language=was.language if language is None else _checked_language(language),
            active=was.active if active is None else active,
        )
        fields = self._save(unit, was, now, password_hash)
        if fields:
            self._trail.record(
                unit, caller, "staff_changed", "staff", person, merchant=was.merchant, detail=" ".join(fields)
            )
            unit.tell(_NO_SHOP, StaffChanged(person, fields))
        return now

    def set_grants(self, unit: Unit, caller: Caller, person: StaffId, grants: Iterable[Grant]) -> None:
        """Make `grants` the person's roles wherever the caller manages staff; elsewhere nothing changes."""
        self.get(unit, caller, person)
        wanted = frozenset(grants)
        had = frozenset(grants_of(unit, person))
        for grant in sorted(had - wanted, key=_order):
            if Permission.STAFF_MANAGE in holds_in(caller, grant):
                self.take(unit, caller, person, grant)
        for grant in sorted(wanted - had, key=_order):
            self.grant(unit, caller, person, grant)

    def grant(self, unit: Unit, caller: Caller, person: StaffId, grant: Grant) -> None:
        """Give a role; twice changes nothing. 404 for a strange shop or role, 403 beyond the caller's own."""
        self._require_grantable(unit, caller, grant)
        if unit.run(ADD_GRANT, _grant_row(person, grant)):
            self._tell_grant(unit, caller, person, grant, granted=True)

    def take(self, unit: Unit, caller: Caller, person: StaffId, grant: Grant) -> None:
        """Take a role away; taking it twice changes nothing. 403 when it allows more than the caller has."""
        self._require_grantable(unit, caller, grant)
        if unit.run(REMOVE_GRANT, _grant_row(person, grant)):
            self._tell_grant(unit, caller, person, grant, granted=False)

    def get(self, unit: Unit, caller: Caller, person: StaffId) -> Staff:
        """Return a person whom the caller may see: himself, or one whom he manages somewhere; else 404."""
        row = unit.one(STAFF, {"id": person})
        if row is None:
            raise not_found("staff", person)
        found = staff_of(row)
        seen = found.id == caller.id or Permission.STAFF_MANAGE in _at_home(caller, found.merchant)
        if not seen and not self.grants(unit, caller, person):
            raise not_found("staff", person)
        return found

    def may(self, unit: Unit, person: StaffId, shop: ShopId, permission: Permission) -> bool:
        """Return whether a person has the permission in a shop, and still works there."""
        row = unit.one(STAFF, {"id": person})
        if row is None or not staff_of(row).active:
            return False
        grants = grants_of(unit, person)
        known = {found.id: found.merchant for found in shops_of(unit, person)}
        per_shop, _, platform = allowed_by(grants, permissions_of(unit, grants), known)
        return permission in (platform | per_shop.get(shop, NOTHING))

    def name(self, unit: Unit, person: StaffId) -> str:
        """Return a colleague's name for a screen that shows what they did, empty when unknown."""
        row = unit.one(STAFF, {"id": person})
        return staff_of(row).name if row is not None else ""

    def grants(self, unit: Unit, caller: Caller, person: StaffId) -> tuple[Grant, ...]:
        """Return the person's grants where the caller manages staff; the others are not his business."""
        return tuple(
            grant for grant in grants_of(unit, person) if Permission.STAFF_MANAGE in holds_in(caller, grant)
        )

    def page(self, unit: Unit, caller: Caller, after: str | None, limit: int) -> list[Staff]:
        """Return the people whom the caller manages, oldest account first; 403 when he manages none."""
        managing = Permission.STAFF_MANAGE
        caller.require_anywhere(managing)
        place: dict[str, Value] = {"after": after or "", "limit": limit}
        if managing in caller.platform:
            return [staff_of(row) for row in unit.all(PEOPLE_EVERYWHERE, place)]
        merchants = [merchant for merchant, held in caller.merchants.items() if managing in held]
        lists = {"shops": json_list(sorted(caller.shops_with(managing))), "merchants": json_list(merchants)}
        return [staff_of(row) for row in unit.all(PEOPLE, {**place, **lists})]

    def roles(self, unit: Unit, caller: Caller) -> list[Role]:
        """Return the built-in roles and those of the caller's merchants."""
        merchants = set(caller.merchants) | {
            merchant for shop, merchant in self._shops.every_id(unit) if shop in caller.grants
        }
        own = [
            role_of(row)
            for merchant in sorted(merchants)
            for row in unit.all(ROLES_OF_MERCHANT, {"merchant_id": merchant})
        ]
        return [*BUILT_IN_ROLES.values(), *own]

    def create_role(
        self, unit: Unit, caller: Caller, merchant: MerchantId, name: str, permissions: Permissions
    ) -> Role:
        """Make a role; the same again gives the same, 409 when the name means other permissions."""
        caller.require_merchant(merchant, Permission.STAFF_MANAGE)
        if not permissions <= caller.in_merchant(merchant):
            raise _beyond()
        if RoleId(name) in BUILT_IN_ROLES:
            raise conflict("name_taken", "A built-in role has this name.")
        made = Role(RoleId(self._ids.new("rol")), merchant, name, permissions)
        row: dict[str, Value] = {
            "id": made.id,
            "merchant_id": merchant,
            "name": name,
            "permissions": json_list(sorted(permissions)),
            "created_ms": unit.now_ms,
        }
        if unit.run(ADD_ROLE, row):
            self._trail.record(unit, caller, "role_created", "role", made.id, merchant=merchant)
            unit.tell(_NO_SHOP, RoleCreated(made.id, merchant))
            return made
        known = unit.one(ROLE_NAMED, {"merchant_id": merchant, "name": name})
        found = role_of(known) if known is not None else made
        if found.permissions != permissions:
            raise conflict("name_taken", "The merchant has a role of this name with other permissions.")
        return found

    def _save(self, unit: Unit, was: Staff, now: Staff, password_hash: str | None) -> tuple[str, ...]:
        fields = [
            field for field in ("name", "language", "active") if getattr(was, field) != getattr(now, field)
        ]
        if fields:
            changed: dict[str, Value] = {
                "name": now.name,
                "language": now.language,
                "active": int(now.active),
            }
            unit.run(CHANGE_STAFF, {"of_id": now.id, **changed})
        if password_hash is not None:
            unit.run(SET_PASSWORD, {"of_id": now.id, "password_hash": password_hash})
            fields.append("password")
        if fields and (password_hash is not None or not now.active):
            unit.run(END_SESSIONS_OF, {"staff_id": now.id})
        return tuple(fields)

    def _require_home(self, unit: Unit, caller: Caller, merchant: MerchantId) -> None:
        if not merchant:
            if Permission.STAFF_MANAGE not in caller.platform:
                raise permission_missing(Permission.STAFF_MANAGE)
            return
        caller.require_merchant(merchant, Permission.STAFF_MANAGE)
        self._shops.merchant(unit, merchant)

    def _require_grantable(self, unit: Unit, caller: Caller, grant: Grant) -> None:
        held = holds_in(caller, grant)
        if not held:
            raise not_found("shop", grant.shop or grant.merchant)
        if grant.shop and self._shops.get(unit, grant.shop).merchant != grant.merchant:
            raise not_found("shop", grant.shop)
        found = role(unit, grant.role)
        if found is None or found.merchant not in ("", grant.merchant):
            raise not_found("role", grant.role)
        if Permission.STAFF_MANAGE not in held:
            raise permission_missing(Permission.STAFF_MANAGE)
        if not may_grant(caller, grant, found.permissions):
            raise _beyond()

    def _tell_grant(
        self, unit: Unit, caller: Caller, person: StaffId, grant: Grant, *, granted: bool
    ) -> None:
        self._trail.record(
            unit,
            caller,
            "role_granted" if granted else "role_taken",
            "staff",
            person,
            shop=grant.shop,
            merchant=grant.merchant,
            detail=grant.role,
        )
        unit.tell(grant.shop, GrantChanged(person, grant.merchant, grant.shop, grant.role, granted))


def _at_home(caller: Caller, merchant: MerchantId) -> Permissions:
    return caller.in_merchant(merchant) if merchant else caller.platform


def _grant_row(person: StaffId, grant: Grant) -> dict[str, Value]:
    return {
        "staff_id": person,
        "merchant_id": grant.merchant,
        "shop_id": grant.shop,
        "role_id": grant.role,
    }


def _order(grant: Grant) -> tuple[str, str, str]:
    return grant.merchant, grant.shop, grant.role


def _checked_language(language: str) -> str:
    if language not in LANGUAGES:
        raise invalid("bad_language", f"The language is one of {', '.join(LANGUAGES)}.")
    return language


def _beyond() -> XiaoerError:
    return XiaoerError("beyond_your_own", 403, "This is more than you may do yourself. Ask somebody who may.")
