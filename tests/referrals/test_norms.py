"""The arithmetic of the norms, held against published tables and against the law's own identities."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.figures import Euros, half_up
from signaal.referrals.halfyears import HOUSEHOLDS, load
from signaal.referrals.norms import Threshold, UnknownNorm, threshold
from signaal.referrals.problems import CatalogueError
from signaal.terms import Refused
from tests.referrals.catalogue_files import NORMS

ROOT = Path(__file__).parents[2]

JULY_2026 = date(2026, 7, 1)


def cents(household: str, percentage: int = 100, on: date = JULY_2026, holiday: bool = True) -> int:
    found = threshold(NORMS, household, on, percentage, holiday)
    assert isinstance(found, Threshold)
    return found.cents


def test_the_set_of_july_2026() -> None:
    expected = {
        "S": (141946, 134849, 156141, 170335, 184530, 212919),
        "C": (202779, 192640, 223057, 243335, 263613, 304169),
        "Y": (35042, 33290, 38546, 42050, 45555, 52563),
        "YCK": (110640, 105108, 121704, 132768, 143832, 165960),
        "MK": (176988, 168139, 194687, 212386, 230084, 265482),
        "SA": (158734, 150797, 174607, 190481, 206354, 238101),
        "CA": (217610, 206730, 239371, 261132, 282893, 326415),
        "I+": (44944 + 4700, half_up(Fraction((44944 + 4700) * 95, 100))),
    }
    for household, amounts in expected.items():
        found = (
            cents(household),
            cents(household, holiday=False),
            *(cents(household, pct) for pct in (110, 120, 130, 150)),
        )
        assert found[: len(amounts)] == amounts, household


def test_published_tables_come_out_as_measured() -> None:
    counts: Counter[str] = Counter()
    with (ROOT / "tests/data/norms-cases.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            on = date.fromisoformat(row["valid_from"])
            found = threshold(
                NORMS, row["household"], on, int(row["pct"]), including_holiday=row["vt"] == "incl"
            )
            if isinstance(found, UnknownNorm):
                counts["no base"] += 1
                continue
            off = abs(found.cents - int(Decimal(row["amount_eur"]) * 100))
            counts["exact" if off == 0 else "within one euro" if off <= 100 else "off"] += 1
    assert counts == {"exact": 298, "within one euro": 59, "off": 38, "no base": 9}


@pytest.mark.parametrize("half_year", NORMS.sets, ids=lambda s: str(s.valid_from))
def test_identities_that_every_set_keeps(half_year) -> None:
    whole = half_year.with_holiday
    assert whole.get("YC0", 0) == 2 * whole.get("Y", 0)
    for norms in (whole, half_year.without_holiday):  # without allowance every amount was rounded by itself
        if {"Y", "YC0"} <= norms.keys():
            assert abs(norms["YC0"] - 2 * norms["Y"]) <= 1
        if {"Y", "C", "M0"} <= norms.keys():
            assert abs(norms["M0"] - half_up(norms["Y"] + Fraction(norms["C"], 2))) <= 1
        if {"YCK", "Y", "C", "MK"} <= norms.keys():
            assert abs(norms["MK"] - half_up(norms["YCK"] - norms["Y"] + Fraction(norms["C"], 2))) <= 1
    for household in half_year.with_holiday.keys() & half_year.without_holiday.keys():
        seen = half_year.without_holiday[household]
        assert abs(seen - half_up(Fraction(half_year.with_holiday[household] * 95, 100))) <= 1


def test_gaps_and_disputes_are_said_with_the_nearest_set() -> None:
    gap = threshold(NORMS, "S", date(2020, 3, 1))
    assert isinstance(gap, UnknownNorm)
    assert (gap.why.key, gap.nearest) == ("catalogue.norm_gap", date(2020, 7, 1))
    missing = threshold(NORMS, "Y", date(2022, 8, 1))
    assert isinstance(missing, UnknownNorm)
    assert missing.nearest == date(2022, 1, 1) or missing.nearest == date(2023, 1, 1)
    disputed = threshold(NORMS, "CA", date(2024, 2, 1))
    assert isinstance(disputed, UnknownNorm)
    assert disputed.why.key == "catalogue.norm_disputed"
    early = threshold(NORMS, "S", date(1990, 1, 1))
    assert isinstance(early, UnknownNorm)
    assert early.nearest == date(2017, 1, 1)


def test_a_day_after_the_newest_set_answers_with_it_and_warns() -> None:
    later = threshold(NORMS, "S", date(2027, 2, 1))
    assert isinstance(later, Threshold)
    assert (later.cents, [n.key for n in later.notes]) == (141946, ["catalogue.norm_old"])
    now = threshold(NORMS, "S", date(2026, 12, 31))
    assert isinstance(now, Threshold)
    assert now.notes == ()


@pytest.mark.parametrize(("household", "pct"), [("X", 100), ("K7", 100), ("S", 0), ("S", 1000), ("S", -5)])
def test_nonsense_is_refused(household: str, pct: int) -> None:
    with pytest.raises(Refused):
        threshold(NORMS, household, JULY_2026, pct)


@given(
    st.sampled_from(HOUSEHOLDS),
    st.integers(10, 500),
    st.integers(10, 500),
    st.dates(date(2017, 1, 1), date(2027, 12, 31)),
)
def test_more_percent_is_never_less_and_with_allowance_never_less(
    household: str, one: int, two: int, on: date
) -> None:
    low, high = sorted((one, two))
    found = threshold(NORMS, household, on, low), threshold(NORMS, household, on, high)
    bare = threshold(NORMS, household, on, low, including_holiday=False)
    if isinstance(found[0], Threshold) and isinstance(found[1], Threshold) and isinstance(bare, Threshold):
        assert bare.cents <= found[0].cents <= found[1].cents
    else:
        assert all(isinstance(f, UnknownNorm) for f in (*found, bare))


@given(st.integers(0, 10**9))
def test_an_amount_says_every_cent_in_both_languages(amount: int) -> None:
    euros = Euros(amount)
    assert int("".join(c for c in euros.nl if c.isdigit())) == amount
    assert int("".join(c for c in euros.en if c.isdigit())) == amount


def test_a_broken_file_says_every_problem_with_its_line() -> None:
    text = """
[[norm]]
valid_from = 2026-01-01
valid_until = 2025-01-01
code = "S"

[[norm]]
valid_from = 2026-01-01
valid_until = 2026-06-30
code = "Q"

[[norm]]
valid_from = 2026-01-01
valid_until = 2026-06-30
code = "S"
amount_incl_holiday = -3
"""
    with pytest.raises(CatalogueError) as caught:
        load(text)
    assert [p.split(":")[0] for p in caught.value.problems] == [f"norms.toml line {n}" for n in (2, 7, 12)]
    with pytest.raises(CatalogueError, match="line 1"):
        load("= 3")
    with pytest.raises(CatalogueError, match=r"no \[\[norm\]\]"):
        load("")
