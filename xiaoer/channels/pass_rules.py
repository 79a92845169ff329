"""The buyer's pass: a signed token that says which buyer of which shop is speaking. Pure.

A pass is checked without a look into any table, so that 10,000 reconnecting buyers cost the store
nothing. It cannot be revoked, therefore it ends after a day.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import msgspec

from xiaoer.base.ids import BuyerId, ShopId

PASS_PREFIX: Final = "xp_"  # noqa: S105  # what a pass begins with, no secret
PASS_MS: Final = 24 * 3_600_000
_VERSION: Final = 1
_LONGEST: Final = 1024
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(tuple[int, str, str, bool, int, str]).decode


@dataclass(frozen=True, slots=True)
class Pass:
    """A buyer at the door. `visitor`: nobody knows who it is; `language` is that of the page."""

    shop: ShopId
    buyer: BuyerId
    visitor: bool
    expires_ms: int
    language: str = "zh-CN"


def pass_key(secret: bytes) -> bytes:
    """Return the key that signs passes, from the installation's secret: one secret, one key for each use."""
    return hmac.digest(secret, b"xiaoer buyer pass v1", sha256)


def sign_pass(issued: Pass, key: bytes) -> str:
    """Return the token: `xp_`, then base64url of a JSON list, a dot, and base64url of its HMAC-SHA256."""
    body = _base64(
        _encode((_VERSION, issued.shop, issued.buyer, issued.visitor, issued.expires_ms, issued.language))
    )
    return f"{PASS_PREFIX}{body}.{_base64(hmac.digest(key, body.encode(), sha256))}"


def read_pass(token: str, key: bytes, now_ms: int) -> Pass | None:
    """Return the pass of a token; None when it is not ours, altered or over."""
    if not token.startswith(PASS_PREFIX) or len(token) > _LONGEST or not token.isascii():
        return None
    body, _, signature = token.removeprefix(PASS_PREFIX).partition(".")
    expected = _base64(hmac.digest(key, body.encode(), sha256))
    if not hmac.compare_digest(expected, signature):
        return None
    version, shop, buyer, visitor, expires_ms, language = _decode(_bytes(body))
    if version != _VERSION or expires_ms <= now_ms:
        return None
    return Pass(ShopId(shop), BuyerId(buyer), visitor, expires_ms, language)


def sign_visitor(visitor: str, key: bytes) -> str:
    """Return what a visitor keeps to come back: the id, a dot, and base64url of its HMAC-SHA256."""
    return f"{visitor}.{_base64(hmac.digest(key, b'visitor ' + visitor.encode(), sha256))}"


def read_visitor(kept: str, key: bytes) -> str | None:
    """Return the visitor's id; None when it was not signed here."""
    visitor, _, signature = kept.partition(".")
    if not kept.isascii() or not hmac.compare_digest(sign_visitor(visitor, key), f"{visitor}.{signature}"):
        return None
    return visitor


def buyer_signature(widget_secret: str, buyer: str) -> str:
    """Return what a shop's own server signs a buyer with: hex HMAC-SHA256(widget secret, buyer id)."""
    return hmac.new(widget_secret.encode(), buyer.encode(), sha256).hexdigest()


def is_signed_by_shop(widget_secret: str, buyer: str, signature: str) -> bool:
    """Return whether the shop's server signed this buyer id, in the same time for right and wrong."""
    return hmac.compare_digest(buyer_signature(widget_secret, buyer).encode(), signature.lower().encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
