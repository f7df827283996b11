"""The clock of a test: stands still until the test moves it."""

from datetime import UTC, datetime

import pytest

from signaal.clock import MovingClock

# A Monday morning, in winter time, with no holiday near.
START = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> MovingClock:
    """A MovingClock at START; `clock.advance(hours=48)` moves it."""
    return MovingClock(START)
