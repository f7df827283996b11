"""The one question about income (R7): is it below this amount? No income is asked, and none is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signaal.referrals.figures import Euros
from signaal.referrals.halfyears import Norms
from signaal.referrals.norms import Threshold, UnknownNorm, threshold
from signaal.terms import Say


@dataclass(frozen=True)
class IncomeAnswer:
    """What the family answered: yes, it is below `below_at` percent; no, it is above `above_at` percent."""

    below_at: int | None = None
    above_at: int | None = None

    def below(self, percentage: int) -> bool | None:
        """True, False, or None when the answers do not decide it."""
        if self.below_at is not None and self.below_at <= percentage:
            return True
        if self.above_at is not None and self.above_at >= percentage:
            return False
        return None


@dataclass(frozen=True)
class IncomeAmount:
    """A countable net income a month in cents, with or without the reserved holiday allowance. Never stored."""

    cents: int
    with_holiday: bool


REMEMBERED = 999


class Limits:
    """The thresholds of one household on one day, each computed once; None where one of the two is not known."""

    def __init__(self, norms: Norms | None, household: str | None, on: date | None) -> None:
        self._norms, self._household, self._on = norms, household, on
        self._known: dict[tuple[int, bool], Threshold | None] = {}

    def at(self, percentage: int, with_holiday: bool = True) -> Threshold | None:
        """Raises Refused as `norms.threshold` does."""
        key = (percentage, with_holiday)
        if key not in self._known:
            self._known[key] = self._compute(percentage, with_holiday)
        return self._known[key]

    def _compute(self, percentage: int, with_holiday: bool) -> Threshold | None:
        if self._norms is None or self._household is None or self._on is None:
            return None
        known, key = self._norms.computed, (self._household, self._on, percentage, with_holiday)
        if key not in known:
            if len(known) >= REMEMBERED:
                known.clear()
            known[key] = threshold(self._norms, self._household, self._on, percentage, with_holiday)
        found: Threshold | UnknownNorm = known[key]
        return None if isinstance(found, UnknownNorm) else found


@dataclass(frozen=True)
class IncomeQuestion:
    """`ask` is the sentence with the amount; without a norm for this day it asks by percentage."""

    percentage: int
    ask: Say
    notes: tuple[Say, ...]
    amount: Euros | None
    amount_without_holiday: Euros | None


def question(norms: Norms, household: str | None, percentage: int, on: date) -> IncomeQuestion:
    """The question for a household (a code of `halfyears.HOUSEHOLDS`; None: not known) and a percentage.

    Raises Refused as `norms.threshold` does.
    """
    if household is None:
        return IncomeQuestion(
            percentage, Say("catalogue.income_ask_pct", {"pct": percentage}), (), None, None
        )
    full = threshold(norms, household, on, percentage)
    bare = threshold(norms, household, on, percentage, including_holiday=False)
    if isinstance(full, UnknownNorm):
        return _by_percentage(percentage, full)
    if isinstance(bare, UnknownNorm):
        return _by_percentage(percentage, bare)
    amount, without = Euros(full.cents), Euros(bare.cents)
    ask = Say("catalogue.income_ask", {"pct": percentage, "amount": amount, "without": without})
    notes = (Say("catalogue.norm_since", {"since": full.valid_from}), *full.notes)
    return IncomeQuestion(percentage, ask, notes, amount, without)


def _by_percentage(percentage: int, unknown: UnknownNorm) -> IncomeQuestion:
    ask = Say("catalogue.income_ask_pct", {"pct": percentage})
    return IncomeQuestion(percentage, ask, unknown.said, None, None)
