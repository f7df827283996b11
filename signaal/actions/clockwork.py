"""Between a clock as a row and a clock as a rule: the same names, one way in and one way out.

The only file of `actions` that writes the columns of a clock, so that a clock can never be half changed.
"""

from __future__ import annotations

from datetime import datetime

from signaal.actions import holding
from signaal.actions.context import Ctx
from signaal.actions.views import ClockView, StepView
from signaal.store import cases, teams
from signaal.store import deadlines as stored
from signaal.store.tables_clocks import DeadlineRow, DeadlineStepRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, ClockState
from signaal.workflows import deadlines, retention
from signaal.workflows.deadlines import Clock
from signaal.workflows.steps import Step


def clock_of(row: DeadlineRow) -> Clock:
    """The clock that a row holds."""
    return Clock(
        kind=ClockKind(row.kind),
        started_at=row.started_at,
        due_at=row.due_at,
        leg_started_at=row.leg_started_at,
        steps=tuple(Step.of(plain) for plain in row.steps),
        state=ClockState(row.state),
        leg=row.leg,
        next_step=row.next_step,
        undo_until=row.undo_until,
        yes_at=row.yes_at,
        acknowledged_at=row.acknowledged_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        no_duty=row.no_duty,
    )


def put(row: DeadlineRow, clock: Clock) -> DeadlineRow:
    """Write a clock into its row; `next_step_at` is what the sweep waits for."""
    coming = deadlines.next_step(clock)
    row.kind = clock.kind.value
    row.started_at, row.due_at, row.leg_started_at = clock.started_at, clock.due_at, clock.leg_started_at
    plain = [step.plain() for step in clock.steps]
    if row.steps != plain:
        row.steps = plain
    row.state, row.leg, row.next_step = clock.state.value, clock.leg, clock.next_step
    row.next_step_at = coming.at if coming else None
    row.undo_until, row.yes_at = clock.undo_until, clock.yes_at
    row.acknowledged_at, row.ended_at, row.end_reason = (
        clock.acknowledged_at,
        clock.ended_at,
        clock.end_reason,
    )
    row.no_duty = clock.no_duty
    return row


def start(
    unit: Unit,
    ctx: Ctx,
    clock: Clock,
    *,
    case_id: str,
    holder_team_id: str,
    holder_user_id: str | None = None,
    referral_id: str | None = None,
    linked_id: str | None = None,
    row_id: str | None = None,
) -> DeadlineRow:
    """Store a new running clock. Acute trouble that is noticed late keeps its card six weeks from now (R20)."""
    if clock.kind is ClockKind.CALM_48H and (case := cases.find_by_id(unit, case_id)) is not None:
        terms = holding.terms_of(unit, ctx, teams.get(unit, case.team_id))
        until = retention.watch_until(ctx.now, 0, "", terms)
        case.expires_at = retention.longer(case.created_at, case.expires_at, until, terms)
    row = DeadlineRow(
        id=row_id or ctx.tools.ids(),
        kind=clock.kind.value,
        case_id=case_id,
        referral_id=referral_id,
        linked_id=linked_id,
        started_at=clock.started_at,
        due_at=clock.due_at,
        leg_started_at=clock.leg_started_at,
        holder_team_id=holder_team_id,
        holder_user_id=holder_user_id,
        confirmed_at=clock.started_at,
    )
    return unit.add(put(row, clock))


def view(
    row: DeadlineRow,
    now: datetime,
    *,
    code: str,
    case_code: str | None,
    holder: str,
    link: str,
    steps: tuple[DeadlineStepRow, ...] = (),
) -> ClockView:
    """A clock to look at; overdue is computed here, now (R14)."""
    clock = clock_of(row)
    done = {(step.leg, step.number): step for step in steps}
    return ClockView(
        id=row.id,
        kind=clock.kind,
        state=clock.state,
        code=code,
        case_code=case_code,
        started_at=clock.started_at,
        due_at=clock.due_at,
        overdue=deadlines.overdue(clock, now),
        leg=clock.leg,
        holder=holder,
        acknowledged_at=clock.acknowledged_at,
        steps=tuple(_step(clock, step, done.get((clock.leg, step.number))) for step in clock.steps),
        undo_until=clock.undo_until
        if clock.undo_until and now <= clock.undo_until and clock.running
        else None,
        what=deadlines.sentence(clock, now),
        visible_outside=clock.yes_at is not None,
        with_duty=not clock.no_duty,
        ended_at=clock.ended_at,
        link=link,
        ahead=deadlines.ahead(clock, now),
    )


def _step(clock: Clock, step: Step, done: DeadlineStepRow | None) -> StepView:
    return StepView(
        number=step.number,
        at=step.at,
        taken_at=done.taken_at if done else None,
        late=done.late if done else False,
        what=deadlines.step_sentence(clock.kind, step, clock.due_at),
        needed=done is not None or step in deadlines.open_steps(clock),
    )


def ended(unit: Unit, ctx: Ctx, case_id: str, kind: ClockKind, reason: str | None = None) -> int:
    """End the running clocks of one kind as met (or met late); return how many."""
    rows = stored.running(unit, case_id, kind.value)
    for row in rows:
        put(row, deadlines.finish(clock_of(row), ctx.now, reason))
    return len(rows)
