"""Roles, grants, passwords, logins, sessions: every decision of tenancy as a table."""

import pytest

from xiaoer.base.errors import XiaoerError
from xiaoer.base.ids import MerchantId, RoleId, ShopId, StaffId
from xiaoer.tenancy.model import (
    EVERYTHING,
    NOTHING,
    SYSTEM,
    Caller,
    CallerKind,
    Grant,
    Permission,
    Permissions,
    Shop,
    Staff,
)
from xiaoer.tenancy.roles import BUILT_IN_ROLES
from xiaoer.tenancy.rules import (
    RENEW_MS,
    SESSION_LONGEST_MS,
    SESSION_MS,
    allowed_by,
    is_origin,
    is_site_key,
    login_of,
    may_change_person,
    may_grant,
    renewal_due,
    session_end,
    weakness,
)

P = Permission
M1, M2 = MerchantId("mer_1"), MerchantId("mer_2")
A, B, C = ShopId("shp_a"), ShopId("shp_b"), ShopId("shp_c")
SHOPS = {A: M1, B: M1, C: M2}
AGENT, OWNER, MANAGER = RoleId("agent"), RoleId("owner"), RoleId("manager")
ROLES = {role.id: role.permissions for role in BUILT_IN_ROLES.values()}
NO_SHOP, NO_MERCHANT = ShopId(""), MerchantId("")


def caller(*grants: Grant) -> Caller:
    shops = {shop: merchant for shop, merchant in SHOPS.items() if _reached(grants, shop, merchant)}
    per_shop, per_merchant, platform = allowed_by(grants, ROLES, shops)
    return Caller(CallerKind.STAFF, "stf_1", "王小二", per_shop, per_merchant, platform)


def _reached(grants: tuple[Grant, ...], shop: ShopId, merchant: MerchantId) -> bool:
    return any(
        grant.shop == shop or (not grant.shop and grant.merchant in ("", merchant)) for grant in grants
    )


def test_every_role_of_the_trade_is_built_in() -> None:
    assert set(BUILT_IN_ROLES) == {
        "owner",
        "manager",
        "agent",
        "trainer",
        "after_sales_clerk",
        "warehouse",
        "finance",
        "inspector",
        "platform_operator",
        "auditor",
    }


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("owner", EVERYTHING, NOTHING),
        ("manager", {P.STAFF_MANAGE, P.IMPORTS_RUN, P.DEAD_LETTERS_MANAGE}, {P.KEYS_MANAGE}),
        (
            "agent",
            {P.CONVERSATIONS_SPEAK, P.ORDERS_CHANGE},
            {P.KNOWLEDGE_EDIT, P.STAFF_MANAGE, P.IMPORTS_RUN},
        ),
        ("trainer", {P.KNOWLEDGE_EDIT}, {P.CONVERSATIONS_SPEAK, P.ORDERS_CHANGE}),
        ("warehouse", {P.ORDERS_CHANGE}, {P.CONVERSATIONS_READ}),
        ("finance", {P.ORDERS_READ}, {P.ORDERS_CHANGE, P.CONVERSATIONS_READ}),
        ("inspector", {P.CONVERSATIONS_READ}, {P.CONVERSATIONS_SPEAK}),
        ("platform_operator", {P.SHOPS_MANAGE}, {P.BUYERS_UNMASK}),
        ("auditor", {P.AUDIT_READ}, {P.CONVERSATIONS_SPEAK, P.ORDERS_CHANGE, P.BUYERS_UNMASK}),
    ],
)
def test_what_the_roles_allow(role: str, may: Permissions, may_not: Permissions) -> None:
    permissions = BUILT_IN_ROLES[RoleId(role)].permissions
    assert permissions >= may
    assert not permissions & may_not


@pytest.mark.parametrize(
    ("grants", "shops"),
    [
        ((), set()),
        ((Grant(M1, A, AGENT),), {A}),
        ((Grant(M1, A, AGENT), Grant(M2, C, AGENT)), {A, C}),
        ((Grant(M1, NO_SHOP, AGENT),), {A, B}),
        ((Grant(NO_MERCHANT, NO_SHOP, AGENT),), {A, B, C}),
        ((Grant(M1, A, RoleId("rol_gone")),), set()),
    ],
)
def test_which_shops_grants_reach(grants: tuple[Grant, ...], shops: set[ShopId]) -> None:
    someone = caller(*grants)
    assert someone.shops == shops
    assert someone.shops_with(P.CONVERSATIONS_SPEAK) == shops


