"""The clocks that every card has by itself: the end of its own term, and a child who turns 12, 16 or 18 (R8, R20).

They follow the card: whatever writes to it looks here last, so that no clock waits for an end that has moved.
"""

from __future__ import annotations

from datetime import datetime

from signaal.actions import clockwork, dutylines
from signaal.actions.context import Ctx
from signaal.store import deadlines as stored
from signaal.store import teams
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.units import Unit
from signaal.terms import CaseState, ClockKind, ClockState
from signaal.workflows import ages, deadlines
from signaal.workflows.calendar import add_months, local_day
from signaal.workflows.contacts import Contact

LOOKS_AHEAD = 24
"""Months: no card lives longer (R20), so that no later birthday is of any use."""


def follow(unit: Unit, ctx: Ctx, case: CaseRow, contact: Contact) -> None:
    """Set both kinds right for the card as it is now; a closed card has neither."""
    found = stored.of_kinds(unit, case.id, (ClockKind.EXPIRY.value, ClockKind.AGE_TURNS.value))
    running = [row for row in found if row.state == ClockState.RUNNING.value]
    if CaseState(case.state) is CaseState.CLOSED:
        return
    _expiry(unit, ctx, case, [row for row in running if row.kind == ClockKind.EXPIRY.value])
    _turns(unit, ctx, case, contact, [row for row in found if row.kind == ClockKind.AGE_TURNS.value])


def _expiry(unit: Unit, ctx: Ctx, case: CaseRow, running: list[DeadlineRow]) -> None:
    stands = False
    for row in running:
        if row.due_at == case.expires_at:
            stands = True
        else:
            held = stored.locked(unit, row.id)
            clockwork.put(held, deadlines.finish(clockwork.clock_of(held), ctx.now, "renewed"))
    if not stands and case.expires_at > ctx.now:
        _start(unit, ctx, case, ClockKind.EXPIRY, ctx.now, case.expires_at)


def _turns(unit: Unit, ctx: Ctx, case: CaseRow, contact: Contact, found: list[DeadlineRow]) -> None:
    """One clock for each first of a month, whoever turns; the birthday itself stays sealed."""
    today = local_day(ctx.now)
    births = [child.birth for child in contact.children if child.birth is not None]
    turns = {turn for birth in births if (turn := ages.next_turn(birth, today)) is not None}
    wanted = {
        deadlines.day_begins(turn.due): deadlines.day_begins(turn.starts)
        for turn in turns
        if turn.starts <= add_months(today, LOOKS_AHEAD)
    }
    for row in found:
        if row.state == ClockState.RUNNING.value and row.due_at not in wanted and row.due_at > ctx.now:
            held = stored.locked(unit, row.id)
            changed = deadlines.end(clockwork.clock_of(held), ClockState.SUPERSEDED, ctx.now, "changed")
            clockwork.put(held, changed)
    known = {row.due_at for row in found if row.state != ClockState.SUPERSEDED.value}
    for due_at in sorted(set(wanted) - known):
        _start(unit, ctx, case, ClockKind.AGE_TURNS, wanted[due_at], due_at)


def _start(
    unit: Unit, ctx: Ctx, case: CaseRow, kind: ClockKind, started_at: datetime, due_at: datetime
) -> None:
    home = teams.get(unit, case.team_id).organisation_id
    staffed = dutylines.staffed(unit, home, ctx.now)
    clock = deadlines.start(
        kind, started_at, ctx.tools.rules, due_at=due_at, planned_at=min(ctx.now, started_at), staffed=staffed
    )
    clockwork.start(
        unit, ctx, clock, case_id=case.id, holder_team_id=case.team_id, holder_user_id=case.owner_user_id
    )
