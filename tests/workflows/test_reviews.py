"""How far the review is, and when a page has to be red."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.workflows.reviews import Case, Period, Silence, progress, silence

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def case(age: int, term: int = 7, decided: int | None = None) -> Case:
    """Found `age` days ago, due `term` days later, decided so many days after it was found."""
    found = NOW - age * DAY
    return Case(found, found + term * DAY, None if decided is None else found + decided * DAY)


def test_coverage_and_median_age() -> None:
    found = progress([case(1), case(4), case(20), case(9, decided=2)], NOW)
    assert (found.found, found.decided, found.open, found.overdue) == (4, 1, 3, 1)
    assert (found.covered, found.age) == (25, 4)
    nothing = progress([], NOW)
    assert (nothing.covered, nothing.age, nothing.open) == (None, None, 0)
    assert progress([case(9, decided=2)], NOW).age is None


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(1, 20), st.none() | st.integers(0, 5)), max_size=30)
)
def test_what_is_counted_adds_up(rows: list[tuple[int, int, int | None]]) -> None:
    found = progress([case(*row) for row in rows], NOW)
    assert found.open + found.decided == found.found == len(rows)
    assert 0 <= found.overdue <= found.open
    assert found.covered is None or 0 <= found.covered <= 100
    assert (found.covered == 100) == bool(rows and not found.open)


@pytest.mark.parametrize(
    ("periods", "ends", "expected"),
    [
        ([], [], None),
        ([], [NOW - 2 * DAY], None),
        ([], [NOW - 2 * DAY - timedelta(seconds=1)], Silence.NOT_DRAWN),
        ([(NOW - 9 * DAY, NOW + DAY, None)], [NOW - 9 * DAY], None),
        ([(NOW - 9 * DAY, NOW - DAY, None)], [NOW - 9 * DAY], Silence.NOT_REVIEWED),
        ([(NOW - 9 * DAY, NOW - DAY, NOW)], [NOW - 9 * DAY], None),
        ([(NOW - 9 * DAY, NOW - DAY, NOW)], [NOW - 9 * DAY, NOW - 16 * DAY], Silence.NOT_DRAWN),
    ],
)
def test_red_when_nobody_drew_or_nobody_looked(
    periods: list[tuple[datetime, datetime, datetime | None]], ends: list[datetime], expected: Silence | None
) -> None:
    assert silence([Period(*period) for period in periods], ends, NOW) is expected
