"""The 48 hours: start, end, two legs, and what happens with a yes that is taken back."""

from datetime import date, timedelta

import pytest

from signaal.terms import ClockState, Conflict
from signaal.workflows import calm, deadlines
from signaal.workflows.clock_rules import Target
from signaal.workflows.duty import DutyLine, StaffedHours
from signaal.workflows.threats import Threat, ThreatKind, is_far, threat_moment

ALWAYS = StaffedHours((DutyLine("crisis_service", "0800 0000", (), 0, 0),))
OFFICE = StaffedHours()
EVICTION = Threat("HOME_EVICTION", ThreatKind.EVICTION)


def begin(rules, moment, *threats, staffed=OFFICE, **options):
    return calm.start(threats or (EVICTION,), moment, rules, staffed, **options)


def moments(clock):
    return {step.key: step.at for step in clock.steps}


def test_due_is_48_elapsed_hours(rules, at):
    assert begin(rules, at("2026-11-20 16.10")).due_at == at("2026-11-22 16.10")


def test_the_end_at_both_clock_changes(rules, at):
    """Point "elapsed hours": spring ends an hour later by the wall, autumn an hour earlier."""
    assert begin(rules, at("2026-03-28 12.00")).due_at == at("2026-03-30 13.00")
    assert begin(rules, at("2026-10-24 12.00")).due_at == at("2026-10-26 11.00")


def test_the_threats_own_moment_comes_first_when_it_lies_ahead(rules, at):
    soon = Threat("HOME_EVICTION", ThreatKind.EVICTION, at("2026-11-21 9.00"))
    past = Threat("HOME_POWER_CUT", ThreatKind.ENERGY, at("2026-11-19 9.00"))
    assert begin(rules, at("2026-11-20 16.10"), soon, past).due_at == at("2026-11-21 9.00")
    assert begin(rules, at("2026-11-20 16.10"), past).due_at == at("2026-11-22 16.10")


@pytest.mark.parametrize("kind", [ThreatKind.FOOD, ThreatKind.BED])
@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-20 10.00", "2026-11-20 21.00"),
        ("2026-11-20 20.00", "2026-11-20 22.00"),
        ("2026-11-20 23.30", "2026-11-21 1.30"),
        ("2026-11-21 0.10", "2026-11-21 21.00"),
    ],
)
def test_no_food_or_no_bed_ends_tonight(rules, at, kind, start, due):
    assert begin(rules, at(start), Threat("X", kind)).due_at == at(due)


def test_a_letter_without_a_time_means_the_first_moment_a_bailiff_may_come(at):
    monday = date(2026, 11, 23)
    assert threat_moment(monday, None, at("2026-11-20 16.10")) == at("2026-11-23 7.00")
    assert threat_moment(monday, None, at("2026-11-23 9.00")) == at("2026-11-23 20.00")
    assert threat_moment(monday, 14 * 60, at("2026-11-20 16.10")) == at("2026-11-23 14.00")


def test_only_a_threat_starts_the_clock(rules, at):
    with pytest.raises(ValueError):
        calm.start((), at("2026-11-20 16.10"), rules, OFFICE)


def test_leg_1_steps_on_a_quiet_tuesday(rules, at):
    clock = begin(rules, at("2026-11-17 9.00"))
    assert [(step.key, step.at, step.to) for step in clock.steps] == [
        ("inside_start", at("2026-11-17 9.00"), Target.SIGNALLER),
        ("inside_reminder", at("2026-11-17 13.00"), Target.SIGNALLER),
        ("inside_team", at("2026-11-17 17.00"), Target.SIGNALLER_TEAM),
        ("inside_lead", at("2026-11-18 9.00"), Target.SIGNALLER_LEAD),
        ("at_due", at("2026-11-19 9.00"), Target.HOLDER),
    ]


