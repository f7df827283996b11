"""Clocks of the privacy officer's own work: the same engine (`workflows.deadlines`), no card behind them.

They run for an incident or a request and are told to the officers of one organisation; with nobody there, to its
admins. A message holds a link and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from signaal.actions import audience, telling, trail
from signaal.actions.context import Ctx
from signaal.actions.heartbeats import class_of
from signaal.actions.views import Task
from signaal.audit.events import Event
from signaal.audit.fields import Activity, Outcome, Part
from signaal.notify.messages import for_step
from signaal.store import office_clocks, reviews
from signaal.store.reader import Reader
from signaal.store.tables_retention import OfficeClockRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, ClockState, Say
from signaal.workflows import deadlines
from signaal.workflows.deadlines import Clock
from signaal.workflows.steps import Step


def start(
    unit: Unit,
    ctx: Ctx,
    kind: ClockKind,
    *,
    organisation_id: str,
    target_id: str,
    link: str,
    started_at: datetime | None = None,
) -> OfficeClockRow:
    """Store a new running clock that began at `started_at` (now). `link`: the page where it is answered."""
    clock = deadlines.start(kind, started_at or ctx.now, ctx.tools.rules)
    row = OfficeClockRow(
        id=ctx.tools.ids(), kind=kind.value, organisation_id=organisation_id, target_id=target_id, link=link,
        started_at=clock.started_at, due_at=clock.due_at, steps=[step.plain() for step in clock.steps],
    )  # fmt: skip
    return unit.add(_put(row, clock))


def finish(unit: Unit, ctx: Ctx, target_id: str, reason: str | None = None) -> None:
    """What was asked for was done: met, or met late. A clock that ended, or that never was, stays as it is."""
    row = office_clocks.of_target(unit, target_id)
    if row is not None and row.state == ClockState.RUNNING.value:
        _put(row, deadlines.finish(clock_of(row), ctx.now, reason))


def extend(unit: Unit, target_id: str, due_at: datetime) -> None:
    """A law permits more time: the end moves to `due_at`, and what was not told yet moves as much. Never earlier."""
    row = office_clocks.of_target(unit, target_id)
    if row is None or row.state != ClockState.RUNNING.value or due_at <= row.due_at:
        return
    clock, more = clock_of(row), due_at - row.due_at
    steps = [
        replace(step, at=step.at + more) if step.number >= row.next_step else step for step in clock.steps
    ]
    row.due_at, row.steps = due_at, [step.plain() for step in steps]
    _put(row, clock_of(row))


def clock_of(row: OfficeClockRow) -> Clock:
    """The clock that a row holds."""
    return Clock(
        kind=ClockKind(row.kind), started_at=row.started_at, due_at=row.due_at, leg_started_at=row.started_at,
        steps=tuple(Step.of(plain) for plain in row.steps), state=ClockState(row.state),
        next_step=row.next_step, ended_at=row.ended_at, end_reason=row.end_reason,
    )  # fmt: skip


def _put(row: OfficeClockRow, clock: Clock) -> OfficeClockRow:
    coming = deadlines.next_step(clock)
    row.state, row.next_step = clock.state.value, clock.next_step
    row.next_step_at = coming.at if coming else None
    row.ended_at, row.end_reason = clock.ended_at, clock.end_reason
    return row


def tasks(reader: Reader, ctx: Ctx, organisation_ids: set[str]) -> Iterator[Task]:
    """What runs for the officer of these organisations. A sample names its week: several of them run at once."""
    rows = office_clocks.running(reader, organisation_ids)
    weeks = reviews.week_names(reader, [row.target_id for row in rows if row.kind == ClockKind.REVIEW_DUE])
    for row in rows:
        clock = clock_of(row)
        what = deadlines.sentence(clock, ctx.now)
        if row.kind == ClockKind.REVIEW_DUE:
            what = Say(what.key, {**what.params, "week": weeks[row.target_id]})
        yield Task(what, None, row.link, row.due_at, deadlines.overdue(clock, ctx.now))


def take_all(ctx: Ctx) -> tuple[int, int, int]:
    """Take every step that is due: (steps taken, clocks that failed, steps that were late). The sweep calls it.

    May run twice, late, or in several processes: a clock is claimed by one transaction, which moves it on.
    """
    taken = late = 0
    leave: set[str] = set()
    failed: set[str] = set()
    while True:
        at_hand: list[str] = []
        try:
            steps = _next(ctx, leave | failed, at_hand)
        except Exception as problem:  # whatever ails one clock, the others go on
            if not at_hand:
                raise
            failed.add(at_hand[0])
            _failed(ctx, at_hand[0], problem)
            continue
        if steps is None:
            return taken, len(failed), late
        if not steps:
            leave.add(at_hand[0])
        taken, late = taken + len(steps), late + sum(bool(step["late"]) for step in steps)


def _next(ctx: Ctx, but: set[str], at_hand: list[str]) -> list[dict[str, Any]] | None:
    """Claim one clock, name it in `at_hand`, and take its steps; None when no clock is due."""
    with ctx.tools.store.unit() as unit:
        row = office_clocks.claim_next(unit, ctx.now, but)
        if row is None:
            return None
        at_hand.append(row.id)
        steps = _take(unit, ctx, row)
        if not steps and unit.changed(row):  # its row pointed at a step that fell away
            trail.leave(
                unit, ctx, Event.CLOCK_MENDED, organisation=row.organisation_id, target=row.id,
                parts=(Part.CLOCK,), purpose=Activity.ACCOUNTABILITY,
            )  # fmt: skip
        for step in steps:
            trail.leave(
                unit, ctx, Event.CLOCK_STEP_TAKEN, organisation=row.organisation_id, target=row.id,
                number=step["n"], parts=(Part.CLOCK,), reason="late" if step["late"] else None,
                purpose=Activity.ACCOUNTABILITY,
            )  # fmt: skip
        return steps


def _take(unit: Unit, ctx: Ctx, row: OfficeClockRow) -> list[dict[str, Any]]:
    clock = clock_of(row)
    done: list[dict[str, Any]] = []
    people = audience.officers(unit, ctx.now, row.organisation_id)
    for due in deadlines.steps_due(clock, ctx.now):
        message = for_step(clock.kind, due.step.key)
        told = telling.tell(unit, ctx, people, message, code=None, link=row.link)
        at = ctx.now.isoformat()
        done.append({"n": due.step.number, "at": at, "late": due.late, "told": told})
        clock = deadlines.taken(clock, due.step.number)
    row.taken = [*row.taken, *done]
    row.failures, row.last_error = 0, None
    _put(row, clock)
    return done


def _failed(ctx: Ctx, clock_id: str, problem: Exception) -> None:
    """Count it. The log hears of the 1st, 2nd, 4th, 8th ... failure."""
    with ctx.tools.store.unit() as unit:
        row = unit.locked(OfficeClockRow, clock_id)
        row.failures += 1
        row.last_error = class_of(problem)
        if not row.failures & (row.failures - 1):
            trail.leave(
                unit, ctx, Event.CLOCK_STEP_FAILED, organisation=row.organisation_id, outcome=Outcome.ERROR,
                target=clock_id, number=row.failures, parts=(Part.CLOCK,), reason=class_of(problem),
                purpose=Activity.ACCOUNTABILITY,
            )  # fmt: skip
