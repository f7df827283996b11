"""Working days as the Algemene termijnenwet has them, and hours that know both clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from signaal.workflows import calendar

EASTER = {
    2024: (3, 31),
    2025: (4, 20),
    2026: (4, 5),
    2027: (3, 28),
    2028: (4, 16),
    2029: (4, 1),
    2030: (4, 21),
}


def termijnenwet(year: int) -> set[date]:
    """Art. 3: New Year, Good Friday, Easter and Whit Monday, Ascension, King's Day, 5 May, Christmas."""
    easter = date(year, *EASTER[year])
    king = date(year, 4, 27)
    movable = {easter + timedelta(days=n) for n in (-2, 1, 39, 50)}
    fixed = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    return movable | fixed | {king if king.weekday() != 6 else date(year, 4, 26)}


@pytest.mark.parametrize("year", sorted(EASTER))
def test_holidays_are_those_of_the_termijnenwet_and_sundays(year):
    easter = date(year, *EASTER[year])
    assert calendar.holidays_of(year) == termijnenwet(year) | {easter, easter + timedelta(days=49)}


@pytest.mark.parametrize("year", range(2024, 2034))
def test_liberation_day_is_free_every_year(year):
    assert not calendar.is_working_day(date(year, 5, 5))


def test_three_working_days_from_friday_end_on_wednesday():
    assert calendar.add_working_days(date(2026, 11, 20), 3) == date(2026, 11, 25)


def test_working_days_step_over_easter_and_kings_day():
    assert calendar.add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert calendar.add_working_days(date(2026, 4, 24), 1) == date(2026, 4, 28)


def test_no_working_days_means_the_first_one():
    assert calendar.add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert calendar.add_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)


def test_a_month_later_ends_with_the_month():
    assert calendar.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert calendar.add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert calendar.add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


def test_the_wall_in_summer_and_winter():
    assert calendar.at_wall(date(2026, 7, 1), 9 * 60) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert calendar.at_wall(date(2026, 12, 1), 9 * 60) == datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert calendar.at_wall(date(2026, 12, 1), 24 * 60) == calendar.at_wall(date(2026, 12, 2), 0)


@pytest.mark.parametrize(("text", "minute"), [("21.00", 1260), ("8.30", 510), ("24.00", 1440)])
def test_a_time_of_day_in_words(text, minute):
    assert calendar.minutes_of(text) == minute


@pytest.mark.parametrize("text", ["", "9", "24.01", "8.75", "acht uur"])
def test_no_time_of_day(text):
    with pytest.raises(ValueError):
        calendar.minutes_of(text)


def test_the_first_open_day_skips_closed_days_and_weekends():
    assert calendar.first_open_day(date(2026, 11, 20), {date(2026, 11, 20)}) == date(2026, 11, 23)