def test_leg_2_steps_from_the_yes(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-17 10.00"), rules, ALWAYS)
    assert [(step.key, step.at, step.to) for step in clock.steps] == [
        ("outside_start", at("2026-11-17 10.00"), Target.RECIPIENT_TEAM),
        ("outside_second", at("2026-11-17 11.00"), Target.RECIPIENT_SECOND),
        ("outside_lead", at("2026-11-17 12.00"), Target.RECIPIENT_LEAD),
        ("outside_coordinator", at("2026-11-17 14.00"), Target.COORDINATOR),
        ("outside_half_way", at("2026-11-18 9.30"), Target.HOLDER),
        ("outside_last_hours", at("2026-11-18 22.00"), Target.HOLDER_LEAD),
        ("at_due", at("2026-11-19 9.00"), Target.HOLDER),
    ]
    assert (clock.leg, clock.next_step, clock.due_at) == (2, 0, at("2026-11-19 9.00"))


def test_steps_that_would_fall_in_the_weekend_come_before_it(rules, at):
    planned = moments(begin(rules, at("2026-11-20 16.10")))
    assert planned["inside_reminder"] == at("2026-11-20 17.00")
    assert planned["inside_team"] == planned["inside_lead"] == at("2026-11-20 17.00")
    assert planned["at_due"] == at("2026-11-22 16.10")


def test_nothing_staffed_since_the_start_means_at_once(rules, at):
    planned = moments(begin(rules, at("2026-11-20 18.00")))
    assert planned["inside_reminder"] == planned["inside_lead"] == at("2026-11-20 18.00")


def test_a_short_clock_drops_steps_after_due_but_keeps_the_task_at_due(rules, at):
    planned = moments(begin(rules, at("2026-11-20 10.00"), Threat("FOOD_NONE_TODAY", ThreatKind.FOOD)))
    assert set(planned) == {"inside_start", "inside_reminder", "at_due"}
    assert planned["at_due"] == at("2026-11-20 21.00")


def test_due_minus_4_hours_before_the_yes_is_taken_at_once(rules, at):
    clock = begin(rules, at("2026-11-17 9.00"))
    late = calm.say_yes(clock, at("2026-11-19 7.00"), rules, ALWAYS)
    assert moments(late)["outside_last_hours"] == at("2026-11-19 7.00")
    assert "outside_lead" not in moments(late)


def test_a_yes_after_due_still_tells_the_municipal_team(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-19 10.00"), rules, ALWAYS)
    planned = moments(clock)
    assert planned["outside_start"] == at("2026-11-19 10.00")
    assert planned["outside_lead"] == at("2026-11-19 12.00")
    assert deadlines.overdue(clock, at("2026-11-19 10.00"))


def test_a_far_threat_disturbs_nobody_at_night(rules, at):
    far = Threat("HOME_EVICTION", ThreatKind.EVICTION, at("2026-12-10 9.00"))
    start = at("2026-11-17 23.00")
    assert is_far([far], start)
    assert moments(begin(rules, start, far))["inside_start"] == at("2026-11-18 8.30")
    assert moments(begin(rules, start))["inside_start"] == start


@pytest.mark.parametrize("other", [None, "2026-11-20 9.00"])
def test_one_nearer_or_unknown_threat_is_enough_not_to_wait(at, other):
    far = Threat("HOME_EVICTION", ThreatKind.EVICTION, at("2026-12-10 9.00"))
    near = Threat("HOME_POWER_CUT", ThreatKind.ENERGY, at(other) if other else None)
    assert not is_far([far, near], at("2026-11-17 23.00"))


def test_without_duty_the_signaller_asks_at_due(rules, at):
    clock = begin(rules, at("2026-11-17 9.00"), duty=False)
    assert clock.no_duty
    assert clock.steps[-1].to is Target.SIGNALLER


def test_undo_within_15_minutes_and_no_message_before(rules, at):
    start = at("2026-11-17 9.00")
    clock = begin(rules, start)
    assert calm.message_not_before(clock, clock.steps[0]) == at("2026-11-17 9.15")
    assert calm.message_not_before(clock, clock.steps[1]) == at("2026-11-17 13.00")
    undone = calm.undo(clock, at("2026-11-17 9.15"))
    assert (undone.state, undone.end_reason) == (ClockState.SUPERSEDED, "undone")
    with pytest.raises(Conflict):
        calm.undo(clock, at("2026-11-17 9.16"))


def test_a_yes_ends_the_undo_and_its_message_does_not_wait(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-17 9.05"), rules, ALWAYS)
    assert not calm.may_undo(clock, at("2026-11-17 9.06"))
    assert calm.message_not_before(clock, clock.steps[0]) == at("2026-11-17 9.05")


def test_the_recipient_holds_from_the_acknowledgement_on(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-17 10.00"), rules, ALWAYS)
    assert not clock.recipient_holds
    taken = deadlines.acknowledge(clock, at("2026-11-17 10.30"))
    assert taken.recipient_holds
    due = [found.step.key for found in deadlines.steps_due(taken, at("2026-11-18 9.30"))]
    assert due == ["outside_start", "outside_half_way"]


def test_a_withdrawn_yes_gives_the_same_clock_back(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-17 10.00"), rules, ALWAYS)
    back = calm.withdraw_yes(
        deadlines.acknowledge(clock, at("2026-11-17 11.00")), at("2026-11-17 14.30"), rules, OFFICE
    )
    assert (back.started_at, back.due_at, back.state) == (clock.started_at, clock.due_at, ClockState.RUNNING)
    assert (back.leg, back.yes_at, back.recipient_holds) == (3, None, False)
    assert [step.key for step in back.steps] == ["returned", "inside_team", "inside_lead", "at_due"]


def test_a_yes_again_runs_outside_again_on_the_same_clock(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-17 10.00"), rules, ALWAYS)
    back = calm.withdraw_yes(clock, at("2026-11-17 11.00"), rules, OFFICE)
    again = calm.say_yes(back, at("2026-11-17 12.00"), rules, ALWAYS)
    assert (again.leg, again.due_at) == (4, clock.due_at)


def test_no_second_yes_and_no_withdrawal_without_one(rules, at):
    clock = begin(rules, at("2026-11-17 9.00"))
    with pytest.raises(Conflict):
        calm.withdraw_yes(clock, at("2026-11-17 9.30"), rules, OFFICE)
    yes = calm.say_yes(clock, at("2026-11-17 10.00"), rules, ALWAYS)
    with pytest.raises(Conflict):
        calm.say_yes(yes, at("2026-11-17 10.30"), rules, ALWAYS)
    over = deadlines.end(yes, ClockState.DECLINED, at("2026-11-17 11.00"))
    for act in (calm.say_yes, calm.withdraw_yes):
        with pytest.raises(Conflict):
            act(over, at("2026-11-17 12.00"), rules, OFFICE)


def test_the_statutory_clock_starts_at_the_first_of_three(rules, at):
    clock = calm.start_wgs([None, at("2026-11-20 16.10"), at("2026-11-20 17.10")], rules)
    assert clock is not None
    assert (clock.started_at, clock.due_at) == (at("2026-11-20 16.10"), at("2026-11-25 17.00"))
    assert calm.start_wgs([None, None], rules) is None


def test_the_responder_moves_the_statutory_start_only_earlier(rules, at):
    clock = calm.start_wgs([at("2026-11-20 16.10")], rules)
    assert clock is not None
    moved = calm.move_wgs(clock, at("2026-11-19 16.10"), rules)
    assert moved.due_at == at("2026-11-24 17.00")
    with pytest.raises(Conflict):
        calm.move_wgs(clock, at("2026-11-20 16.11"), rules)


def test_the_hours_split_at_the_acknowledgement(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-17 10.00"), rules, ALWAYS)
    clock = deadlines.acknowledge(clock, at("2026-11-17 12.00"))
    clock = deadlines.finish(clock, at("2026-11-18 9.00"))
    split = calm.split(clock, at("2027-01-01 9.00"))
    assert (split.inside, split.outside) == (timedelta(hours=3), timedelta(hours=21))
    assert not split.against_inside


def test_a_yes_with_too_little_left_counts_against_the_first_leg(rules, at):
    clock = calm.say_yes(begin(rules, at("2026-11-17 9.00")), at("2026-11-19 1.01"), rules, ALWAYS)
    assert calm.split(clock, at("2026-11-19 9.00")).against_inside
