"""When to ask: windows, sensible months, and the last week of a pregnancy."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.questions import Question
from signaal.referrals.seasons import end_of, latest, opens, seasonal_notes
from tests.referrals.catalogue_files import CATALOGUE

MONTHS = st.frozensets(st.integers(1, 12), min_size=1)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def said(provision: str, question: Question) -> list[tuple[str, list[object]]]:
    found = CATALOGUE.find(provision)
    assert found is not None
    return [
        (n.key.removeprefix("catalogue."), list(n.params.values())) for n in seasonal_notes(found, question)
    ]


def test_health_insurance_is_for_november_and_december() -> None:
    assert said("gemeentepolis", Question(on=date(2026, 11, 22))) == [
        ("note_window_open", [date(2026, 12, 31)])
    ]
    assert said("gemeentepolis", Question(on=date(2026, 1, 5))) == [("note_window_from", [date(2026, 11, 1)])]
    assert said("gemeentepolis", Question()) == []


def test_summer_camps_are_asked_for_in_spring() -> None:
    assert said("zomerkamp", Question(on=date(2026, 3, 1))) == [("note_best_now", [])]
    assert said("zomerkamp", Question(on=date(2026, 11, 1))) == [("note_best_from", [date(2027, 2, 1)])]


def test_a_baby_kit_has_a_last_day() -> None:
    due = date(2027, 3, 1)
    assert said("babyspullen", Question(on=date(2026, 11, 22), due=due)) == [
        ("note_latest", [date(2027, 2, 7)])
    ]
    assert latest(40, due) == due + timedelta(days=6)


@given(MONTHS, DAYS)
def test_the_next_opening_is_the_first_day_in_one_of_the_months(months: frozenset[int], on: date) -> None:
    when = opens(months, on)
    assert when >= on
    assert when.month in months
    assert all((on + timedelta(days=n)).month not in months for n in range((when - on).days))


@given(MONTHS, DAYS)
def test_the_end_is_the_last_day_of_the_run(months: frozenset[int], on: date) -> None:
    if on.month not in months:
        return
    last = end_of(months, on)
    assert last >= on
    assert last.month in months
    assert len(months) == 12 or (last + timedelta(days=1)).month not in months
