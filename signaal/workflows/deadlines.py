"""The one engine of every clock: start, take a step, acknowledge, end. It never restarts (R15).

Time is an argument. Overdue and time left are computed when somebody looks (R14).
Source: design page deadlines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from signaal.terms import ClockKind, ClockState, Conflict, Say, aware
from signaal.workflows.calendar import at_wall, closing_time
from signaal.workflows.clock_rules import ClockRules
from signaal.workflows.duty import StaffedHours
from signaal.workflows.steps import Leg, Step, is_outside, plan

LATE_AFTER = timedelta(minutes=5)
"""A step taken more than this after its moment is marked late: the sweep was away."""


@dataclass(frozen=True)
class Clock:
    """A clock as the rules see it; moments in UTC. Rows keep the same names.

    Odd legs run inside, even ones outside. `next_step` is the number of the first step of this leg
    that was not yet passed.
    """

    kind: ClockKind
    started_at: datetime
    due_at: datetime
    leg_started_at: datetime
    steps: tuple[Step, ...]
    state: ClockState = ClockState.RUNNING
    leg: int = 1
    next_step: int = 0
    undo_until: datetime | None = None
    yes_at: datetime | None = None
    acknowledged_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    no_duty: bool = False

    @property
    def running(self) -> bool:
        return self.state is ClockState.RUNNING

    @property
    def recipient_holds(self) -> bool:
        """True from the acknowledgement of a leg outside; until then the signaller's team holds the clock."""
        return is_outside(self.leg) and self.acknowledged_at is not None


@dataclass(frozen=True)
class DueStep:
    """A step that must be taken now; `late` when the sweep missed its moment."""

    step: Step
    late: bool


def start(
    kind: ClockKind,
    started_at: datetime,
    rules: ClockRules,
    *,
    due_at: datetime | None = None,
    working_days: int | None = None,
    planned_at: datetime | None = None,
    staffed: StaffedHours | None = None,
) -> Clock:
    """A new clock of any kind but `calm_48h`, which `calm.start` makes.

    `due_at` (UTC) is needed where the moment is chosen: follow-up, expiry, age; elsewhere it can only make a
    term shorter. `working_days` is a
    provision's own answering time and replaces the term of `referral_response` alone. `planned_at`: when a clock
    that begins later is planned, so that its first step may come on a staffed day before it.

    Raises:
        ValueError: no due moment for a kind that needs one, or a naive moment.
    """
    rule, begun = rules.of(kind), aware(started_at)
    if kind is ClockKind.REFERRAL_RESPONSE and working_days is not None and rule.due is not None:
        due_at = replace(rule.due, n=working_days).after(begun, closes=True)
    elif rule.due is not None:
        norm = rule.due.after(begun, closes=True)
        due_at = norm if due_at is None else min(norm, aware(due_at))
    if due_at is None:
        raise ValueError(f"{kind} needs a chosen due moment")
    leg = Leg(1, aware(planned_at or begun), begun, aware(due_at))
    return Clock(kind, begun, leg.due_at, leg.started_at, plan(rule, leg, staffed or StaffedHours()))


def due_on(day: date) -> datetime:
    """The UTC moment a clock with a chosen day ends: closing time in Amsterdam."""
    return closing_time(day)


def day_begins(day: date) -> datetime:
    """The UTC moment a local day begins: what an age clock starts and ends with."""
    return at_wall(day, 0)


def ahead(clock: Clock, now: datetime) -> bool:
    """True while a clock that a card has by itself needs nobody yet: no list shows it.

    An age clock until its month begins, the end of a card's term but for its last week.
    """
    if clock.kind is ClockKind.AGE_TURNS:
        return clock.running and aware(now) < clock.started_at
    soon = clock.running and aware(now) >= clock.due_at - timedelta(days=7)
    return clock.kind is ClockKind.EXPIRY and not soon


def overdue(clock: Clock, now: datetime) -> bool:
    """True when it still runs past its end. Computed when somebody looks, never stored."""
    return clock.running and aware(now) > clock.due_at


