"""The criterion of income: a percentage of the norm, a rule of the place, or the judgement of who refers.

Debts, debt help and the food bank mean "refer anyway" where the source says so. Published limits differ by up
to one euro in rounding (facts/social-minimum.md, section 4), so within a euro of the line nothing is decided.
"""

from __future__ import annotations

from signaal.referrals.criteria import ANYWAY, Criterion
from signaal.referrals.figures import Euros
from signaal.referrals.income import Limits
from signaal.referrals.norms import Threshold, half_year
from signaal.referrals.provisions import IncomeTest, Kind, Provision
from signaal.referrals.questions import Question
from signaal.terms import Say

ONE_EURO = 100
JUST_ABOVE_PCT = 10
"""Up to this much above the line it is said how much it is: our own choice."""

_NO_LIMIT = Criterion("income", True, Say("catalogue.fit_no_limit"))
_JUDGEMENT = Criterion("income", True, Say("catalogue.fit_judgement"))


def income_criterion(provision: Provision, question: Question, limits: Limits) -> Criterion | None:
    if provision.income_test is IncomeTest.NONE:
        return None if provision.kind is Kind.SCHOOL else _NO_LIMIT
    if provision.income_test is IncomeTest.JUDGEMENT:
        return _JUDGEMENT
    if provision.income_pct is None:
        return _local(provision, question)
    return _by_percentage(provision, provision.income_pct, question, limits)


def _anyway(provision: Provision, question: Question) -> bool:
    return bool(provision.refer_anyway & (question.subjects | question.codes | question.told))


def _local(provision: Provision, question: Question) -> Criterion:
    ask = f"income:{provision.id}"
    met = question.answers.get(ask)
    if met is False and _anyway(provision, question):
        return Criterion("income", None, Say("catalogue.ask_income_anyway"), f"{ANYWAY}{provision.id}")
    keys = {True: "answer_yes.income", False: "answer_no.income", None: "ask_income_local"}
    key = "ask_income_local_anyway" if met is None and _anyway(provision, question) else keys[met]
    return Criterion("income", met, Say(f"catalogue.{key}"), ask)


def _by_percentage(provision: Provision, pct: int, question: Question, limits: Limits) -> Criterion:
    amount = question.amount
    line = limits.at(pct, amount.with_holiday if amount else True)
    met = question.income.below(pct)
    if met is None:
        met = question.answers.get(f"income:{pct}")
    over = amount.cents - line.cents if met is None and amount and line else None
    if over is not None and abs(over) > ONE_EURO:
        met = over < 0
    params: dict[str, object] = {"pct": pct, "as_of": provision.as_of}
    if over is not None and abs(over) <= ONE_EURO:
        return _said("ask_income_about", None, provision, params, line)
    if met is None:
        return _said("ask_income", None, provision, params, line)
    if met:
        return _said("fit_income", True, provision, params, line)
    if _anyway(provision, question):
        return _said("ask_income_debts", None, provision, params, line, f"{ANYWAY}{provision.id}")
    if over is not None and line is not None and over * 100 <= JUST_ABOVE_PCT * line.cents:
        return _said("unfit_income_just", False, provision, {**params, "over": Euros(over)}, line)
    return _said("unfit_income", False, provision, params, line)


def _said(
    key: str,
    met: bool | None,
    provision: Provision,
    params: dict[str, object],
    line: Threshold | None,
    ask: str = "",
) -> Criterion:
    """The sentence with the amount and the day of the norm where both are known, by percentage alone elsewhere."""
    ask = ask or f"income:{params['pct']}"
    params = {**params, "decides": provision.decides}
    if line is None:
        return Criterion("income", met, Say(f"catalogue.{key}", params), ask)
    params |= {"line": Euros(line.cents), "since": half_year(line.valid_from)}
    with_or_without = "incl" if line.including_holiday else "excl"
    return Criterion(
        "income", met, Say(f"catalogue.{key}_at.{with_or_without}", params), ask, line.valid_from
    )
