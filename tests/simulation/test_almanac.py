"""The calendar that checks the calendar of the rules: by the published lists, and against each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.simulation import almanac
from signaal.simulation.history import ClockSeen, Planned
from signaal.workflows import calendar

DAYS = st.dates(date(2026, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2030, 4, 21), (2038, 4, 25)]
)
def test_easter_is_when_it_is(year: int, month: int, day: int) -> None:
    assert almanac.easter(year) == date(year, month, day)


def test_the_birthday_of_the_king_is_not_on_a_sunday() -> None:
    assert date(2031, 4, 27).weekday() == 6
    assert almanac.free(date(2031, 4, 26))
    assert not almanac.free(date(2031, 4, 28))


@given(DAYS)
def test_both_calendars_know_the_same_working_days(day: date) -> None:
    assert almanac.free(day) is not calendar.is_working_day(day)


@given(DAYS, st.integers(1, 12))
def test_both_count_working_days_alike(day: date, n: int) -> None:
    assert almanac.working_day(day, n) == calendar.add_working_days(day, n)


@given(DAYS, st.integers(0, 23))
def test_both_read_the_same_clock_on_the_wall(day: date, hour: int) -> None:
    assert almanac.on_wall(day, hour) == calendar.at_wall(day, hour * 60)


def test_both_agree_across_both_changes_of_the_clock() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        length = almanac.on_wall(day + timedelta(days=1), 0) - almanac.on_wall(day, 0)
        assert length == timedelta(hours=23 if day.month == 3 else 25)


def test_a_leg_that_begins_after_the_end_may_have_steps_until_a_day_after_the_start() -> None:
    start = datetime(2026, 4, 13, 7, 46, tzinfo=UTC)
    due, begun = start + timedelta(hours=11), start + timedelta(hours=13)
    plan = (Planned(0, begun, "at_due", False), Planned(1, start + timedelta(hours=24), "inside_lead", False))
    clock = ClockSeen("c", "calm_48h", "k", None, "running", 3, start, due, begun, "t", None, None, plan)
    assert almanac.wrong_plan(clock) is None
    assert almanac.wrong_plan(replace(clock, leg_started_at=due - timedelta(hours=1))) is not None
