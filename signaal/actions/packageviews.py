"""Received packages as pages need them: opened, named, and with what may be done now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import clockviews, custody, legal, packagework, payloads, threats
from signaal.actions.cardviews import contact_view
from signaal.actions.context import Ctx
from signaal.actions.packagework import READABLE, Received
from signaal.actions.views import (
    AttemptView,
    ClockView,
    ContactView,
    InboxLine,
    NoteView,
    PackageView,
)
from signaal.store import attempts, deadlines, memberships, organisations, people, records, teams
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_sharing import ReferralRow
from signaal.terms import ClockKind, ReferralState


def lines(
    reader: Reader, ctx: Ctx, rows: Sequence[ReferralRow], clocks: Mapping[str, Sequence[DeadlineRow]]
) -> tuple[InboxLine, ...]:
    """Lines without names, with their running clocks, in the order given."""
    running = [row for group in clocks.values() for row in group if row.state == "running"]
    views = clockviews.many(reader, ctx, running)
    senders = teams.by_ids(reader, {row.sender_team_id for row in rows}) if rows else {}
    return tuple(
        InboxLine(
            reference=row.reference,
            sender=senders[row.sender_team_id].name,
            state=ReferralState(row.state),
            sent_at=row.sent_at or row.created_at,
            clocks=clockviews.ordered(views[c.id] for c in clocks.get(row.id, ()) if c.id in views),
        )
        for row in rows
    )


def names(reader: Reader, ctx: Ctx, rows: Sequence[ReferralRow]) -> dict[str, str]:
    """The names in these packages by reference; a package that cannot be opened any more stays without."""
    found = {}
    for row in rows:
        if ReferralState(row.state) in READABLE:
            _, package = packagework.opened(reader, ctx, row)
            found[row.reference] = contact_view(package.get("contact", {})).names
    return found


def package(ctx: Ctx, found: Received) -> PackageView:
    """One package; after a return or a withdrawn yes its state and nothing else."""
    row = found.row
    readable = ReferralState(row.state) in READABLE
    with ctx.tools.store.reading() as reader:
        content = packagework.opened(reader, ctx, row)[1] if readable else {}
        notes = _notes(reader, ctx, row) if readable else ()
        sender = teams.get(reader, row.sender_team_id)
        organisation = organisations.get(reader, sender.organisation_id).name
        rows = deadlines.of_referrals(reader, [row.id]).get(row.id, [])
        clocks = clockviews.ordered(clockviews.many(reader, ctx, rows).values())
        tries = _attempts(reader, ctx, rows, found, sender.name) if readable else ()
        taken_by = people.names(reader, {row.accepted_by}) if row.accepted_by else {}
        proposed = teams.find(reader, row.proposed_team_id) if row.proposed_team_id else None
        grounds = legal.of_team(reader, ctx, row.recipient_team_id) if row.recipient_team_id else ()
    known = threats.unique(payloads.threats_from(content))
    return PackageView(
        reference=row.reference,
        sender_team=sender.name,
        sender_organisation=organisation,
        state=ReferralState(row.state),
        bundle=str(content.get("bundle", "")),
        feedback=bool(content.get("feedback")),
        sent_at=row.sent_at or row.created_at,
        accepted_at=row.accepted_at,
        contact=contact_view(content["contact"]) if content else ContactView(),
        why=tuple(content.get("why", ())),
        wish=str(content.get("wish", "")),
        goes_well=str(content.get("goes_well", "")),
        helpers=str(content.get("helpers", "")),
        remark=str(content.get("remark", "")),
        threats=tuple(threats.view(threat) for threat in known),
        clocks=clocks,
        attempts=tries,
        notes=notes,
        may=may(ctx, found, clocks),
        return_reason=row.return_reason,
        outcome=row.outcome_reason,
        accepted_by=taken_by.get(row.accepted_by or "", ""),
        closed_at=row.closed_at,
        proposed_team=proposed.name if proposed else None,
        grounds=grounds,
    )


def may(ctx: Ctx, found: Received, clocks: Iterable[ClockView]) -> frozenset[str]:
    """What can be done with this package by this person now: the buttons of the page."""
    state = ReferralState(found.row.state)
    running = {clock.kind for clock in clocks if clock.state == "running"}
    wanted: dict[str, Permission] = {}
    if state is ReferralState.SENT:
        wanted |= {"accept": Permission.REFERRAL_ACCEPT, "return": Permission.REFERRAL_RETURN}
    if state is ReferralState.ACCEPTED:
        wanted |= {"outcome": Permission.REFERRAL_OUTCOME}
    if state in READABLE:
        wanted |= {"note": Permission.NOTE_WRITE, "attempt": Permission.ATTEMPT_RECORD}
    if ClockKind.WGS_3_WORKING_DAYS in running and state in READABLE:
        wanted |= {"earlier": Permission.CALM_RECORD}
    if ClockKind.CALM_48H in running and state in READABLE:
        wanted |= {
            "calm": Permission.CALM_RECORD,
            "end": Permission.CLOCK_END,
            "mistake": Permission.CLOCK_MISTAKE,
        }
    place = (found.team.id, found.team.organisation_id)
    return frozenset(
        name for name, permission in wanted.items() if ctx.may(permission, Relation.RECEIVED_REFERRAL, *place)
    )


def _notes(reader: Reader, ctx: Ctx, row: ReferralRow) -> tuple[NoteView, ...]:
    key = packagework.notes_key(reader, ctx, row)
    if key is None:
        return ()
    rows = records.of_object(reader, "notes", row.id, "note")
    authors = people.names(reader, {r.author_user_id for r in rows})
    opened: list[tuple[Any, dict[str, Any]]] = [(r, custody.unseal(key, r)) for r in rows]
    return tuple(NoteView(str(p["text"]), authors.get(r.author_user_id, ""), r.created_at) for r, p in opened)


def _attempts(
    reader: Reader, ctx: Ctx, rows: Sequence[DeadlineRow], found: Received, sender: str
) -> tuple[AttemptView, ...]:
    """Attempts for these clocks; of the other side only its team is named."""
    tried = [a for row in rows for a in attempts.of_deadline(reader, row.id)]
    own = {m.user.id: m.user.name for m in memberships.of_team(reader, found.team.id, ctx.now)}
    return tuple(
        AttemptView(a.at, a.channel, a.reached, own.get(a.author_user_id, sender))
        for a in sorted(tried, key=lambda a: a.at)
    )
