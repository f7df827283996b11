"""Follow-ups ("nazorg") and telling the family: chosen days, school holidays, moving a day with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from signaal.terms import AgeBand, ClockKind, ClockState, Refused, Say
from signaal.workflows import deadlines
from signaal.workflows.calendar import add_months, first_open_day, is_working_day, local_day
from signaal.workflows.clock_rules import ClockRules
from signaal.workflows.deadlines import Clock
from signaal.workflows.duty import StaffedHours

MOST_MONTHS = 12


@dataclass(frozen=True)
class SchoolDays:
    """The days a school is closed: its region's holidays and its own closing days (R16). Empty for others."""

    closed: frozenset[date] = field(default_factory=frozenset)

    def open_on(self, day: date) -> bool:
        return is_working_day(day) and day not in self.closed


@dataclass(frozen=True)
class Chosen:
    """A chosen day. `notice` says that it falls in a holiday, with the first day that does not; else None."""

    day: date
    notice: Say | None


def choose(day: date | None, now: datetime, school: SchoolDays | None = None) -> Chosen:
    """The day, checked: from today on and within a year. A day without school is allowed, but said.

    Raises:
        Refused: field day.
    """
    today = local_day(now)
    if day is None:
        raise Refused({"day": Say("workflows.case.choose_day")})
    if day < today:
        raise Refused({"day": Say("workflows.date.past")})
    if day > add_months(today, MOST_MONTHS):
        raise Refused({"day": Say("workflows.date.too_far", {"n": MOST_MONTHS})})
    known = school or SchoolDays()
    if known.open_on(day):
        return Chosen(day, None)
    better = first_open_day(day, known.closed)
    key = "in_school_holiday" if day in known.closed else "no_working_day"
    return Chosen(day, Say(f"workflows.followup.{key}", {"day": day, "better": better}))


def start(day: date, now: datetime, rules: ClockRules, staffed: StaffedHours | None = None) -> Clock:
    """The follow-up clock for a chosen day; it ends that day at closing time."""
    return deadlines.start(ClockKind.FOLLOW_UP, now, rules, due_at=deadlines.due_on(day), staffed=staffed)


def move(
    clock: Clock,
    day: date,
    reason: str,
    now: datetime,
    rules: ClockRules,
    staffed: StaffedHours | None = None,
) -> tuple[Clock, Clock]:
    """A new day ends this clock as superseded and starts another: (ended, started). No clock restarts (R15).

    Raises:
        Refused: field reason.
        Conflict: the clock ended before.
    """
    if not reason.strip():
        raise Refused({"reason": Say("workflows.reason.needed")})
    ended = deadlines.end(clock, ClockState.SUPERSEDED, now, "moved")
    return ended, start(day, now, rules, staffed)


def postpone_informing(
    clock: Clock,
    ground: str,
    until: date | None,
    now: datetime,
    rules: ClockRules,
    *,
    grounds: Collection[str],
    band: AgeBand,
) -> tuple[Clock, Clock]:
    """Telling the family postponed: (ended, started). `grounds`: codes of lists/postponement_grounds.toml.

    Raises:
        Refused: fields ground and until. "Op verzoek van de jongere" is only for 12 and older (R11).
        Conflict: the clock ended before.
    """
    problems: dict[str, Say] = {}
    if ground not in grounds:
        problems["ground"] = Say("workflows.choice.unknown")
    elif ground == "young_person_asks" and band is not AgeBand.UNDER_18:
        problems["ground"] = Say("workflows.told.only_from_12")
    today = local_day(now)
    if until is None or not today < until <= today + timedelta(days=28):
        problems["until"] = Say("workflows.told.postpone_until", {"n": 28})
    if problems or until is None:
        raise Refused(problems)
    ended = deadlines.end(clock, ClockState.SUPERSEDED, now, ground)
    again = deadlines.start(ClockKind.INFORM_FAMILY, now, rules, due_at=deadlines.due_on(until))
    return ended, again
