"""When a transaction dies: before its commit, after it, or because the database is not there.

Every commit point (whose work it is, and which of its transactions) is killed on both sides once, the second and third
time it is met; after that by chance.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from random import Random

from signaal.simulation.figures import Figures
from signaal.terms import Say, Unavailable


class Killed(BaseException):
    """The process died here. Nothing in the product may catch it."""


class Death(Enum):
    BEFORE = "before"
    AFTER = "after"


class _Doing(threading.local):
    name = "-"
    nth = 0


@dataclass
class Deaths:
    """`gone`: no database at all. `full`: it reads, and refuses to write. `dies`: whether processes die at all."""

    rng: Random
    figures: Figures
    chance: float = 0.004
    gone: bool = False
    full: bool = False
    dies: bool = False
    _met: Counter[tuple[str, int]] = field(default_factory=Counter)
    _doing: _Doing = field(default_factory=_Doing)

    def begin(self, name: str) -> None:
        """From here on this thread does this."""
        self._doing.name, self._doing.nth = name, 0

    @property
    def doing(self) -> str:
        """What this thread does now."""
        return self._doing.name

    def refuse(self) -> None:
        """Raises Unavailable while there is no database."""
        if self.gone:
            raise Unavailable(Say("errors.database"))

    def refuse_commit(self) -> None:
        """Raises Unavailable while the disk is full."""
        if self.full:
            raise Unavailable(Say("errors.database"))

    def next(self) -> Death | None:
        """What becomes of the transaction that begins now."""
        if not self.dies:
            return None
        self._doing.nth += 1
        point = (self._doing.name, min(self._doing.nth, 6))
        self._met[point] += 1
        if self._met[point] in (2, 3):
            death = Death.BEFORE if self._met[point] == 2 else Death.AFTER
        elif self.rng.random() < self.chance:
            death = self.rng.choice((Death.BEFORE, Death.AFTER))
        else:
            return None
        self.figures.crashes += 1
        return death

    @property
    def points(self) -> int:
        """How many commit points were killed on both sides."""
        return sum(met >= 3 for met in self._met.values())
