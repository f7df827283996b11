""" "Terug, want", and what became of the help: how the work of a receiving team ends."""

from __future__ import annotations

from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions import clockwork, followups, handing, hearing, packagework, withdrawing
from signaal.actions.context import Ctx, action
from signaal.actions.packagework import Packagework
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import deadlines as stored
from signaal.store import grants
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, Conflict, ReferralState, Refused, Say
from signaal.workflows import deadlines, referrals
from signaal.workflows.calendar import first_open_day, local_day

_OUTCOMES = {
    ReferralState.DELIVERED.value: Message.REFERRAL_DELIVERED,
    ReferralState.NOT_DELIVERED.value: Message.REFERRAL_NOT_DELIVERED,
}


@action(
    Permission.REFERRAL_RETURN, Event.REFERRAL_RETURNED, Event.CLOCK_HOLDER_CHANGED, Event.FOLLOWUP_SET
)  # fmt: skip
def give_back(ctx: Ctx, reference: str, reason: str, form_id: str) -> Receipt:
    """ "Terug, want": the team's key to the package is deleted; a running calm clock goes home with the same end.

    The sender hears it always: somebody must follow what was sent (R12).

    Raises:
        Refused: field reason. Conflict: it was taken, returned, or the yes taken back. NotFound.
    """
    reasons = ctx.tools.lists.of("return_reasons").codes()
    if reason not in reasons:
        raise Refused({"reason": Say("workflows.choice.unknown" if reason else "workflows.reason.needed")})
    work = packagework.open_work(ctx, reference, Permission.REFERRAL_RETURN, form_id, "returned")
    referrals.give_back(ReferralState(work.referral.state), reason, reasons)

    def back(unit: Unit, case: CaseRow) -> None:
        row = work.held(unit)
        row.state = referrals.give_back(ReferralState(row.state), reason, reasons).value
        row.return_reason, row.closed_at = reason, ctx.now
        grants.end_all(unit, "referral", row.id, ctx.now, row.recipient_team_id)
        _answered(unit, work, row)
        came_home = withdrawing.bring_home(unit, work, case, row, "returned")
        if not came_home:
            _somebody_follows(unit, work, case, row)
        hearing.sender(unit, ctx, case, Message.REFERRAL_RETURNED)

    work.changes.append(back)
    work.leave(
        Event.REFERRAL_RETURNED, parts=(Part.REFERRAL,), consent=work.referral.consent_id, reason=reason
    )
    work.following.append(Say("responder.after_return"))
    return work.write()


@action(Permission.REFERRAL_OUTCOME, Event.REFERRAL_OUTCOME)
def delivered(ctx: Ctx, reference: str, outcome: str, reason: str | None, form_id: str) -> Receipt:
    """Did the help arrive: delivered, or not_delivered with a reason of the closed list.

    Raises:
        Refused: fields outcome and reason. Conflict: not taken yet, ended, or 48 hours still run. NotFound.
    """
    reasons = ctx.tools.lists.of("not_delivered_reasons").codes()
    if outcome not in _OUTCOMES:
        raise Refused({"outcome": Say("workflows.choice.unknown")})
    failed = outcome == ReferralState.NOT_DELIVERED.value
    if failed and reason not in reasons:
        raise Refused({"reason": Say("workflows.choice.unknown" if reason else "workflows.reason.needed")})
    work = packagework.open_work(ctx, reference, Permission.REFERRAL_OUTCOME, form_id, "delivered")

    def done(unit: Unit, case: CaseRow) -> None:
        row = work.held(unit)
        _no_crisis(unit, row)
        row.state = referrals.move(ReferralState(row.state), ReferralState(outcome), inside=True).value
        row.outcome_reason, row.closed_at = reason if failed else None, ctx.now
        handing.help_ended(case)
        followups.end_of_referral(unit, work, row.id, outcome)
        if work.feedback:
            hearing.sender(unit, ctx, case, _OUTCOMES[outcome])

    work.changes.append(done)
    work.leave(Event.REFERRAL_OUTCOME, parts=(Part.REFERRAL,), reason=outcome)
    work.count("outcome", outcome)
    return work.write()


def _answered(unit: Unit, work: Packagework, row: ReferralRow) -> None:
    for found in stored.of_referrals(unit, [row.id]).get(row.id, []):
        if found.state == "running" and found.kind == ClockKind.REFERRAL_RESPONSE.value:
            clockwork.put(found, deadlines.finish(clockwork.clock_of(found), work.ctx.now, "returned"))


def _somebody_follows(unit: Unit, work: Packagework, case: CaseRow, row: ReferralRow) -> None:
    """Without a clock that comes home, the sender has a task on the next working day (R12)."""
    day = first_open_day(local_day(work.ctx.now) + timedelta(days=1))
    followups.start(unit, work, case, day)
    work.leave(Event.FOLLOWUP_SET, parts=(Part.CLOCK,), target=row.id)


def _no_crisis(unit: Unit, row: ReferralRow) -> None:
    """The 48 hours end in their own way, not with the help. Raises Conflict."""
    running = stored.of_referrals(unit, [row.id]).get(row.id, [])
    if any(c.state == "running" and c.kind == ClockKind.CALM_48H.value for c in running):
        raise Conflict(Say("responder.calm_first"))