def test_several_roles_in_one_shop_add_up() -> None:
    someone = caller(
        Grant(M1, A, AGENT), Grant(M1, A, RoleId("trainer")), Grant(M1, NO_SHOP, RoleId("finance"))
    )
    assert someone.grants[A] == ROLES[AGENT] | ROLES[RoleId("trainer")] | ROLES[RoleId("finance")]
    assert someone.grants[B] == ROLES[RoleId("finance")]
    assert someone.merchants == {M1: ROLES[RoleId("finance")]}


def test_a_strange_shop_is_not_found_and_a_missing_permission_is_named() -> None:
    someone = caller(Grant(M1, A, AGENT))
    someone.require(A, P.CONVERSATIONS_SPEAK)
    with pytest.raises(XiaoerError) as strange:
        someone.require(C, P.CONVERSATIONS_SPEAK)
    assert (strange.value.status, strange.value.code) == (404, "shop_not_found")
    with pytest.raises(XiaoerError) as missing:
        someone.require(A, P.KNOWLEDGE_EDIT)
    assert (missing.value.status, missing.value.fields) == (403, {"permission": "knowledge.edit"})
    with pytest.raises(XiaoerError) as nowhere:
        someone.require_anywhere(P.KNOWLEDGE_EDIT)
    assert nowhere.value.status == 403


def test_who_works_for_a_shop_does_not_work_for_its_merchant() -> None:
    someone = caller(Grant(M1, A, OWNER))
    with pytest.raises(XiaoerError) as refused:
        someone.require_merchant(M1, P.SHOPS_MANAGE)
    assert refused.value.status == 404
    caller(Grant(M1, NO_SHOP, OWNER)).require_merchant(M1, P.SHOPS_MANAGE)
    SYSTEM.require_merchant(M2, P.SHOPS_MANAGE)


@pytest.mark.parametrize(
    ("who", "grant", "allowed"),
    [
        (caller(Grant(M1, NO_SHOP, OWNER)), Grant(M1, A, OWNER), True),
        (caller(Grant(M1, NO_SHOP, OWNER)), Grant(M1, NO_SHOP, OWNER), True),
        (caller(Grant(M1, NO_SHOP, OWNER)), Grant(M2, C, AGENT), False),  # another merchant's shop
        (caller(Grant(M1, NO_SHOP, OWNER)), Grant(NO_MERCHANT, NO_SHOP, AGENT), False),  # the platform
        (caller(Grant(M1, NO_SHOP, MANAGER)), Grant(M1, A, OWNER), False),  # has no keys.manage
        (caller(Grant(M1, NO_SHOP, MANAGER)), Grant(M1, A, MANAGER), True),
        (caller(Grant(M1, A, MANAGER)), Grant(M1, A, AGENT), True),
        (caller(Grant(M1, A, MANAGER)), Grant(M1, B, AGENT), False),  # another shop
        (caller(Grant(M1, A, MANAGER)), Grant(M1, NO_SHOP, AGENT), False),  # the whole merchant
        (caller(Grant(M1, A, AGENT)), Grant(M1, A, AGENT), False),  # manages nobody
        (SYSTEM, Grant(NO_MERCHANT, NO_SHOP, RoleId("platform_operator")), True),
    ],
)
def test_nobody_grants_more_than_he_has(who: Caller, grant: Grant, allowed: bool) -> None:
    assert may_grant(who, grant, ROLES[grant.role]) is allowed