def time_left(clock: Clock, now: datetime) -> timedelta:
    """Elapsed time until due; negative when it has passed. For an ended clock: what was left at its end."""
    return clock.due_at - (clock.ended_at or aware(now))


def steps_due(clock: Clock, now: datetime) -> tuple[DueStep, ...]:
    """Every step of this leg whose moment has come and that was not taken, each once, in order."""
    moment = aware(now)
    return tuple(
        DueStep(step, moment - step.at > LATE_AFTER) for step in open_steps(clock) if step.at <= moment
    )


def next_step(clock: Clock) -> Step | None:
    """The step the sweep waits for: None when the clock ended or every step was taken or fell away."""
    return next(iter(open_steps(clock)), None)


def taken(clock: Clock, number: int) -> Clock:
    """The clock after step `number` of this leg was taken. Taking an earlier number again changes nothing."""
    return replace(clock, next_step=max(clock.next_step, number + 1))


def acknowledge(clock: Clock, at: datetime) -> Clock:
    """Somebody took it: the recipient's team becomes holder; the due moment stays.

    Raises:
        Conflict: the clock ended, is not outside, or was taken before.
    """
    if not clock.running:
        raise Conflict(Say("clocks.ended_already"))
    if not is_outside(clock.leg):
        raise Conflict(Say("clocks.no_yes_yet"))
    if clock.acknowledged_at is not None:
        raise Conflict(Say("clocks.taken_already", {"at": clock.acknowledged_at}))
    return replace(clock, acknowledged_at=aware(at))


def finish(clock: Clock, at: datetime, reason: str | None = None) -> Clock:
    """What the clock asked for was done: `met`, or `met_late` after due. Raises Conflict when ended."""
    late = aware(at) > clock.due_at
    return end(clock, ClockState.MET_LATE if late else ClockState.MET, at, reason)


def end(clock: Clock, state: ClockState, at: datetime, reason: str | None = None) -> Clock:
    """The clock in an end state. For `calm_48h` ask `endings` first whether it may.

    Raises:
        Conflict: it ended before.
        ValueError: `state` is no end state.
    """
    if state is ClockState.RUNNING:
        raise ValueError("running is no end state")
    if not clock.running:
        raise Conflict(Say("clocks.ended_already"))
    return replace(clock, state=state, ended_at=aware(at), end_reason=reason)


def reopen(clock: Clock, now: datetime) -> Clock:
    """A family that was not reached was reached after all: the same clock runs on, with the same end.

    Steps whose moment passed meanwhile are not told any more. Raises Conflict for any other end state.
    """
    if clock.state is not ClockState.NOT_REACHED:
        raise Conflict(Say("clocks.cannot_reopen"))
    moment = aware(now)
    passed = [step.number for step in clock.steps if step.at <= moment]
    onward = max([clock.next_step, *(number + 1 for number in passed)])
    return replace(clock, state=ClockState.RUNNING, ended_at=None, end_reason=None, next_step=onward)


def sentence(clock: Clock, now: datetime) -> Say:
    """What a page says about this clock. Parameters are moments in UTC that the door writes out.

    Keys: clocks.<kind>.running, .overdue, or clocks.state.<state>; parameters due, started, ended.
    """
    params = {"due": clock.due_at, "started": clock.started_at, "ended": clock.ended_at}
    if not clock.running:
        return Say(f"clocks.state.{clock.state}", params)
    return Say(f"clocks.{clock.kind}.{'overdue' if overdue(clock, now) else 'running'}", params)


def step_sentence(kind: ClockKind, step: Step, due_at: datetime) -> Say:
    """What a step tells: never a name, never content. Parameter: due."""
    return Say(f"clocks.{kind}.step.{step.key}", {"due": due_at})


def open_steps(clock: Clock) -> tuple[Step, ...]:
    """The steps of this leg that were not taken and did not fall away; none once the clock ended."""
    if not clock.running:
        return ()
    return tuple(
        step
        for step in clock.steps
        if step.number >= clock.next_step and not (step.until_acknowledged and clock.acknowledged_at)
    )
