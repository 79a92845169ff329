"""What grants allow, who may grant what, which names and passwords are accepted. Pure."""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from xiaoer.base.ids import MerchantId, RoleId, ShopId
from xiaoer.tenancy.model import (
    NOTHING,
    Caller,
    Grant,
    Permission,
    Permissions,
    Staff,
)

HOUR_MS: Final = 3_600_000
SESSION_MS: Final = 7 * 24 * HOUR_MS  # without a request for so long, a session ends
SESSION_LONGEST_MS: Final = 30 * 24 * HOUR_MS  # and at the latest then, so that a stolen one dies
RENEW_MS: Final = HOUR_MS  # sliding costs a write: at most one an hour

LANGUAGES: Final = ("zh-CN", "en")
NOT_FOR_KEYS: Final = frozenset(
    {Permission.STAFF_MANAGE, Permission.KEYS_MANAGE}
)  # a program makes no people

_LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,63}")
_SITE_KEY: Final = re.compile(r"sk_[A-Za-z0-9_-]{8,64}")
_ORIGIN: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")
_SHORTEST_PASSWORD: Final = 8
_LONGEST_PASSWORD: Final = 200
_DIFFERENT_CHARACTERS: Final = 5
_COMMON_TEXT: Final = """
    12345678 123456789 1234567890 11111111 00000000 88888888 66666666 87654321 password password1
    passw0rd p@ssw0rd qwertyui qwerty123 1qaz2wsx abc12345 abcd1234 a1234567 a123456789 woaini1314
    5201314520 iloveyou admin123 administrator welcome1 zaq12wsx 123qwe123 asdfghjkl letmein1
    xiaoer123 taobao123 kefu1234 dianpu123 qq123456 aa123456 123456aa zxcvbnm123
"""
_COMMON: Final = frozenset(_COMMON_TEXT.split())


def allowed_by(
    grants: Iterable[Grant], roles: Mapping[RoleId, Permissions], shops: Mapping[ShopId, MerchantId]
) -> tuple[dict[ShopId, Permissions], dict[MerchantId, Permissions], Permissions]:
    """Return what grants allow: per shop, per merchant as a whole, and on the platform.

    `roles` are the permissions of every granted role (an unknown role allows nothing), `shops` the
    merchant of every shop that the grants reach.
    """
    platform, whole, single = NOTHING, dict[MerchantId, Permissions](), dict[ShopId, Permissions]()
    for grant in grants:
        permissions = roles.get(grant.role, NOTHING)
        if grant.shop:
            single[grant.shop] = single.get(grant.shop, NOTHING) | permissions
        elif grant.merchant:
            whole[grant.merchant] = whole.get(grant.merchant, NOTHING) | permissions
        else:
            platform |= permissions
    reached = {
        shop: platform | whole.get(merchant, NOTHING) | single.get(shop, NOTHING)
        for shop, merchant in shops.items()
    }
    return {shop: allowed for shop, allowed in reached.items() if allowed}, whole, platform


def holds_in(caller: Caller, grant: Grant) -> Permissions:
    """Return what the caller itself may do where `grant` would hold."""
    if grant.shop:
        return caller.allowed_in(grant.shop)
    return caller.in_merchant(grant.merchant) if grant.merchant else caller.platform


def may_grant(caller: Caller, grant: Grant, permissions: Permissions) -> bool:
    """Return whether the caller may give or take a role of these permissions there.

    It must manage staff there, and nobody grants more than he has: so nobody takes from one who has more.
    """
    held = holds_in(caller, grant)
    return Permission.STAFF_MANAGE in held and permissions <= held


def may_change_person(
    caller: Caller,
    person: Staff,
    grants: Iterable[Grant],
    roles: Mapping[RoleId, Permissions],
    takes_over: bool,
) -> bool:
    """Return whether the caller may change an account that has these grants.

    Nobody stops one who may do more at the merchant that manages the account. `takes_over`: a new
    password is given, which hands over everything that the person may do, so nothing of it, with any
    merchant, may be beyond the caller.
    """
    return all(
        roles.get(grant.role, NOTHING) <= holds_in(caller, grant)
        for grant in grants
        if takes_over or grant.merchant == person.merchant
    )


def weakness(password: str, login: str) -> str | None:
    """Return what is wrong with a new password, as advice; None when it is accepted.

    Length and a list of common ones, no rules of composition (NIST SP 800-63B, 5.1.1.2).
    """
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        return f"Use {_SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters."
    small = password.lower()
    if small in _COMMON or len(set(small)) < _DIFFERENT_CHARACTERS or _is_run(small):
        return "This password is among the first that anybody would try. Use a longer, less common one."
    if login.split("@", maxsplit=1)[0] in small:
        return "Do not put the login name into the password."
    return None


def login_of(text: str) -> str | None:
    """Return the login name in its one form (lower case), None when it is not acceptable."""
    login = text.strip().lower()
    return login if _LOGIN.fullmatch(login) else None


def is_site_key(text: str) -> bool:
    """Return whether `text` looks like a site key (`sk_…`), so that others need no look into tables."""
    return _SITE_KEY.fullmatch(text) is not None


def is_origin(text: str) -> bool:
    """Return whether `text` is a web origin such as `https://shop.example`, without a path."""
    return _ORIGIN.fullmatch(text) is not None


def session_end(created_ms: int, now_ms: int) -> int:
    """Return when a session that is used now ends."""
    return min(now_ms + SESSION_MS, created_ms + SESSION_LONGEST_MS)


def renewal_due(expires_ms: int, created_ms: int, now_ms: int) -> bool:
    """Return whether moving the end of a session is worth a write."""
    return session_end(created_ms, now_ms) - expires_ms >= RENEW_MS


def _is_run(text: str) -> bool:
    """Return whether every character follows the one before: 12345678, hgfedcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})
