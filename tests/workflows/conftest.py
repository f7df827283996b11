"""The rulebook as it is shipped, read once, and moments on the wall in Amsterdam."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

import signaal.workflows
from signaal.workflows.calendar import at_wall
from signaal.workflows.clock_rules import ClockRules
from signaal.workflows.rulebook import Rulebook, load_rulebook

At = Callable[[str], datetime]


@pytest.fixture(scope="session")
def list_files() -> dict[str, str]:
    folder = Path(signaal.workflows.__file__).parent / "lists"
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")}


@pytest.fixture(scope="session")
def rulebook(list_files: dict[str, str]) -> Rulebook:
    return load_rulebook(list_files)


@pytest.fixture(scope="session")
def rules(rulebook: Rulebook) -> ClockRules:
    return rulebook.clocks


@pytest.fixture(scope="session")
def at() -> At:
    """`at("2026-11-20 16.10")`: that moment on the wall, in UTC."""

    def moment(text: str) -> datetime:
        day, _, clock = text.partition(" ")
        hours, _, minutes = clock.partition(".")
        return at_wall(date.fromisoformat(day), int(hours) * 60 + int(minutes))

    return moment
