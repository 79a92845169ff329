"""The buyer's pass: read back as signed, refused when anything is altered, over, or of another key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoer.base.ids import BuyerId, ShopId
from xiaoer.channels.pass_rules import (
    PASS_MS,
    Pass,
    buyer_signature,
    is_signed_by_shop,
    pass_key,
    read_pass,
    sign_pass,
)

KEY = pass_key(b"s" * 32)
ISSUED = Pass(ShopId("shp_a"), BuyerId("王**"), visitor=False, expires_ms=PASS_MS, language="en")


def test_a_pass_is_read_back_as_it_was_signed() -> None:
    assert read_pass(sign_pass(ISSUED, KEY), KEY, 0) == ISSUED


def test_a_pass_ends() -> None:
    token = sign_pass(ISSUED, KEY)
    assert read_pass(token, KEY, PASS_MS - 1) == ISSUED
    assert read_pass(token, KEY, PASS_MS) is None


def test_another_secret_signs_another_pass() -> None:
    assert read_pass(sign_pass(ISSUED, KEY), pass_key(b"t" * 32), 0) is None


@pytest.mark.parametrize(
    "token", ["", ".", "xp_", "xp_.", "xs_abc", "xp_abc.def", "xp_" + "a" * 2000, "xp_é"]
)
def test_what_is_no_pass_is_refused(token: str) -> None:
    assert read_pass(token, KEY, 0) is None


@given(place=st.integers(0, 500), other=st.characters(max_codepoint=127))
def test_one_altered_character_is_refused(place: int, other: str) -> None:
    token = sign_pass(ISSUED, KEY)
    place %= len(token)
    altered = token[:place] + other + token[place + 1 :]
    if altered != token:
        assert read_pass(altered, KEY, 0) is None


@given(
    shop=st.text(max_size=40),
    buyer=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80),
    visitor=st.booleans(),
)
def test_any_buyer_fits_into_a_pass(shop: str, buyer: str, visitor: bool) -> None:
    issued = Pass(ShopId(shop), BuyerId(buyer), visitor, 1000, "zh-CN")
    assert read_pass(sign_pass(issued, KEY), KEY, 0) == issued


def test_the_shops_signature_is_hex_hmac_sha256() -> None:
    # RFC 4231, test case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert buyer_signature("Jefe", "what do ya want for nothing?") == expected
    assert is_signed_by_shop("Jefe", "what do ya want for nothing?", expected)
    assert is_signed_by_shop("Jefe", "what do ya want for nothing?", expected.upper())


@pytest.mark.parametrize("signature", ["", "0" * 64, "5bdcc146", "签名"])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    assert not is_signed_by_shop("Jefe", "what do ya want for nothing?", signature)


def test_a_signature_is_for_one_buyer_and_one_shop() -> None:
    signature = buyer_signature("secret", "buyer-1")
    assert not is_signed_by_shop("secret", "buyer-2", signature)
    assert not is_signed_by_shop("other", "buyer-1", signature)
