"""Tenancy on a real database: shops, people, grants, sessions, keys, the trail."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import pytest
from argon2 import PasswordHasher

from xiaoer.base.clock import StillClock
from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import MerchantId, RoleId, ShopId, StaffId, UlidIds
from xiaoer.facts.tenancy import GrantChanged, KeyRevoked, ShopCreated
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import EVERY_SHOP, Unit
from xiaoer.tenancy.door import Door, Opened, hashed
from xiaoer.tenancy.model import (
    SYSTEM,
    ApiKey,
    Caller,
    Grant,
    Merchant,
    Permission,
    Persona,
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
class House:
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


@pytest.fixture
def house(database: Database, still_clock: StillClock, ids: UlidIds) -> Iterator[House]:
    tenancy = Tenancy(ids)
    passwords = Passwords(CHEAP)

    def found(unit: Unit) -> tuple[Merchant, Merchant, Shop, Shop]:
        one = tenancy.shops.create_merchant(unit, SYSTEM, "一号商家")
        two = tenancy.shops.create_merchant(unit, SYSTEM, "二号商家")
        shop = tenancy.shops.create(unit, SYSTEM, one.id, "一号店")
        strange = tenancy.shops.create(unit, SYSTEM, two.id, "二号店")
        return one, two, shop, strange

    door = Door(database, tenancy, passwords, still_clock)
    yield House(database, tenancy, still_clock, door, *database.write_now(found, EVERY_SHOP))
    passwords.close()


def refused(work: Callable[[], object]) -> tuple[int, str]:
    with pytest.raises(XiaoerError) as error:
        work()
    return error.value.status, error.value.code


# ---------------------------------------------------------------- shops


def test_a_shop_is_opened_once(house: House) -> None:
    def again(unit: Unit) -> Shop:
        return house.tenancy.shops.create(unit, SYSTEM, house.one.id, "一号店")

    before = house.acts()
    assert house.do(again) == house.shop
    assert house.acts() == before
    assert house.shop.site_key.startswith("sk_")
    assert house.shop.widget_secret != house.strange.widget_secret


def test_opening_a_shop_is_told(house: House) -> None:
    told = house.do(
        lambda unit: (house.tenancy.shops.create(unit, SYSTEM, house.one.id, "新店"), unit.told)[1]
    )
    assert [type(fact.fact) for fact in told] == [ShopCreated]


def test_a_shop_is_found_by_its_site_key(house: House) -> None:
    shops = house.tenancy.shops
    assert house.do(lambda unit: shops.by_site_key(unit, house.shop.site_key)) == house.shop
    assert house.do(lambda unit: shops.by_site_key(unit, "sk_unknown_key")) is None
    assert house.do(lambda unit: shops.by_site_key(unit, "' OR 1=1")) is None


def test_a_site_key_names_one_shop(house: House) -> None:
    def create(unit: Unit) -> Shop:
        return house.tenancy.shops.create(unit, SYSTEM, house.one.id, "x", site_key=house.shop.site_key)

    assert refused(lambda: house.do(create)) == (409, "site_key_taken")


def test_persona_and_origins_change_and_changing_twice_changes_nothing(house: House) -> None:
    persona = Persona("小美", "亲", "我去问问", "您好", "zh-CN")

    def change(unit: Unit) -> tuple[Shop, int]:
        now = house.tenancy.shops.change(
            unit,
            SYSTEM,
            house.shop.id,
            persona=persona,
            allowed_origins=("https://B.example", "https://a.example"),
        )
        return now, len(unit.told)

    changed, told = house.do(change)
    assert (changed.persona, told) == (persona, 1)
    assert changed.allowed_origins == ("https://a.example", "https://b.example")
    assert house.do(change) == (changed, 0)
    assert house.do(lambda unit: house.tenancy.shops.get(unit, house.shop.id)) == changed
    assert house.acts().count("shop_changed") == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"persona": Persona(language="fr")}, "bad_language"),
        ({"allowed_origins": ("shop.example/x",)}, "bad_origin"),
    ],
)
def test_what_a_shop_cannot_be(house: House, change: dict[str, object], code: str) -> None:
    def work(unit: Unit) -> Shop:
        return house.tenancy.shops.change(unit, SYSTEM, house.shop.id, **change)  # type: ignore[arg-type]

    assert refused(lambda: house.do(work)) == (422, code)


def test_another_merchants_shop_is_not_found(house: House) -> None:
    stranger = house.stranger()

    def rename(unit: Unit) -> Shop:
        return house.tenancy.shops.change(unit, stranger, house.shop.id, name="mine")

    def create(unit: Unit) -> Shop:
        return house.tenancy.shops.create(unit, stranger, house.one.id, "mine")

    assert refused(lambda: house.do(rename)) == (404, "shop_not_found")
    assert refused(lambda: house.do(create)) == (404, "merchant_not_found")


# ---------------------------------------------------------------- people


def test_a_grant_for_a_merchant_reaches_tomorrows_shops(house: House) -> None:
    person = house.person("boss", Grant(house.one.id, NO_SHOP, OWNER))
    new = house.do(lambda unit: house.tenancy.shops.create(unit, SYSTEM, house.one.id, "明天的店"))
    assert house.caller(person).shops == {house.shop.id, new.id}


def test_a_person_serves_shops_of_several_merchants(house: House) -> None:
    grants = (Grant(house.one.id, house.shop.id, AGENT), Grant(house.two.id, house.strange.id, AGENT))
    caller = house.caller(house.person("agent", *grants))
    assert caller.shops_with(P.CONVERSATIONS_SPEAK) == {house.shop.id, house.strange.id}
    assert caller.merchants == {}


def test_a_platform_operator_sees_every_shop(house: House) -> None:
    person = house.person("xiaoer", Grant(PLATFORM, NO_SHOP, RoleId("platform_operator")), merchant=PLATFORM)
    assert house.caller(person).shops == {house.shop.id, house.strange.id}


def test_a_login_exists_once_whatever_its_case(house: House) -> None:
    house.person("anna")
    assert refused(lambda: house.person("Anna")) == (409, "login_taken")
    assert refused(lambda: house.person("王")) == (422, "bad_login")


def test_granting_and_taking_twice_changes_nothing(house: House) -> None:
    person = house.person("anna")
    grant = Grant(house.one.id, house.shop.id, AGENT)
    people = house.tenancy.people

    def give(unit: Unit) -> list[object]:
        people.grant(unit, SYSTEM, person.id, grant)
        return [told.fact for told in unit.told]

    def take(unit: Unit) -> list[object]:
        people.take(unit, SYSTEM, person.id, grant)
        return [told.fact for told in unit.told]

    fact = GrantChanged(person.id, house.one.id, house.shop.id, "agent", granted=True)
    assert (house.do(give), house.do(give)) == ([fact], [])
    assert house.caller(person).shops == {house.shop.id}
    assert (len(house.do(take)), len(house.do(take))) == (1, 0)
    assert house.caller(person).shops == frozenset()
    assert [act for act in house.acts() if act.startswith("role_")] == ["role_taken", "role_granted"]


@pytest.mark.parametrize(
    ("grant", "answer"),
    [
        (lambda h: Grant(h.two.id, h.strange.id, AGENT), (404, "shop_not_found")),
        (lambda h: Grant(h.one.id, h.strange.id, AGENT), (404, "shop_not_found")),  # a lie about the merchant
        (lambda h: Grant(h.two.id, h.shop.id, AGENT), (404, "shop_not_found")),
        (lambda h: Grant(h.two.id, NO_SHOP, AGENT), (404, "shop_not_found")),
        (lambda _: Grant(PLATFORM, NO_SHOP, AGENT), (404, "shop_not_found")),
        (lambda h: Grant(h.one.id, h.shop.id, RoleId("rol_none")), (404, "role_not_found")),
        (lambda h: Grant(h.one.id, h.shop.id, OWNER), (403, "beyond_your_own")),
    ],
)
def test_what_a_manager_cannot_grant(
    house: House, grant: Callable[[House], Grant], answer: tuple[int, str]
) -> None:
    manager = house.caller(house.person("boss", Grant(house.one.id, NO_SHOP, MANAGER)))
    person = house.person("anna")

    def give(unit: Unit) -> None:
        house.tenancy.people.grant(unit, manager, person.id, grant(house))

    assert refused(lambda: house.do(give)) == answer


def test_an_agent_grants_nothing(house: House) -> None:
    agent = house.caller(house.person("agent", Grant(house.one.id, house.shop.id, AGENT)))
    person = house.person("anna")

    def give(unit: Unit) -> None:
        house.tenancy.people.grant(unit, agent, person.id, Grant(house.one.id, house.shop.id, AGENT))

    assert refused(lambda: house.do(give)) == (403, "permission_missing")


def test_setting_grants_leaves_those_of_other_merchants(house: House) -> None:
    here, there = Grant(house.one.id, house.shop.id, AGENT), Grant(house.two.id, house.strange.id, AGENT)
    person = house.person("agent", here, there)
    owner = house.owner()
    trainer = Grant(house.one.id, house.shop.id, RoleId("trainer"))
    house.do(lambda unit: house.tenancy.people.set_grants(unit, owner, person.id, [trainer]))
    assert set(house.do(lambda unit: house.tenancy.people.grants(unit, SYSTEM, person.id))) == {
        there,
        trainer,
    }
    assert house.do(lambda unit: house.tenancy.people.grants(unit, owner, person.id)) == (trainer,)


def test_somebody_with_an_account_is_hired_by_login(house: House) -> None:
    person = house.person("agent", merchant=house.two.id)
    owner = house.owner()
    grant = Grant(house.one.id, house.shop.id, AGENT)
    people = house.tenancy.people
    assert house.do(lambda unit: people.hire(unit, owner, "agent", [grant])) == person
    assert house.caller(person).shops == {house.shop.id}

    def take_over(unit: Unit) -> Staff:
        return people.change(unit, owner, person.id, password_hash="x")  # noqa: S106  # a hash, of nothing

    assert refused(lambda: house.do(take_over)) == (403, "permission_missing")
    assert refused(lambda: house.do(lambda unit: people.hire(unit, owner, "nobody", [grant])))[0] == 404


def test_a_strange_person_is_not_found(house: House) -> None:
    person = house.person("anna", Grant(house.one.id, house.shop.id, AGENT))
    stranger, himself = house.stranger(), house.caller(person)
    people = house.tenancy.people

    def rename(unit: Unit) -> Staff:
        return people.change(unit, stranger, person.id, name="x")

    assert refused(lambda: house.do(lambda unit: people.get(unit, stranger, person.id)))[0] == 404
    assert refused(lambda: house.do(rename))[0] == 404
    assert house.do(lambda unit: people.get(unit, himself, person.id)) == person


def test_people_are_listed_for_who_manages_them(house: House) -> None:
    owner, stranger = house.owner(), house.stranger()
    house.person("agent", Grant(house.two.id, house.strange.id, AGENT))
    people = house.tenancy.people

    def logins(caller: Caller, after: str | None = None, limit: int = 10) -> list[str]:
        return [each.login for each in house.do(lambda unit: people.page(unit, caller, after, limit))]

    assert logins(owner) == ["owner", "agent"]  # his account's home
    assert logins(stranger) == ["stranger", "agent"]  # serves his shop
    assert logins(SYSTEM) == ["owner", "stranger", "agent"]
    assert logins(owner, owner.id) == ["agent"]
    assert logins(owner, None, 1) == ["owner"]


def test_a_role_of_ones_own(house: House) -> None:
    owner, stranger = house.owner(), house.stranger()
    people = house.tenancy.people
    allowed = frozenset({P.CONVERSATIONS_READ, P.METRICS_READ})

    def make(caller: Caller, name: str, permissions: frozenset[Permission]) -> RoleId:
        return house.do(lambda unit: people.create_role(unit, caller, house.one.id, name, permissions).id)

    role = make(owner, "夜班", allowed)
    assert make(owner, "夜班", allowed) == role
    assert refused(lambda: make(owner, "夜班", frozenset({P.ORDERS_READ}))) == (409, "name_taken")
    assert refused(lambda: make(owner, "agent", allowed)) == (409, "name_taken")
    assert refused(lambda: make(stranger, "x", allowed)) == (404, "merchant_not_found")
    person = house.person("anna", Grant(house.one.id, house.shop.id, role))
    assert house.caller(person).grants == {house.shop.id: allowed}
    names = [each.name for each in house.do(lambda unit: people.roles(unit, owner))]
    assert names[-1] == "夜班"
    assert "夜班" not in [each.name for each in house.do(lambda unit: people.roles(unit, stranger))]
    foreign = Grant(house.two.id, house.strange.id, role)
    assert refused(lambda: house.person("eve", foreign)) == (404, "role_not_found")


# ---------------------------------------------------------------- sessions


def log_in(house: House, login: str, password: str = GOOD, place: str = "192.0.2.1") -> Opened:
    return asyncio.run(house.door.log_in(login, password, place))


def identify(house: House, token: str) -> Caller | None:
    return asyncio.run(house.door.identify(token))


def test_logging_in_opens_a_session(house: House) -> None:
    person = house.person("anna", Grant(house.one.id, house.shop.id, AGENT))
    opened = log_in(house, "ANNA")
    caller = identify(house, opened.token)
    assert caller == house.caller(person)
    assert [shop.id for shop in opened.shops] == [house.shop.id]
    assert opened.expires_ms == house.clock.now_ms() + 7 * 24 * 3_600_000
    assert house.acts()[0] == "logged_in"


def test_the_token_itself_is_in_no_table(house: House) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    assert hashed(token) != token
    assert identify(house, hashed(token)) is None


def test_a_wrong_login_and_a_wrong_password_look_alike(house: House) -> None:
    house.person("anna")
    assert refused(lambda: log_in(house, "anna", "wrong")) == (401, "wrong_login")
    assert refused(lambda: log_in(house, "nobody")) == (401, "wrong_login")
    assert refused(lambda: log_in(house, "' OR 1=1 --")) == (401, "wrong_login")
    assert house.acts().count("login_refused") == 1


def test_guessing_is_slowed_for_its_place_and_the_owner_still_gets_in(house: House) -> None:
    house.person("anna")
    answers = [refused(lambda: log_in(house, "anna", "wrong", "198.51.100.7"))[0] for _ in range(12)]
    assert answers == [401] * 10 + [429] * 2
    assert log_in(house, "anna", place="192.0.2.1").token
    house.clock.advance(timedelta(seconds=30))
    assert refused(lambda: log_in(house, "anna", "wrong", "198.51.100.7"))[0] == 401


def test_logging_out_ends_the_session_and_twice_changes_nothing(house: House) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    asyncio.run(house.door.log_out(token))
    asyncio.run(house.door.log_out(token))
    assert identify(house, token) is None
    assert house.acts().count("logged_out") == 1


def test_a_session_slides_while_it_is_used_and_ends_when_it_is_not(house: House) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    for _ in range(4):
        house.clock.advance(timedelta(days=6))
        assert identify(house, token) is not None
    house.clock.advance(timedelta(days=6, hours=1))
    assert identify(house, token) is None  # thirty days are the most


def test_an_unused_session_ends(house: House) -> None:
    house.person("anna")
    token = log_in(house, "anna").token
    house.clock.advance(timedelta(days=7))
    assert identify(house, token) is None


def test_losing_a_grant_counts_at_once(house: House) -> None:
    grant = Grant(house.one.id, house.shop.id, AGENT)
    person = house.person("anna", grant)
    token = log_in(house, "anna").token
    house.do(lambda unit: house.tenancy.people.take(unit, SYSTEM, person.id, grant))
    caller = identify(house, token)
    assert caller is not None
    assert caller.shops == frozenset()


@pytest.mark.parametrize("change", [{"active": False}, {"password_hash": CHEAP.hash("another good one")}])
def test_stopping_somebody_or_a_new_password_ends_his_sessions(
    house: House, change: dict[str, object]
) -> None:
    person = house.person("anna")
    token = log_in(house, "anna").token
    house.do(lambda unit: house.tenancy.people.change(unit, SYSTEM, person.id, **change))  # type: ignore[arg-type]
    assert identify(house, token) is None
    assert refused(lambda: log_in(house, "anna")) == (401, "wrong_login")


def test_ones_own_password(house: House) -> None:
    person = house.person("anna")
    token = log_in(house, "anna").token

    def change(old: str, new: str) -> None:
        asyncio.run(house.door.change_password(person.id, old, new))

    assert refused(lambda: change("wrong", "another good one")) == (401, "wrong_login")
    assert refused(lambda: change(GOOD, "12345678")) == (422, "weak_password")
    change(GOOD, "another good one")
    assert identify(house, token) is None
    assert log_in(house, "anna", "another good one").token


def test_a_password_hashed_with_old_costs_is_hashed_anew(house: House) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(GOOD)
    person = house.person("anna")
    house.do(lambda unit: house.tenancy.sessions.set_password(unit, person.id, old, rehashed=True))
    log_in(house, "anna")
    known = house.do(lambda unit: house.tenancy.sessions.own_credentials(unit, person.id))
    assert known is not None
    assert not CHEAP.check_needs_rehash(known.password_hash)


@pytest.mark.parametrize("token", ["", "xs_", "xk_", "xp_abc", "nonsense", "xs_" + "a" * 43])
def test_any_other_token_is_nobody(house: House, token: str) -> None:
    assert identify(house, token) is None


# ---------------------------------------------------------------- keys


def make_key(house: House, caller: Caller, name: str = "erp", *permissions: Permission) -> ApiKey:
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


def test_a_key_is_a_caller_with_its_shops_and_permissions(house: House) -> None:
    key = make_key(house, house.owner())
    caller = identify(house, "xk_erp")
    assert caller is not None
    assert (caller.kind, caller.id, caller.grants) == ("api_key", key.id, {house.shop.id: {P.ORDERS_READ}})
    assert caller.merchants == {}


def test_a_revoked_key_is_nobody_and_twice_changes_nothing(house: House) -> None:
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


def test_a_name_is_taken_while_its_key_lives(house: House) -> None:
    owner = house.owner()
    key = make_key(house, owner)
    assert refused(lambda: make_key(house, owner)) == (409, "name_taken")
    house.do(lambda unit: house.tenancy.keys.revoke(unit, owner, key.id))
    with pytest.raises(Exception, match=r"(?i)unique"):  # the same secret is never drawn twice
        make_key(house, owner)


def test_who_may_not_make_or_revoke_keys(house: House) -> None:
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


# ---------------------------------------------------------------- trail


def test_the_trail_is_read_by_who_may_and_shows_no_other_shop(house: House) -> None:
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


def test_the_trail_is_read_page_by_page(house: House) -> None:
    owner = house.owner()
    trail = house.tenancy.trail
    everything = house.do(lambda unit: trail.read(unit, owner, None, None, 100))
    pages, before = [], None
    while page := house.do(lambda unit, before=before: trail.read(unit, owner, None, before, 2)):
        pages += page
        before = page[-1].id
    assert pages == everything
    assert len(everything) >= 4


def test_a_strangers_id_is_nobody(house: House) -> None:
    people = house.tenancy.people
    assert refused(lambda: house.do(lambda unit: people.get(unit, SYSTEM, StaffId("stf_none"))))[0] == 404
