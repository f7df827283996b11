"""From wage slips to one amount a month: what counts, and when the result is only indicative."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.figures import half_up
from signaal.referrals.norms import UnknownNorm
from signaal.referrals.wages import (
    A_MONTH,
    LEFT_OUT,
    RESERVES,
    Comparable,
    IncomeKind,
    IncomeLine,
    Period,
    Share,
    comparable,
    share,
)
from signaal.terms import Refused
from signaal.texts import say
from tests.referrals.catalogue_files import NORMS

DAY = date(2026, 11, 22)
LINES = st.lists(
    st.builds(
        IncomeLine,
        kind=st.sampled_from(IncomeKind),
        cents=st.integers(0, 500_000),
        period=st.sampled_from(Period),
        holiday=st.booleans(),
        changes=st.booleans(),
    ),
    max_size=5,
)


def one(kind: IncomeKind, cents: int, period: Period = Period.MONTH, holiday: bool = False) -> Comparable:
    return comparable([IncomeLine(kind, cents, period, holiday)], DAY)


@pytest.mark.parametrize(
    ("period", "cents", "month"),
    [
        (Period.MONTH, 150_000, 150_000),
        (Period.WEEK, 30_000, 130_000),
        (Period.FOUR_WEEKS, 120_000, 130_000),
        (Period.YEAR, 1_800_000, 150_000),
    ],
)
def test_every_period_becomes_a_month(period: Period, cents: int, month: int) -> None:
    found = one(IncomeKind.WAGE, cents, period)
    assert found.amount.cents == month
    assert not found.indicative


@pytest.mark.parametrize("kind", sorted(LEFT_OUT))
def test_what_does_not_count_comes_to_nothing_and_says_why(kind: IncomeKind) -> None:
    found = one(kind, 50_000)
    assert found.amount.cents == 0
    assert say("nl", found.counted[0].why.key, **found.counted[0].why.params).endswith("lid 2 " + {
        IncomeKind.CHILD_BENEFIT: "b", IncomeKind.INCOME_OF_CHILD: "h"}.get(kind, "d") + ").")  # fmt: skip


def test_profit_is_lowered_by_the_share_of_the_year_and_is_indicative() -> None:
    lines = [IncomeLine(IncomeKind.PROFIT, 2_400_000, Period.YEAR)]
    assert comparable(lines, DAY).amount.cents == 162_000
    assert comparable(lines, date(2024, 12, 31)).amount.cents == 164_000
    assert comparable(lines, DAY).indicative


def test_gifts_count_above_what_is_free_a_year() -> None:
    assert one(IncomeKind.GIFTS, 120_000, Period.YEAR).amount.cents == 0
    assert not one(IncomeKind.GIFTS, 120_000, Period.YEAR).indicative
    more = one(IncomeKind.GIFTS, 240_000, Period.YEAR)
    assert (more.amount.cents, more.indicative) == (10_000, True)


def test_a_mixture_is_brought_to_without_and_marked() -> None:
    wage = IncomeLine(IncomeKind.WAGE, 108_000, holiday=True)
    assistance = IncomeLine(IncomeKind.ASSISTANCE, 100_000, holiday=True)
    bare = IncomeLine(IncomeKind.BENEFIT, 50_000)
    both = comparable([wage, assistance], DAY)
    assert (both.amount.cents, both.amount.with_holiday, both.indicative) == (208_000, True, False)
    mixed = comparable([wage, assistance, bare], DAY)
    assert (mixed.amount.cents, mixed.amount.with_holiday) == (100_000 + 95_000 + 50_000, False)
    assert mixed.indicative
    assert "income.mixed" in {note.key for note in mixed.notes}


def test_alimony_is_the_same_in_both_conventions() -> None:
    alimony = IncomeLine(IncomeKind.CHILD_MAINTENANCE, 20_000)
    for holiday in (True, False):
        found = comparable([IncomeLine(IncomeKind.WAGE, 100_000, holiday=holiday), alimony], DAY)
        assert (found.amount.cents, found.amount.with_holiday) == (120_000, holiday)


def test_the_share_of_the_norm_uses_the_same_convention() -> None:
    full = share(one(IncomeKind.ASSISTANCE, 141_946, holiday=True), NORMS, "S", DAY)
    bare = share(one(IncomeKind.ASSISTANCE, 134_849), NORMS, "S", DAY)
    for found in (full, bare):
        assert isinstance(found, Share)
        assert found.permille == 1000
    assert isinstance(share(one(IncomeKind.WAGE, 1), NORMS, "S", date(2020, 2, 1)), UnknownNorm)
    with pytest.raises(Refused):
        share(one(IncomeKind.WAGE, 1), NORMS, "ZZ", DAY)


@pytest.mark.parametrize("cents", [-1, 100_000_01 * 100])
def test_amounts_that_cannot_be_are_refused(cents: int) -> None:
    with pytest.raises(Refused):
        one(IncomeKind.WAGE, cents)


@given(LINES, st.dates(date(2017, 1, 1), date(2027, 12, 31)))
def test_laws_of_the_sum(lines: list[IncomeLine], on: date) -> None:
    found = comparable(lines, on)
    assert found.amount.cents == sum(c.cents for c in found.counted)
    assert len(found.counted) == len(lines)
    for counted in found.counted:
        month = half_up(Fraction(counted.line.cents) * A_MONTH[counted.line.period])
        assert 0 <= counted.cents <= month
    for said in (*found.notes, *(c.why for c in found.counted)):
        assert say("nl", said.key, **said.params) != say("en", said.key, **said.params)


@given(LINES, st.integers(0, 4), st.integers(1, 100_000))
def test_more_of_something_never_comes_to_less(lines: list[IncomeLine], which: int, more: int) -> None:
    if not lines or lines[which % len(lines)].cents == 0:
        return
    which %= len(lines)
    line = lines[which]
    raised = IncomeLine(line.kind, line.cents + more, line.period, line.holiday, line.changes)
    assert (
        comparable([*lines[:which], raised, *lines[which + 1 :]], DAY).amount.cents
        >= comparable(lines, DAY).amount.cents
    )


def test_every_kind_and_period_has_a_name() -> None:
    assert set(IncomeKind) > RESERVES
    for language in ("nl", "en"):
        for name in (*(f"kind.{k}" for k in IncomeKind), *(f"period.{p}" for p in Period)):
            assert say(language, f"income.{name}")
