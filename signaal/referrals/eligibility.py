"""Does a provision fit? One criterion at a time, each met, not met or not known, and each with its sentence.

Never a hard no: who decides is the fund or the municipality. Never a score: nothing here counts a family.
"""

from __future__ import annotations

from enum import StrEnum

from signaal.referrals.criteria import Criterion, answered
from signaal.referrals.income import Limits
from signaal.referrals.income_criteria import income_criterion
from signaal.referrals.provisions import AgeOf, Kind, Provision
from signaal.referrals.questions import Question
from signaal.terms import AgeBand, Say

__all__ = ["Criterion", "Fits", "criteria", "verdict"]

_YEARS = {AgeBand.UNDER_4: (0, 3), AgeBand.UNDER_12: (4, 11), AgeBand.UNDER_18: (12, 17)}
_NO_END = 200
ADULT = 18
_NO_LIMITS = Limits(None, None, None)


class Fits(StrEnum):
    LIKELY = "likely"
    ASK = "ask"
    UNLIKELY = "unlikely"


def criteria(provision: Provision, question: Question, limits: Limits = _NO_LIMITS) -> tuple[Criterion, ...]:
    """Every criterion that this provision has, in the order in which a person would ask."""
    found = (
        _age(provision, question),
        _weeks(provision, question),
        income_criterion(provision, question, limits),
        _crisis(provision, question),
        _requires(provision, question),
        *_not_with(provision, question),
        _closed(provision, question),
        _own_question(provision, question),
        _place(provision, question),
        _open(provision, question),
    )
    return tuple([criterion for criterion in found if criterion is not None])


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
            nobody = not question.ages and not question.bands and not question.baby
            said = Say("catalogue.ask_pregnancy" if nobody else "catalogue.unfit_pregnancy")
            return answered(question, Criterion("age", None if nobody else False, said, "pregnant"))
    if high is None and provision.age_min is None:
        return None
    met = _any_child(low, _NO_END if high is None else high, question)
    keys = {True: "catalogue.fit_age", False: "catalogue.unfit_age", None: "catalogue.ask_age"}
    if provision.pregnancy:
        keys = {True: "catalogue.fit_baby", False: "catalogue.unfit_baby", None: "catalogue.ask_baby"}
    ask = f"age:{low}-{high}"
    if met is None:
        met = question.answers.get(ask)
    return Criterion("age", met, Say(keys[met], {"low": low, "high": high}), ask)


def _parents_age(low: int, question: Question) -> Criterion | None:
    known = question.parent_age is not None and question.parent_age >= low
    if question.parent_age is None:
        if low <= ADULT:
            return None  # nearly every parent is of age; a young parent's age is given, or shows in the talk
        if f"parent_age:{low}" not in question.answers:
            return Criterion("age", None, Say("catalogue.ask_parent", {"low": low}), f"parent_age:{low}")
        known = question.answers[f"parent_age:{low}"]
    return Criterion(
        "age", known, Say("catalogue.fit_parent" if known else "catalogue.unfit_parent", {"low": low})
    )


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


def _weeks(provision: Provision, question: Question) -> Criterion | None:
    """A pregnancy has a last sensible week to ask in; after it a call decides, never a rule of ours."""
    if provision.latest_week is None or not question.pregnant:
        return None
    weeks, params = question.weeks, {"week": provision.latest_week}
    if weeks is None or weeks <= provision.latest_week:
        return Criterion("weeks", True, Say("catalogue.fit_weeks", params))
    return answered(
        question, Criterion("weeks", None, Say("catalogue.ask_weeks", params), f"weeks:{provision.id}")
    )


def _crisis(provision: Provision, question: Question) -> Criterion | None:
    if not provision.crisis_only:
        return None
    met = question.knows("crisis")
    keys = {True: "catalogue.fit_crisis", False: "catalogue.unfit_crisis", None: "catalogue.ask_crisis"}
    return Criterion("crisis", met, Say(keys[met]), "crisis")


def _requires(provision: Provision, question: Question) -> Criterion | None:
    """One of these conditions must be there; which one is asked first is the order of their names."""
    if not provision.requires:
        return None
    known = {name: question.knows(name) for name in sorted(provision.requires)}
    there = [name for name, met in known.items() if met]
    if there:
        return Criterion("condition", True, Say(f"catalogue.condition_is.{there[0]}"), there[0])
    unknown = [name for name, met in known.items() if met is None]
    if unknown:
        return Criterion("condition", None, Say(f"catalogue.condition_ask.{unknown[0]}"), unknown[0])
    return Criterion(
        "condition", False, Say(f"catalogue.condition_not.{next(iter(known))}"), next(iter(known))
    )


def _not_with(provision: Provision, question: Question) -> list[Criterion]:
    keys = {True: "condition_closes", False: "condition_free", None: "condition_ask"}
    found = []
    for name in sorted(provision.not_with):
        there = question.knows(name)
        met = None if there is None else not there
        found.append(Criterion("not_with", met, Say(f"catalogue.{keys[there]}.{name}"), name))
    return found


def _closed(provision: Provision, question: Question) -> Criterion | None:
    if not provision.closed_by & question.codes:
        return None
    return answered(
        question, Criterion("closed", None, Say("catalogue.ask_closed"), f"closed:{provision.id}")
    )


def _own_question(provision: Provision, question: Question) -> Criterion | None:
    if provision.ask is None or provision.answered_by & question.codes:
        return None
    said = Say("catalogue.ask_own", {"words": provision.ask})
    return answered(question, Criterion("own", None, said, f"own:{provision.id}"))


def _place(provision: Provision, question: Question) -> Criterion | None:
    ask = f"place:{provision.id}"
    if provision.is_elsewhere(question.municipality):
        return answered(question, Criterion("place", None, Say("catalogue.ask_elsewhere"), ask))
    if (provision.elsewhere or provision.here) and question.municipality:
        return Criterion("place", True, Say("catalogue.fit_place", {"town": question.municipality}))
    if not provision.local:
        return None
    key = "catalogue.ask_local_school" if provision.kind is Kind.SCHOOL else "catalogue.ask_local"
    return answered(question, Criterion("place", None, Say(key), ask))


def _open(provision: Provision, question: Question) -> Criterion | None:
    if not provision.check_open:
        return None
    return answered(question, Criterion("open", None, Say("catalogue.ask_open"), f"open:{provision.id}"))
