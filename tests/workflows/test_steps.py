"""The laws of the engine, for any start, any yes, any duty, any threat."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import ClockKind
from signaal.workflows import calm, deadlines
from signaal.workflows.clock_rules import Target
from signaal.workflows.duty import DutyLine, StaffedHours
from signaal.workflows.steps import Leg, fallbacks, names_reference, nominal
from signaal.workflows.threats import FAR, Threat, ThreatKind, is_far

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
lines = st.builds(
    DutyLine,
    st.just("crisis_service"),
    st.just("0800 0000"),
    st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days))),
    st.integers(0, 1440),
    st.integers(0, 1440),
)
duty = st.lists(lines, max_size=3).map(StaffedHours.of)
waits = st.integers(-5 * 60, 20 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
kinds = st.sampled_from(list(ThreatKind))


@st.composite
def begun(draw):
    """(confirmed_at, threats): one to three threats, some with a moment, behind or ahead."""
    start = draw(moments)
    found = draw(st.lists(st.tuples(kinds, st.none() | waits), min_size=1, max_size=3))
    return start, [Threat("CODE", kind, None if wait is None else start + wait) for kind, wait in found]


def check(clock, leg, rule_steps, staffed):
    """No step before the leg, none after its nominal moment, in order, numbered from 0."""
    assert [step.number for step in clock.steps] == list(range(len(clock.steps)))
    assert [step.at for step in clock.steps] == sorted(step.at for step in clock.steps)
    by_key = {step.key: step for step in rule_steps}
    first = staffed.next_from(leg.started_at) or leg.started_at
    for step in clock.steps:
        assert step.at >= leg.started_at
        if step.key in by_key:
            latest = max(nominal(by_key[step.key], leg), leg.started_at)
            assert step.at <= (max(latest, first) if leg.far else latest)
            assert staffed.suits(step.at) or step.at == leg.started_at


@given(begun(), duty)
def test_leg_1_keeps_the_laws(rules, case, staffed):
    start, threats = case
    clock = calm.start(threats, start, rules, staffed)
    assert start < clock.due_at <= start + timedelta(hours=48)
    leg = Leg(1, start, start, clock.due_at, is_far(threats, start))
    check(clock, leg, rules.of(ClockKind.CALM_48H).inside, staffed)
    assert all(step.at <= clock.due_at for step in clock.steps)
    assert clock.steps[-1].at == clock.due_at


@given(begun(), duty, duty, st.integers(0, 60 * 60), st.booleans())
def test_leg_2_keeps_the_laws_and_the_end(rules, case, inside, outside, minutes, taken):
    start, threats = case
    first = calm.start(threats, start, rules, inside)
    yes = start + timedelta(minutes=minutes)
    clock = calm.say_yes(first, yes, rules, outside, far=is_far(threats, yes))
    check(
        clock, Leg(2, yes, start, clock.due_at, is_far(threats, yes)), rules.of(clock.kind).outside, outside
    )
    assert (clock.started_at, clock.due_at) == (first.started_at, first.due_at)
    assert clock.steps[-1].key == "at_due" or clock.due_at <= yes
    if taken:
        clock = deadlines.acknowledge(clock, yes)
    back = calm.withdraw_yes(clock, yes + timedelta(minutes=minutes), rules, inside)
    assert (back.started_at, back.due_at) == (first.started_at, first.due_at)


@given(begun(), duty, st.lists(st.integers(0, 72 * 60), max_size=6))
def test_every_step_is_taken_exactly_once_whenever_the_sweep_comes(rules, case, staffed, sweeps):
    start, threats = case
    clock = calm.start(threats, start, rules, staffed)
    numbers = [step.number for step in clock.steps]
    seen = []
    for minutes in [*sorted(sweeps), 72 * 60]:
        now = start + timedelta(minutes=minutes)
        for found in deadlines.steps_due(clock, now):
            assert found.step.at <= now
            seen.append(found.step.number)
            clock = deadlines.taken(clock, found.step.number)
    assert seen == numbers


@given(moments, st.sampled_from([kind for kind in ClockKind if kind is not ClockKind.CALM_48H]), waits, duty)
def test_every_other_kind_keeps_the_laws(rules, start, kind, wait, staffed):
    chosen = start + abs(wait) + timedelta(hours=1) if rules.of(kind).due is None else None
    clock = deadlines.start(kind, start, rules, due_at=chosen, staffed=staffed)
    assert clock.due_at > start
    check(clock, Leg(1, start, start, clock.due_at), rules.of(kind).inside, staffed)
    assert len(clock.steps) == len(rules.of(kind).inside)


@given(moments, st.lists(waits, min_size=1))
def test_far_means_all_of_them_more_than_seven_days(start, ahead):
    threats = [Threat("CODE", ThreatKind.EVICTION, start + wait) for wait in ahead]
    assert is_far(threats, start) == (min(ahead) > FAR)


@pytest.mark.parametrize("target", [target for target in Target if target is not Target.ADMIN])
def test_somebody_is_always_left_to_tell(target):
    assert fallbacks(target)[-1] is Target.ADMIN
    assert target not in fallbacks(target)


def test_a_missing_lead_falls_back_to_the_members_then_the_admin():
    assert fallbacks(Target.RECIPIENT_LEAD) == (Target.RECIPIENT_TEAM, Target.ADMIN)
    assert fallbacks(Target.ADMIN) == ()


@pytest.mark.parametrize(
    ("told", "leg", "same", "named"),
    [
        (Target.ADMIN, 1, False, False),
        (Target.ADMIN, 1, True, True),
        (Target.ADMIN, 2, False, True),
        (Target.SIGNALLER_TEAM, 1, True, True),
    ],
)
def test_before_a_yes_an_admin_of_elsewhere_gets_no_reference(told, leg, same, named):
    assert names_reference(told, leg, same_organisation=same) is named
