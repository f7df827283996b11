"""Which lines of a week somebody looks at: drawn by nobody, and by everybody the same.

Seed = SHA-256(root of the first checkpoint after the week || organisation || week); a line's place in the draw is
SHA-256(seed || its number). Nobody knows the root before the week is over, so nobody can steer what is drawn; whoever
has the checkpoint can draw again. Source: design/audit.md, "Reviewing".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from signaal.workflows.calendar import at_wall, local_day

LEAST, MOST, USUAL = 5, 100, 10
"""How many lines an officer may have drawn each week: never none."""


@dataclass(frozen=True)
class Week:
    """A calendar week in Amsterdam, Monday to Sunday (ISO 8601): `2026-W47`."""

    monday: date

    @classmethod
    def of(cls, moment: datetime) -> Week:
        """The week in which this moment falls."""
        day = local_day(moment)
        return cls(day - timedelta(days=day.weekday()))

    @classmethod
    def read(cls, name: str) -> Week:
        """By its name. ValueError when there is no such week."""
        year, _, number = name.partition("-W")
        return cls(date.fromisocalendar(int(year), int(number), 1))

    @property
    def name(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def began(self) -> datetime:
        """Its first moment, in UTC."""
        return at_wall(self.monday, 0)

    @property
    def ended(self) -> datetime:
        """The first moment after it, in UTC."""
        return at_wall(self.monday + timedelta(days=7), 0)

    def before(self) -> Week:
        return Week(self.monday - timedelta(days=7))


def seed(root: bytes, organisation: str, week: Week) -> bytes:
    """What decides the draw: 32 bytes."""
    return sha256(root + organisation.encode() + week.name.encode()).digest()


def drawn(seqs: Iterable[int], seed: bytes, size: int) -> tuple[int, ...]:
    """`size` of these lines (all of them when there are fewer), in the order of the draw."""
    places = sorted((sha256(seed + seq.to_bytes(8, "big")).digest(), seq) for seq in set(seqs))
    return tuple(seq for _, seq in places[:size])
