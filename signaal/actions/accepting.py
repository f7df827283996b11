"""Taking a package: the receiving team becomes the holder of the clock, and the sender hears so without content."""

from __future__ import annotations

from signaal.actions import clockwork, hearing
from signaal.actions.context import taken
from signaal.actions.packagework import Packagework
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import deadlines as stored
from signaal.store import people
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, Conflict, ReferralState, Say
from signaal.workflows import deadlines, referrals
from signaal.workflows.steps import is_outside


def take(unit: Unit, work: Packagework, case: CaseRow) -> None:
    """ "Ik heb het": the referral accepted, its answer given, the running calm clock acknowledged.

    Raises:
        Conflict: somebody was first, with who and when; or it can no longer be taken.
    """
    ctx, row = work.ctx, work.held(unit)
    if row.state == ReferralState.ACCEPTED.value:
        raise somebody_first(unit, row)
    row.state = referrals.move(ReferralState(row.state), ReferralState.ACCEPTED, inside=True).value
    row.accepted_at, row.accepted_by = ctx.now, ctx.user_id
    for clock in stored.of_referrals(unit, [row.id]).get(row.id, []):
        if clock.state == "running" and clock.kind == ClockKind.REFERRAL_RESPONSE.value:
            clockwork.put(clock, deadlines.finish(clockwork.clock_of(clock), ctx.now, "accepted"))
    acknowledge(unit, work, case, row)
    work.leave(Event.REFERRAL_ACCEPTED, parts=(Part.REFERRAL,), consent=row.consent_id)
    if work.feedback:
        hearing.sender(unit, ctx, case, Message.REFERRAL_ACCEPTED)


def acknowledge(unit: Unit, work: Packagework, case: CaseRow, row: ReferralRow) -> None:
    """Calm clocks of this referral that nobody took yet: the receiving team holds them from now on."""
    ctx, count = work.ctx, 0
    for found in stored.of_referrals(unit, [row.id]).get(row.id, []):
        clock = clockwork.clock_of(found)
        waiting = clock.running and is_outside(clock.leg) and clock.acknowledged_at is None
        if clock.kind is not ClockKind.CALM_48H or not waiting:
            continue
        clockwork.put(found, deadlines.acknowledge(clock, ctx.now))
        found.holder_team_id, found.acknowledged_by = work.team.id, ctx.user_id
        found.holder_user_id = ctx.user_id
        work.leave(Event.CLOCK_ACKNOWLEDGED, parts=(Part.CLOCK,), target=found.id)
        count += 1
    if count:
        hearing.sender(unit, ctx, case, Message.CLOCK_ACKNOWLEDGED)


def somebody_first(unit: Unit, row: ReferralRow) -> Conflict:
    """Who took it, and when: a colleague of the same team."""
    who = people.names(unit, {row.accepted_by or ""}).get(row.accepted_by or "", "")
    if not who or row.accepted_at is None:
        return taken("responder.try_again")
    return Conflict(Say("responder.taken", {"who": who, "at": row.accepted_at}))
