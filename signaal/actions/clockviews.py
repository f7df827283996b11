"""Clocks to look at: with the name of the holder, the codes that this reader may know, and the steps taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from signaal.actions import clockwork
from signaal.actions.context import Ctx
from signaal.actions.views import ClockView
from signaal.store import cases, people, referrals, steps, teams
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_people import TeamRow
from signaal.terms import ClockKind, Role


def many(reader: Reader, ctx: Ctx, rows: Collection[DeadlineRow]) -> dict[str, ClockView]:
    """Views by clock id, in a few questions however many there are.

    A member of the case's team sees the case code; a receiver sees its referral code; a coordinator, who sees clocks
    only after a yes, the case code.
    """
    if not rows:
        return {}
    codes = cases.codes(reader, {row.case_id for row in rows})
    sent = referrals.by_ids(reader, {row.referral_id for row in rows if row.referral_id})
    owners = cases.by_ids(reader, {row.case_id for row in rows})
    holders = teams.by_ids(reader, {row.holder_team_id for row in rows})
    taken = steps.of_deadlines(reader, {row.id for row in rows})
    who = people.names(reader, {row.holder_user_id for row in rows if row.holder_user_id})
    views = {}
    for row in rows:
        case = owners.get(row.case_id)
        inside = case is not None and ctx.actor.in_team(case.team_id)
        referral = sent.get(row.referral_id or "")
        receives = (
            referral is not None
            and referral.recipient_team_id is not None
            and ctx.actor.in_team(referral.recipient_team_id)
            and not inside
        )
        code = referral.reference if receives and referral is not None else codes.get(row.case_id, "")
        link = f"/verwijzing/{code}" if receives else f"/kaart/{code}"
        view = clockwork.view(
            row,
            ctx.now,
            code=code,
            case_code=None if receives else codes.get(row.case_id),
            holder=holders[row.holder_team_id].name if row.holder_team_id in holders else "",
            link=link,
            steps=tuple(taken.get(row.id, ())),
        )
        views[row.id] = _held(ctx, row, view, holders.get(row.holder_team_id), who)
    return views


def _held(
    ctx: Ctx, row: DeadlineRow, view: ClockView, holder: TeamRow | None, who: Mapping[str, str]
) -> ClockView:
    """Who said "ik heb het" of a clock of 48 hours; a name only for who works with that colleague."""
    if row.kind != ClockKind.CALM_48H.value or holder is None:
        return view
    steers = any(
        m.role is Role.COORDINATOR and m.organisation_id == holder.organisation_id
        for m in ctx.actor.memberships
    )
    known = steers or ctx.actor.in_team(holder.id)
    taken_by = row.acknowledged_by if row.acknowledged_at is not None else None
    phone = taken_by if taken_by in ctx.tools.lists.of("handover_functions").entries else None
    return replace(view, has_it=who.get(row.holder_user_id or "", "") if known else "", by_phone=phone or "")


def one(reader: Reader, ctx: Ctx, row: DeadlineRow) -> ClockView:
    """One clock."""
    return many(reader, ctx, [row])[row.id]


def ordered(views: Iterable[ClockView]) -> tuple[ClockView, ...]:
    """Running clocks first, the nearest end on top; then what ended. What needs nobody yet is left out."""
    shown = (view for view in views if not view.ahead)
    return tuple(sorted(shown, key=lambda v: (v.state != "running", v.due_at)))
