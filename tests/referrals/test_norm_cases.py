"""Published tables against the arithmetic: what comes out, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.referrals.norm_cases import check, known, load_publishers, summary
from signaal.referrals.problems import CatalogueError
from tests.referrals.catalogue_files import NORMS, ROOM

CASES = (Path(__file__).parents[1] / "data" / "norms-cases.csv").read_text(encoding="utf-8")
PUBLISHERS = load_publishers((ROOM / "publishers.toml").read_text(encoding="utf-8"))
HEAD = "valid_from,household,pct,vt,amount_eur\n"


def test_the_published_tables_come_out_as_measured() -> None:
    found = check(NORMS, CASES)
    assert len(found) == 404
    assert summary(found) == {"exact": 298, "within_one_euro": 59, "off": 38, "no_base": 9}
    assert {row.why[0].key for row in found if row.verdict == "no_base"} == {"catalogue.norm_disputed"}


def test_the_computed_amount_does_not_look_at_the_published_one() -> None:
    other = "\n".join(
        ",".join((row["valid_from"], row["household"], row["pct"], row["vt"], "1.00"))
        for row in csv.DictReader(CASES.splitlines())
    )
    assert [row.computed for row in check(NORMS, HEAD + other)] == [r.computed for r in check(NORMS, CASES)]


@given(st.integers(1, 99_999_999))
def test_every_amount_is_read_to_the_cent(cents: int) -> None:
    dutch = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
    rows = [f"2026-07-01;S;130;incl;{amount}" for amount in (f"{cents / 100:.2f}", dutch)]
    for row in check(NORMS, HEAD.replace(",", ";") + "\n".join(rows)):
        assert row.case.published == cents
        assert row.computed == 184530
        assert row.difference == 184530 - cents


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1990-01-01,S,100,incl,900.00", "date"),
        ("2090-01-01,S,100,incl,900.00", "date"),
        ("2026-07-01,Q,100,incl,900.00", "household"),
        ("2026-07-01,S,0,incl,900.00", "pct"),
        ("2026-07-01,S,1000,incl,900.00", "pct"),
        ("2026-07-01,S,many,incl,900.00", "pct 'many'"),
        ("2026-07-01,S,100,perhaps,900.00", "vt"),
        ("2026-07-01,S,100,incl,-900.00", "amount"),
        ("2026-07-01,S,100,incl,nan", "amount"),
        ("2026-07-01,S,100,incl,", "amount"),
        ("July,S,100,incl,900.00", "valid_from"),
        ("2026-07-01,S", "vt"),
    ],
)
def test_nonsense_is_named_with_its_line(row: str, says: str) -> None:
    good = "2026-07-01,S,100,incl,1419.46\n"
    with pytest.raises(CatalogueError) as caught:
        check(NORMS, HEAD + good + row + "\n" + good, "town.csv")
    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith("town.csv line 3: ")
    assert says in caught.value.problems[0]


def test_missing_columns_and_an_empty_file_are_said() -> None:
    with pytest.raises(CatalogueError, match="the column vt is missing"):
        check(NORMS, "valid_from,household,pct,amount_eur\n")
    with pytest.raises(CatalogueError, match="no rows"):
        check(NORMS, HEAD)
    with pytest.raises(CatalogueError):
        check(NORMS, "")


def test_later_days_use_the_newest_set_and_say_so() -> None:
    (row,) = check(NORMS, HEAD + "2027-01-01,S,100,incl,1500.00")
    assert (row.computed, [w.key for w in row.why]) == (141946, ["catalogue.norm_old"])


def test_a_gap_is_said_with_the_nearest_set() -> None:
    (row,) = check(NORMS, HEAD + "2020-01-01,S,100,incl,1052.32")
    assert row.verdict == "no_base"
    assert [w.key for w in row.why] == ["catalogue.norm_gap", "catalogue.norm_nearest"]


def test_every_publisher_that_differs_is_explained() -> None:
    differing = {row.case.publisher for row in check(NORMS, CASES) if row.verdict != "exact"}
    assert {name for name in differing if known(PUBLISHERS, name) is None} == set()
    assert known(PUBLISHERS, "Gemeente Nergens") is None
    with pytest.raises(CatalogueError):
        load_publishers('[[publisher]]\nname = "x"')
