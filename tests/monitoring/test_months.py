"""What came of a clock, and on whose side the hours and the lateness count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.monitoring.months import HOURS, Came, Course, Result, Side, gone, result, summarise
from signaal.terms import ClockState

BEGAN = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
ENDS = BEGAN + timedelta(hours=48)


def course(state: ClockState = ClockState.RUNNING, **hours: float) -> Course:
    """A clock whose moments are given in hours after its start."""
    moments: dict[str, Any] = {name: BEGAN + timedelta(hours=after) for name, after in hours.items()}
    return Course("Noord", state, BEGAN, ENDS, **moments)


def after(hours: float) -> datetime:
    return BEGAN + timedelta(hours=hours)


@pytest.mark.parametrize("state", [state for state in ClockState if state is not ClockState.RUNNING])
def test_every_end_has_a_place_in_the_report(state: ClockState) -> None:
    found = result(course(state, ended_at=50), after(60)).came
    assert found.value == state.value or found is Came.UNDONE


def test_late_is_seen_by_whoever_looks() -> None:
    assert result(course(), after(48)).came is Came.OPEN
    assert result(course(), after(48.01)).came is Came.LATE


def test_the_hours_split_at_the_acknowledgement() -> None:
    found = result(course(ClockState.MET, yes_at=10, acknowledged_at=14, ended_at=40), after(99))
    assert (found.to_contact, found.to_answer, found.inside, found.outside, found.to_calm) == (
        10, 4, 14, 26, 40,
    )  # fmt: skip
    assert found.against is None


def test_lateness_after_a_yes_in_time_is_the_receivers() -> None:
    assert result(course(ClockState.MET_LATE, yes_at=40, ended_at=66), after(99)).against is Side.RECEIVER
    assert result(course(yes_at=1), after(49)).against is Side.RECEIVER, "nobody answered: not the sender's"


def test_sent_with_less_than_eight_hours_left_counts_against_the_sender() -> None:
    found = result(course(ClockState.MET_LATE, yes_at=40.5, acknowledged_at=41, ended_at=66), after(99))
    assert found.against is Side.SENDER
    assert (found.inside, found.outside) == (66, None)


def test_without_a_yes_it_is_the_senders() -> None:
    assert result(course(), after(49)).against is Side.SENDER


def test_an_accident_is_counted_and_never_late() -> None:
    found = result(course(ClockState.MISTAKE, ended_at=70), after(99))
    assert (found.came, found.against, found.inside, found.to_calm) == (Came.MISTAKE, None, None, None)


def test_a_card_that_goes_while_its_clock_runs_is_not_forgotten() -> None:
    assert gone(course(), after(900)) == Result("Noord", Came.GONE, against=Side.SENDER)
    ended = course(ClockState.NOT_REACHED, ended_at=30)
    assert gone(ended, after(900)) == result(ended, after(900))


def test_contact_is_the_first_of_what_is_known() -> None:
    assert result(course(reached_at=3, yes_at=5), after(6)).to_contact == 3
    assert result(course(ClockState.DECLINED, ended_at=7), after(9)).to_contact == 7
    assert result(course(ClockState.NOT_REACHED, ended_at=7), after(9)).to_contact is None


@given(
    st.lists(
        st.builds(
            Result, st.just("Noord"), st.sampled_from(list(Came)), st.booleans(),
            st.sampled_from([None, *Side]), to_calm=st.none() | st.integers(0, 90),
        )
    )
)  # fmt: skip
def test_a_summary_hides_nothing(results: list[Result]) -> None:
    found = summarise(results)
    assert found.total == len(results)
    assert found.no_duty == sum(one.no_duty for one in results)
    assert sum(found.against.values()) == sum(one.against is not None for one in results)
    assert set(found.medians) == set(HOURS)
    known = sorted(one.to_calm for one in results if one.to_calm is not None)
    middle = found.medians["to_calm"]
    assert middle.of == len(known)
    if known:
        assert sum(hours <= (middle.hours or 0) for hours in known) * 2 >= len(known)
