"""A calendar of its own, to check that of the rules: Easter by Gauss, holidays by the law's list.

Sources: Algemene termijnenwet art. 3; design page deadlines, points 4, 7 and 13.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from signaal.simulation.history import ClockSeen

WALL = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)
_TERMS = {"wgs_3_working_days": 3, "referral_response": 5}
_AT_LATEST = {"first_day": 1, "second_day": 2, "reminder": 3, "lead": 5, "coordinator": 10}
"""Working days after the start at which these steps of the two come, or earlier."""


def easter(year: int) -> date:
    """Easter Sunday (Gregorian)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * i) // 451
    month, day = divmod(h + i - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def free(day: date) -> bool:
    """Saturday, Sunday, or a day of the law's list."""
    sunday, year = easter(day.year), day.year
    king = date(year, 4, 27) - timedelta(days=date(year, 4, 27).weekday() == 6)
    moving = {sunday + timedelta(days=n) for n in (-2, 1, 39, 50)}
    fixed = {date(year, 1, 1), king, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    return day.weekday() > 4 or day in moving | fixed


@cache
def working_day(day: date, n: int) -> date:
    """The n-th working day after this one."""
    while n:
        day += timedelta(days=1)
        n -= not free(day)
    return day


def on_wall(day: date, hour: int, minute: int = 0) -> datetime:
    """The UTC moment at which Dutch clocks show this."""
    return datetime.combine(day, time(hour, minute), WALL).astimezone(UTC)


def wrong_end(clock: ClockSeen) -> str | None:
    """Why this clock cannot end when it says, or None. Only for ends that follow from the start alone."""
    day = clock.started_at.astimezone(WALL).date()
    if clock.kind == "calm_48h":
        fine = clock.started_at < clock.due_at <= clock.started_at + 48 * HOUR
    elif clock.kind in _TERMS:
        fine = clock.due_at == on_wall(working_day(day, _TERMS[clock.kind]), 17)
    elif clock.kind == "inform_family" and not clock.linked:
        fine = clock.due_at == on_wall(day + timedelta(days=28), 17)
    elif clock.kind == "age_turns":
        end = clock.due_at.astimezone(WALL)
        month_before = (end.date() - timedelta(days=1)).replace(day=1)
        fine = (end.day, end.time(), day) == (1, time(0), month_before)
    elif clock.kind == "expiry":
        fine = clock.started_at < clock.due_at <= clock.started_at + timedelta(days=24 * 31)
    else:
        fine = clock.due_at.astimezone(WALL).time() == time(17)
    return (
        None
        if fine
        else f"{clock.kind} of {clock.started_at:%d-%m %H:%M} cannot end {clock.due_at:%d-%m %H:%M}"
    )


def wrong_plan(clock: ClockSeen) -> str | None:
    """Why these steps cannot be the plan of this leg, or None."""
    begun, due = clock.leg_started_at, clock.due_at
    # A leg that begins after the end has all of its steps still.
    latest = due if begun < due else max(begun + 4 * HOUR, clock.started_at + 24 * HOUR)
    leg = f"{clock.kind} leg {clock.leg} of {begun:%d-%m %H:%M}"
    for step in clock.plan:
        place = f"{leg}, step {step.key} of {step.at:%d-%m %H:%M},"
        if step.at < begun:
            return f"{place} lies before its leg"
        if clock.kind == "calm_48h" and step.key != "at_due":
            if step.at > latest or _by_night(step.at, begun):
                return f"{place} is too late, or by night"
        elif clock.kind in _TERMS and step.key in _AT_LATEST:
            day = clock.started_at.astimezone(WALL).date()
            if step.at > max(on_wall(working_day(day, _AT_LATEST[step.key]), 8, 30), begun):
                return f"{place} comes after its day"
        elif clock.kind == "expiry" and step.at > max(due - timedelta(days=6, hours=7), begun):
            return f"{place} comes less than a week before"
        elif clock.kind == "age_turns" and step.at > max(_on_day(step.key, clock), begun):
            return f"{place} comes after its day"
    told = any(step.key == "at_due" and step.at == max(due, begun) for step in clock.plan)
    if clock.kind == "calm_48h" and not told:
        return f"{leg} tells nobody at its end"
    return None


def _on_day(key: str, clock: ClockSeen) -> datetime:
    first = clock.due_at if key == "due" else clock.started_at
    return on_wall(first.astimezone(WALL).date(), 8, 30)


def _by_night(moment: datetime, begun: datetime) -> bool:
    wall = moment.astimezone(WALL).time()
    return moment != begun and not time(7) <= wall <= time(22)
