"""The one question about income, and what its answers decide."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.income import IncomeAnswer, question
from signaal.texts import say
from tests.referrals.catalogue_files import NORMS


def test_the_question_holds_the_amount_and_the_date_of_the_norm() -> None:
    asked = question(NORMS, "S", 130, date(2026, 11, 22))
    dutch = say("nl", asked.ask.key, **asked.ask.params).replace("\N{NO-BREAK SPACE}", " ")
    english = say("en", asked.ask.key, **asked.ask.params)
    assert "130 %" in dutch
    assert "€ 1.845,30" in dutch
    assert "€ 1.753,04" in dutch
    assert "€1,845.30" in english
    assert asked.notes[0].params["since"] == date(2026, 7, 1)


def test_without_a_household_or_a_norm_it_asks_by_percentage() -> None:
    for asked in (
        question(NORMS, None, 130, date(2026, 11, 22)),
        question(NORMS, "S", 130, date(2020, 2, 1)),
    ):
        assert asked.amount is None
        assert "130 %" in say("nl", asked.ask.key, **asked.ask.params)
    assert question(NORMS, "S", 130, date(2020, 2, 1)).notes[0].key == "catalogue.norm_gap"


@given(st.integers(50, 300), st.integers(50, 300), st.integers(0, 100))
def test_a_yes_holds_for_every_higher_limit_and_a_no_for_every_lower(
    asked: int, other: int, more: int
) -> None:
    yes, no = IncomeAnswer(below_at=asked), IncomeAnswer(above_at=asked)
    assert yes.below(asked + more) is True
    assert no.below(asked - more) is False
    assert yes.below(other) in (True, None)
    assert no.below(other) in (False, None)
    assert IncomeAnswer().below(other) is None
