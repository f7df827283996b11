"""Reviewing who saw what: what can come of it, how far it is, and when nobody did it. Source: design/audit.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

SAMPLE = "sample"
"""Where a thing on the list comes from when no rule found it: it was drawn."""
DRAWN_WITHIN = timedelta(days=2)
"""So long after a week its sample may be missing; longer, and the page is red."""


class Finding(StrEnum):
    """What came of one thing that was looked at. Never text: a reason goes into the person's own file, not in here."""

    IN_ORDER = "in_order"
    EXPLAINED = "explained"
    NOT_IN_ORDER = "not_in_order"
    INCIDENT = "incident"


class Answer(StrEnum):
    """What somebody says who is asked why: a closed list, because no family may stand in it."""

    FAMILY_ASKED = "family_asked"
    COLLEAGUE_ASKED = "colleague_asked"
    STOOD_IN = "stood_in"
    MEETING = "meeting"
    MISTAKEN = "mistaken"
    CALL_ME = "call_me"


class Known(StrEnum):
    """Why the privacy officer can live with a clock that went back. Never text."""

    CLOCK_SET = "clock_set"
    MACHINE_MOVED = "machine_moved"
    POWER_CUT = "power_cut"
    LOOKED_INTO = "looked_into"


@dataclass(frozen=True)
class Case:
    """One thing to look at, as far as counting needs it; moments in UTC."""

    found_at: datetime
    due_at: datetime
    decided_at: datetime | None


@dataclass(frozen=True)
class Progress:
    """`covered` is the share that was decided, in whole percents (None: there was nothing); `age` is the median age in
    days of what is open now, None when nothing is.
    """

    found: int
    decided: int
    overdue: int
    covered: int | None
    age: int | None

    @property
    def open(self) -> int:
        return self.found - self.decided


def progress(cases: Iterable[Case], now: datetime) -> Progress:
    """How far the review is at this moment."""
    found = list(cases)
    waiting = [case for case in found if case.decided_at is None]
    decided = len(found) - len(waiting)
    ages = [(now - case.found_at).days for case in waiting]
    return Progress(
        found=len(found),
        decided=decided,
        overdue=sum(now > case.due_at for case in waiting),
        covered=100 * decided // len(found) if found else None,
        age=int(median(ages)) if ages else None,
    )


@dataclass(frozen=True)
class Period:
    """A week as far as its state needs it: when it ended, when its sample has to be done, when it was closed."""

    ended_at: datetime
    due_at: datetime
    closed_at: datetime | None


class Silence(StrEnum):
    """Why the page is red."""

    NOT_DRAWN = "not_drawn"
    NOT_REVIEWED = "not_reviewed"


def silence(periods: Sequence[Period], ends: Iterable[datetime], now: datetime) -> Silence | None:
    """Why nobody can say that the log is read, or None. `ends`: when each week ended that has to be reviewed."""
    if any(period.closed_at is None and now > period.due_at for period in periods):
        return Silence.NOT_REVIEWED
    drawn = {period.ended_at for period in periods}
    if any(now - end > DRAWN_WITHIN and end not in drawn for end in ends):
        return Silence.NOT_DRAWN
    return None
