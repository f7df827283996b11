"""The roster: which hours a turn answers for, and where nobody has duty although somebody should."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import Conflict
from signaal.workflows.duty import DutyLine, StaffedHours, covers, next_duty, on_duty
from signaal.workflows.turns import Turn, gaps, hours_of, look_back, may_ask

WEEK = (0, 1, 2, 3, 4)


def turn(at, since: str, until: str, **more) -> Turn:
    return Turn("social_team", "078-5550100", at(since), at(until), **more)


def test_an_ordinary_turn_holds_in_office_hours_alone(at):
    found = turn(at, "2026-11-16 8.30", "2026-11-23 8.30")
    assert covers(found, at("2026-11-17 8.30"))
    assert not covers(found, at("2026-11-17 17.00"))
    assert not covers(found, at("2026-11-21 12.00"))
    assert not covers(found, at("2026-11-23 8.30"))


def test_a_turn_out_of_hours_is_one_stretch(at):
    found = turn(at, "2026-11-16 8.30", "2026-11-23 8.30", out_of_hours=True)
    spans = list(found.within(at("2026-11-17 0.00"), at("2026-11-18 0.00")))
    assert spans == [(at("2026-11-16 8.30"), at("2026-11-23 8.30"))]


def test_a_holiday_is_a_day_of_its_own(at):
    away = turn(at, "2026-12-21 8.30", "2026-12-28 8.30", out_of_hours=True)
    there = replace(away, holidays=True)
    assert not covers(away, at("2026-12-25 12.00"))
    assert covers(away, at("2026-12-24 23.00"))
    assert covers(there, at("2026-12-25 12.00"))
    office = turn(at, "2026-12-21 8.30", "2026-12-28 8.30", holidays=True)
    assert covers(office, at("2026-12-25 12.00"))
    assert not covers(office, at("2026-12-25 18.00"))


def test_the_hours_of_a_day_through_both_clock_changes():
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 16), 24)):
        ((start, end),) = hours_of(day, out_of_hours=True, holidays=True)
        assert end - start == timedelta(hours=hours)


def test_a_food_bank_is_no_duty(at):
    bank = DutyLine("food_bank", "1", (), 0, 0)
    shelter = DutyLine("shelter", "2", (), 0, 0)
    moment = at("2026-11-21 3.00")
    assert on_duty((bank, shelter), moment) == ()
    assert next_duty((bank, shelter), moment) is None
    assert not StaffedHours.of((bank, shelter)).covers(moment)


def test_turns_come_on_top_of_office_hours_or_of_the_weekly_lines(at):
    weekend = turn(at, "2026-11-20 17.00", "2026-11-23 8.30", out_of_hours=True)
    staffed = StaffedHours.of((weekend,))
    assert staffed.covers(at("2026-11-21 3.00"))
    assert staffed.last_before(at("2026-11-22 4.10")) == at("2026-11-21 22.00")
    assert staffed.last_before(at("2027-06-06 12.00")) == at("2027-06-04 17.00")
    monday = DutyLine("social_team", "1", (0,), 540, 600)
    assert not StaffedHours.of((monday, weekend)).covers(at("2026-11-24 12.00"))


def test_weekly_lines_promise_what_they_cover(at):
    office = DutyLine("social_team", "1", WEEK)
    assert gaps((office,), at("2026-11-16 0.00"), at("2026-12-31 0.00")) == []


def test_nobody_at_all_is_one_gap_that_begins_with_the_working_day(at):
    found = gaps((), at("2026-11-16 0.00"), at("2026-11-23 0.00"))
    assert found == [(at("2026-11-16 8.30"), at("2026-11-20 17.00"))]


def test_where_the_roster_stops_is_a_gap(at):
    week = turn(at, "2026-11-16 0.00", "2026-11-18 12.00")
    found = gaps((week,), at("2026-11-16 0.00"), at("2026-11-21 0.00"))
    assert found == [(at("2026-11-18 12.00"), at("2026-11-20 17.00"))]


def test_one_turn_at_night_promises_the_nights(at):
    first = turn(at, "2026-11-16 0.00", "2026-11-17 0.00", out_of_hours=True)
    second = turn(at, "2026-11-17 6.00", "2026-11-18 0.00", out_of_hours=True)
    assert gaps((first, second), at("2026-11-16 0.00"), at("2026-11-18 0.00")) == [
        (at("2026-11-17 0.00"), at("2026-11-17 6.00"))
    ]


def test_a_food_bank_fills_no_gap(at):
    bank = DutyLine("food_bank", "1", (), 0, 0)
    assert gaps((bank,), at("2026-11-16 0.00"), at("2026-11-17 0.00"))


def test_a_gap_keeps_its_beginning_while_it_lasts(at):
    first, later = at("2026-11-16 12.00"), at("2026-11-27 12.00")
    assert look_back(first) == look_back(later) == at("2026-10-01 0.00")


def test_only_whose_turn_it_is_asks_for_relief(at):
    mine = turn(at, "2026-11-16 0.00", "2026-11-18 0.00", person="a")
    may_ask(mine, "a", at("2026-11-17 0.00"))
    with pytest.raises(Conflict):
        may_ask(mine, "b", at("2026-11-17 0.00"))
    with pytest.raises(Conflict):
        may_ask(mine, "a", at("2026-11-18 0.00"))


BEGIN = datetime(2026, 11, 16, tzinfo=UTC)
TURNS = st.builds(
    lambda start, hours, out, days: Turn(
        "social_team",
        "1",
        BEGIN + timedelta(hours=start),
        BEGIN + timedelta(hours=start + hours),
        out_of_hours=out,
        holidays=days,
    ),
    st.integers(0, 24 * 40),
    st.integers(1, 24 * 14),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(TURNS, max_size=6), st.integers(0, 24 * 50))
def test_nobody_answers_inside_a_gap_and_promised_time_is_answered_or_in_a_gap(turns, hour):
    found = gaps(turns, BEGIN, BEGIN + timedelta(days=50))
    moment = BEGIN + timedelta(hours=hour, minutes=31)
    inside = any(start <= moment < end for start, end in found)
    answered = bool(on_duty(turns, moment))
    assert not (inside and answered)
    day = moment.astimezone(UTC).date()
    promised = any(s <= moment < e for s, e in hours_of(day, out_of_hours=False, holidays=False))
    assert inside or answered or not promised
    assert all(start < end for start, end in found)
    assert all(a[1] < b[0] for a, b in pairwise(found))
