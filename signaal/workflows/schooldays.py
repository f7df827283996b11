"""When a school is closed: the holidays of its region and its own closing days, and which holiday comes next (R16)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from signaal.workflows.calendar import is_working_day
from signaal.workflows.followups import SchoolDays
from signaal.workflows.problems import ListError

REGIONS = ("noord", "midden", "zuid")
BEFORE = timedelta(days=14)
"""How long before a holiday the hand-over list is there."""
_A_HOLIDAY = 3
"""Working days without school that make a holiday: one day off needs no hand-over."""
_LONGEST = timedelta(days=70)
_IN_TIME = timedelta(days=90)
"""So long before the last holiday that is known ends, somebody hears of it: a new list needs a new version."""


@dataclass(frozen=True, order=True)
class Period:
    """Days without school, the first and the last included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Every day of it."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    @property
    def is_holiday(self) -> bool:
        """Long enough that somebody has to hand over."""
        return sum(map(is_working_day, self.days())) >= _A_HOLIDAY


Holidays = Mapping[str, tuple[Period, ...]]
"""Periods by region."""


def load_school_holidays(text: str, file: str = "school_holidays.toml") -> Holidays:
    """Parse school_holidays.toml. Raises ListError: every problem with its place."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListError([f"{file}: {error}"]) from None
    problems: list[str] = []
    found: dict[str, list[Period]] = {region: [] for region in REGIONS}
    for number, row in enumerate(content.get("holiday", []), 1):
        for region in REGIONS:
            period = _period(row.get(region))
            if period is None:
                problems.append(f"{file}: holiday {number}: {region}: a first and a last day, year first")
            else:
                found[region].append(period)
    if problems:
        raise ListError(problems)
    return {region: tuple(sorted(periods)) for region, periods in found.items()}


def period(first: date, last: date) -> Period | None:
    """A closing period, or None when it ends before it begins or lasts longer than any holiday."""
    return Period(first, last) if timedelta(0) <= last - first <= _LONGEST else None


def closed(periods: Iterable[Period]) -> SchoolDays:
    """The days without school, as the rules of follow-ups know them."""
    return SchoolDays(frozenset(day for one in periods for day in one.days()))


def coming(periods: Iterable[Period], today: date) -> Period | None:
    """The holiday that begins within two weeks or runs now; None when there is none. Short closings do not count.

    Periods that touch, or have only weekends and public holidays between them, are one holiday.
    """
    return next(
        (one for one in _joined(periods) if one.is_holiday and one.first - BEFORE <= today <= one.last), None
    )


def known_until(holidays: Iterable[Period], own: Iterable[Period], today: date) -> date | None:
    """The last day up to which holidays are known, when that is less than three months ahead or past; else None.

    Whoever wrote down a holiday of its own after that day has seen to it.
    """
    last = max((one.last for one in holidays), default=None)
    if last is None or today <= last - _IN_TIME or any(one.first > last and one.is_holiday for one in own):
        return None
    return last


def _joined(periods: Iterable[Period]) -> list[Period]:
    found: list[Period] = []
    for one in sorted(periods):
        if found and not _school_between(found[-1], one):
            found[-1] = Period(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return found


def _school_between(before: Period, after: Period) -> bool:
    gap = Period(before.last + timedelta(days=1), after.first - timedelta(days=1))
    return any(map(is_working_day, gap.days()))


def _period(value: object) -> Period | None:
    days = value if isinstance(value, list) else []
    try:
        first, last = (date.fromisoformat(str(day)) for day in days)
    except ValueError:
        return None
    return period(first, last)
