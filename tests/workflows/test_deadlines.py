"""The one engine: every kind, steps taken once, late marks, ends."""

from datetime import date, datetime, timedelta

import pytest

from signaal.terms import ClockKind, ClockState, Conflict
from signaal.workflows import calm, deadlines
from signaal.workflows.duty import StaffedHours
from signaal.workflows.steps import Step
from signaal.workflows.threats import Threat, ThreatKind


def planned(clock):
    return [(step.key, step.at) for step in clock.steps]


@pytest.fixture
def calm_clock(rules, at):
    threat = Threat("HOME_EVICTION", ThreatKind.EVICTION)
    return calm.start([threat], at("2026-11-17 9.00"), rules, StaffedHours())


def test_three_working_days(rules, at):
    clock = deadlines.start(ClockKind.WGS_3_WORKING_DAYS, at("2026-11-20 16.10"), rules)
    assert clock.due_at == at("2026-11-25 17.00")
    assert planned(clock) == [("first_day", at("2026-11-23 8.30")), ("second_day", at("2026-11-24 8.30"))]


def test_an_answer_to_a_referral_keeps_its_step_after_due(rules, at):
    clock = deadlines.start(ClockKind.REFERRAL_RESPONSE, at("2026-11-17 9.00"), rules)
    assert clock.due_at == at("2026-11-24 17.00")
    assert planned(clock) == [
        ("reminder", at("2026-11-20 8.30")),
        ("lead", at("2026-11-24 8.30")),
        ("coordinator", at("2026-12-01 8.30")),
    ]


def test_a_provision_has_its_own_answering_time(rules, at):
    clock = deadlines.start(ClockKind.REFERRAL_RESPONSE, at("2026-11-17 9.00"), rules, working_days=2)
    assert clock.due_at == at("2026-11-19 17.00")


def test_a_follow_up_ends_on_its_day(rules, at):
    due = deadlines.due_on(date(2026, 12, 9))
    clock = deadlines.start(ClockKind.FOLLOW_UP, at("2026-11-17 9.00"), rules, due_at=due)
    assert clock.due_at == at("2026-12-09 17.00")
    assert planned(clock) == [("the_day", at("2026-12-09 8.30")), ("week_later", at("2026-12-16 8.30"))]


def test_a_reminder_on_a_free_day_comes_before_it(rules, at):
    due = deadlines.due_on(date(2026, 12, 26))
    clock = deadlines.start(ClockKind.FOLLOW_UP, at("2026-11-17 9.00"), rules, due_at=due)
    assert planned(clock)[0] == ("the_day", at("2026-12-24 17.00"))


def test_the_family_is_told_within_28_days(rules, at):
    clock = deadlines.start(ClockKind.INFORM_FAMILY, at("2026-11-03 9.00"), rules)
    assert clock.due_at == at("2026-12-01 17.00")
    assert planned(clock) == [("reminder", at("2026-11-24 8.30")), ("lead", at("2026-12-01 8.30"))]


def test_a_chosen_moment_never_makes_a_term_longer(rules, at):
    far, near = at("2027-11-03 9.00"), at("2026-11-10 17.00")
    start = at("2026-11-03 9.00")
    assert deadlines.start(ClockKind.INFORM_FAMILY, start, rules, due_at=far).due_at == at("2026-12-01 17.00")
    assert deadlines.start(ClockKind.INFORM_FAMILY, start, rules, due_at=near).due_at == near


def test_expiry_warns_a_week_before(rules, at):
    clock = deadlines.start(ClockKind.EXPIRY, at("2026-11-03 9.00"), rules, due_at=at("2026-12-15 9.00"))
    assert planned(clock) == [("week_before", at("2026-12-08 8.30"))]


def test_a_request_of_the_family_has_a_month(rules, at):
    clock = deadlines.start(ClockKind.FAMILY_REQUEST, at("2027-01-29 9.00"), rules)
    assert clock.due_at == at("2027-02-28 17.00")
    assert [key for key, _ in planned(clock)] == ["reminder", "last_days"]


def test_an_incident_has_72_elapsed_hours(rules, at):
    clock = deadlines.start(ClockKind.INCIDENT_72H, at("2026-11-17 9.00"), rules)
    assert clock.due_at == at("2026-11-20 9.00")
    assert planned(clock) == [
        ("first_day", at("2026-11-18 9.00")),
        ("second_day", at("2026-11-19 9.00")),
        ("last_hours", at("2026-11-19 17.00")),
    ]


def test_an_age_clock_runs_from_month_to_month(rules, at):
    due = deadlines.day_begins(date(2027, 3, 1))
    clock = deadlines.start(ClockKind.AGE_TURNS, deadlines.day_begins(date(2027, 2, 1)), rules, due_at=due)
    assert planned(clock) == [("start", at("2027-02-01 8.30")), ("due", at("2027-03-01 8.30"))]


