"""Referrals as the sender follows them: what became of them, without the receiver's content (R13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from signaal.actions import custody, helplist, incomes
from signaal.actions.context import Ctx
from signaal.actions.views import SentReferral
from signaal.store import records, teams
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_sharing import ReferralRow
from signaal.terms import ClockKind, ReferralState


def many(
    reader: Reader,
    ctx: Ctx,
    rows: Sequence[ReferralRow],
    clocks: Collection[DeadlineRow],
    heard: Collection[str],
) -> tuple[SentReferral, ...]:
    """All referrals of a case, oldest first. `heard`: ids of the yeses in which the family agreed to feedback (R8)."""
    ids = {row.recipient_team_id for row in rows if row.recipient_team_id}
    ids |= {row.proposed_team_id for row in rows if row.proposed_team_id}
    names = {team_id: row.name for team_id, row in teams.by_ids(reader, ids).items()} if ids else {}
    found = (_one(reader, ctx, row, clocks, names) for row in rows)
    return tuple(
        _unheard(view) if row.inside and row.consent_id not in heard else view
        for row, view in zip(rows, found, strict=True)
    )


def _one(
    reader: Reader, ctx: Ctx, row: ReferralRow, clocks: Collection[DeadlineRow], names: dict[str, str]
) -> SentReferral:
    kept: Mapping[str, Any] = {} if row.inside else _help(reader, ctx, row)
    provision = str(kept["provision"]) if kept else None
    found = helplist.known(ctx, provision)
    follow_up = next(
        (c.due_at for c in clocks if c.referral_id == row.id and c.kind == ClockKind.FOLLOW_UP.value), None
    )
    return SentReferral(
        reference=row.reference,
        inside=row.inside,
        recipient=names.get(row.recipient_team_id or "", ""),
        provision=(found.name.en if ctx.language == "en" else found.name.nl) if found else None,
        provision_id=provision,
        state=ReferralState(row.state),
        sent_at=row.sent_at,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        outcome=row.outcome_reason,
        return_reason=row.return_reason,
        follow_up=follow_up,
        proposed_team=names.get(row.proposed_team_id or ""),
        letter=not row.inside,
        income=incomes.opened(kept),
        consent_id=row.consent_id,
    )


def _unheard(view: SentReferral) -> SentReferral:
    """Without the feedback line the sender knows no more than that the team has it, or gave it back."""
    if view.state is ReferralState.CONSENT_WITHDRAWN:
        return replace(view, outcome=None)
    if view.state not in (ReferralState.DELIVERED, ReferralState.NOT_DELIVERED):
        return view
    return replace(view, state=ReferralState.ACCEPTED, outcome=None, closed_at=None)


def _help(reader: Reader, ctx: Ctx, row: ReferralRow) -> Mapping[str, Any]:
    """What is sealed of help outside: which provision, and what was answered about the income."""
    wanted = custody.scope("referral", row.id, row.key_id, row.key_commitment)
    key = custody.reopen(reader, ctx, wanted, row.sender_team_id)
    found = records.current(reader, "referral", row.id, "help")
    return custody.unseal(key, found) if found is not None else {}
