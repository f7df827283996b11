"""What goes wrong, and when: drawn from the seed for the whole time at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from random import Random

from signaal.simulation.post import Mood


class Trouble(Enum):
    DARK = "dark"
    """The whole machine is off."""
    SCHEDULER = "scheduler"
    """No sweep and no mail; the web goes on, and stands in."""
    DATABASE = "database"
    DISK = "disk"
    MAIL = "mail"
    JUMP = "jump"
    DAMAGE = "damage"


@dataclass(frozen=True)
class Spell:
    """One disturbance. `beside`: where a clock that jumped stands beside the true time."""

    kind: Trouble
    at: datetime
    until: datetime
    mood: Mood = Mood.FINE
    beside: timedelta = timedelta(0)


_A_MONTH = {
    # kind: how many in 30 days, shortest and longest in minutes
    Trouble.DARK: (2.0, 2, 2 * 24 * 60),
    Trouble.SCHEDULER: (3.0, 10, 24 * 60),
    Trouble.DATABASE: (2.0, 1, 180),
    Trouble.DISK: (1.5, 2, 120),
    Trouble.MAIL: (6.0, 10, 24 * 60),
    Trouble.JUMP: (10.0, 1, 14),
    Trouble.DAMAGE: (3.0, 30, 36 * 60),
}
_CALM_BETWEEN_JUMPS = timedelta(hours=1)


def forecast(rng: Random, start: datetime, days: int) -> list[Spell]:
    """Every disturbance of these days, in order; short ones are more frequent than long ones."""
    found = [spell for kind in Trouble for spell in _of(kind, rng, start, days)]
    return sorted(_spaced(found), key=lambda spell: spell.at)


def _of(kind: Trouble, rng: Random, start: datetime, days: int) -> Iterator[Spell]:
    often, shortest, longest = _A_MONTH[kind]
    wanted = often * days / 30
    for _ in range(int(wanted) + (rng.random() < wanted % 1)):
        at = start + timedelta(days=days) * rng.random()
        length = timedelta(minutes=shortest * (longest / shortest) ** rng.random())
        mood = rng.choice((Mood.REFUSES, Mood.BUSY, Mood.SILENT, Mood.TWICE))
        beside = timedelta(minutes=rng.randint(1, 12)) * rng.choice((1, -1))
        yield Spell(kind, at, at + length, mood, beside)


def _spaced(spells: list[Spell]) -> Iterator[Spell]:
    """All of them, but no jump before the one before it is an hour ago."""
    before: datetime | None = None
    for spell in sorted(spells, key=lambda found: found.at):
        if spell.kind is Trouble.JUMP:
            if before is not None and spell.at < before + _CALM_BETWEEN_JUMPS:
                continue
            before = spell.until
        yield spell
