"""Counters take plain codes at known moments, and nothing else."""

from __future__ import annotations

import pytest

from signaal.monitoring.indicators import INDICATORS, About, Increment, Moment, increments


def test_every_moment_counts_something_and_no_counter_has_two_meanings() -> None:
    assert {i.moment for i in INDICATORS} == set(Moment)
    assert {i.about for i in INDICATORS} == set(About)
    assert len({i.what for i in INDICATORS}) == len(INDICATORS)


def test_a_signal_counts_its_subjects_once_each_and_never_its_codes() -> None:
    found = increments(
        Moment.SIGNAL_SUBMITTED, {"subject": ["voeding", "school", "voeding"], "age_band": ["4-12"]}
    )
    assert found == (
        Increment("signals", "4-12"),
        Increment("subjects", "school"),
        Increment("subjects", "voeding"),
    )


def test_what_is_not_given_counts_nothing() -> None:
    assert increments(Moment.REFERRAL_SENT, {"way": ["inside"]}) == (Increment("referrals", "inside"),)
    assert increments(Moment.CALM_ASKED, {}) == ()


@pytest.mark.parametrize("value", ["Sam de Vries", "FOOD_NO_LUNCH", "", "a" * 61, "één"])
def test_names_codes_and_remarks_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="plain code"):
        increments(Moment.SIGNAL_SUBMITTED, {"subject": [value]})


def test_a_key_of_another_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="provision"):
        increments(Moment.TALK_RECORDED, {"provision": ["voedselbank"]})