@pytest.mark.parametrize(
    ("who", "grants", "takes_over", "allowed"),
    [
        (Grant(M1, NO_SHOP, MANAGER), (Grant(M1, A, AGENT),), True, True),
        (Grant(M1, NO_SHOP, MANAGER), (Grant(M1, NO_SHOP, OWNER),), True, False),
        (Grant(M1, NO_SHOP, MANAGER), (Grant(M1, NO_SHOP, OWNER),), False, False),
        # an outsourcer may stop its own agent who serves M2 too, but not become him
        (Grant(M1, NO_SHOP, MANAGER), (Grant(M1, A, AGENT), Grant(M2, C, AGENT)), False, True),
        (Grant(M1, NO_SHOP, MANAGER), (Grant(M1, A, AGENT), Grant(M2, C, AGENT)), True, False),
    ],
)
def test_nobody_takes_over_who_may_do_more(
    who: Grant, grants: tuple[Grant, ...], takes_over: bool, allowed: bool
) -> None:
    person = Staff(StaffId("stf_2"), M1, "李雷", "lilei")
    assert may_change_person(caller(who), person, grants, ROLES, takes_over) is allowed


@pytest.mark.parametrize(
    ("password", "login", "accepted"),
    [
        ("correct horse battery", "anna", True),
        ("小二小二真能干活", "anna", True),
        ("xK9-wq7L", "anna", True),
        ("short7c", "anna", False),
        ("x" * 201, "anna", False),
        ("12345678", "anna", False),
        ("23456789", "anna", False),
        ("hgfedcba", "anna", False),
        ("aaaaaaaaaaaa", "anna", False),
        ("Password1", "anna", False),
        ("anna-is-great", "anna", False),
        ("anna-is-great", "anna@shop.example", False),
    ],
)
def test_which_passwords_are_accepted(password: str, login: str, accepted: bool) -> None:
    assert (weakness(password, login) is None) is accepted


@pytest.mark.parametrize(
    ("text", "login"),
    [
        ("anna", "anna"),
        (" Anna ", "anna"),
        ("anna@shop.example", "anna@shop.example"),
        ("13812345678", "13812345678"),
        ("an", None),
        ("a b c", None),
        ("王小二", None),
        ("anna\x00", None),
        ("x" * 65, None),
    ],
)
def test_logins_have_one_form(text: str, login: str | None) -> None:
    assert login_of(text) == login


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("sk_abcdefgh", True),
        ("sk_short", False),
        ("pk_abcdefgh", False),
        ("sk_abc defgh", False),
        ("", False),
    ],
)
def test_site_keys(text: str, right: bool) -> None:
    assert is_site_key(text) is right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("https://shop.example", True),
        ("http://127.0.0.1:8000", True),
        ("https://shop.example/", False),
        ("shop.example", False),
        ("javascript:alert(1)", False),
    ],
)
def test_origins(text: str, right: bool) -> None:
    assert is_origin(text) is right


@pytest.mark.parametrize(
    ("origin", "allowed", "answer"),
    [
        ("https://any.example", (), True),
        ("https://shop.example", ("https://shop.example",), True),
        ("https://SHOP.example", ("https://shop.example",), True),
        ("https://evil.example", ("https://shop.example",), False),
        ("http://shop.example", ("https://shop.example",), False),
        ("https://shop.example.evil", ("https://shop.example",), False),
        ("null", ("https://shop.example",), False),
        ("http://xiaoer.example:8000", ("https://shop.example",), True),  # our own page
        (None, ("https://shop.example",), True),  # no page of another site
    ],
)
def test_which_pages_may_open_a_chat(origin: str | None, allowed: tuple[str, ...], answer: bool) -> None:
    shop = Shop(A, M1, "店", "own", "sk_x", "secret", allowed_origins=allowed)
    assert shop.admits(origin, "xiaoer.example:8000") is answer


def test_a_session_slides_but_not_for_ever() -> None:
    assert session_end(0, 0) == SESSION_MS
    assert session_end(0, SESSION_MS) == 2 * SESSION_MS
    assert session_end(0, SESSION_LONGEST_MS - 1) == SESSION_LONGEST_MS


@pytest.mark.parametrize(
    ("now_ms", "due"),
    [(0, False), (RENEW_MS - 1, False), (RENEW_MS, True), (SESSION_MS - 1, True)],
)
def test_a_session_is_renewed_at_most_once_an_hour(now_ms: int, due: bool) -> None:
    assert renewal_due(SESSION_MS, 0, now_ms) is due


def test_a_session_at_its_longest_is_not_renewed() -> None:
    assert not renewal_due(SESSION_LONGEST_MS, 0, SESSION_LONGEST_MS - 1)
