"""How long things are kept (R20)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.workflows.retention import (
    Terms,
    after_mistake,
    expires_at,
    longer,
    months_later,
    proof_until,
    waits_for_help,
)


def test_six_weeks_without_a_talk(at):
    assert expires_at(at("2026-11-20 16.10")) == at("2027-01-01 16.10")


def test_watching_keeps_it_longer_but_never_shorter(at):
    born = at("2026-11-20 16.10")
    assert expires_at(born, watched_until=at("2027-02-12 9.00")) == at("2027-02-12 9.00")
    assert expires_at(born, watched_until=at("2026-12-01 9.00")) == at("2027-01-01 16.10")


def test_twelve_months_after_the_last_talk(at):
    born = at("2026-11-20 16.10")
    assert expires_at(born, last_talk_at=at("2026-12-01 9.00")) == at("2027-12-01 9.00")


def test_never_later_than_24_months(at):
    born, last = at("2026-11-20 16.10"), at("2028-06-01 9.00")
    assert expires_at(born, last_talk_at=last) == at("2028-11-20 16.10")
    assert expires_at(born, watched_until=at("2030-01-01 9.00")) == at("2028-11-20 16.10")


def test_the_wall_decides_over_a_clock_change(at):
    assert expires_at(at("2027-03-01 9.00"), last_talk_at=at("2027-03-28 9.00")) == at("2028-03-28 9.00")


def test_the_proof_of_a_yes_is_kept_24_months(at):
    assert proof_until(at("2026-11-20 16.10")) == at("2028-11-20 16.10")


def test_an_organisation_may_keep_shorter_never_longer(at):
    short = Terms(weeks_without_talk=4)
    assert expires_at(at("2026-11-20 16.10"), terms=short) == at("2026-12-18 16.10")
    for stretched in (
        {"weeks_without_talk": 7},
        {"months_after_talk": 13},
        {"months_at_most": 25},
        {"months_of_proof": 12},
    ):
        with pytest.raises(ValueError):
            Terms(**stretched)


def test_a_card_made_by_mistake_goes_after_six_weeks_and_never_later_than_before(at):
    now = at("2026-11-20 16.10")
    assert after_mistake(at("2027-11-20 16.10"), now) == at("2027-01-01 16.10")
    assert after_mistake(at("2026-12-01 9.00"), now) == at("2026-12-01 9.00")


@given(wanted=st.integers(-800, 2000), until=st.integers(0, 730))
def test_wanted_longer_never_means_shorter_nor_more_than_24_months(wanted, until):
    born = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
    before, asked = born + timedelta(days=until), born + timedelta(days=wanted)
    found = longer(born, before, asked)
    assert found >= before
    assert found <= max(before, months_later(born, 24))
    assert found in (before, asked, months_later(born, 24))


def test_help_that_runs_is_waited_for_until_24_months(at):
    born = at("2026-11-20 16.10")
    assert waits_for_help(born, at("2028-11-20 16.09"))
    assert not waits_for_help(born, at("2028-11-20 16.10"))
