"""What each kind of clock means, as data (lists/clocks.toml; clock_file reads it)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from signaal.terms import ClockKind
from signaal.workflows.calendar import (
    add_months,
    add_working_days,
    closing_time,
    local_day,
    opening_time,
)


class Target(StrEnum):
    """Who a step tells. Actions find the people; `steps.fallbacks` says who stands in."""

    SIGNALLER = "signaller"
    SIGNALLER_TEAM = "signaller_team"
    SIGNALLER_LEAD = "signaller_lead"
    RECIPIENT_TEAM = "recipient_team"
    RECIPIENT_SECOND = "recipient_second"
    RECIPIENT_LEAD = "recipient_lead"
    COORDINATOR = "coordinator"
    HOLDER = "holder"
    HOLDER_LEAD = "holder_lead"
    PRIVACY_OFFICER = "privacy_officer"
    ADMIN = "admin"


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Anchor(StrEnum):
    """What a step is counted from."""

    START = "start"
    LEG = "leg"
    DUE = "due"
    HALF_WAY = "half_way"


@dataclass(frozen=True)
class Span:
    """A length of time: elapsed hours, or days of the Amsterdam calendar."""

    n: int
    unit: Unit

    def after(self, moment: datetime, *, closes: bool) -> datetime:
        """`moment` plus this span, in UTC. Days end at closing time; a reminder comes at opening time."""
        if self.unit is Unit.HOURS:
            return moment + timedelta(hours=self.n)
        day = local_day(moment)
        if self.unit is Unit.DAYS:
            day += timedelta(days=self.n)
        elif self.unit is Unit.WORKING_DAYS:
            day = add_working_days(day, self.n)
        else:
            day = add_months(day, self.n)
        return closing_time(day) if closes else opening_time(day)


@dataclass(frozen=True)
class StepRule:
    """One step as the data has it. `until_acknowledged`: told only while nobody has taken the clock."""

    key: str
    to: Target
    span: Span
    anchor: Anchor = Anchor.START
    until_acknowledged: bool = False


@dataclass(frozen=True)
class KindRule:
    """One kind of clock. `due` is None where the due moment is chosen (follow-up, expiry, age)."""

    kind: ClockKind
    due: Span | None
    inside: tuple[StepRule, ...]
    outside: tuple[StepRule, ...] = ()
    at_due: StepRule | None = None
    returned: StepRule | None = None
    keeps_steps_after_due: bool = True
    tonight_minute: int | None = None
    tonight_at_least_hours: int = 0
    undo_minutes: int = 0


@dataclass(frozen=True)
class ClockRules:
    """All kinds. `rules.of(kind)` is total: a missing kind is refused when the file is read."""

    version: int
    kinds: Mapping[ClockKind, KindRule] = field(default_factory=dict)

    def of(self, kind: ClockKind) -> KindRule:
        return self.kinds[kind]
