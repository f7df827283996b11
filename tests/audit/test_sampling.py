"""The draw: the same for everybody, steered by nobody, nobody left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.audit import sampling
from signaal.audit.sampling import Week, drawn

SEQS = st.sets(st.integers(0, 10**9), max_size=60)


def test_known_answer() -> None:
    """Written out by hand, so that a verifier in another language can be held against it."""
    seed = sha256(bytes(32) + b"a" * 32 + b"2026-W47").digest()
    assert sampling.seed(bytes(32), "a" * 32, Week(date(2026, 11, 16))) == seed
    by_hand = sorted(range(20), key=lambda n: sha256(seed + n.to_bytes(8, "big")).hexdigest())
    assert drawn(range(20), seed, 5) == tuple(by_hand[:5])


@given(SEQS, st.binary(min_size=32, max_size=32), st.integers(0, 100), st.randoms())
def test_the_draw_does_not_depend_on_how_it_is_asked(seqs: set[int], seed: bytes, size: int, chance) -> None:
    asked = list(seqs) * 2
    chance.shuffle(asked)
    first = drawn(seqs, seed, size)
    assert drawn(asked, seed, size) == first
    assert len(first) == len(set(first)) == min(size, len(seqs))
    assert set(first) <= seqs


@given(SEQS, st.binary(min_size=32, max_size=32), st.integers(0, 50))
def test_a_larger_sample_holds_the_smaller_one(seqs: set[int], seed: bytes, size: int) -> None:
    assert drawn(seqs, seed, size + 7)[: min(size, len(seqs))] == drawn(seqs, seed, size)


def test_everybody_is_drawn_sooner_or_later() -> None:
    met = set()
    for n in range(200):
        met |= set(drawn(range(20), sha256(bytes([n])).digest(), 5))
    assert met == set(range(20))


def test_root_organisation_and_week_each_change_the_draw() -> None:
    week = Week(date(2026, 11, 16))
    one = sampling.seed(bytes(32), "a" * 32, week)
    assert len({one, sampling.seed(bytes(31) + b"1", "a" * 32, week), sampling.seed(bytes(32), "b" * 32, week),
                sampling.seed(bytes(32), "a" * 32, week.before())}) == 4  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), "2026-W47"),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "2026-W48"),
        (datetime(2026, 12, 31, 12, 0, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 3, 22, 0, tzinfo=UTC), "2026-W53"),
    ],
)
def test_weeks_begin_on_monday_in_amsterdam(moment: datetime, name: str) -> None:
    week = Week.of(moment)
    assert week.name == name
    assert Week.read(name) == week
    assert week.began <= moment < week.ended


def test_a_week_has_an_hour_more_or_less_when_the_clock_changes() -> None:
    assert Week.read("2026-W43").ended - Week.read("2026-W43").began == timedelta(days=7, hours=1)
    assert Week.read("2026-W13").ended - Week.read("2026-W13").began == timedelta(days=7, hours=-1)
