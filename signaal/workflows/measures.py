"""What gives calm, and which threats each measure can answer (facts: domain section D; deadlines, point 10).

Words stand in lists/calm_measures.toml. A contact person, a number or an appointment alone answers nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from signaal.terms import aware
from signaal.workflows.threats import ThreatKind as T


class Measure(StrEnum):
    """The ten measures, and the bed that point 10 asks for."""

    CONTACT_PERSON = "contact_person"
    FOOD_COMING_DAYS = "food_coming_days"
    LANDLORD_DELAY = "landlord_delay"
    SUPPLIER_TOLD = "supplier_told"
    PAYMENT_ARRANGEMENT = "payment_arrangement"
    CREDITORS_NOTICE = "creditors_notice"
    GIFT_OR_LOAN = "gift_or_loan"
    MORATORIUM = "moratorium"
    FIRST_APPOINTMENT = "first_appointment"
    ONE_NUMBER = "one_number"
    PLACE_TO_SLEEP = "place_to_sleep"


ANSWERS: Mapping[Measure, frozenset[T]] = {
    Measure.CONTACT_PERSON: frozenset(),
    Measure.FOOD_COMING_DAYS: frozenset({T.FOOD, T.NEED}),
    Measure.LANDLORD_DELAY: frozenset({T.EVICTION, T.SALE}),
    Measure.SUPPLIER_TOLD: frozenset({T.ENERGY, T.WATER}),
    Measure.PAYMENT_ARRANGEMENT: frozenset(
        {T.EVICTION, T.ENERGY, T.WATER, T.INSURANCE, T.SEIZURE, T.SALE, T.BANKRUPTCY, T.NEED}
    ),
    Measure.CREDITORS_NOTICE: frozenset({T.INSURANCE, T.SEIZURE, T.SALE, T.BANKRUPTCY, T.NEED}),
    Measure.GIFT_OR_LOAN: frozenset({T.SEIZURE, T.INSURANCE, T.NEED}),
    # Faillissementswet art. 287b: only for these threats, and not against a seizure already laid.
    Measure.MORATORIUM: frozenset({T.EVICTION, T.ENERGY, T.WATER, T.INSURANCE}),
    Measure.FIRST_APPOINTMENT: frozenset(),
    Measure.ONE_NUMBER: frozenset(),
    Measure.PLACE_TO_SLEEP: frozenset({T.BED}),
}


def fits(measure: Measure, threat: T) -> bool:
    """True when this measure can take this threat away for now."""
    return threat in ANSWERS[measure]


def fitting(threat: T) -> tuple[Measure, ...]:
    """The measures to offer first for this threat, in the order of the list."""
    return tuple(measure for measure in Measure if fits(measure, threat))


def holds(until: datetime, now: datetime) -> bool:
    """True while "houdt tot" lies ahead: calm that has already run out is no calm."""
    return aware(until) > aware(now)
