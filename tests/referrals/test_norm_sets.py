"""A new half-year is looked at before it is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from signaal.referrals.halfyears import HalfYear, Norms, join
from signaal.referrals.norm_sets import changes, identities, problems
from signaal.referrals.problems import CatalogueError
from tests.referrals.catalogue_files import NORMS

NEWEST = NORMS.sets[-1]
BEFORE = Norms(NORMS.sets[:-1])
NEXT = replace(NEWEST, valid_from=date(2027, 1, 1), valid_until=date(2027, 6, 30))


@pytest.mark.parametrize("found", NORMS.sets, ids=lambda s: str(s.valid_from))
def test_every_known_set_keeps_the_laws_identities(found: HalfYear) -> None:
    assert identities(found) == ()


@pytest.mark.parametrize("code", ["YC0", "M0", "MK"])
def test_a_slip_of_two_cents_breaks_an_identity(code: str) -> None:
    wrong = {**NEWEST.with_holiday, code: NEWEST.with_holiday[code] + 2}
    assert any(p.startswith(code) for p in identities(replace(NEWEST, with_holiday=wrong)))


def test_a_set_without_allowance_that_is_not_95_percent_is_named() -> None:
    wrong = replace(NEWEST, without_holiday={"S": NEWEST.with_holiday["S"] * 100 // 105})
    assert any("0.95" in p for p in identities(wrong))


def test_the_set_of_july_2026_may_follow_and_says_what_it_changed() -> None:
    assert problems(BEFORE, NEWEST) == ()
    single = next(c for c in changes(BEFORE, NEWEST) if c.household == "S" and c.with_holiday)
    assert single.now == 141946
    assert single.difference == 141946 - BEFORE.sets[-1].with_holiday["S"]


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (replace(NEXT, valid_from=date(2027, 2, 1)), "1 January and 1 July"),
        (replace(NEXT, valid_until=date(2027, 12, 31)), "ends on 2027-06-30"),
        (NEWEST, "newest known set"),
        (replace(NEXT, valid_from=date(2028, 1, 1), valid_until=date(2028, 6, 30)), "2027-01-01 is missing"),
        (replace(NEXT, with_holiday={"S": 141946}), "C is missing"),
        (replace(NEXT, with_holiday={**NEXT.with_holiday, "S": 999_00}), "more than 15 %"),
        (replace(NEXT, with_holiday={**NEXT.with_holiday, "Y": 300_000}), "must be below"),
    ],
)
def test_what_cannot_be_a_new_half_year_is_named(new: HalfYear, says: str) -> None:
    assert any(says in problem for problem in problems(NORMS, new)), problems(NORMS, new)


def test_a_set_stands_in_one_file_only() -> None:
    assert join(BEFORE, Norms((NEWEST,))).sets == NORMS.sets
    with pytest.raises(CatalogueError, match="there already"):
        join(NORMS, Norms((NEWEST,)))
