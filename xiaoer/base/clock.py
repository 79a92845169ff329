"""Time: aware datetimes at the border, epoch milliseconds in tables, one clock that tests can hold still."""

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1991


class Clock(Protocol):
    """Tells what time it is."""

    def now_ms(self) -> int:
        """Return epoch milliseconds."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Return epoch milliseconds."""
        return time.time_ns() // 1_000_000


class StillClock:
    """A clock for tests, replay and drills: it moves only when told to."""

    def __init__(self, at: datetime) -> None:
        self._at_ms = to_ms(at)

    def now_ms(self) -> int:
        """Return epoch milliseconds."""
        return self._at_ms

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        self._at_ms += int(by.total_seconds() * 1000)


def to_ms(moment: datetime) -> int:
    """Return epoch milliseconds of an aware datetime; a naive one is a bug and raises ValueError."""
    if moment.tzinfo is None:
        msg = "a datetime without a time zone was passed"
        raise ValueError(msg)
    return int(moment.timestamp() * 1000)


def from_ms(at_ms: int, zone: timezone = CHINA) -> datetime:
    """Return the aware datetime of epoch milliseconds."""
    return datetime.fromtimestamp(at_ms / 1000, zone)


def iso(at_ms: int) -> str:
    """Return ISO 8601 in UTC with milliseconds, as the API writes time."""
    return from_ms(at_ms, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(at_ms: int) -> str:
    """Return the day of epoch milliseconds in China, as YYYY-MM-DD."""
    return from_ms(at_ms).date().isoformat()
