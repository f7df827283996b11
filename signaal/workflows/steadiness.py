"""A clock of the machine that jumps: noticed beside the time that passed, so that no step comes early.

A jump of minutes may be a mistake or the mending of one, and nobody can tell at once. Until it has lasted a quarter of
an hour the sweep goes by the earlier of the two: what the clock says, and what it said plus the time that passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.terms import aware

NOTICED_FROM = timedelta(seconds=30)
"""Smaller differences are how a machine keeps time, not jumps."""
BELIEVED_AFTER = timedelta(minutes=15)
"""A clock that stays where it jumped to is right after so long: then it was mended, not broken."""


@dataclass(frozen=True)
class Reckoning:
    """What one process knows of its clock: the moment it reckons with, and how far the clock is beside it.

    `elapsed` is time that passed on this machine, which no setting of the clock changes. `since` is that time when
    the clock went beside it.
    """

    moment: datetime
    elapsed: timedelta
    beside: timedelta = timedelta(0)
    since: timedelta | None = None


@dataclass(frozen=True)
class Look:
    """`moment`: what may count as now. `jump`: how far the clock jumped since the last look; zero is not."""

    moment: datetime
    jump: timedelta
    known: Reckoning


def look(known: Reckoning | None, clock: datetime, elapsed: timedelta) -> Look:
    """Look at the clock once more (None: for the first time). Raises ValueError for a naive moment."""
    moment = aware(clock)
    if known is None or elapsed < known.elapsed:  # the machine itself started anew
        return Look(moment, timedelta(0), Reckoning(moment, elapsed))
    reckoned = known.moment + (elapsed - known.elapsed)
    beside = moment - reckoned
    jump = beside - known.beside
    jumped = abs(jump) >= NOTICED_FROM
    told = jump if jumped else timedelta(0)
    if abs(beside) < NOTICED_FROM:
        return Look(moment, told, Reckoning(moment, elapsed))
    unseen = elapsed - known.elapsed > BELIEVED_AFTER
    since = elapsed if jumped or unseen or known.since is None else known.since
    if elapsed - since >= BELIEVED_AFTER:
        return Look(moment, told, Reckoning(moment, elapsed))
    return Look(min(moment, reckoned), told, Reckoning(reckoned, elapsed, beside, since))
