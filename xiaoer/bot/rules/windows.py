"""When a promotion runs, read from the shop's own words for its window. Pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from xiaoer.base.clock import CHINA, from_ms, to_ms

_DATE: Final = re.compile(
    r"(?:(?P<year>\d{4}) ?[年./-] ?)?(?P<month>\d{1,2}) ?[月./-] ?(?P<day>\d{1,2}) ?[日号]?"
    r"(?: ?(?P<hour>\d{1,2})[:：点](?P<minute>\d{2})?)?"
)
_LAST_DAY: Final = re.compile(r"(?:到|至|截止|截至|-|~|—|–) ?(?P<day>\d{1,2}) ?[日号]")
_BEGUN: Final = re.compile(r"即日|现在|今天起|长期")
_OPEN_END: Final = re.compile(r"起(?!至|到)|开始|以后|之后")
_HALF_YEAR: Final = timedelta(days=183)


class Runs(StrEnum):
    """Whether a promotion runs at a moment."""

    UNKNOWN = "unknown"  # no dates in its words
    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"


def runs(window: str, now_ms: int) -> Runs:
    """Return whether a window holds `now_ms`; UNKNOWN when its words hold no dates."""
    begins, ends = period(window, now_ms)
    if not begins and not ends:
        return Runs.UNKNOWN
    if begins and now_ms < begins:
        return Runs.COMING
    return Runs.ENDED if ends and now_ms >= ends else Runs.RUNNING


def period(window: str, now_ms: int) -> tuple[int, int]:
    """Return begin and end (epoch milliseconds, the end exclusive) of a window in China time, 0 where open.

    `2026年3月1日-3月31日`, `3.1-3.31`, `即日起至3月31日`, `6月18日20:00开始`, `3月1日至15日`. A date
    without year belongs to the year that is said before it, else to the one that is nearest to now.
    """
    found = [_moment(match, 0, from_ms(now_ms)) for match in _DATE.finditer(window)]
    dates = [item for item in found if item is not None]
    if not dates:
        return 0, 0
    year = next((int(match["year"]) for match in _DATE.finditer(window) if match["year"]), 0)
    if year:
        dates = [item for match in _DATE.finditer(window) if (item := _moment(match, year, from_ms(now_ms)))]
    first, last = dates[0], dates[-1]
    if last < first:  # 12月20日-1月5日
        last = last.replace(year=last.year + 1)
    if len(dates) == 1:
        return _of_one(window, first)
    return to_ms(first), to_ms(_end(last))


def _of_one(window: str, date: datetime) -> tuple[int, int]:
    short = _LAST_DAY.search(window)
    if short and int(short["day"]) > date.day:
        try:
            return to_ms(date), to_ms(_end(date.replace(day=int(short["day"]))))
        except ValueError:  # 2月30日
            return to_ms(date), 0
    if _BEGUN.search(window) or re.search(r"(到|至|截止|截至|前)", window):
        return 0, to_ms(_end(date))
    if _OPEN_END.search(window):
        return to_ms(date), 0
    return to_ms(date), to_ms(_end(date))


def _end(moment: datetime) -> datetime:
    """Return the end of the day that is named last, or the moment itself when an hour is named."""
    return moment if moment.hour or moment.minute else moment + timedelta(days=1)


def _moment(match: re.Match[str], year: int, now: datetime) -> datetime | None:
    said = int(match["year"] or 0) or year
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    try:
        day = datetime(said or now.year, int(match["month"]), int(match["day"]), tzinfo=CHINA)
    except ValueError:
        return None
    if not said:
        near = [day.replace(year=now.year + shift) for shift in (-1, 0, 1) if _exists(day, now.year + shift)]
        day = min(near, key=lambda one: abs(one - now)) if near else day
        day = day if abs(day - now) <= _HALF_YEAR * 2 else day.replace(year=now.year)
    return day + timedelta(hours=hour, minutes=minute)


def _exists(day: datetime, year: int) -> bool:
    try:
        day.replace(year=year)
    except ValueError:
        return False
    return True
