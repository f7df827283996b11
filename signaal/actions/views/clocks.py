"""Clocks and their steps, as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.terms import ClockKind, ClockState, Say
from signaal.workflows.deadlines import LATE_AFTER


@dataclass(frozen=True)
class StepView:
    """One planned step of this leg. `needed` is False when it fell away: somebody took it, or the clock ended."""

    number: int
    at: datetime
    taken_at: datetime | None
    late: bool
    what: Say
    needed: bool = True

    def standing(self, now: datetime) -> str:
        """taken, spare (fell away), coming, or missed: its moment went by and nothing ran (R14)."""
        if self.taken_at is not None:
            return "taken"
        if not self.needed:
            return "spare"
        return "missed" if now - self.at > LATE_AFTER else "coming"


@dataclass(frozen=True)
class ClockView:
    """One clock as it is now. `overdue` was computed for this view (R14)."""

    id: str
    kind: ClockKind
    state: ClockState
    code: str
    case_code: str | None
    started_at: datetime
    due_at: datetime
    overdue: bool
    leg: int
    holder: str
    acknowledged_at: datetime | None
    steps: tuple[StepView, ...]
    undo_until: datetime | None
    what: Say
    visible_outside: bool
    with_duty: bool
    ended_at: datetime | None = None
    threats: int = 0
    link: str = ""
    ahead: bool = False
    """A clock that the card has by itself and that needs nobody yet: no list shows it."""
    has_it: str = ""
    """Whose work the 48 hours are, by name: for the team that holds the clock, and its coordinator."""
    by_phone: str = ""
    """The function that said by telephone that it has the clock: a code of handover_functions."""
