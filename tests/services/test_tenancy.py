"""Tenancy on a real database: shops, people, roles, grants."""

from collections.abc import Callable, Iterator

import pytest

from tests.tenants import AGENT, MANAGER, NO_SHOP, OWNER, PLATFORM, P, Tenants, refused, two_merchants
from xiaoer.base.clock import StillClock
from xiaoer.base.ids import RoleId, UlidIds
from xiaoer.facts.tenancy import GrantChanged, ShopCreated
from xiaoer.infra.database.database import Database
from xiaoer.infra.database.unit import Unit
from xiaoer.tenancy.model import (
    SYSTEM,
    Caller,
    Grant,
    Permission,
    Persona,
    Shop,
    Staff,
)


@pytest.fixture
def house(database: Database, still_clock: StillClock, ids: UlidIds) -> Iterator[Tenants]:
    with two_merchants(database, still_clock, ids) as house:
        yield house


def test_a_shop_is_opened_once(house: Tenants) -> None:
    def again(unit: Unit) -> Shop:
        return house.tenancy.shops.create(unit, SYSTEM, house.one.id, "一号店")

    before = house.acts()
    assert house.do(again) == house.shop
    assert house.acts() == before
    assert house.shop.site_key.startswith("sk_")
    assert house.shop.widget_secret != house.strange.widget_secret


def test_opening_a_shop_is_told(house: Tenants) -> None:
    told = house.do(
        lambda unit: (house.tenancy.shops.create(unit, SYSTEM, house.one.id, "新店"), unit.told)[1]
    )
    assert [type(fact.fact) for fact in told] == [ShopCreated]


def test_a_shop_is_found_by_its_site_key(house: Tenants) -> None:
    shops = house.tenancy.shops
    assert house.do(lambda unit: shops.by_site_key(unit, house.shop.site_key)) == house.shop
    assert house.do(lambda unit: shops.by_site_key(unit, "sk_unknown_key")) is None
    assert house.do(lambda unit: shops.by_site_key(unit, "' OR 1=1")) is None


def test_a_site_key_names_one_shop(house: Tenants) -> None:
    def create(unit: Unit) -> Shop:
        return house.tenancy.shops.create(unit, SYSTEM, house.one.id, "x", site_key=house.shop.site_key)

    assert refused(lambda: house.do(create)) == (409, "site_key_taken")


def test_persona_and_origins_change_and_changing_twice_changes_nothing(house: Tenants) -> None:
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
def test_what_a_shop_cannot_be(house: Tenants, change: dict[str, object], code: str) -> None:
    def work(unit: Unit) -> Shop:
        return house.tenancy.shops.change(unit, SYSTEM, house.shop.id, **change)  # type: ignore[arg-type]  # a table of cases

    assert refused(lambda: house.do(work)) == (422, code)


def test_another_merchants_shop_is_not_found(house: Tenants) -> None:
    stranger = house.stranger()

    def rename(unit: Unit) -> Shop:
        return house.tenancy.shops.change(unit, stranger, house.shop.id, name="mine")

    def create(unit: Unit) -> Shop:
        return house.tenancy.shops.create(unit, stranger, house.one.id, "mine")

    assert refused(lambda: house.do(rename)) == (404, "shop_not_found")
    assert refused(lambda: house.do(create)) == (404, "merchant_not_found")


def test_a_grant_for_a_merchant_reaches_tomorrows_shops(house: Tenants) -> None:
    person = house.person("boss", Grant(house.one.id, NO_SHOP, OWNER))
    new = house.do(lambda unit: house.tenancy.shops.create(unit, SYSTEM, house.one.id, "明天的店"))
    assert house.caller(person).shops == {house.shop.id, new.id}


def test_a_person_serves_shops_of_several_merchants(house: Tenants) -> None:
    grants = (Grant(house.one.id, house.shop.id, AGENT), Grant(house.two.id, house.strange.id, AGENT))
    caller = house.caller(house.person("agent", *grants))
    assert caller.shops_with(P.CONVERSATIONS_SPEAK) == {house.shop.id, house.strange.id}
    assert caller.merchants == {}


def test_a_platform_operator_sees_every_shop(house: Tenants) -> None:
    person = house.person("xiaoer", Grant(PLATFORM, NO_SHOP, RoleId("platform_operator")), merchant=PLATFORM)
    assert house.caller(person).shops == {house.shop.id, house.strange.id}


def test_a_login_exists_once_whatever_its_case(house: Tenants) -> None:
    house.person("anna")
    assert refused(lambda: house.person("Anna")) == (409, "login_taken")
    assert refused(lambda: house.person("王")) == (422, "bad_login")


def test_granting_and_taking_twice_changes_nothing(house: Tenants) -> None:
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
    house: Tenants, grant: Callable[[Tenants], Grant], answer: tuple[int, str]
) -> None:
    manager = house.caller(house.person("boss", Grant(house.one.id, NO_SHOP, MANAGER)))
    person = house.person("anna")

    def give(unit: Unit) -> None:
        house.tenancy.people.grant(unit, manager, person.id, grant(house))

    assert refused(lambda: house.do(give)) == answer


def test_an_agent_grants_nothing(house: Tenants) -> None:
    agent = house.caller(house.person("agent", Grant(house.one.id, house.shop.id, AGENT)))
    person = house.person("anna")

    def give(unit: Unit) -> None:
        house.tenancy.people.grant(unit, agent, person.id, Grant(house.one.id, house.shop.id, AGENT))

    assert refused(lambda: house.do(give)) == (403, "permission_missing")


def test_setting_grants_leaves_those_of_other_merchants(house: Tenants) -> None:
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


def test_somebody_with_an_account_is_hired_by_login(house: Tenants) -> None:
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


def test_a_strange_person_is_not_found(house: Tenants) -> None:
    person = house.person("anna", Grant(house.one.id, house.shop.id, AGENT))
    stranger, himself = house.stranger(), house.caller(person)
    people = house.tenancy.people

    def rename(unit: Unit) -> Staff:
        return people.change(unit, stranger, person.id, name="x")

    assert refused(lambda: house.do(lambda unit: people.get(unit, stranger, person.id)))[0] == 404
    assert refused(lambda: house.do(rename))[0] == 404
    assert house.do(lambda unit: people.get(unit, himself, person.id)) == person


def test_people_are_listed_for_who_manages_them(house: Tenants) -> None:
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


def test_a_role_of_ones_own(house: Tenants) -> None:
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
