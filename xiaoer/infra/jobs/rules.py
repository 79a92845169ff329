"""When a job is tried again, and when no more. Pure."""

from typing import Final

ATTEMPTS: Final = 8
LEASE_MS: Final = 30_000
_FIRST_MS: Final = 200
_LONGEST_MS: Final = 10 * 60_000


def pause_ms(attempt: int, chance: float) -> int:
    """Return how long to wait after a failed attempt: doubling, with full jitter above a half.

    `chance` is in [0, 1). Jitter so that a thousand jobs that failed together do not return together.
    """
    longest = min(_FIRST_MS * 2 ** (attempt - 1), _LONGEST_MS)
    return int(longest / 2 + chance * longest / 2)


def is_dead(attempt: int) -> bool:
    """Return whether a failed job is given up and shown to people."""
    return attempt >= ATTEMPTS
