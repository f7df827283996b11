"""Taking a yes back: the receiver's sealed key is deleted, the receiver is told, a running clock comes home (R9)."""

from __future__ import annotations

from typing import Any, Protocol

from signaal.actions import clockwork, dutylines, stepping, telling
from signaal.actions.audience import Parties
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx
from signaal.actions.recalling import recall
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import consents, grants, referrals, teams
from signaal.store import deadlines as stored
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_sharing import ConsentRow, ReferralRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, ClockState, ReferralState
from signaal.workflows import calm, deadlines
from signaal.workflows import consents as rules
from signaal.workflows import referrals as paths
from signaal.workflows.consents import ConsentState
from signaal.workflows.deadlines import Clock
from signaal.workflows.steps import is_outside


class Leaving(Protocol):
    """A piece of work, as far as taking back needs it: who does it, and where its events are gathered."""

    @property
    def ctx(self) -> Ctx: ...

    def leave(self, event: Event, **fields: Any) -> None:
        """An event to append at the end."""
        ...


def plan(reader: Reader, work: Casework, row: ConsentRow) -> None:
    """Everything that ends with this yes, as changes of one piece of work. Raises Conflict when there is no yes."""
    rules.withdraw(ConsentState(row.state))
    sent = referrals.of_consent(reader, row.id)

    def take_back(unit: Unit, case: CaseRow) -> None:
        held = consents.locked(unit, row.id)
        held.state = rules.withdraw(ConsentState(held.state)).value
        held.withdrawn_at = work.ctx.now
        for referral in sent:
            end(unit, work, case, referrals.locked(unit, referral.reference))

    work.changes.append(take_back)


def end(unit: Unit, work: Leaving, case: CaseRow, referral: ReferralRow) -> None:
    """Everything of one referral that ends with its yes: the receiver's key, its state, its clocks."""
    ctx = work.ctx
    for grant in grants.of_object(unit, "referral", referral.id):
        if grant.holder_id == referral.recipient_team_id:
            grants.end(unit, grant, ctx.now)
    if referral.inside:
        referral.state, referral.closed_at = paths.take_back(ReferralState(referral.state)).value, ctx.now
    recall(unit, referral, teams.get(unit, case.team_id).organisation_id)
    bring_home(unit, work, case, referral)
    if referral.recipient_team_id is not None:
        telling.tell(
            unit,
            ctx,
            telling.team(unit, ctx, referral.recipient_team_id),
            Message.CONSENT_WITHDRAWN,
            code=referral.reference,
            link=f"/verwijzing/{referral.reference}",
        )


def bring_home(
    unit: Unit, work: Leaving, case: CaseRow, referral: ReferralRow, reason: str = "consent_withdrawn"
) -> int:
    """Clocks of the receiver end; a running calm clock goes back to the sender with the same end.

    The statutory clock comes home too when it outlives the package. Returns how many clocks came home.
    """
    ctx, count = work.ctx, 0
    for row in stored.of_referrals(unit, [referral.id]).get(referral.id, []):
        clock = clockwork.clock_of(row)
        if not clock.running:
            continue
        if clock.kind is ClockKind.CALM_48H and is_outside(clock.leg):
            home = teams.get(unit, case.team_id).organisation_id
            staffed = dutylines.staffed(unit, home, ctx.now)
            clockwork.put(row, calm.withdraw_yes(clock, ctx.now, ctx.tools.rules, staffed))
        elif not _outlives(clock, referral, reason):
            clockwork.put(row, deadlines.end(clock, ClockState.WITHDRAWN, ctx.now, reason))
            continue
        row.holder_team_id, row.referral_id, row.acknowledged_by = case.team_id, None, None
        row.yes_at = row.holder_user_id = None
        stepping.take_due(unit, ctx, row, Parties(case, None))
        work.leave(Event.CLOCK_HOLDER_CHANGED, parts=(Part.CLOCK,), target=row.id, reason=reason)
        count += 1
    return count


def _outlives(clock: Clock, referral: ReferralRow, reason: str) -> bool:
    """Whether the law's own clock goes on without the receiver (Wgs art. 4 lid 2).

    A package that was returned does not end it: the term is not the receiver's to end. A yes taken back ends
    only what this yes began: the family called the municipality itself before it.
    """
    if clock.kind is not ClockKind.WGS_3_WORKING_DAYS:
        return False
    return reason != "consent_withdrawn" or clock.started_at < referral.created_at
