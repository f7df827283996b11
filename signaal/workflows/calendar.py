"""Working days and the wall clock of the Netherlands: the only place where a rule thinks in local time.

Elapsed hours are counted in UTC; days and working days follow the calendar in Europe/Amsterdam.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from holidays import OPTIONAL, PUBLIC, country_holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OPENS = 8 * 60 + 30
"""Start of an ordinary working day, in minutes after midnight."""
CLOSES = 17 * 60
"""End of an ordinary working day, in minutes after midnight."""


@cache
def holidays_of(year: int) -> frozenset[date]:
    """Days without work: Algemene termijnenwet art. 3, with 5 May every year and Good Friday equated to them.

    OPTIONAL is needed: among PUBLIC the library lists 5 May only every five years.
    """
    return frozenset(country_holidays("NL", years=year, categories=(PUBLIC, OPTIONAL)))


def is_holiday(day: date) -> bool:
    return day in holidays_of(day.year)


def is_working_day(day: date) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and not is_holiday(day)


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day` (n >= 0); 0 is the day itself, or the first working day after it."""
    if n == 0:
        return day if is_working_day(day) else add_working_days(day, 1)
    while n > 0:
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day


def add_months(day: date, n: int) -> date:
    """The same day n months later, or the last day of a shorter month (31 January + 1 = 28 February)."""
    index = day.year * 12 + day.month - 1 + n
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def local_day(moment: datetime) -> date:
    """The date in Amsterdam at an aware moment."""
    return moment.astimezone(AMSTERDAM).date()


def local_minute(moment: datetime) -> int:
    """Minutes after midnight on the wall in Amsterdam."""
    wall = moment.astimezone(AMSTERDAM)
    return wall.hour * 60 + wall.minute


def at_wall(day: date, minute: int) -> datetime:
    """The UTC moment at which the wall in Amsterdam shows `minute` (0 to 1440) after midnight of `day`."""
    extra, minute = divmod(minute, 24 * 60)
    wall = datetime.combine(day + timedelta(days=extra), time(minute // 60, minute % 60), AMSTERDAM)
    return wall.astimezone(UTC)


def closing_time(day: date) -> datetime:
    """The moment a term that is counted in days ends: 17.00 in Amsterdam on that day."""
    return at_wall(day, CLOSES)


def opening_time(day: date) -> datetime:
    """The moment a reminder that is counted in days is due: 8.30 in Amsterdam on that day."""
    return at_wall(day, OPENS)


def minutes_of(text: str) -> int:
    """'21.00' or '8.30' to minutes after midnight. Raises ValueError for anything else."""
    hours, _, minutes = text.partition(".")
    found = int(hours) * 60 + int(minutes)
    if not (0 <= int(minutes) < 60 and 0 <= found <= 24 * 60):
        raise ValueError(f"not a time of day: {text!r}")
    return found


def first_open_day(day: date, closed: Collection[date] = ()) -> date:
    """`day`, or the first working day after it that is not among the school's own closed days."""
    while day in closed or not is_working_day(day):
        day += timedelta(days=1)
    return day
