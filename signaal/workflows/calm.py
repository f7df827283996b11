"""The 48 hours: when they start, when they end, their two legs, and who answers for them.

Source: design page deadlines, points 3 to 7 and 12 to 14. 48 hours is a municipal promise, counted in elapsed
hours; the statutory 3 working days (Wgs art. 4 lid 2) stand beside it as a clock of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from signaal.terms import ClockKind, ClockState, Conflict, Say, aware
from signaal.workflows import deadlines
from signaal.workflows.calendar import at_wall, local_day
from signaal.workflows.clock_rules import ClockRules, KindRule, Target
from signaal.workflows.deadlines import Clock
from signaal.workflows.duty import StaffedHours
from signaal.workflows.steps import Leg, Step, is_outside, plan
from signaal.workflows.threats import TONIGHT, Threat, is_far

TOO_LITTLE = timedelta(hours=8)
"""A yes with less than this left counts against the first leg (point 14)."""


@dataclass(frozen=True)
class Split:
    """How the time of one clock divides at the acknowledgement.

    `against_inside`: the yes came with less than 8 hours left.
    """

    inside: timedelta
    outside: timedelta
    against_inside: bool


def due_moment(confirmed_at: datetime, threats: Sequence[Threat], rule: KindRule) -> datetime:
    """When calm must be there, in UTC: the nearest of 48 elapsed hours, a threat's own moment if it
    lies ahead, and for no food or no bed 21.00 today in Amsterdam, or two hours from now if that is later.
    """
    begun = aware(confirmed_at)
    hours = rule.due.n if rule.due is not None else 48
    ends = [begun + timedelta(hours=hours)]
    ends += [t.moment for t in threats if t.moment is not None and t.moment > begun]
    if any(t.kind in TONIGHT for t in threats) and rule.tonight_minute is not None:
        soon = begun + timedelta(hours=rule.tonight_at_least_hours)
        ends.append(max(at_wall(local_day(begun), rule.tonight_minute), soon))
    return min(ends)


def start(
    threats: Sequence[Threat],
    confirmed_at: datetime,
    rules: ClockRules,
    staffed: StaffedHours,
    *,
    duty: bool = True,
) -> Clock:
    """Leg 1, held by the signaller's team. `staffed`: the hours of the signaller's organisation.

    `duty=False`: nobody is on duty or no team joined; the signaller keeps it until a handover by phone is
    recorded and asks the family herself at due (point 12).

    Raises:
        ValueError: no threat. Only a confirmed threat starts this clock.
    """
    if not threats:
        raise ValueError("a calm clock needs a confirmed threat")
    rule, begun = rules.of(ClockKind.CALM_48H), aware(confirmed_at)
    due_at = due_moment(begun, threats, rule)
    steps = plan(rule, Leg(1, begun, begun, due_at, is_far(threats, begun)), staffed)
    return Clock(
        ClockKind.CALM_48H,
        begun,
        due_at,
        begun,
        steps if duty else tuple(map(_for_signaller, steps)),
        undo_until=begun + timedelta(minutes=rule.undo_minutes),
        no_duty=not duty,
    )


def may_undo(clock: Clock, now: datetime) -> bool:
    """Within 15 minutes of the confirmation, before any message left: leg 1 and no yes yet."""
    fresh = clock.undo_until is not None and aware(now) <= clock.undo_until
    return clock.running and clock.leg == 1 and fresh


def undo(clock: Clock, now: datetime) -> Clock:
    """The clock undone: it stays counted, as superseded (`undone`). Raises Conflict when too late."""
    if not may_undo(clock, now):
        raise Conflict(Say("clocks.calm_48h.too_late_to_undo"))
    return deadlines.end(clock, ClockState.SUPERSEDED, now, "undone")


def message_not_before(clock: Clock, step: Step) -> datetime:
    """When a step's message may leave: never while leg 1 can still be undone."""
    if clock.leg == 1 and clock.undo_until is not None:
        return max(step.at, clock.undo_until)
    return step.at


def say_yes(
    clock: Clock, yes_at: datetime, rules: ClockRules, staffed: StaffedHours, *, far: bool = False
) -> Clock:
    """The next leg: its steps go to the municipal team, counted from the yes. The end does not move.

    `staffed`: the duty of the municipal team. `far`: `is_far` of the threats at this moment.

    Raises:
        Conflict: the clock ended, or the family's yes runs already.
    """
    if not clock.running:
        raise Conflict(Say("clocks.ended_already"))
    if is_outside(clock.leg):
        raise Conflict(Say("clocks.yes_already"))
    return _next_leg(replace(clock, yes_at=aware(yes_at)), yes_at, rules, staffed, far=far)


def withdraw_yes(
    clock: Clock, at: datetime, rules: ClockRules, staffed: StaffedHours, *, far: bool = False
) -> Clock:
    """The yes was taken back: the sender holds the same clock again, same start and same end.

    `staffed`: the hours of the signaller's organisation. Raises Conflict when it ended or there is no yes.
    """
    if not clock.running:
        raise Conflict(Say("clocks.ended_already"))
    if not is_outside(clock.leg):
        raise Conflict(Say("clocks.no_yes_yet"))
    back = replace(clock, yes_at=None, acknowledged_at=None)
    return _next_leg(back, at, rules, staffed, far=far, again=True)


def start_wgs(
    moments: Sequence[datetime | None], rules: ClockRules, staffed: StaffedHours | None = None
) -> Clock | None:
    """The statutory clock, from the first of joint call, receipt with a yes, and the resident's own contact.

    None when none of these happened. Source: Wgs art. 4 lid 2; design page deadlines, point 13.
    """
    known = [aware(moment) for moment in moments if moment is not None]
    if not known:
        return None
    return deadlines.start(ClockKind.WGS_3_WORKING_DAYS, min(known), rules, staffed=staffed)


def move_wgs(clock: Clock, earlier: datetime, rules: ClockRules) -> Clock:
    """The responder knows of an earlier contact: same clock, started and due earlier, steps of the new start.

    Raises:
        Conflict: the moment is not earlier, or the clock ended.
    """
    begun = aware(earlier)
    if not clock.running or begun >= clock.started_at:
        raise Conflict(Say("clocks.wgs_3_working_days.only_earlier"))
    moved = deadlines.start(ClockKind.WGS_3_WORKING_DAYS, begun, rules)
    passed = sum(step.number < clock.next_step for step in clock.steps)
    return replace(moved, leg=clock.leg, next_step=min(passed, len(moved.steps)))


def split(clock: Clock, now: datetime) -> Split:
    """Who answers for which hours: leg 1 the signaller's organisation, leg 2 the municipality's college."""
    stop = clock.ended_at or aware(now)
    handed = min(clock.acknowledged_at or stop, stop)
    late_yes = clock.yes_at is not None and clock.due_at - clock.yes_at < TOO_LITTLE
    return Split(handed - clock.started_at, stop - handed, late_yes)


def _next_leg(
    clock: Clock,
    at: datetime,
    rules: ClockRules,
    staffed: StaffedHours,
    *,
    far: bool,
    again: bool = False,
) -> Clock:
    rule, begun = rules.of(ClockKind.CALM_48H), aware(at)
    leg = Leg(clock.leg + 1, begun, clock.started_at, clock.due_at, far, again)
    steps = plan(rule, leg, staffed)
    if clock.no_duty and not leg.outside:
        steps = tuple(map(_for_signaller, steps))
    return replace(clock, leg=leg.number, leg_started_at=begun, steps=steps, next_step=0)


def _for_signaller(step: Step) -> Step:
    return replace(step, to=Target.SIGNALLER) if step.to is Target.HOLDER else step
