"""From which side somebody works on a clock: the sender's card, or the package that a team received.

Only the side that holds a clock may end it. The sender's team holds it until the receiver took it (design/deadlines.md,
point 6).
"""

from __future__ import annotations

from collections.abc import Iterable

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import accepting, casework, clockwork, hearing, packagework
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx
from signaal.actions.packagework import Packagework
from signaal.notify.messages import Message
from signaal.store import cases, referrals, teams
from signaal.store import deadlines as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, Conflict, NotFound, ReferralState, Say, is_reference


def by_code(ctx: Ctx, code: str, permission: Permission, form_id: str, kind: str) -> Casework:
    """A card or a received package, by its code. Raises NotFound, Conflict, DoesNotOpen."""
    if is_reference(code):
        return packagework.open_work(ctx, code, permission, form_id, kind)
    return casework.open_work(ctx, code, permission, form_id, kind)


def by_clock(
    ctx: Ctx, clock_id: str, permission: Permission, form_id: str, kind: str
) -> tuple[Casework, DeadlineRow]:
    """The side of this person on a calm clock, and the clock. Raises NotFound when it is on neither."""
    with ctx.tools.store.reading() as reader:
        row = stored.get(reader, clock_id)
        case = cases.get_by_id(reader, row.case_id)
        sent = referrals.find_by_id(reader, row.referral_id) if row.referral_id else None
    receives = sent is not None and ctx.actor.in_team(sent.recipient_team_id or "")
    sends = ctx.actor.in_team(case.team_id)
    if row.kind != ClockKind.CALM_48H.value or not (receives or sends):
        ctx.must(permission, Relation.NONE)
        raise NotFound()
    if sent is not None and receives and (not sends or row.holder_team_id == sent.recipient_team_id):
        return packagework.open_work(ctx, sent.reference, permission, form_id, kind), row
    return casework.open_work(ctx, case.pseudonym, permission, form_id, kind), row


def calm_clocks(work: Casework, clock_id: str | None = None, *, running: bool = True) -> list[DeadlineRow]:
    """The calm clocks that this side can see, first due first; or the one that is named.

    Raises:
        Conflict: there is none that runs (only when `running`).
    """
    with work.ctx.tools.store.reading() as reader:
        if isinstance(work, Packagework):
            found: Iterable[DeadlineRow] = stored.of_referrals(reader, [work.referral.id]).get(
                work.referral.id, []
            )
        else:
            found = stored.of_case(reader, work.case.id)
        rows = [row for row in found if row.kind == ClockKind.CALM_48H.value]
    rows = [row for row in rows if clock_id in (None, row.id) and (row.state == "running" or not running)]
    if running and not rows:
        raise Conflict(Say("calm.no_clock"))
    return sorted(rows, key=lambda row: row.due_at)


def held(unit: Unit, work: Casework, case: CaseRow, clock_id: str) -> DeadlineRow:
    """The clock as it is now, for this side to end. A package that was not taken yet is taken with it.

    Raises:
        Conflict: it ended before, or the other side holds it.
    """
    if isinstance(work, Packagework) and work.held(unit).state == ReferralState.SENT.value:
        accepting.take(unit, work, case)
    row = stored.locked(unit, clock_id)
    if not clockwork.clock_of(row).running:
        raise Conflict(Say("clocks.ended_already"))
    if row.holder_team_id != work.team.id:
        holder = teams.get(unit, row.holder_team_id)
        raise Conflict(Say("calm.other_holds", {"team": holder.name}))
    return row


def tell_other(unit: Unit, work: Casework, case: CaseRow, row: DeadlineRow, message: Message) -> None:
    """The other side of a clock hears that something happened to it; before a yes there is no other side."""
    if isinstance(work, Packagework):
        hearing.sender(unit, work.ctx, case, message)
    elif row.referral_id is not None and row.yes_at is not None:
        hearing.receiver(unit, work.ctx, referrals.get_by_id(unit, row.referral_id), message)
