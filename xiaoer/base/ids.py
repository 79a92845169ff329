"""Typed, opaque, sortable ids: a prefix that says the kind, then a ULID."""

import secrets
import threading
from collections.abc import Callable
from typing import NewType, Protocol

MerchantId = NewType("MerchantId", str)
ShopId = NewType("ShopId", str)
StaffId = NewType("StaffId", str)
RoleId = NewType("RoleId", str)
BuyerId = NewType("BuyerId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
ProductId = NewType("ProductId", str)
OrderId = NewType("OrderId", str)
WaybillId = NewType("WaybillId", str)
ChangeSetId = NewType("ChangeSetId", str)
ImportId = NewType("ImportId", str)
JobId = NewType("JobId", str)

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O, U
_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]  # two characters at once: 2x faster
_RANDOM_BITS = 80


class Ids(Protocol):
    """Where new ids come from."""

    def new(self, prefix: str) -> str:
        """Return a fresh id such as `cnv_01JTE…` that sorts by the moment it was made."""
        ...


def ulid(at_ms: int, randomness: int) -> str:
    """Return the 26 characters of a ULID: 48 bits of epoch milliseconds, 80 bits of randomness.

    Source of the format: the ULID specification (Crockford base 32, most significant first).
    """
    value = (at_ms << _RANDOM_BITS) | (randomness & ((1 << _RANDOM_BITS) - 1))
    return "".join([_PAIRS[(value >> shift) & 1023] for shift in range(120, -10, -10)])


class _Randomness:
    """Random bits from the system, read 4 kB at a time: a system call for each id costs as much as the id."""

    _BYTES = _RANDOM_BITS // 8
    _POOL = 512 * _BYTES

    def __init__(self) -> None:
        self._pool = b""
        self._at = 0

    def __call__(self) -> int:
        if self._at >= len(self._pool):
            self._pool, self._at = secrets.token_bytes(self._POOL), 0
        self._at += self._BYTES
        return int.from_bytes(self._pool[self._at - self._BYTES : self._at], "big")


class UlidIds:
    """Random ids for production; strictly increasing inside one process, whatever thread asks.

    `now_ms` gives epoch milliseconds; `randomness` gives 80 random bits and may be replaced by a
    seeded source in tests.
    """

    def __init__(
        self,
        now_ms: Callable[[], int],
        randomness: Callable[[], int] | None = None,
    ) -> None:
        self._now_ms = now_ms
        self._randomness = randomness or _Randomness()
        self._last = (0, 0)
        self._lock = threading.Lock()

    def new(self, prefix: str) -> str:
        """Return `prefix_` and a ULID greater than every one made before by this object."""
        with self._lock:
            at, noise = self._now_ms(), self._randomness()
            last_at, last_noise = self._last
            if at <= last_at:
                # Same millisecond or a clock that stepped back: count on, so that order is kept.
                at, noise = last_at, last_noise + 1
            self._last = (at, noise)
        return f"{prefix}_{ulid(at, noise)}"
