"""Rate limits: a token bucket as a pure rule, and a bounded table of buckets in memory.

Keys are buyers, API keys, staff sessions and login names; never a network address alone, because
mobile carriers put thousands of buyers behind one.
"""

from dataclasses import dataclass

from xiaoer.base.errors import XiaoerError

_KEYS = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` at once, refilled by one every `refill_ms` milliseconds."""

    burst: int
    refill_ms: int


def take(full_at_ms: int, now_ms: int, rate: Rate) -> tuple[int, int]:
    """Take one token; return (new `full_at_ms`, 0), or (`full_at_ms` as it was, milliseconds to wait).

    A bucket is kept as one number, the moment at which it will be full again; 0 is a full bucket.
    This is the generic cell rate algorithm (ITU-T I.371), which equals a token bucket.
    """
    taken = max(full_at_ms, now_ms) + rate.refill_ms
    wait = taken - now_ms - rate.burst * rate.refill_ms
    return (full_at_ms, wait) if wait > 0 else (taken, 0)


class Limiter:
    """Buckets of one rate by key. Bounded: beyond `keys` the bucket unused for longest is forgotten.

    For one thread (the event loop's).
    """

    def __init__(self, rate: Rate, keys: int = _KEYS) -> None:
        self._rate = rate
        self._keys = keys
        self._full_at: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._full_at)

    def wait_ms(self, key: str, now_ms: int) -> int:
        """Take one token of `key`; return 0, or how many milliseconds to wait when there is none."""
        full_at, wait = take(self._full_at.pop(key, 0), now_ms, self._rate)
        self._full_at[key] = full_at  # moved to the end: the dict is in order of last use
        if len(self._full_at) > self._keys:
            del self._full_at[next(iter(self._full_at))]
        return wait

    def give_back(self, key: str) -> None:
        """Return a token that was taken: what it was taken for turned out to be harmless."""
        full_at = self._full_at.get(key)
        if full_at is not None:
            self._full_at[key] = full_at - self._rate.refill_ms

    def require(self, key: str, now_ms: int) -> None:
        """Take one token of `key`, or raise `rate_limited` (429) that says when to try again."""
        wait = self.wait_ms(key, now_ms)
        if wait:
            seconds = -(-wait // 1000)
            raise XiaoerError(
                "rate_limited",
                429,
                f"Too many requests. Try again in {seconds} s.",
                {"retry_after_seconds": seconds},
            )
