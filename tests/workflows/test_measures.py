"""Which measure answers which threat (design page deadlines, point 10)."""

import pytest

from signaal.workflows.measures import Measure, fits, fitting
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
