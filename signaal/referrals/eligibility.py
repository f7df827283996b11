"""Does a provision fit? One criterion at a time, each met, not met or not known, and each with its sentence.

Never a hard no: who decides is the fund or the municipality. Never a score: nothing here counts a family.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signaal.referrals.provisions import AgeOf, IncomeTest, Kind, Provision
from signaal.referrals.questions import Question
from signaal.terms import AgeBand, Say

_YEARS = {AgeBand.UNDER_4: (0, 3), AgeBand.UNDER_12: (4, 11), AgeBand.UNDER_18: (12, 17)}
_NO_END = 200
ADULT = 18


class Fits(StrEnum):
    LIKELY = "likely"
    ASK = "ask"
    UNLIKELY = "unlikely"


@dataclass(frozen=True)
class Criterion:
    """`met` is None when it is not known: then `say` is what to ask."""

    name: str
    met: bool | None
    say: Say


def criteria(provision: Provision, question: Question) -> tuple[Criterion, ...]:
    """Every criterion that this provision has, in the order in which a person would ask."""
    found = (
        _age(provision, question),
        _income(provision, question),
        _crisis(provision, question),
        _closed(provision, question),
        _own_question(provision, question),
        _place(provision, question),
        Criterion("open", None, Say("catalogue.ask_open")) if provision.check_open else None,
    )
    return tuple(criterion for criterion in found if criterion is not None)


def verdict(found: tuple[Criterion, ...]) -> Fits:
    """Unlikely when one is not met, ask when one is not known, else likely."""
    answers = {criterion.met for criterion in found}
    if False in answers:
        return Fits.UNLIKELY
    return Fits.ASK if None in answers else Fits.LIKELY


def _age(provision: Provision, question: Question) -> Criterion | None:
    low, high = provision.age_min or 0, provision.age_max
    if provision.age_of is AgeOf.PARENT:
        return _parents_age(low, question)
    if provision.pregnancy:
        if question.pregnant:
            return Criterion("age", True, Say("catalogue.fit_pregnancy"))
        if high is None:
            return Criterion("age", False, Say("catalogue.unfit_pregnancy"))
    if high is None and provision.age_min is None:
        return None
    met = _any_child(low, _NO_END if high is None else high, question)
    keys = {True: "catalogue.fit_age", False: "catalogue.unfit_age", None: "catalogue.ask_age"}
    if provision.pregnancy:
        keys = {True: "catalogue.fit_baby", False: "catalogue.unfit_baby", None: "catalogue.ask_baby"}
    return Criterion("age", met, Say(keys[met], {"low": low, "high": high}))


def _parents_age(low: int, question: Question) -> Criterion | None:
    if question.parent_age is not None:
        met = question.parent_age >= low
        return Criterion(
            "age", met, Say("catalogue.fit_parent" if met else "catalogue.unfit_parent", {"low": low})
        )
    if low <= ADULT:
        return (
            None  # nearly every parent is of age; a young parent's age is given, or shows itself in the talk
        )
    return Criterion("age", None, Say("catalogue.ask_parent", {"low": low}))


def _any_child(low: int, high: int, question: Question) -> bool | None:
    """Is a child of the household within these years? None when it cannot be known from ages or bands."""
    ages = (*question.ages, *((0,) if question.baby else ()))
    if any(low <= age <= high for age in ages):
        return True
    ranges = [_YEARS[band] for band in question.bands if band in _YEARS]
    if any(low <= first and last <= high for first, last in ranges):
        return True
    if any(first <= high and low <= last for first, last in ranges) or AgeBand.UNKNOWN in question.bands:
        return None
    nothing_known = not ages and not ranges and not question.pregnant
    return None if nothing_known else False


def _income(provision: Provision, question: Question) -> Criterion | None:
    if provision.income_test is IncomeTest.NONE:
        return None
    if provision.income_test is IncomeTest.JUDGEMENT:
        return Criterion("income", True, Say("catalogue.fit_judgement"))
    if provision.income_pct is None:
        return Criterion("income", None, Say("catalogue.ask_income_local"))
    params = {"pct": provision.income_pct, "as_of": provision.as_of}
    below = question.income.below(provision.income_pct)
    if below is None:
        return Criterion("income", None, Say("catalogue.ask_income", params))
    if below:
        return Criterion("income", True, Say("catalogue.fit_income", params))
    if provision.refer_anyway & (question.subjects | question.codes):
        return Criterion("income", None, Say("catalogue.ask_income_debts", params))
    return Criterion("income", False, Say("catalogue.unfit_income", params))


def _crisis(provision: Provision, question: Question) -> Criterion | None:
    if not provision.crisis_only:
        return None
    if question.acute:
        return Criterion("crisis", True, Say("catalogue.fit_crisis"))
    return Criterion("crisis", None, Say("catalogue.ask_crisis"))


def _closed(provision: Provision, question: Question) -> Criterion | None:
    if not provision.closed_by & question.codes:
        return None
    return Criterion("closed", None, Say("catalogue.ask_closed"))


def _own_question(provision: Provision, question: Question) -> Criterion | None:
    if provision.ask is None or provision.answered_by & question.codes:
        return None
    return Criterion("own", None, Say("catalogue.ask_own", {"words": provision.ask}))


def _place(provision: Provision, question: Question) -> Criterion | None:
    if provision.is_elsewhere(question.municipality):
        return Criterion("place", None, Say("catalogue.ask_elsewhere"))
    if not provision.local:
        return None
    if provision.kind is Kind.SCHOOL:
        return Criterion("place", None, Say("catalogue.ask_local_school"))
    return Criterion("place", None, Say("catalogue.ask_local"))
