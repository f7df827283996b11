"""What a yes sets going: the receiver's clock, the second leg of a running calm clock, and the messages.

The end of a running clock does not move (R15); the sender's team holds it until the receiver takes it.
"""

from __future__ import annotations

from datetime import datetime

from signaal.actions import clockwork, dutylines, payloads, stepping, telling
from signaal.actions.audience import Parties
from signaal.actions.casework import Casework
from signaal.audit.events import Event
from signaal.audit.fields import LegalBasis, Part
from signaal.notify.messages import Message
from signaal.store import deadlines as stored
from signaal.store import organisations, teams
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit
from signaal.terms import CaseState, ClockKind, OrganisationKind, Say
from signaal.workflows import calm, cases, deadlines
from signaal.workflows.cases import CaseEvent
from signaal.workflows.duty import StaffedHours
from signaal.workflows.threats import is_far

__all__ = ["help_ended", "over"]


def over(unit: Unit, work: Casework, case: CaseRow, referral: ReferralRow, yes_at: datetime) -> None:
    """A package leaves for a team: start its clocks and tell its people."""
    ctx = work.ctx
    recipient = teams.get(unit, referral.recipient_team_id or "")
    staffed = dutylines.staffed(unit, recipient.organisation_id, ctx.now)
    case.state = cases.after(CaseState(case.state), CaseEvent.HELP_STARTED).value
    response = deadlines.start(ClockKind.REFERRAL_RESPONSE, ctx.now, ctx.tools.rules, staffed=staffed)
    row = clockwork.start(
        unit, ctx, response, case_id=case.id, holder_team_id=recipient.id, referral_id=referral.id
    )
    row.yes_at = yes_at
    work.following.append(Say("case.next_inside", {"due": response.due_at, "team": recipient.name}))
    second = _second_legs(unit, work, case, referral, staffed)
    town = organisations.get(unit, recipient.organisation_id).kind == OrganisationKind.MUNICIPALITY.value
    if second and town:
        _statutory(unit, work, case, referral, yes_at, staffed)
    if not second:
        telling.tell(
            unit,
            ctx,
            telling.team(unit, ctx, recipient.id),
            Message.REFERRAL_ARRIVED,
            code=referral.reference,
            link=f"/verwijzing/{referral.reference}",
        )


def help_ended(case: CaseRow) -> None:
    """A referral came to its end: the case goes to aftercare when it was being helped."""
    if case.state == CaseState.HELPING.value:
        case.state = cases.after(CaseState.HELPING, CaseEvent.HELP_ENDED).value


def _second_legs(
    unit: Unit, work: Casework, case: CaseRow, referral: ReferralRow, staffed: StaffedHours
) -> int:
    """The running calm clocks of this case go on towards the receiver, counted from the yes."""
    ctx, count = work.ctx, 0
    for row in stored.running(unit, case.id, ClockKind.CALM_48H.value):
        clock = clockwork.clock_of(row)
        if clock.yes_at is not None:
            continue
        far = is_far(payloads.threats_from({"threats": work.threats}), ctx.now)
        clockwork.put(row, calm.say_yes(clock, ctx.now, ctx.tools.rules, staffed, far=far))
        row.referral_id = referral.id
        stepping.take_due(unit, ctx, row, Parties(case, referral.recipient_team_id))
        work.leave(
            Event.CLOCK_LEG_TWO,
            parts=(Part.CLOCK,),
            target=row.id,
            consent=referral.consent_id,
            basis=LegalBasis.LIFTED_SECRECY,
            subjects=(case.pseudonym, referral.reference),
        )
        work.result["clock"] = row.id
        count += 1
    return count


def _statutory(
    unit: Unit, work: Casework, case: CaseRow, referral: ReferralRow, yes_at: datetime, staffed: StaffedHours
) -> None:
    """Beside the 48 hours the law's own three working days (Wgs art. 4 lid 2), from the receipt with a yes."""
    ctx = work.ctx
    runs = stored.running(unit, case.id, ClockKind.WGS_3_WORKING_DAYS.value)
    for row in runs:
        if row.referral_id is None:  # from a joint call, or a package that came back: same clock, same end
            row.holder_team_id, row.referral_id = (
                referral.recipient_team_id or row.holder_team_id,
                referral.id,
            )
            row.yes_at = yes_at
    if runs:
        return
    clock = calm.start_wgs((ctx.now,), ctx.tools.rules, staffed)
    if clock is not None:
        row = clockwork.start(
            unit,
            ctx,
            clock,
            case_id=case.id,
            holder_team_id=referral.recipient_team_id or "",
            referral_id=referral.id,
        )
        row.yes_at = yes_at
