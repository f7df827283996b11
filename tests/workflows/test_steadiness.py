"""A clock that jumps: never a step too early, and a clock that was mended is believed in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from signaal.workflows.steadiness import BELIEVED_AFTER, NOTICED_FROM, Reckoning, look

START = datetime(2026, 3, 28, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def looks(*offsets: timedelta, every: timedelta = MINUTE) -> list[tuple[datetime, timedelta]]:
    """What is seen when the clock is beside the true time by these, one look after another."""
    known: Reckoning | None = None
    found = []
    for n, offset in enumerate(offsets):
        seen = look(known, START + n * every + offset, n * every)
        known = seen.known
        found.append((seen.moment, seen.jump))
    return found


def test_a_steady_clock_is_believed() -> None:
    seen = looks(*[timedelta(0)] * 3)
    assert seen == [(START + n * MINUTE, timedelta(0)) for n in range(3)]


def test_a_jump_forward_is_told_once_and_not_believed_at_once() -> None:
    seen = looks(timedelta(0), 5 * MINUTE, 5 * MINUTE, timedelta(0))
    assert [jump for _, jump in seen] == [timedelta(0), 5 * MINUTE, timedelta(0), -5 * MINUTE]
    assert [moment for moment, _ in seen] == [START + n * MINUTE for n in range(4)]


def test_a_jump_back_is_told_and_the_clock_is_followed() -> None:
    seen = looks(timedelta(0), -5 * MINUTE, -5 * MINUTE)
    assert [jump for _, jump in seen] == [timedelta(0), -5 * MINUTE, timedelta(0)]
    assert seen[2][0] == START + 2 * MINUTE - 5 * MINUTE


def test_a_clock_that_stays_where_it_jumped_to_is_right_after_a_quarter_of_an_hour() -> None:
    seen = looks(timedelta(0), *[60 * MINUTE] * 17)
    held = [moment for moment, _ in seen[1:16]]
    assert held == [START + n * MINUTE for n in range(1, 16)]
    assert seen[16][0] == START + 16 * MINUTE + 60 * MINUTE
    assert BELIEVED_AFTER == 15 * MINUTE


def test_a_machine_that_started_anew_is_believed() -> None:
    known = look(None, START, timedelta(days=9)).known
    assert look(known, START + timedelta(hours=3), MINUTE).moment == START + timedelta(hours=3)


@given(st.lists(st.integers(-20, 20), min_size=1, max_size=40))
def test_what_counts_as_now_is_never_after_the_clock(minutes: list[int]) -> None:
    offsets = [timedelta(minutes=m) for m in minutes]
    for n, (moment, _) in enumerate(looks(*offsets)):
        assert moment <= START + n * MINUTE + offsets[n]


@given(st.lists(st.sampled_from([0, 0, 0, 2, 9, -4]), min_size=1, max_size=14))
def test_a_clock_that_was_right_at_first_never_makes_a_step_early_within_a_quarter(
    minutes: list[int],
) -> None:
    for n, (moment, _) in enumerate(looks(timedelta(0), *[timedelta(minutes=m) for m in minutes])):
        assert moment <= START + n * MINUTE + NOTICED_FROM


def seen_at(*looked: tuple[int, int]) -> list[datetime]:
    """What counts as now at each look, in minutes after the start and how many minutes the clock is beside it."""
    known: Reckoning | None = None
    found = []
    for after, beside in looked:
        seen = look(known, START + (after + beside) * MINUTE, after * MINUTE)
        known = seen.known
        found.append(seen.moment)
    return found


def test_the_same_wrong_time_met_twice_is_no_clock_that_was_mended() -> None:
    """Found by the simulator: a process that had not looked for days distrusted the right time after this."""
    days = 5 * 24 * 60
    seen = seen_at((0, 0), (1, -9), (days, -9), (days + 1, -9), (days + 5, 0))
    assert seen[-1] == START + (days + 5) * MINUTE


def test_who_looks_seldom_begins_to_count_again() -> None:
    forward = seen_at((0, 0), (1, 9), (40, 9), (54, 9), (55, 9))
    assert forward == [START + n * MINUTE for n in (0, 1, 40, 54, 55 + 9)]


def test_two_looks_a_quarter_of_an_hour_apart_that_agree_are_enough() -> None:
    assert seen_at((0, 0), (1, 9), (16, 9))[-1] == START + (16 + 9) * MINUTE
    assert seen_at((0, 0), (1, 9), (17, 9))[-1] == START + 17 * MINUTE


@given(
    spells=st.lists(
        st.tuples(st.integers(16, 60), st.integers(8, 14), st.sampled_from([-9, 4])), min_size=2, max_size=6
    ),
    looked=st.lists(st.integers(1, 500), min_size=2, max_size=20),
)
def test_however_seldom_one_looks_a_short_spell_is_never_believed_and_the_right_time_always(
    spells: list[tuple[int, int, int]], looked: list[int]
) -> None:
    """Each spell is shorter than a quarter of an hour, with more than that between two of them."""
    wrong: dict[int, int] = {}
    at = 0
    for calm, lasts, beside in spells:
        at += calm
        wrong.update(dict.fromkeys(range(at, at + lasts), beside))
        at += lasts
    looks_at = [0, *sorted({minute % (at + 20) for minute in looked} - {0})]
    for minute, moment in zip(looks_at, seen_at(*((m, wrong.get(m, 0)) for m in looks_at)), strict=True):
        assert moment == START + min(minute, minute + wrong.get(minute, 0)) * MINUTE
