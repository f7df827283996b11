"""The sweep: every clock whose step is due takes it, each clock in a transaction of its own.

Two hops from trigger to rule: scheduler/jobs.py calls `sweep`, and `workflows/deadlines.py` says what is due.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.actions import officeclocks, stepping, trail
from signaal.actions.context import Ctx, action
from signaal.actions.heartbeats import beat, class_of
from signaal.actions.stepping import Taken
from signaal.audit.events import Event
from signaal.audit.fields import Outcome, Part
from signaal.store import deadlines, referrals, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.units import Unit

BEAT = "sweep"


@dataclass(frozen=True)
class Swept:
    """What one sweep did: steps taken, clocks that failed, and how many of the steps were late."""

    taken: int = 0
    failed: int = 0
    late: int = 0


@dataclass
class _Progress:
    """The clock at hand, and those that this sweep leaves alone from here on."""

    clock_id: str | None = None
    leave: set[str] = field(default_factory=set)


@action(
    Permission.SWEEP,
    Event.CLOCK_STEP_TAKEN,
    Event.CLOCK_STEP_FAILED,
    Event.CLOCK_MENDED,
    Event.CLOCK_JUMPED,
)
def sweep(ctx: Ctx) -> Swept:
    """Take every step whose moment has come, and leave a sign of life.

    May run twice, late, or in several processes at once: a clock is claimed by one transaction, that same
    transaction moves `next_step_at` on, and the database refuses one step of one leg a second time. After an
    outage every missed step is taken once, marked late. A clock that cannot take its step fails alone, is
    counted, and is tried again by the next sweep. A clock whose row points at a step that fell away is put right
    once, and the log says so.

    Raises:
        Unavailable: the database is locked, full or gone. Steps taken before that stay taken.
    """
    done = take_all(ctx)
    beat(ctx, BEAT, ok=done.failed == 0, detail=f"{done.taken} {done.failed}")
    return done


def take_all(ctx: Ctx) -> Swept:
    """Take every step that is due; the caller leaves the sign of life.

    When the machine's clock jumped, what counts as now is the earlier of the clock and the time that passed.
    """
    ctx, done, progress = _careful(ctx), Swept(), _Progress()
    while True:
        try:
            steps = _next(ctx, progress)
        except Exception as problem:  # whatever ails one clock, the others go on
            if progress.clock_id is None:
                raise
            progress.leave.add(progress.clock_id)
            _failed(ctx, progress.clock_id, problem)
            done = replace(done, failed=done.failed + 1)
            continue
        if steps is None:
            break
        late = sum(step.late for step in steps)
        done = replace(done, taken=done.taken + len(steps), late=done.late + late)
    taken, failed, late = officeclocks.take_all(ctx)
    return Swept(done.taken + taken, done.failed + failed, done.late + late)


@action(Permission.SWEEP)
def coming(ctx: Ctx, until: datetime) -> datetime | None:
    """The moment of the first step that waits up to `until`: for whoever plays time. Reads no case."""
    with ctx.tools.store.reading() as reader:
        return deadlines.waiting_since(reader, until)


def _next(ctx: Ctx, progress: _Progress) -> tuple[Taken, ...] | None:
    """Claim one clock and take its steps; None when no clock is due."""
    progress.clock_id = None
    with ctx.tools.store.unit() as unit:
        row = _claimed(unit, ctx, progress)
        if row is None:
            return None
        deadlines.read_along(unit, row)
        sides = stepping.parties(unit, row)
        steps = stepping.take_due(unit, ctx, row, sides)
        deadlines.advance(unit, row, row.next_step, row.next_step_at)
        put_right = not steps and unit.changed(row)
        subjects = _subjects(unit, row, sides.case)
        organisation = teams.get(unit, row.holder_team_id).organisation_id
        for step in steps:
            trail.leave(
                unit,
                ctx,
                Event.CLOCK_STEP_TAKEN,
                team=row.holder_team_id,
                organisation=organisation,
                subjects=subjects,
                target=row.id,
                number=step.number,
                parts=(Part.CLOCK,),
                reason="late" if step.late else None,
            )
        if put_right:  # it waited for a step that fell away: a row that was repaired by hand, or by a restore
            trail.leave(
                unit,
                ctx,
                Event.CLOCK_MENDED,
                team=row.holder_team_id,
                organisation=organisation,
                subjects=subjects,
                target=row.id,
                parts=(Part.CLOCK,),
            )
        if not steps:  # nothing to take after all: it must not be claimed for ever
            progress.leave.add(row.id)
        return steps


def _claimed(unit: Unit, ctx: Ctx, progress: _Progress) -> DeadlineRow | None:
    """The next clock, and its name in `progress` whatever happens to it."""
    try:
        row = deadlines.claim_next(unit, ctx.now, progress.leave)
    except ValueError:
        progress.clock_id = deadlines.claim_id(unit, ctx.now, progress.leave)
        raise
    progress.clock_id = row.id if row is not None else None
    return row


def _subjects(reader: Reader, row: DeadlineRow, case: CaseRow) -> tuple[str, ...]:
    """The code that the holder's officer can find it by: the case's own, or the receiver's reference.

    A team's code never travels; before a yes the holder is always the signaller's team (R8).
    """
    holder = teams.get(reader, row.holder_team_id).organisation_id
    sender = teams.get(reader, case.team_id).organisation_id
    reference = referrals.get_by_id(reader, row.referral_id).reference if row.referral_id else None
    if holder == sender or reference is None:
        return (case.pseudonym,) if reference is None else (case.pseudonym, reference)
    return (reference,)


def _careful(ctx: Ctx) -> Ctx:
    """The same job at a moment that is not too early; a jump of the clock stands in the log."""
    moment, jump = ctx.tools.steadiness.careful(ctx.now, ctx.tools.clock.elapsed())
    if jump:
        with ctx.tools.store.unit() as unit:
            way = "forward" if jump > timedelta(0) else "back"
            seconds = abs(round(jump.total_seconds()))
            trail.leave(unit, ctx, Event.CLOCK_JUMPED, number=seconds, reason=way)
    return ctx if moment == ctx.now else replace(ctx, now=moment)


def _failed(ctx: Ctx, clock_id: str, problem: Exception) -> None:
    """Count it. The log hears of the 1st, 2nd, 4th, 8th ... failure: a sweep a minute must not flood it.

    Reads no more of the row than it must: what ails it may be that it cannot be read.
    """
    with ctx.tools.store.unit() as unit:
        failures, holder = deadlines.failed(unit, clock_id, type(problem).__name__)
        if not failures & (failures - 1):
            _leave_failure(unit, ctx, clock_id, failures, holder, problem)


def _leave_failure(
    unit: Unit, ctx: Ctx, clock_id: str, failures: int, holder: str, problem: Exception
) -> None:
    team = teams.find(unit, holder)
    trail.leave(
        unit,
        ctx,
        Event.CLOCK_STEP_FAILED,
        team=holder,
        organisation=team.organisation_id if team else None,
        outcome=Outcome.ERROR,
        target=clock_id,
        number=failures,
        parts=(Part.CLOCK,),
        reason=class_of(problem),
    )
