"""`signaal simulate`: figures and exit codes, everything wrong at once, and how to play a failing seed again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from signaal.cli.doors import Doors, Found
from signaal.cli.main import main
from signaal.simulation.figures import Figures
from signaal.simulation.run import simulate

KEYS = [
    "seed", "days", "cases", "steps", "lost", "double", "early", "unseen_breaches", "shown_before_yes", "messages",
    "messages_without_step", "crashes",
]  # fmt: skip


def nowhere(*_given: object) -> None:
    raise AssertionError("another door")


class Asked:
    """A simulator that only remembers what it was asked."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.orders: list[tuple[int, int, int, str | None]] = []

    def __call__(
        self, seed: int, days: int, cases: int, database: str | None, progress: Callable[[float], None]
    ) -> Found:
        self.orders.append((seed, days, cases, database))
        progress(0.5)
        return self.figures


def told(asked: Callable[..., Found], *words: str) -> int:
    doors = Doors(nowhere, nowhere, nowhere, asked)  # type: ignore[arg-type]  # doors that nobody opens
    return main(["--lang", "en", "simulate", *words], doors)


def test_a_real_one_ends_with_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(simulate, "--seed", "6", "--days", "2", "--cases", "3", "--json") == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out.splitlines()[-1])
    assert list(found) == KEYS
    assert (found["seed"], found["days"], found["cases"]) == (6, 2, 3)
    assert shown.err == ""


def test_nothing_of_it_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaal.simulation.run.SHARED_MEMORY", tmp_path)
    assert told(simulate, "--days", "1", "--cases", "1") == 0
    assert list(tmp_path.iterdir()) == []


def test_without_words_it_is_a_month_of_an_ordinary_year() -> None:
    asked = Asked(Figures(1, 30))
    assert told(asked) == 0
    assert asked.orders == [(1, 30, 164, None)]


def test_a_seed_that_fails_says_how_to_play_it_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(Asked(Figures(9, 30, lost=1, words=["a step is gone"])), "--seed", "9", "--json") == 1
    shown = capsys.readouterr()
    assert "a step is gone" in shown.err
    assert "signaal simulate --seed 9 --days 30 --cases 164" in shown.err
    assert json.loads(shown.out)["lost"] == 1


@pytest.mark.parametrize(
    "name", ["lost", "double", "early", "unseen_breaches", "shown_before_yes", "messages_without_step"]
)
def test_every_broken_invariant_is_an_exit_code(name: str) -> None:
    assert told(Asked(Figures(1, 1, **{name: 1}))) == 1  # type: ignore[arg-type]  # each is a number


def test_crashes_are_no_failure() -> None:
    assert told(Asked(Figures(1, 1, crashes=9))) == 0


def test_everything_that_is_wrong_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    asked = Asked(Figures(1, 1))
    words = ["--seed", "-1", "--days", "nine", "--cases", "1e3", "--database", "sqlite:////tmp/x"]
    assert told(asked, *words) == 2
    shown = capsys.readouterr().err
    assert all(name in shown for name in ("--seed", "--days", "--cases", "--database"))
    assert asked.orders == []
