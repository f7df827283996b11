"""What gives calm, and which threats each measure can answer (facts: domain section D; deadlines, point 10).

Words stand in lists/calm_measures.toml. A contact person, a number or an appointment alone answers nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from signaal.terms import Refused, Say, aware
from signaal.workflows.calendar import local_day
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


@dataclass(frozen=True)
class Plan:
    """What else was done, by which function, and what is still to do: each by whom and on which day.

    `also` and `todo` are measures; `done_by` and `who` functions (codes of handover_functions), "" when not said.
    """

    also: tuple[str, ...] = ()
    done_by: str = ""
    todo: tuple[str, ...] = ()
    who: str = ""
    on: date | None = None


def check(plan: Plan, functions: Collection[str], now: datetime) -> None:
    """What is still to do has somebody and a day; nothing is done and still to do at once.

    Raises:
        Refused: fields also, done_by, todo, who, on.
    """
    known, problems = {measure.value for measure in Measure}, dict[str, Say]()
    for field, codes in (("also", plan.also), ("todo", plan.todo)):
        if not set(codes) <= known:
            problems[field] = Say("workflows.choice.unknown")
    for field, function in (("done_by", plan.done_by), ("who", plan.who)):
        if function and function not in functions:
            problems[field] = Say("workflows.choice.unknown")
    if set(plan.also) & set(plan.todo):
        problems["todo"] = Say("calm.done_or_todo")
    if plan.todo and not plan.who:
        problems["who"] = Say("calm.todo_who")
    if plan.todo and plan.on is None:
        problems["on"] = Say("calm.todo_on")
    elif plan.on is not None and plan.on < local_day(now):
        problems["on"] = Say("workflows.date.past")
    if (plan.who or plan.on) and not plan.todo:
        problems["todo"] = Say("calm.todo_what")
    if problems:
        raise Refused(problems)


def fits(measure: Measure, threat: T) -> bool:
    """True when this measure can take this threat away for now."""
    return threat in ANSWERS[measure]


def fitting(threat: T) -> tuple[Measure, ...]:
    """The measures to offer first for this threat, in the order of the list."""
    return tuple(measure for measure in Measure if fits(measure, threat))


def holds(until: datetime, now: datetime) -> bool:
    """True while "houdt tot" lies ahead: calm that has already run out is no calm."""
    return aware(until) > aware(now)
