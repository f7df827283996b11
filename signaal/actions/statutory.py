"""The law's own clock, set earlier by the team that received the family: never later (Wgs art. 4 lid 2)."""

from __future__ import annotations

from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import clockwork, packagework, stepping
from signaal.actions.audience import Parties
from signaal.actions.context import Ctx, action
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import deadlines as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, Conflict, Refused, Say
from signaal.workflows import calm, deadlines


@action(Permission.CALM_RECORD, Event.CLOCK_MOVED)
def move_earlier(ctx: Ctx, reference: str, earlier: datetime | None, form_id: str) -> Receipt:
    """The family called this municipality itself before the yes arrived: same clock, earlier start and end.

    Args:
        earlier: when the family's own contact was, in UTC.

    Raises:
        Refused: field earlier. Conflict: no statutory clock runs here, or it ended. NotFound. DoesNotOpen.
    """
    if earlier is None:
        raise Refused({"earlier": Say("clocks.wgs_3_working_days.only_earlier")})
    work = packagework.open_work(ctx, reference, Permission.CALM_RECORD, form_id, "clock_moved")
    with ctx.tools.store.reading() as reader:
        found = stored.of_referrals(reader, [work.referral.id]).get(work.referral.id, [])
    running = [
        row for row in found if row.kind == ClockKind.WGS_3_WORKING_DAYS.value and row.state == "running"
    ]
    if not running:
        raise Conflict(Say("responder.earlier.no_clock"))
    clock_id = running[0].id
    try:
        moved = calm.move_wgs(clockwork.clock_of(running[0]), earlier, ctx.tools.rules)
    except Conflict as refusal:
        raise Refused({"earlier": refusal.say}) from None

    def move(unit: Unit, case: CaseRow) -> None:
        work.still_ours(unit)
        row = stored.locked(unit, clock_id)
        clockwork.put(row, calm.move_wgs(clockwork.clock_of(row), earlier, ctx.tools.rules))
        stepping.take_due(unit, ctx, row, Parties(case, work.referral.recipient_team_id))

    work.changes.append(move)
    work.leave(Event.CLOCK_MOVED, parts=(Part.CLOCK,), target=clock_id)
    work.following.append(deadlines.sentence(moved, ctx.now))
    return work.write()
