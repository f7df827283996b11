"""From wage slips and letters to one amount a month that can be held against a norm. Stores nothing (R7).

Which income counts: Participatiewet art. 31-33, text of 2026-07-01. Holiday allowance: both conventions exist,
with against with and without against without; mixing them is an error of 5 % (facts/social-minimum.md 2.1).
Self-employed: Bbz art. 6 lid 2. Where the law leaves room, the result is marked indicative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from signaal.referrals.figures import Euros, half_up
from signaal.referrals.halfyears import Norms
from signaal.referrals.income import IncomeAmount
from signaal.referrals.norms import Threshold, UnknownNorm, threshold
from signaal.terms import Refused, Say

HIGHEST = 100_000_00
GIFTS_A_YEAR = 1200_00
"""Gifts up to this amount a year do not count (art. 31 lid 2 m, 2026)."""


class IncomeKind(StrEnum):
    WAGE = "wage"
    BENEFIT = "benefit"
    ASSISTANCE = "assistance"
    PENSION = "pension"
    PROFIT = "profit"
    PARTNER_ALIMONY = "partner_alimony"
    CHILD_MAINTENANCE = "child_maintenance"
    RENT = "rent"
    BOARDERS = "boarders"
    TAX_REFUND = "tax_refund"
    STUDENT_FINANCE = "student_finance"
    GIFTS = "gifts"
    CHILD_BENEFIT = "child_benefit"
    CHILD_BUDGET = "child_budget"
    RENT_ALLOWANCE = "rent_allowance"
    CARE_ALLOWANCE = "care_allowance"
    CHILDCARE_ALLOWANCE = "childcare_allowance"
    INCOME_OF_CHILD = "income_of_child"


class Period(StrEnum):
    WEEK = "week"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"
    YEAR = "year"


A_MONTH = {
    Period.WEEK: Fraction(52, 12),
    Period.FOUR_WEEKS: Fraction(13, 12),
    Period.MONTH: Fraction(1),
    Period.YEAR: Fraction(1, 12),
}

_ARTICLE = {
    IncomeKind.CHILD_BENEFIT: "art. 31 lid 2 b",
    IncomeKind.CHILD_BUDGET: "art. 31 lid 2 d",
    IncomeKind.RENT_ALLOWANCE: "art. 31 lid 2 d",
    IncomeKind.CARE_ALLOWANCE: "art. 31 lid 2 d",
    IncomeKind.CHILDCARE_ALLOWANCE: "art. 31 lid 2 d",
    IncomeKind.INCOME_OF_CHILD: "art. 31 lid 2 h",
    IncomeKind.GIFTS: "art. 31 lid 2 m",
    IncomeKind.STUDENT_FINANCE: "art. 33",
    IncomeKind.PARTNER_ALIMONY: "art. 32",
    IncomeKind.CHILD_MAINTENANCE: "art. 32",
    IncomeKind.PROFIT: "Bbz art. 6 lid 2",
}
GENERAL = "art. 31-33"

LEFT_OUT = frozenset(
    {
        IncomeKind.CHILD_BENEFIT,
        IncomeKind.CHILD_BUDGET,
        IncomeKind.RENT_ALLOWANCE,
        IncomeKind.CARE_ALLOWANCE,
        IncomeKind.CHILDCARE_ALLOWANCE,
        IncomeKind.INCOME_OF_CHILD,
    }
)
"""What never counts for the norm (art. 31 lid 2). At a food bank some of it does: that is another sum."""

RESERVES = frozenset({IncomeKind.WAGE, IncomeKind.BENEFIT, IncomeKind.ASSISTANCE})
"""Income that builds up a holiday allowance; the rest is the same with and without."""

_UNSURE = frozenset({IncomeKind.PROFIT, IncomeKind.STUDENT_FINANCE, IncomeKind.TAX_REFUND})


@dataclass(frozen=True)
class IncomeLine:
    """One amount that came in, net, in cents a period. `holiday`: the allowance is in it.

    `changes`: it is another amount every time, and this is an average.
    """

    kind: IncomeKind
    cents: int
    period: Period = Period.MONTH
    holiday: bool = False
    changes: bool = False


@dataclass(frozen=True)
class Counted:
    """A line with what it comes to a month in cents, and why; 0 when it does not count."""

    line: IncomeLine
    cents: int
    why: Say


@dataclass(frozen=True)
class Comparable:
    """An amount a month to hold against the norm of the same convention. `indicative`: the law leaves room."""

    amount: IncomeAmount
    indicative: bool
    counted: tuple[Counted, ...]
    notes: tuple[Say, ...]


def comparable(lines: Sequence[IncomeLine], on: date) -> Comparable:
    """What a household's lines come to a month: of adult and partner together (art. 3, 31).

    With the allowance when every wage and benefit has it, else without; of a mixture the allowance is taken
    out as far as it can be, and the result is indicative.

    Raises:
        Refused: an amount below nothing or beyond belief.
    """
    if any(not 0 <= line.cents <= HIGHEST for line in lines):
        raise Refused({"lines": Say("income.bad_amount", {"high": Euros(HIGHEST)})})
    reserving = [line.holiday for line in lines if line.kind in RESERVES and line.cents]
    with_holiday = bool(reserving) and all(reserving)
    mixed = any(reserving) and not with_holiday
    counted = tuple(_counted(line, on, mixed) for line in lines)
    changing = any(line.changes for line in lines)
    indicative = mixed or changing or any(
        line.kind in _UNSURE or _much_given(line) for line in lines if line.cents
    )  # fmt: skip
    notes = [Say("income.without_holiday" if not with_holiday else "income.with_holiday")]
    notes += [Say("income.mixed")] if mixed else []
    notes += [Say("income.changes")] if changing else []
    notes += [Say("income.indicative")] if indicative else []
    total = sum(found.cents for found in counted)
    return Comparable(IncomeAmount(total, with_holiday), indicative, counted, tuple(notes))


def _counted(line: IncomeLine, on: date, mixed: bool) -> Counted:
    month = line.cents * A_MONTH[line.period]
    params = {"article": _ARTICLE.get(line.kind, GENERAL)}
    if line.kind in LEFT_OUT:
        return Counted(line, 0, Say(f"income.out.{line.kind.value}", params))
    if line.kind is IncomeKind.GIFTS:
        over = max(Fraction(0), month - Fraction(GIFTS_A_YEAR, 12))
        return Counted(line, half_up(over), Say("income.gifts", {**params, "free": Euros(GIFTS_A_YEAR)}))
    if line.kind is IncomeKind.PROFIT:
        share = tax_share(on)
        return Counted(
            line, half_up(month * (100 - share) / 100), Say("income.profit", {**params, "pct": share})
        )
    if mixed and line.holiday and line.kind in RESERVES:
        return Counted(line, half_up(month * _bare(line.kind)), Say("income.taken_out", params))
    return Counted(line, half_up(month), Say(f"income.in.{line.kind.value}", params))


def _bare(kind: IncomeKind) -> Fraction:
    """The part without allowance: 95 % of social assistance (art. 19 lid 3), about 100/108 of other income."""
    return Fraction(95, 100) if kind is IncomeKind.ASSISTANCE else Fraction(100, 108)


def tax_share(on: date) -> int:
    """The share of profit that is kept for tax, in percent (Bbz art. 6 lid 2): 19 since 2025, 18 before it."""
    return 19 if on >= date(2025, 1, 1) else 18


def _much_given(line: IncomeLine) -> bool:
    return line.kind is IncomeKind.GIFTS and line.cents * A_MONTH[line.period] * 12 > GIFTS_A_YEAR


@dataclass(frozen=True)
class Share:
    """What part of the norm an income is: tenths of a percent, rounded half up, and the norm it was held to."""

    permille: int
    norm: Threshold


def share(found: Comparable, norms: Norms, household: str, on: date) -> Share | UnknownNorm:
    """The income as a part of the household's norm, both with or both without allowance. Raises Refused."""
    norm = threshold(norms, household, on, 100, found.amount.with_holiday)
    if isinstance(norm, UnknownNorm):
        return norm
    return Share(half_up(Fraction(found.amount.cents * 1000, norm.cents)), norm)
