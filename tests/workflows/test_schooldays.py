"""Days without school: every region's holidays, what makes a holiday, and which one comes next."""

from datetime import date, timedelta

import pytest

from signaal.workflows.problems import ListError
from signaal.workflows.schooldays import (
    REGIONS,
    Period,
    closed,
    coming,
    load_school_holidays,
    period,
)

WEEK = Period(date(2026, 10, 17), date(2026, 10, 25))


def test_every_region_has_its_holidays_from_saturday_to_sunday(list_files):
    found = load_school_holidays(list_files["school_holidays"])
    assert set(found) == set(REGIONS)
    for region in REGIONS:
        assert len(found[region]) == 5
        for one in found[region]:
            assert (one.first.weekday(), one.last.weekday()) == (5, 6)
            assert one.is_holiday


@pytest.mark.parametrize(
    "text",
    [
        "holiday = 1 =",
        "[[holiday]]\nnoord = ['2026-10-17']",
        "[[holiday]]\nnoord = ['2026-10-25', '2026-10-17']\nmidden = []\nzuid = 3",
        "[[holiday]]\nnoord = ['soon', 'later']",
    ],
)
def test_a_file_that_says_nothing_is_refused(text):
    with pytest.raises(ListError) as no:
        load_school_holidays(text)
    assert no.value.problems


def test_one_day_off_is_no_holiday():
    assert not Period(date(2026, 12, 7), date(2026, 12, 8)).is_holiday
    assert coming([Period(date(2026, 12, 7), date(2026, 12, 8))], date(2026, 12, 1)) is None
    assert closed([WEEK]).closed == frozenset(WEEK.days())


def test_it_comes_two_weeks_before_and_stays_until_it_is_over():
    assert coming([WEEK], WEEK.first - timedelta(days=15)) is None
    assert coming([WEEK], WEEK.first - timedelta(days=14)) == WEEK
    assert coming([WEEK], WEEK.last) == WEEK
    assert coming([WEEK], WEEK.last + timedelta(days=1)) is None


def test_own_days_beside_a_holiday_make_it_longer():
    monday = Period(date(2026, 10, 26), date(2026, 10, 26))
    assert coming([monday, WEEK], date(2026, 10, 15)) == Period(WEEK.first, monday.last)
    tuesday = Period(date(2026, 10, 27), date(2026, 10, 27))
    assert coming([tuesday, WEEK], date(2026, 10, 15)) == WEEK


def test_a_period_ends_after_it_begins_and_not_ten_weeks_later():
    assert period(WEEK.first, WEEK.first) is not None
    assert period(WEEK.last, WEEK.first) is None
    assert period(WEEK.first, WEEK.first + timedelta(days=71)) is None
