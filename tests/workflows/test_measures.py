"""Which measure answers which threat (design page deadlines, point 10)."""

from dataclasses import replace
from datetime import date

import pytest

from signaal.terms import Refused
from signaal.workflows.measures import Measure, Plan, check, fits, fitting
from signaal.workflows.threats import ThreatKind


@pytest.mark.parametrize(
    ("threat", "measures"),
    [
        (ThreatKind.EVICTION, {Measure.LANDLORD_DELAY, Measure.PAYMENT_ARRANGEMENT, Measure.MORATORIUM}),
        (ThreatKind.FOOD, {Measure.FOOD_COMING_DAYS}),
        (ThreatKind.BED, {Measure.PLACE_TO_SLEEP}),
        (ThreatKind.WATER, {Measure.SUPPLIER_TOLD, Measure.PAYMENT_ARRANGEMENT, Measure.MORATORIUM}),
    ],
)
def test_what_answers(threat, measures):
    assert set(fitting(threat)) == measures


@pytest.mark.parametrize("threat", list(ThreatKind))
def test_every_threat_can_be_answered(threat):
    assert fitting(threat)


@pytest.mark.parametrize("measure", [Measure.ONE_NUMBER, Measure.CONTACT_PERSON, Measure.FIRST_APPOINTMENT])
def test_a_number_a_person_or_an_appointment_answers_nothing(measure):
    assert not any(fits(measure, threat) for threat in ThreatKind)


def test_no_moratorium_against_a_seizure_already_laid():
    assert not fits(Measure.MORATORIUM, ThreatKind.SEIZURE)


PLAN = Plan(("contact_person",), "social_team", ("first_appointment",), "social_team", date(2026, 11, 20))


def test_what_is_still_to_do_has_somebody_and_a_day(at):
    now = at("2026-11-16 9.00")
    check(PLAN, {"social_team"}, now)
    check(Plan(), (), now)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"who": ""}, {"who"}),
        ({"on": None}, {"on"}),
        ({"on": date(2026, 11, 15)}, {"on"}),
        ({"todo": ("contact_person",)}, {"todo"}),
        ({"todo": ()}, {"todo"}),
        ({"todo": ("pill",)}, {"todo"}),
        ({"also": ("pill",)}, {"also"}),
        ({"done_by": "aunt"}, {"done_by"}),
    ],
)
def test_a_plan_that_nobody_can_follow_is_refused(at, changes, fields):
    with pytest.raises(Refused) as no:
        check(replace(PLAN, **changes), {"social_team"}, at("2026-11-16 9.00"))
    assert set(no.value.problems) == fields