@pytest.mark.parametrize("kind", [ClockKind.FOLLOW_UP, ClockKind.EXPIRY, ClockKind.AGE_TURNS])
def test_a_chosen_end_must_be_chosen(rules, at, kind):
    with pytest.raises(ValueError):
        deadlines.start(kind, at("2026-11-17 9.00"), rules)


def test_a_naive_moment_is_refused(rules):
    with pytest.raises(ValueError):
        deadlines.start(ClockKind.INFORM_FAMILY, datetime.fromisoformat("2026-11-17T09:00"), rules)


def test_overdue_is_computed_when_somebody_looks(calm_clock, at):
    assert not deadlines.overdue(calm_clock, calm_clock.due_at)
    assert deadlines.overdue(calm_clock, calm_clock.due_at + timedelta(seconds=1))
    assert deadlines.time_left(calm_clock, at("2026-11-18 9.00")) == timedelta(hours=24)
    ended = deadlines.finish(calm_clock, at("2026-11-18 9.00"))
    assert not deadlines.overdue(ended, at("2027-11-18 9.00"))
    assert deadlines.time_left(ended, at("2027-11-18 9.00")) == timedelta(hours=24)


def test_every_missed_step_is_taken_once_and_marked_late(calm_clock, at):
    due = deadlines.steps_due(calm_clock, at("2026-11-17 13.04"))
    assert [(found.step.number, found.late) for found in due] == [(0, True), (1, False)]
    after = deadlines.taken(deadlines.taken(calm_clock, 0), 1)
    assert deadlines.steps_due(after, at("2026-11-17 13.04")) == ()
    assert deadlines.next_step(after) == calm_clock.steps[2]
    assert deadlines.taken(after, 0) == after


def test_an_ended_clock_has_no_steps(calm_clock, at):
    ended = deadlines.finish(calm_clock, at("2026-11-18 9.00"))
    assert deadlines.steps_due(ended, at("2027-01-01 9.00")) == ()
    assert deadlines.next_step(ended) is None


def test_met_or_met_late(calm_clock):
    assert deadlines.finish(calm_clock, calm_clock.due_at).state is ClockState.MET
    late = deadlines.finish(calm_clock, calm_clock.due_at + timedelta(minutes=1))
    assert late.state is ClockState.MET_LATE


def test_an_end_is_an_end(calm_clock, at):
    ended = deadlines.finish(calm_clock, at("2026-11-18 9.00"))
    with pytest.raises(Conflict):
        deadlines.finish(ended, at("2026-11-18 10.00"))
    with pytest.raises(Conflict):
        deadlines.acknowledge(ended, at("2026-11-18 10.00"))
    with pytest.raises(ValueError):
        deadlines.end(calm_clock, ClockState.RUNNING, at("2026-11-18 9.00"))


def test_only_a_yes_can_be_acknowledged_and_only_once(rules, calm_clock, at):
    with pytest.raises(Conflict):
        deadlines.acknowledge(calm_clock, at("2026-11-17 10.00"))
    yes = calm.say_yes(calm_clock, at("2026-11-17 10.00"), rules, StaffedHours())
    taken = deadlines.acknowledge(yes, at("2026-11-17 10.30"))
    with pytest.raises(Conflict):
        deadlines.acknowledge(taken, at("2026-11-17 10.31"))


def test_not_reached_reopens_with_the_same_end(calm_clock, at):
    ended = deadlines.end(calm_clock, ClockState.NOT_REACHED, at("2026-11-17 16.00"))
    again = deadlines.reopen(ended, at("2026-11-17 18.00"))
    assert (again.state, again.due_at, again.ended_at) == (ClockState.RUNNING, calm_clock.due_at, None)
    assert [step.key for step in again.steps if step.number >= again.next_step] == ["inside_lead", "at_due"]
    with pytest.raises(Conflict):
        deadlines.reopen(again, at("2026-11-17 18.00"))


def test_a_step_survives_json(calm_clock):
    for step in calm_clock.steps:
        assert Step.of(step.plain()) == step


def test_sentences_name_the_exact_end(calm_clock, at):
    running = deadlines.sentence(calm_clock, at("2026-11-17 10.00"))
    assert (running.key, running.params["due"]) == ("clocks.calm_48h.running", calm_clock.due_at)
    assert deadlines.sentence(calm_clock, at("2026-11-20 9.00")).key == "clocks.calm_48h.overdue"
    ended = deadlines.finish(calm_clock, at("2026-11-18 9.00"))
    assert deadlines.sentence(ended, at("2026-11-20 9.00")).key == "clocks.state.met"
