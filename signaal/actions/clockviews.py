"""Clocks to look at: with the name of the holder, the codes that this reader may know, and the steps taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from signaal.actions import clockwork
from signaal.actions.context import Ctx
from signaal.actions.views import ClockView
from signaal.store import cases, referrals, steps, teams
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow


def many(reader: Reader, ctx: Ctx, rows: Collection[DeadlineRow]) -> dict[str, ClockView]:
    """Views by clock id, in four questions however many there are.

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
        views[row.id] = clockwork.view(
            row,
            ctx.now,
            code=code,
            case_code=None if receives else codes.get(row.case_id),
            holder=holders[row.holder_team_id].name if row.holder_team_id in holders else "",
            link=link,
            steps=tuple(taken.get(row.id, ())),
        )
    return views


def one(reader: Reader, ctx: Ctx, row: DeadlineRow) -> ClockView:
    """One clock."""
    return many(reader, ctx, [row])[row.id]


def ordered(views: Iterable[ClockView]) -> tuple[ClockView, ...]:
    """Running clocks first, the nearest end on top; then what ended."""
    return tuple(sorted(views, key=lambda v: (v.state != "running", v.due_at)))
