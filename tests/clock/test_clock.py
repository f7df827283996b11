"""The clock of the machine tells UTC; the moving one goes only where it is put."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.clock import Clock, MovingClock, SystemClock

START = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)


@pytest.mark.parametrize("clock", [SystemClock(), MovingClock(START)])
def test_a_moment_is_aware_and_in_utc(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta(0)


def test_the_moving_clock_stands_still() -> None:
    clock = MovingClock(START)
    assert clock.now() == clock.now() == START


@given(st.lists(st.integers(0, 10_000)))
def test_steps_add_up(minutes: list[int]) -> None:
    clock = MovingClock(START)
    for step in minutes:
        clock.advance(minutes=step)
    assert clock.now() - START == timedelta(minutes=sum(minutes))


def test_forty_eight_hours_stay_forty_eight_when_the_local_clock_changes() -> None:
    amsterdam = ZoneInfo("Europe/Amsterdam")
    clock = MovingClock(datetime(2026, 10, 24, 12, 0, tzinfo=amsterdam))
    assert clock.advance(hours=48).astimezone(amsterdam).hour == 11


def test_it_refuses_to_go_back_by_accident_and_moments_without_a_zone() -> None:
    clock = MovingClock(START)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(hours=-1)
    with pytest.raises(ValueError, match="time zone"):
        clock.set(datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake under test
    assert clock.set(START - timedelta(days=1)) == START - timedelta(days=1)
