"""A hold has a reason and an end; one without an end does not exist."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import Refused
from signaal.workflows import holds
from signaal.workflows.calendar import add_months, local_day
from tests.support.clock import START

REASONS = ("complaint", "court")
TODAY = local_day(START)


def refused(reason: str, day: date | None) -> dict[str, str]:
    with pytest.raises(Refused) as stopped:
        holds.until(reason, day, START, REASONS)
    return {name: say.key for name, say in stopped.value.problems.items()}


def test_it_ends_when_its_last_day_is_over() -> None:
    end = holds.until("court", TODAY, START, REASONS)
    assert local_day(end - timedelta(seconds=1)) == TODAY
    assert local_day(end) == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("reason", "day", "expected"),
    [
        ("", TODAY, {"reason": "workflows.reason.needed"}),
        ("because", TODAY, {"reason": "workflows.reason.needed"}),
        ("court", None, {"until": "retention.hold.no_day"}),
        ("court", TODAY - timedelta(days=1), {"until": "workflows.date.past"}),
        ("court", add_months(TODAY, 12) + timedelta(days=1), {"until": "retention.hold.too_long"}),
        ("", None, {"reason": "workflows.reason.needed", "until": "retention.hold.no_day"}),
    ],
)
def test_without_a_reason_or_an_end_there_is_none(
    reason: str, day: date | None, expected: dict[str, str]
) -> None:
    assert refused(reason, day) == expected


@given(days=st.integers(-800, 20_000))
def test_no_hold_lasts_longer_than_a_year(days: int) -> None:
    day = TODAY + timedelta(days=days)
    try:
        end = holds.until("court", day, START, REASONS)
    except Refused:
        assert not TODAY <= day <= add_months(TODAY, 12)
    else:
        assert START < end <= START + timedelta(days=367)
