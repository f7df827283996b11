"""A short simulation for a test: in a folder of the test, with troubles as the test wants them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from signaal.actions.context import Tools
from signaal.simulation import weather
from signaal.simulation.figures import Figures
from signaal.simulation.mortal import MortalStore
from signaal.simulation.run import Order, Town
from signaal.simulation.weather import Trouble


def play(folder: Path, seed: int, days: int, cases: int, town: type[Town] = Town) -> Figures:
    """Play it on SQLite, and return what was found."""
    return town(Order(seed, days, cases), folder / "instance").play(lambda _: None)


def more(monkeypatch: pytest.MonkeyPatch, kind: Trouble, a_month: float) -> None:
    """So many troubles of this kind in 30 days."""
    _, shortest, longest = weather._A_MONTH[kind]
    monkeypatch.setitem(weather._A_MONTH, kind, (a_month, shortest, longest))


class Unruled(Town):
    """A town whose database no longer refuses one step of one leg a second time."""

    def _tools(self, folder: Path) -> Tools:
        tools = super()._tools(folder)
        drop_rule(self.store)
        return tools


def drop_rule(store: MortalStore) -> None:
    """Make the table of steps anew, without its unique constraint (SQLite has no other way)."""
    (made,) = store.look("SELECT sql FROM sqlite_master WHERE name = 'deadline_steps'")[0]
    loose = re.sub(r",\s*CONSTRAINT uq_deadline_steps\w* UNIQUE \([^)]*\)", "", made)
    assert loose != made
    store.damage("ALTER TABLE deadline_steps RENAME TO steps_before")
    store.damage(loose)
    store.damage("INSERT INTO deadline_steps SELECT * FROM steps_before")
    store.damage("DROP TABLE steps_before")
