"""Tables of people: staff, their grants, and the roles that merchants made."""

from collections.abc import Iterable
from typing import Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    or_,
    select,
    text,
    update,
)

from xiaoer.base.ids import MerchantId, RoleId, ShopId, StaffId
from xiaoer.infra.database.statement import Row, Statement, metadata
from xiaoer.infra.database.unit import Unit
from xiaoer.infra.database.upsert import insert_or_ignore
from xiaoer.tenancy.model import Grant, Permission, Permissions, Role, Shop, Staff
from xiaoer.tenancy.roles import BUILT_IN_ROLES
from xiaoer.tenancy.store import IN_POSTGRESQL, IN_SQLITE, shop_of, shops

staff = Table(
    "staff",
    metadata,
    Column("id", Text, primary_key=True),
    Column("merchant_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("login", Text, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("active", Integer, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)
Index("staff_merchant", staff.c.merchant_id, staff.c.id)
staff_grants = Table(
    "staff_grants",
    metadata,
    Column("staff_id", Text, primary_key=True),
    Column("merchant_id", Text, primary_key=True),
    Column("shop_id", Text, primary_key=True),
    Column("role_id", Text, primary_key=True),
)
Index("staff_grants_shop", staff_grants.c.shop_id)
roles = Table(
    "roles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("merchant_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("permissions", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)
Index("roles_name", roles.c.merchant_id, roles.c.name, unique=True)

_s, _g = staff.c, staff_grants.c
_PEOPLE = (_s.id, _s.merchant_id, _s.name, _s.login, _s.language, _s.active)

ADD_STAFF: Final = insert_or_ignore(staff, ["login"])
STAFF: Final = Statement(select(*_PEOPLE).where(_s.id == bindparam("id")))
STAFF_OF_LOGIN: Final = Statement(select(*_PEOPLE, _s.password_hash).where(_s.login == bindparam("login")))
STAFF_WITH_PASSWORD: Final = Statement(select(*_PEOPLE, _s.password_hash).where(_s.id == bindparam("id")))
CHANGE_STAFF: Final = Statement(
    update(staff)
    .where(_s.id == bindparam("of_id"))
    .values(name=bindparam("name"), language=bindparam("language"), active=bindparam("active"))
)
SET_PASSWORD: Final = Statement(
    update(staff).where(_s.id == bindparam("of_id")).values(password_hash=bindparam("password_hash"))
)

ADD_GRANT: Final = insert_or_ignore(staff_grants, ["staff_id", "merchant_id", "shop_id", "role_id"])
REMOVE_GRANT: Final = Statement(
    delete(staff_grants).where(
        _g.staff_id == bindparam("staff_id"),
        _g.merchant_id == bindparam("merchant_id"),
        _g.shop_id == bindparam("shop_id"),
        _g.role_id == bindparam("role_id"),
    )
)
GRANTS: Final = Statement(
    select(_g.merchant_id, _g.shop_id, _g.role_id)
    .where(_g.staff_id == bindparam("staff_id"))
    .order_by(_g.merchant_id, _g.shop_id, _g.role_id)
)
_of_person = _g.staff_id == bindparam("staff_id")
SHOPS_OF_STAFF: Final = Statement(
    select(shops)
    .where(
        or_(
            shops.c.shop_id.in_(select(_g.shop_id).where(_of_person, _g.shop_id != "")),
            shops.c.merchant_id.in_(
                select(_g.merchant_id).where(_of_person, _g.shop_id == "", _g.merchant_id != "")
            ),
            exists().where(_of_person, _g.merchant_id == ""),
        )
    )
    .order_by(shops.c.shop_id)
)
_people = (
    select(*_PEOPLE)
    .where(_s.id > bindparam("after"))
    .order_by(_s.id)
    .limit(bindparam("limit", type_=Integer))
)
PEOPLE_EVERYWHERE: Final = Statement(_people)
_PEOPLE_OF: Final = (
    "({home} OR staff.id IN (SELECT staff_grants.staff_id FROM staff_grants WHERE {shop}"
    " OR (staff_grants.shop_id = '' AND {merchant})))"
)
PEOPLE: Final = Statement(
    *(
        _people.where(
            text(
                _PEOPLE_OF.format(
                    home=form.format(column="staff.merchant_id", name="merchants"),
                    shop=form.format(column="staff_grants.shop_id", name="shops"),
                    merchant=form.format(column="staff_grants.merchant_id", name="merchants"),
                )
            )
        )
        for form in (IN_SQLITE, IN_POSTGRESQL)
    )
)

ADD_ROLE: Final = insert_or_ignore(roles, ["merchant_id", "name"])
ROLE: Final = Statement(select(roles).where(roles.c.id == bindparam("id")))
ROLE_NAMED: Final = Statement(
    select(roles).where(roles.c.merchant_id == bindparam("merchant_id"), roles.c.name == bindparam("name"))
)
ROLES_OF_MERCHANT: Final = Statement(
    select(roles).where(roles.c.merchant_id == bindparam("merchant_id")).order_by(roles.c.name)
)

_permissions = msgspec.json.Decoder(frozenset[Permission]).decode


def staff_of(row: Row) -> Staff:
    """Return the person of a row."""
    staff_id, merchant, name, login, language, active = row[:6]
    return Staff(
        StaffId(str(staff_id)), MerchantId(str(merchant)), str(name), str(login), str(language), bool(active)
    )


def role_of(row: Row) -> Role:
    """Return the role of a row."""
    role_id, merchant, name, permissions, _ = row
    return Role(RoleId(str(role_id)), MerchantId(str(merchant)), str(name), _permissions(str(permissions)))


def grants_of(unit: Unit, person: StaffId) -> tuple[Grant, ...]:
    """Return every grant of a person."""
    rows = unit.all(GRANTS, {"staff_id": person})
    return tuple(
        Grant(MerchantId(str(merchant)), ShopId(str(shop)), RoleId(str(role)))
        for merchant, shop, role in rows
    )


def shops_of(unit: Unit, person: StaffId) -> list[Shop]:
    """Return every shop that the grants of a person reach."""
    return [shop_of(row) for row in unit.all(SHOPS_OF_STAFF, {"staff_id": person})]


def role(unit: Unit, role_id: RoleId) -> Role | None:
    """Return a role, built in or made by a merchant."""
    built_in = BUILT_IN_ROLES.get(role_id)
    if built_in is not None:
        return built_in
    row = unit.one(ROLE, {"id": role_id})
    return role_of(row) if row is not None else None


def permissions_of(unit: Unit, grants: Iterable[Grant]) -> dict[RoleId, Permissions]:
    """Return the permissions of every role that is granted."""
    found = {role_id: role(unit, role_id) for role_id in {grant.role for grant in grants}}
    return {role_id: known.permissions for role_id, known in found.items() if known is not None}
