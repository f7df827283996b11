"""Age bands, and the months in which whom to ask changes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import AgeBand
from signaal.workflows.ages import age_on, band, next_turn

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("births", "expecting", "found"),
    [
        ([], False, AgeBand.UNKNOWN),
        ([None], False, AgeBand.UNKNOWN),
        ([], True, AgeBand.PREGNANCY),
        ([date(2022, 11, 21)], True, AgeBand.UNDER_4),
        ([date(2022, 11, 20)], False, AgeBand.UNDER_12),
        ([date(2014, 11, 21)], False, AgeBand.UNDER_12),
        ([date(2014, 11, 20)], False, AgeBand.UNDER_18),
        ([date(2010, 1, 1), None, date(2023, 1, 1)], False, AgeBand.UNDER_4),
    ],
)
def test_the_band_is_that_of_the_youngest(births, expecting, found):
    assert band(births, expecting, TODAY) is found


def test_a_leap_day_child_turns_on_the_first_of_march():
    assert age_on(date(2012, 2, 29), date(2024, 2, 28)) == 11
    assert age_on(date(2012, 2, 29), date(2025, 2, 28)) == 12
    assert age_on(date(2012, 2, 29), date(2025, 3, 1)) == 13


@pytest.mark.parametrize(
    ("birth", "age", "starts", "due"),
    [
        (date(2015, 3, 14), 12, date(2027, 2, 1), date(2027, 3, 1)),
        (date(2015, 1, 31), 12, date(2026, 12, 1), date(2027, 1, 1)),
        (date(2012, 2, 29), 16, date(2028, 1, 1), date(2028, 2, 1)),
        (date(2010, 11, 30), 18, date(2028, 10, 1), date(2028, 11, 1)),
    ],
)
def test_the_task_begins_the_month_before(birth, age, starts, due):
    turn = next_turn(birth, TODAY)
    assert turn is not None
    assert (turn.age, turn.starts, turn.due) == (age, starts, due)


def test_after_18_nothing_turns():
    assert next_turn(date(2008, 11, 20), TODAY) is None


@given(st.dates(date(2004, 1, 1), TODAY))
def test_only_first_days_of_months_leave_the_seal(birth):
    turn = next_turn(birth, TODAY)
    if turn is not None:
        assert turn.starts.day == turn.due.day == 1
        assert turn.due > TODAY
        assert (turn.due.year - birth.year, turn.due.month) == (turn.age, birth.month)
