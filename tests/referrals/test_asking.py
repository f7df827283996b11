"""The fewest questions that would decide: laws that hold for any family."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.referrals.asking import fewest
from signaal.referrals.criteria import ANYWAY
from signaal.referrals.eligibility import Fits
from signaal.referrals.halfyears import HOUSEHOLDS
from signaal.referrals.income import IncomeAnswer
from signaal.referrals.questions import Question
from signaal.referrals.suggestions import suggest
from signaal.terms import AgeBand, Profession
from tests.referrals.catalogue_files import CATALOGUE, NORMS

DAY = date(2026, 11, 22)
FAMILIES = st.builds(
    Question,
    ages=st.lists(st.integers(0, 17), max_size=3).map(tuple),
    bands=st.frozensets(st.sampled_from(AgeBand), max_size=2),
    pregnancy_weeks=st.none() | st.integers(0, 42),
    noticed=st.dictionaries(
        st.text("ABC", min_size=1, max_size=2), st.sampled_from(sorted(CATALOGUE.subjects)), max_size=4
    ),
    acute=st.booleans(),
    profession=st.none() | st.sampled_from(Profession),
    municipality=st.sampled_from([None, "Voorbeeldstad", "Goes", "Delft"]),
    household=st.none() | st.sampled_from(HOUSEHOLDS),
    on=st.just(DAY),
    conditions=st.frozensets(st.sampled_from(["debts", "debt_help", "food_bank", "student"])),
)


def percentage(ask: str) -> int | None:
    kind, _, value = ask.partition(":")
    return int(value) if kind == "income" and value.isdecimal() else None


def answered(question: Question, ask: str, said: bool) -> Question:
    """The family with one answer more, as a page or the command takes it in."""
    pct = percentage(ask)
    if pct is None:
        return replace(question, answers={**question.answers, ask: said})
    known = question.income
    below = min(p for p in (pct, known.below_at) if p is not None) if said else known.below_at
    above = known.above_at if said else max(p for p in (pct, known.above_at) if p is not None)
    return replace(question, income=IncomeAnswer(below, above))


@given(FAMILIES)
@settings(max_examples=80, deadline=None)
def test_every_question_is_waited_for_and_asked_once(question: Question) -> None:
    found = suggest(CATALOGUE, question, NORMS)
    asked = fewest(found)
    names = [one.ask for one in asked]
    assert len(names) == len(set(names))
    assert sum(1 for name in names if percentage(name) is not None) <= 1
    waiting = {s.provision.id for s in found if s.fits is Fits.ASK}
    assert {name for one in asked for name in one.about} == waiting
    for one in asked:
        assert one.about
        assert set(one.decides) <= set(one.about)
    decides = [len(one.decides) for one in asked]
    assert decides == sorted(decides, reverse=True)


@given(FAMILIES, st.lists(st.booleans(), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_who_answers_the_first_question_each_time_comes_to_an_end(
    question: Question, said: list[bool]
) -> None:
    """Never asked the same again, and at the end nothing is unknown but advice to apply all the same."""
    before: set[str] = set()
    for turn in range(200):
        asked = [one for one in fewest(suggest(CATALOGUE, question, NORMS)) if not one.ask.startswith(ANYWAY)]
        if not asked:
            return
        assert asked[0].ask not in before
        before.add(asked[0].ask)
        question = answered(question, asked[0].ask, said[turn % len(said)])
    raise AssertionError("the questions do not end")


@given(FAMILIES, st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_question_that_decides_decides(question: Question, said: bool) -> None:
    for one in fewest(suggest(CATALOGUE, question, NORMS)):
        if not one.decides or one.ask.startswith(ANYWAY):
            continue
        after = {s.provision.id: s for s in suggest(CATALOGUE, answered(question, one.ask, said), NORMS)}
        for name in one.decides:
            provision = after[name].provision
            other = provision.income_pct is not None and percentage(one.ask) not in (
                None,
                provision.income_pct,
            )
            open_asks = {c.ask for c in after[name].questions}
            assert one.ask not in open_asks
            if said and not other and not provision.requires:
                assert after[name].fits is Fits.LIKELY or after[name].provision.not_with, (name, one.ask)
