"""Clocks and their steps, as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.terms import ClockKind, ClockState, Say


@dataclass(frozen=True)
class StepView:
    number: int
    at: datetime
    taken_at: datetime | None
    late: bool
    what: Say


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
