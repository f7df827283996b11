"""How the 48 hours may end, and what is never enough."""

from datetime import date, timedelta

import pytest

from signaal.terms import ClockState, Conflict, Refused
from signaal.workflows import calm, endings
from signaal.workflows.duty import StaffedHours
from signaal.workflows.endings import Attempt, Calm, Declined, FamilyAnswer, Handover, ThreatAnswer
from signaal.workflows.measures import Measure
from signaal.workflows.threats import Threat, ThreatKind

THREATS = [Threat("HOME_EVICTION", ThreatKind.EVICTION), Threat("HOME_POWER_CUT", ThreatKind.ENERGY)]


@pytest.fixture
def clock(rules, at):
    return calm.start(THREATS, at("2026-11-17 9.00"), rules, StaffedHours())


@pytest.fixture
def said(at):
    """Everything that calm needs."""
    until = at("2026-12-17 9.00")
    answers = {
        "HOME_EVICTION": [ThreatAnswer(Measure.LANDLORD_DELAY, until)],
        "HOME_POWER_CUT": [ThreatAnswer(Measure.SUPPLIER_TOLD, until)],
    }
    return Calm(True, answers, FamilyAnswer.YES)


def refused(act):
    with pytest.raises(Refused) as caught:
        act()
    return {name: say.key for name, say in caught.value.problems.items()}


def test_met_when_spoken_answered_and_the_family_says_yes(clock, said, at):
    assert endings.calm(clock, THREATS, said, at("2026-11-18 9.00")).state is ClockState.MET
    assert endings.calm(clock, THREATS, said, at("2026-11-19 9.01")).state is ClockState.MET_LATE


def test_a_no_of_the_family_keeps_it_open(clock, said, at):
    no = Calm(True, said.answers, FamilyAnswer.NO)
    found = refused(lambda: endings.calm(clock, THREATS, no, at("2026-11-18 9.00")))
    assert found == {"family": "clocks.calm_48h.end.family_says_no"}


def test_every_gap_is_named_at_once(clock, at):
    nothing = Calm(False, {}, None)
    assert refused(lambda: endings.calm(clock, THREATS, nothing, at("2026-11-18 9.00"))) == {
        "spoken": "clocks.calm_48h.end.speak_first",
        "answers.HOME_EVICTION": "clocks.calm_48h.end.answer_needed.eviction",
        "answers.HOME_POWER_CUT": "clocks.calm_48h.end.answer_needed.energy",
        "family": "clocks.calm_48h.end.ask_family",
    }


@pytest.mark.parametrize(
    "measure", [Measure.ONE_NUMBER, Measure.CONTACT_PERSON, Measure.FIRST_APPOINTMENT, Measure.SUPPLIER_TOLD]
)
def test_one_number_alone_or_an_answer_to_something_else_never_meets_it(clock, said, at, measure):
    answers = {**said.answers, "HOME_EVICTION": [ThreatAnswer(measure, at("2026-12-17 9.00"))]}
    found = refused(
        lambda: endings.calm(clock, THREATS, Calm(True, answers, FamilyAnswer.YES), at("2026-11-18 9.00"))
    )
    assert found == {"answers.HOME_EVICTION": "clocks.calm_48h.end.answer_needed.eviction"}


@pytest.mark.parametrize(("until", "key"), [(None, "holds_until"), ("2026-11-18 9.00", "holds_until_past")])
def test_an_answer_holds_until_a_moment_to_come(clock, said, at, until, key):
    answers = {
        **said.answers,
        "HOME_EVICTION": [ThreatAnswer(Measure.MORATORIUM, at(until) if until else None)],
    }
    found = refused(
        lambda: endings.calm(clock, THREATS, Calm(True, answers, FamilyAnswer.YES), at("2026-11-18 9.00"))
    )
    assert found == {"answers.HOME_EVICTION": f"clocks.calm_48h.end.{key}"}


