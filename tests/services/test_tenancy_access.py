"""Tenancy on a real database: sessions, keys, the audit trail."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from tests.tenants import (
    AGENT,
    CHEAP,
    GOOD,
    MANAGER,
    NO_SHOP,
    P,
    Tenants,
    refused,
    two_merchants,
)
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import StaffId, UlidIds
from xiaoer.facts.tenancy import KeyRevoked
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.door import Opened, hashed
from xiaoer.tenancy.model import (
    SYSTEM,
    ApiKey,
    Caller,
    Grant,
    Permission,
)


@pytest.fixture
def house(database: Database, still_clock: StillClock, ids: UlidIds) -> Iterator[Tenants]:
    with two_merchants(database, still_clock, ids) as house:
        yield house


def log_in(house: Tenants, login: str, password: str = GOOD, place: str = "192.0.2.1") -> Opened:
    return asyncio.run(house.door.log_in(login, password, place))


def identify(house: Tenants, token: str) -> Caller | None:
    return asyncio.run(house.door.identify(token))


def test_logging_in_opens_a_session(house: Tenants) -> None:
    person = house.person("anna", Grant(house.one.id, house.shop.id, AGENT))
    opened = log_in(house, "ANNA")
    caller = identify(house, opened.token)
    assert caller == house.caller(person)
    assert [shop.id for shop in opened.shops] == [house.shop.id]
    assert opened.expires_ms == house.clock.now_ms() + 7 * 24 * 3_600_000
    assert house.acts()[0] == "logged_in"


def test_the_token_itself_is_in_no_table(house: Tenants) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    assert hashed(token) != token
    assert identify(house, hashed(token)) is None


def test_a_wrong_login_and_a_wrong_password_look_alike(house: Tenants) -> None:
    house.person("anna")
    assert refused(lambda: log_in(house, "anna", "wrong")) == (401, "wrong_login")
    assert refused(lambda: log_in(house, "nobody")) == (401, "wrong_login")
    assert refused(lambda: log_in(house, "' OR 1=1 --")) == (401, "wrong_login")
    assert house.acts().count("login_refused") == 1


def test_guessing_is_slowed_for_its_place_and_the_owner_still_gets_in(house: Tenants) -> None:
    house.person("anna")
    answers = [refused(lambda: log_in(house, "anna", "wrong", "198.51.100.7"))[0] for _ in range(12)]
    assert answers == [401] * 10 + [429] * 2
    assert log_in(house, "anna", place="192.0.2.1").token
    house.clock.advance(timedelta(seconds=30))
    assert refused(lambda: log_in(house, "anna", "wrong", "198.51.100.7"))[0] == 401


def test_logging_in_often_is_no_guessing(house: Tenants) -> None:
    house.person("anna")
    assert len({log_in(house, "anna").token for _ in range(15)}) == 15


def test_logging_out_ends_the_session_and_twice_changes_nothing(house: Tenants) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    asyncio.run(house.door.log_out(token))
    asyncio.run(house.door.log_out(token))
    assert identify(house, token) is None
    assert house.acts().count("logged_out") == 1


def test_a_session_slides_while_it_is_used_and_ends_when_it_is_not(house: Tenants) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    for _ in range(4):
        house.clock.advance(timedelta(days=6))
        assert identify(house, token) is not None
    house.clock.advance(timedelta(days=6, hours=1))
    assert identify(house, token) is None  # thirty days are the most


def test_an_unused_session_ends(house: Tenants) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    house.clock.advance(timedelta(days=7))
    assert identify(house, token) is None


def test_losing_a_grant_counts_at_once(house: Tenants) -> None:
    grant = Grant(house.one.id, house.shop.id, AGENT)
    person = house.person("anna", grant)
    token = log_in(house, "anna").token
    house.do(lambda unit: house.tenancy.people.take(unit, SYSTEM, person.id, grant))
    caller = identify(house, token)
    assert caller is not None
    assert caller.shops == frozenset()


@pytest.mark.parametrize("change", [{"active": False}, {"password_hash": CHEAP.hash("another good one")}])
def test_stopping_somebody_or_a_new_password_ends_his_sessions(
    house: Tenants, change: dict[str, object]
) -> None:
    person = house.person("anna")
    token = log_in(house, "anna").token
    house.do(lambda unit: house.tenancy.people.change(unit, SYSTEM, person.id, **change))  # type: ignore[arg-type]  # a table of cases
    assert identify(house, token) is None
    assert refused(lambda: log_in(house, "anna")) == (401, "wrong_login")


def test_ones_own_password(house: Tenants) -> None:
    person = house.person("anna")
    token = log_in(house, "anna").token

    def change(old: str, new: str) -> None:
        asyncio.run(house.door.change_password(person.id, old, new))

    assert refused(lambda: change("wrong", "another good one")) == (401, "wrong_login")
    assert refused(lambda: change(GOOD, "12345678")) == (422, "weak_password")
    change(GOOD, "another good one")
    assert identify(house, token) is None
    assert log_in(house, "anna", "another good one").token


def test_a_password_hashed_with_old_costs_is_hashed_anew(house: Tenants) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(GOOD)
    person = house.person("anna")
    house.do(lambda unit: house.tenancy.sessions.set_password(unit, person.id, old, rehashed=True))
    log_in(house, "anna")
    known = house.do(lambda unit: house.tenancy.sessions.own_credentials(unit, person.id))
    assert known is not None
    assert not CHEAP.check_needs_rehash(known.password_hash)


@pytest.mark.parametrize("token", ["", "xs_", "xk_", "xp_abc", "nonsense", "xs_" + "a" * 43])
def test_any_other_token_is_nobody(house: Tenants, token: str) -> None:
    assert identify(house, token) is None


def make_key(house: Tenants, caller: Caller, name: str = "erp", *permissions: Permission) -> ApiKey:
    wanted = frozenset(permissions or (P.ORDERS_READ,))
    return house.do(
        lambda unit: house.tenancy.keys.create(
            unit,
            caller,
            name=name,
            shops=[house.shop.id],
            permissions=wanted,
            key_hash=hashed(f"xk_{name}"),
        )
    )


def test_a_key_is_a_caller_with_its_shops_and_permissions(house: Tenants) -> None:
    key = make_key(house, house.owner())
    caller = identify(house, "xk_erp")
    assert caller is not None
    assert (caller.kind, caller.id, caller.grants) == ("api_key", key.id, {house.shop.id: {P.ORDERS_READ}})
    assert caller.merchants == {}


def test_a_revoked_key_is_nobody_and_twice_changes_nothing(house: Tenants) -> None:
    owner = house.owner()
    key = make_key(house, owner)

    def revoke(unit: Unit) -> list[object]:
        house.tenancy.keys.revoke(unit, owner, key.id)
        return [told.fact for told in unit.told]

    assert house.do(revoke) == [KeyRevoked(key.id, house.one.id)]
    assert house.do(revoke) == []
    assert identify(house, "xk_erp") is None
    (listed,) = house.do(lambda unit: house.tenancy.keys.list(unit, owner))
    assert listed.revoked_ms == house.clock.now_ms()


def test_a_name_is_taken_while_its_key_lives(house: Tenants) -> None:
    owner = house.owner()
    key = make_key(house, owner)
    assert refused(lambda: make_key(house, owner)) == (409, "name_taken")
    house.do(lambda unit: house.tenancy.keys.revoke(unit, owner, key.id))
    with pytest.raises(Exception, match=r"(?i)unique"):  # the same secret is never drawn twice
        make_key(house, owner)


def test_who_may_not_make_or_revoke_keys(house: Tenants) -> None:
    owner, stranger = house.owner(), house.stranger()
    manager = house.caller(house.person("boss", Grant(house.one.id, NO_SHOP, MANAGER)))
    assert refused(lambda: make_key(house, stranger)) == (404, "shop_not_found")
    assert refused(lambda: make_key(house, manager)) == (403, "permission_missing")
    assert refused(lambda: make_key(house, owner, "x", P.STAFF_MANAGE)) == (403, "beyond_your_own")
    key = make_key(house, owner)
    revoke = house.tenancy.keys.revoke
    assert refused(lambda: house.do(lambda unit: revoke(unit, stranger, key.id))) == (
        404,
        "api_key_not_found",
    )
    assert refused(lambda: house.do(lambda unit: revoke(unit, manager, key.id)))[0] == 403
    assert refused(lambda: house.do(lambda unit: house.tenancy.keys.list(unit, manager)))[0] == 403
    assert house.do(lambda unit: house.tenancy.keys.list(unit, stranger)) == []


def test_the_trail_is_read_by_who_may_and_shows_no_other_shop(house: Tenants) -> None:
    owner, stranger = house.owner(), house.stranger()
    agent = house.caller(house.person("agent", Grant(house.one.id, house.shop.id, AGENT)))
    trail = house.tenancy.trail
    house.do(lambda unit: trail.record(unit, agent, "buyer_unmasked", "buyer", "b1", shop=house.shop.id))
    assert house.acts(owner)[0] == "buyer_unmasked"
    assert house.acts(owner, house.shop.id)[0] == "buyer_unmasked"
    assert "buyer_unmasked" not in house.acts(stranger)
    assert refused(lambda: house.acts(stranger, house.shop.id)) == (404, "shop_not_found")
    assert refused(lambda: house.acts(agent)) == (403, "permission_missing")
    (line,) = house.do(lambda unit: trail.read(unit, owner, house.shop.id, None, 1))
    assert (line.caller, line.caller_name, line.of, line.merchant) == (agent.id, "agent", "b1", house.one.id)


def test_the_trail_is_read_page_by_page(house: Tenants) -> None:
    owner = house.owner()
    trail = house.tenancy.trail
    everything = house.do(lambda unit: trail.read(unit, owner, None, None, 100))
    pages, before = [], None
    while page := house.do(lambda unit, before=before: trail.read(unit, owner, None, before, 2)):
        pages += page
        before = page[-1].id
    assert pages == everything
    assert len(everything) >= 4


def test_a_strangers_id_is_nobody(house: Tenants) -> None:
    people = house.tenancy.people
    assert refused(lambda: house.do(lambda unit: people.get(unit, SYSTEM, StaffId("stf_none"))))[0] == 404
