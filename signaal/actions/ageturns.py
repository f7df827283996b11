"""A child turned 12, 16 or 18: somebody looked whom to ask from now on (R8)."""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions import clockwork
from signaal.actions.casework import open_work
from signaal.actions.context import Ctx, action
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import deadlines as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, NotFound
from signaal.workflows import deadlines


@action(Permission.FOLLOW_UP_DONE, Event.FOLLOWUP_ANSWERED)
def asked(ctx: Ctx, pseudonym: str, clock_id: str, form_id: str) -> Receipt:
    """Whoever decides from this age on was asked. NotFound: no such running clock on this card."""
    work = open_work(ctx, pseudonym, Permission.FOLLOW_UP_DONE, form_id, "settled")

    def end(unit: Unit, case: CaseRow) -> None:
        row = stored.locked(unit, clock_id)
        clock = clockwork.clock_of(row)
        if row.case_id != case.id or not clock.running or clock.kind is not ClockKind.AGE_TURNS:
            raise NotFound()
        clockwork.put(row, deadlines.finish(clock, ctx.now, "asked"))

    work.changes.append(end)
    work.leave(Event.FOLLOWUP_ANSWERED, parts=(Part.CLOCK,), target=clock_id, reason="asked")
    return work.write()
