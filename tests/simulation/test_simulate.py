"""A few seeds, each in its own season: nothing lost, double, early, unseen, or shown before a yes."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaal.simulation import simulate
from tests.simulation.towns import play

SEEDS = (0, 1, 2, 3)
"""Spring and Easter; autumn; Christmas; the holidays of May."""


@pytest.mark.parametrize("seed", SEEDS)
def test_every_invariant_holds(seed: int, tmp_path: Path) -> None:
    found = play(tmp_path, seed, 30, 70)
    assert found.held, found.words
    assert found.cases == 70
    assert found.steps > 100
    assert found.messages > 300
    assert found.crashes > 60
    troubles = {
        "dark",
        "scheduler",
        "database",
        "mail",
        "jump",
        "damage",
        "late",
        "breaches",
        "poisoned",
        "stood in",
    }
    assert {name for name in troubles if found.beside.get(name, 0) > 0} >= troubles - {"poisoned", "stood in"}
    assert found.beside["commit points killed on both sides"] > 25


def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    first, again = (play(tmp_path / str(n), 7, 5, 12) for n in range(2))
    assert first.plain() == again.plain()
    assert first.beside == again.beside


@pytest.mark.postgres
def test_it_holds_on_postgresql(postgres_url: str) -> None:
    found = simulate(5, 8, 20, postgres_url)
    assert found.held, found.words
    assert found.steps > 30