def test_three_attempts_in_two_parts_of_the_day_one_by_letter_or_visit(clock, at):
    morning, noon = Attempt(at("2026-11-17 10.00")), Attempt(at("2026-11-17 11.00"))
    evening = Attempt(at("2026-11-17 19.00"))
    visit = Attempt(at("2026-11-17 19.00"), closed_letter_or_visit=True)
    now = at("2026-11-17 20.00")
    end = endings.not_reached
    prefix = "clocks.calm_48h.end."
    assert refused(lambda: end(clock, [morning, visit], now)) == {"attempts": prefix + "attempts_missing"}
    early = [morning, noon, Attempt(at("2026-11-17 11.30"), closed_letter_or_visit=True)]
    assert refused(lambda: end(clock, early, now)) == {"attempts": prefix + "other_part_of_day"}
    assert refused(lambda: end(clock, [morning, noon, evening], now)) == {
        "attempts": prefix + "letter_or_visit"
    }
    asked = end(clock, [morning, noon, evening], now, asked_not_to_write_or_visit=True)
    assert asked.state is ClockState.NOT_REACHED
    assert end(clock, [morning, noon, visit], now).state is ClockState.NOT_REACHED


def test_attempts_of_before_the_clock_or_that_reached_somebody_do_not_count(clock, at):
    now = at("2026-11-17 20.00")
    before = Attempt(at("2026-11-16 10.00"), closed_letter_or_visit=True)
    found = refused(lambda: endings.not_reached(clock, [before] * 3, now))
    assert found == {"attempts": "clocks.calm_48h.end.attempts_missing"}
    reached = Attempt(at("2026-11-17 10.00"), reached=True)
    found = refused(lambda: endings.not_reached(clock, [reached] * 4, now))
    assert found == {"attempts": "clocks.calm_48h.end.was_reached"}


def test_declined_needs_an_offer_numbers_and_a_thought_for_safety(clock, at):
    now = at("2026-11-17 12.00")
    assert endings.declined(clock, Declined(True, True, True), now).state is ClockState.DECLINED
    assert set(refused(lambda: endings.declined(clock, Declined(False, False, False), now))) == {
        "offer_made",
        "numbers_given",
        "safety_considered",
    }
    past = Declined(True, True, True, date(2026, 11, 16))
    assert set(refused(lambda: endings.declined(clock, past, now))) == {"new_date"}


def test_handed_over_by_voice_to_a_named_function(clock, at):
    now, functions = at("2026-11-17 12.00"), ("crisis_service",)
    ended = endings.handed_over(clock, Handover("crisis_service", at("2026-11-17 11.00")), functions, now)
    assert (ended.state, ended.end_reason, ended.ended_at) == (
        ClockState.HANDED_OVER,
        "crisis_service",
        at("2026-11-17 11.00"),
    )
    bad = Handover("somebody", None, by_voice=False)
    assert set(refused(lambda: endings.handed_over(clock, bad, functions, now))) == {
        "function",
        "at",
        "by_voice",
    }
    for moment in (now + timedelta(minutes=1), clock.started_at - timedelta(minutes=1)):
        outside = Handover("crisis_service", moment)
        found = refused(lambda chosen=outside: endings.handed_over(clock, chosen, functions, now))
        assert found == {"at": "clocks.calm_48h.end.handover_between"}


def test_a_mistake_is_for_a_lead_with_a_reason_and_a_second_person(clock, at):
    now = at("2026-11-20 12.00")
    assert set(refused(lambda: endings.mistake(clock, "verkeerde kaart", now, by_lead=False))) == {"lead"}
    assert set(refused(lambda: endings.mistake(clock, " ", now, by_lead=True))) == {"reason"}
    assert endings.mistake(clock, "verkeerde kaart", now, by_lead=True).state is ClockState.MISTAKE
    assert endings.review_due(now) == at("2026-11-24 17.00")
    with pytest.raises(Conflict):
        endings.review("a", "a")
    endings.review("a", "b")


def test_parts_of_the_day_by_the_wall_in_amsterdam(at):
    parts = [
        endings.part_of_day(at(f"2026-07-01 {clock}")).value for clock in ("11.59", "12.00", "17.59", "18.00")
    ]
    assert parts == ["morning", "afternoon", "afternoon", "evening"]
