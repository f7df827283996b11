"""What was answered about an income says of every other limit what the income itself would say, or nothing."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from signaal.actions.situations import income_said, percentage
from signaal.referrals.halfyears import HOUSEHOLDS
from signaal.referrals.norms import PERCENTAGES, Threshold, threshold
from tests.referrals.catalogue_files import NORMS

LIMITS = st.integers(PERCENTAGES[0], PERCENTAGES[-1])


def is_below(cents: int, household: str, pct: int) -> bool:
    line = threshold(NORMS, household, date(2026, 11, 22), pct)
    assert isinstance(line, Threshold)
    return cents < line.cents


@given(st.integers(0, 600_000), st.sampled_from(HOUSEHOLDS), st.sets(LIMITS, max_size=5), LIMITS)
def test_honest_answers_never_say_anything_false(
    cents: int, household: str, asked: set[int], other: int
) -> None:
    answers = {f"income:{pct}": is_below(cents, household, pct) for pct in asked}
    said = income_said(answers).below(other)
    assert said in (None, is_below(cents, household, other))
    for pct in asked:
        assert income_said(answers).below(pct) is is_below(cents, household, pct)


@given(st.sets(LIMITS))
def test_who_does_not_know_says_nothing(asked: set[int]) -> None:
    assert income_said({f"income:{pct}": None for pct in asked}).below(100) is None


@given(st.text(max_size=20))
def test_only_a_percentage_of_the_norm_is_one(ask: str) -> None:
    assert percentage(ask) is None or ask.split(":")[1].isdecimal()
    assert percentage(f"income:{ask}") is None or int(ask) in PERCENTAGES
