"""The second pair of eyes of the privacy officer: new teams with exactly the leads that were seen, teams that want to
receive, people who will watch or hand out. New credentials of who works in no team stand beside them (`recognising`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import joining, recognising
from signaal.actions.context import Ctx, action, taken
from signaal.actions.recognising import desk, in_reach
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import approvals as asked
from signaal.store import memberships, organisations, teams
from signaal.store.memberships import Member
from signaal.store.reader import Reader
from signaal.store.tables_joining import TeamApprovalRow
from signaal.store.tables_people import MembershipRow, OrganisationRow, TeamRow
from signaal.terms import canonical


@dataclass(frozen=True)
class Approval:
    """Something that waits for the privacy officer. `kind`: team (with its leads to be), receiving (a team that other
    teams want to choose), person (with a watching role), reset (new credentials of somebody without a team).

    `seen` stands for what is shown here: an approval is of this and nothing that came later.
    """

    kind: str
    id: str
    name: str
    people: tuple[str, ...]
    role: str | None
    since: datetime
    seen: str = ""


@action(Permission.TEAM_APPROVE, Event.PEOPLE_LISTED)
def approvals(ctx: Ctx) -> tuple[Approval, ...]:
    """What waits for my second pair of eyes, oldest first."""
    with ctx.tools.store.unit() as unit:
        found = waiting(unit, ctx)
        leave(unit, ctx, Event.PEOPLE_LISTED, number=len(found))
    return found


def waiting(reader: Reader, ctx: Ctx) -> tuple[Approval, ...]:
    """The same, for a reader that is open."""
    if joining.setting_up(reader):
        return ()
    found: list[Approval] = []
    for organisation in organisations.everything(reader):
        members = memberships.of_organisation(reader, organisation.id)
        if in_reach(reader, ctx, organisation.id):
            found += _teams(reader, organisation, members)
            found += [
                Approval("person", row.id, user.name, (user.name,), row.role, row.created_at)
                for row, user in members
                if row.team_id is None and row.state == "waiting"
            ]
        found += [
            Approval("reset", user.id, user.name, (user.name,), role, since)
            for user, role, since in recognising.waiting(reader, ctx, organisation.id, members)
        ]
    return tuple(sorted(found, key=lambda a: (a.since, a.id)))


def _teams(reader: Reader, organisation: OrganisationRow, members: list[Member]) -> Iterator[Approval]:
    for team in teams.of_organisation(reader, organisation.id):
        leads = _leads(members, team.id)
        names = tuple(f"{m.user.name} ({m.user.email})" if m.user.email else m.user.name for m in leads)
        if team.key_version == 0 and not joining.approved(team):
            yield Approval("team", team.id, team.name, names, None, team.created_at, _seen(leads))
        request = asked.unanswered(reader, team.id, asked.RECEIVING)
        if request is not None:
            yield Approval("receiving", team.id, team.name, names, None, request.created_at)


def _leads(members: list[Member], team_id: str) -> list[Member]:
    here = [m for m in members if m.membership.team_id == team_id and m.membership.lead]
    return sorted(here, key=lambda m: m.membership.id)


def _seen(leads: Sequence[Member]) -> str:
    """SHA-256 of who the leads are: place, account, name, and the address that the link goes to."""
    lines = [[m.membership.id, m.user.id, m.user.login, m.user.name, m.user.email] for m in leads]
    return sha256(canonical(lines)).hexdigest()


@action(Permission.TEAM_APPROVE, Event.TEAM_APPROVED)
def approve_team(ctx: Ctx, team_id: str, seen: str) -> None:
    """Say as privacy officer that this team and these first leads are real: one of them may found its key.

    Raises:
        NotFound: a team of an organisation with another privacy officer.
        Conflict: I made it myself, it has its key already, it has no lead yet, or its leads are not those I saw.
    """
    with ctx.tools.store.reading() as reader:
        team = teams.get(reader, team_id)
        mine = in_reach(reader, ctx, team.organisation_id)
    _must_approve(ctx, mine)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(TeamRow, team_id)
        if ctx.actor.user_id in row.approved_by or row.key_version:
            raise taken("people.approved_before")
        leads = _leads(memberships.of_organisation(unit, row.organisation_id), row.id)
        if not leads:
            raise taken("people.no_lead_yet")
        if _seen(leads) != seen:
            raise taken("people.other_leads")
        by_whom = row.approved_by[0] if row.approved_by else ""
        asked.add(unit, _answered(ctx, row.id, [m.membership.id for m in leads], by_whom))
        row.approved_by = [*row.approved_by, ctx.actor.user_id]
        row.state = "active"
        leave(
            unit, ctx, Event.TEAM_APPROVED, team=row.id, organisation=row.organisation_id, target=row.id,
            fingerprint=seen, number=len(leads), reason=asked.FOUNDING,
        )  # fmt: skip


def _answered(ctx: Ctx, team_id: str, leads: list[str], asked_by: str) -> TeamApprovalRow:
    return TeamApprovalRow(
        id=ctx.tools.ids(),
        team_id=team_id,
        what=asked.FOUNDING,
        leads=leads,
        asked_by=asked_by,
        approved_by=ctx.actor.user_id,
        created_at=ctx.now,
        approved_at=ctx.now,
    )


@action(Permission.TEAM_APPROVE, Event.TEAM_APPROVED)
def approve_receiving(ctx: Ctx, team_id: str) -> None:
    """Say as privacy officer that other teams may choose this one.

    Raises:
        NotFound: a team of an organisation with another privacy officer.
        Conflict: nobody asks it (any more), or I asked it myself.
    """
    with ctx.tools.store.reading() as reader:
        team = teams.get(reader, team_id)
        mine = in_reach(reader, ctx, team.organisation_id)
    _must_approve(ctx, mine)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(TeamRow, team_id)
        request = asked.unanswered(unit, team_id, asked.RECEIVING)
        if request is None or request.asked_by == ctx.actor.user_id:
            raise taken("people.approved_before")
        asked.answer(unit, request, ctx.actor.user_id, ctx.now)
        row.receives = True
        leave(
            unit, ctx, Event.TEAM_APPROVED, team=row.id, organisation=row.organisation_id, target=row.id,
            reason=asked.RECEIVING,
        )  # fmt: skip


@action(Permission.TEAM_APPROVE, Event.MEMBER_ADMITTED)
def approve_person(ctx: Ctx, membership_id: str) -> None:
    """Let a new privacy officer, supervisor or admin begin.

    Raises:
        NotFound: of an organisation with another privacy officer, or a member of a team: a lead admits those.
        Conflict: it is about myself, or no longer waiting.
    """
    with ctx.tools.store.reading() as reader:
        row = memberships.get(reader, membership_id)
        mine = row.team_id is None and in_reach(reader, ctx, row.organisation_id)
    _must_approve(ctx, mine)
    if row.state != "waiting" or row.user_id == ctx.actor.user_id:
        raise taken("people.not_waiting")
    with ctx.tools.store.unit() as unit:
        fresh = unit.locked(MembershipRow, membership_id)
        if fresh.state != "waiting":
            raise taken("people.not_waiting")
        fresh.state = "active"
        leave(
            unit, ctx, Event.MEMBER_ADMITTED, organisation=fresh.organisation_id, target=fresh.id,
            reason="approved",
        )  # fmt: skip


def _must_approve(ctx: Ctx, mine: bool) -> None:
    relation = Relation.OWN_ORGANISATION if mine else Relation.NONE
    ctx.must(Permission.TEAM_APPROVE, relation, organisation_id=desk(ctx))
