"""A calendar that is read again: what stands already is known, and what was passed on stays passed on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.workflows.rereading import Slot, Standing, moved, same, whose

BEGAN = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HERE = frozenset("abcd")


def slot(
    person: str | None = "a",
    since: int = 0,
    until: int = 24,
    *,
    function: str = "social_team",
    second: bool = False,
) -> Slot:
    """From and to in hours."""
    return Slot(function, BEGAN + timedelta(hours=since), BEGAN + timedelta(hours=until), second, person)


def standing(read: Slot, person: str | None, id_: str = "1") -> Standing:
    return Standing(id_, read, person)


@pytest.mark.parametrize(
    ("read", "now", "named", "holds"),
    [
        ("a", "a", "a", "a"),
        ("a", "b", "a", "b"),
        ("a", "b", "b", "b"),
        ("a", "b", "c", "c"),
        ("a", "b", None, "b"),
        ("a", "a", "c", "c"),
        ("a", "a", None, None),
        ("a", None, "a", None),
        (None, "b", None, "b"),
        (None, "b", "c", "c"),
        (None, None, "c", "c"),
        ("a", "gone", "a", "a"),
        ("a", "gone", None, None),
    ],
)
def test_who_took_it_keeps_it_unless_the_calendar_names_yet_another(
    read: str | None, now: str | None, named: str | None, holds: str | None
) -> None:
    assert whose(standing(slot(read), now), named, HERE) == holds


def test_two_with_the_same_hours_are_told_apart_by_whom_the_calendar_named() -> None:
    first, second = standing(slot("a"), "c", "1"), standing(slot("b"), "b", "2")
    assert same([first, second], [slot("b"), slot("a")]) == {0: second, 1: first}
    assert same([first, second], [slot("d"), slot("a")]) == {0: second, 1: first}


def test_another_name_or_another_function_is_still_the_same_turn_but_not_both() -> None:
    one = standing(slot("a"), "b")
    assert same([one], [slot("c")]) == {0: one}
    assert same([one], [slot("a", function="crisis_service")]) == {0: one}
    assert same([one], [slot("c", function="crisis_service")]) == {}
    assert same([one], [slot("a", second=True)]) == {}
    assert same([one], [slot("a", until=25)]) == {}


def test_one_turn_is_not_two() -> None:
    one = standing(slot("a"), "b")
    assert same([one], [slot("a"), slot("a")]) == {0: one}


def test_hours_that_changed_a_little_stay_passed_on() -> None:
    passed = standing(slot("a"), "b")
    assert moved([passed], slot("a", 1, 25)) == passed
    assert moved([passed], slot("a", 0, 12)) == passed
    for other in (
        slot("a", 0, 48),
        slot("a", 24, 48),
        slot("c", 1, 25),
        slot("a", 1, 25, second=True),
        slot("a", 1, 25, function="crisis_service"),
    ):
        assert moved([passed], other) is None, other
    assert moved([replace(passed, person="a")], slot("a", 1, 25)) is None


def test_of_two_the_one_with_most_of_the_hours() -> None:
    early, late = standing(slot("a", 0, 20), "b", "1"), standing(slot("a", 2, 24), "c", "2")
    assert moved([early, late], slot("a", 1, 24)) == late
    assert moved([early, late], slot("a", 0, 23)) == late
    assert moved([early, late], slot("a", 0, 20)) == early


PEOPLE = st.sampled_from(["a", "b", None])
SLOTS = st.builds(
    slot,
    PEOPLE,
    since=st.integers(0, 2),
    until=st.integers(3, 4),
    second=st.booleans(),
    function=st.sampled_from(["social_team", "crisis_service"]),
)


@given(st.lists(st.tuples(SLOTS, PEOPLE), max_size=8), st.randoms())
def test_a_calendar_that_did_not_change_knows_all_of_its_turns_in_any_order(given_, rng) -> None:
    before = [standing(read, now, str(number)) for number, (read, now) in enumerate(given_)]
    again = [one.read for one in before]
    rng.shuffle(again)
    known = same(before, again)
    assert len(known) == len(before)
    assert all(one.read == again[number] for number, one in known.items())
    assert Counter(whose(one, again[n].person, HERE) for n, one in known.items()) == Counter(
        one.person for one in before
    )


@given(st.lists(st.tuples(SLOTS, PEOPLE), max_size=8), st.lists(SLOTS, max_size=8))
def test_each_is_used_once_and_hours_never_differ(given_, found) -> None:
    before = [standing(read, now, str(number)) for number, (read, now) in enumerate(given_)]
    known = same(before, found)
    assert len({one.id for one in known.values()}) == len(known)
    for number, one in known.items():
        assert (one.read.starts_at, one.read.ends_at) == (found[number].starts_at, found[number].ends_at)
