"""Who may ask, and for whose items: the rule of age, one adult a request, never another household."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import Refused
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Decides, Person
from signaal.workflows.requests import (
    ASKERS,
    Asked,
    Card,
    RequestKind,
    Scope,
    Whose,
    check,
    check_outcome,
    extended_until,
    scope,
    seats,
    was_there,
    whose_of,
    why_not,
)
from tests.support.clock import START

PARENT, OTHER, GUARDIAN, YOUNG = (
    Person.PARENT, Person.OTHER_PARENT, Person.GUARDIAN, Person.YOUNG_PERSON,
)  # fmt: skip
ADULTS = {PARENT, OTHER, GUARDIAN}
TODAY = local_day(START)

askers = st.frozensets(st.sampled_from(sorted(ASKERS)))
whose = st.frozensets(st.sampled_from(list(Whose)))
decides = st.none() | st.sampled_from(list(Decides))
ages = st.lists(st.none() | st.integers(0, 19), max_size=4).map(tuple)


def asked(
    who: set[Person] | frozenset[Person], what: set[Whose] | frozenset[Whose], day: date = TODAY
) -> Asked:
    return Asked(RequestKind.ACCESS, frozenset(who), frozenset(what), day)


def granted(request: Asked, card: Card, chosen: set[int] | frozenset[int]) -> Scope | None:
    """The scope, or None when it is refused."""
    try:
        return scope(request, card, chosen)
    except Refused:
        return None


@given(askers, st.integers(0, 25))
def test_a_childs_items_go_to_whoever_may_ask_at_that_age(who: frozenset[Person], age: int) -> None:
    adult, young = bool(who & ADULTS), YOUNG in who
    expected = young if age >= 16 else (adult and young if age >= 12 else adult)
    assert (why_not(who, whose_of(age)) is None) is expected


@given(askers, whose, decides, ages, st.frozensets(st.integers(0, 4)))
def test_what_is_given_is_what_everybody_in_it_may_have(
    who: frozenset[Person],
    what: frozenset[Whose],
    by: Decides | None,
    old: tuple[int | None, ...],
    chosen: frozenset[int],
) -> None:
    found = granted(asked(who, what), Card(old, by), chosen)
    if found is None:
        return
    assert found.children == chosen
    for child in found.children:
        age = old[child]
        assert age is not None
        assert whose_of(age) in what
        assert YOUNG in who or age < 12
        assert who & ADULTS or age >= 16
    assert sum((old[child] or 0) >= 12 for child in chosen) <= 1
    if found.household:
        assert Whose.OWN in what
        assert PARENT in who or (who == {YOUNG} and by is Decides.YOUNG_PERSON)


@given(whose, decides, ages, st.frozensets(st.integers(0, 3)))
def test_the_other_parent_never_gets_the_household(
    what: frozenset[Whose], by: Decides | None, old: tuple[int | None, ...], chosen: frozenset[int]
) -> None:
    found = granted(asked({OTHER}, what), Card(old, by), chosen)
    assert found is None or not found.household


@given(askers, whose)
def test_registering_refuses_whatever_one_part_refuses(
    who: frozenset[Person], what: frozenset[Whose]
) -> None:
    fine = bool(who and what) and len(who & ADULTS) <= 1 and not any(why_not(who, one) for one in what)
    if fine:
        check(asked(who, what), START)
    else:
        with pytest.raises(Refused):
            check(asked(who, what), START)


@pytest.mark.parametrize("by", [Decides.GUARDIAN, Decides.FOSTER_WITHOUT_AUTHORITY])
def test_where_a_guardian_decides_a_parent_has_no_say_about_the_child(by: Decides) -> None:
    assert granted(asked({PARENT}, {Whose.UNDER_12}), Card((5,), by), {0}) is None
    assert granted(asked({GUARDIAN}, {Whose.UNDER_12}), Card((5,), by), {0}) == Scope(False, frozenset({0}))


def test_where_one_parent_decides_the_other_has_no_say() -> None:
    card = Card((5,), Decides.ONE_PARENT)
    assert granted(asked({OTHER}, {Whose.UNDER_12}), card, {0}) is None
    assert granted(asked({PARENT}, {Whose.UNDER_12}), card, {0}) is not None


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), TODAY - timedelta(days=400)])
def test_a_letter_arrived_today_or_in_the_last_year(day: date) -> None:
    with pytest.raises(Refused) as no:
        check(asked({PARENT}, {Whose.OWN}, day), START)
    assert set(no.value.problems) == {"received_on"}


@given(
    askers,
    st.frozensets(st.sampled_from(["mother", "father", "both_parents", "guardian", "young_person", "child"])),
)
def test_a_talk_without_the_asker_stays_out(who: frozenset[Person], partners: frozenset[str]) -> None:
    request = asked(who, {Whose.OWN})
    found = was_there(request, seats(request), partners)
    assert found is bool(seats(request) & partners)
    assert not was_there(request, (), partners)
    if who == {OTHER}:
        assert not was_there(request, {"father"}, partners - {"father", "both_parents"})


def test_a_talk_with_both_parents_was_one_with_each() -> None:
    assert was_there(asked({PARENT}, {Whose.OWN}), {"mother"}, {"both_parents"})
    assert not was_there(asked({PARENT}, {Whose.OWN}), {"mother"}, {"father"})
    assert not was_there(asked({PARENT}, {Whose.OWN}), {"young_person"}, {"young_person"})


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_more_time_is_three_months_after_receipt(day: date) -> None:
    moment = datetime.combine(day, time(12), UTC)
    end = local_day(extended_until(moment))
    begin = local_day(moment)
    assert (end.year * 12 + end.month) - (begin.year * 12 + begin.month) == 3
    assert end.day <= begin.day


@pytest.mark.parametrize(("outcome", "ground"), [("granted", ""), ("partly", "why"), ("refused", "why")])
def test_what_is_not_granted_has_a_ground(outcome: str, ground: str) -> None:
    assert check_outcome(outcome, ground, {"why"}) == outcome
    with pytest.raises(Refused):
        check_outcome(outcome, "" if ground else "why", {"why"})


@pytest.mark.parametrize("whose", [{Whose.FROM_12}, {Whose.FROM_12, Whose.FROM_16}])
def test_one_young_person_signs_for_one(whose: set[Whose]) -> None:
    card = Card((13, 17 if Whose.FROM_16 in whose else 14, 5))
    request = asked({PARENT, YOUNG}, {*whose, Whose.UNDER_12})
    assert granted(request, card, {0, 2}) == Scope(False, frozenset({0, 2}))
    assert granted(request, card, {0, 1}) is None
