"""Organisations and teams: who may make them, and the second pair of eyes.

Whoever makes a team is the first pair; the privacy officer is the second. A new lead in a team without a key
takes the second pair of eyes away again: they looked at other people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from signaal.access.actors import TeamMode
from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_organisation
from signaal.actions import joining
from signaal.actions.context import Ctx, action, taken
from signaal.actions.entries import chosen, filled, phone_number, raise_for
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, organisations, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, OrganisationRow, TeamRow
from signaal.store.units import Unit
from signaal.terms import OrganisationKind, Role, Say

FUNCTIONS = ("jgz", "school_team", "care_team", "wijkteam", "debt_help", "leergeld", "other")
GUARDS = frozenset({Role.PRIVACY_OFFICER, Role.SUPERVISOR, Role.ADMIN})
"""Roles that watch or hand out: after setting up, a new one waits for a privacy officer."""


@action(Permission.PEOPLE_WRITE, Event.ORGANISATION_CREATED)
def add_organisation(
    ctx: Ctx, name: str, kind: str, municipality: str, affiliated: Sequence[str] = ()
) -> str:
    """A new organisation, from the shell; returns its id.

    Raises:
        NotFound: an admin, whose reach ends at the own organisation.
        Refused: `name`, `kind`, `municipality`, or an unknown provision in `affiliated`.
    """
    new_id = ctx.tools.ids()
    ctx.must(Permission.PEOPLE_WRITE, to_organisation(ctx.actor, new_id), organisation_id=new_id)
    problems: dict[str, Say] = {}
    row = OrganisationRow(
        id=new_id,
        name=filled("name", name, problems),
        kind=chosen("kind", kind, [k.value for k in OrganisationKind], problems),
        municipality=filled("municipality", municipality, problems),
        affiliated=list(affiliated),
        created_at=ctx.now,
    )
    if any(ctx.tools.catalogue.find(provision) is None for provision in affiliated):
        problems["affiliated"] = Say("people.unknown_provision")
    raise_for(problems)
    with ctx.tools.store.unit() as unit:
        organisations.add(unit, row)
        leave(unit, ctx, Event.ORGANISATION_CREATED, organisation=new_id, target=new_id)
    return new_id


@action(Permission.PEOPLE_WRITE, Event.TEAM_CREATED)
def add_team(
    ctx: Ctx,
    organisation_id: str,
    name: str,
    function: str,
    mode: str = "shared",
    *,
    receives: bool = False,
    solo: bool = False,
    phone: str | None = None,
) -> str:
    """A new team, still without a key; returns its id. After setting up it waits for a privacy officer.

    Raises:
        NotFound: another organisation than the admin's own.
        Refused: `name`, `function`, `mode` or `phone`.
    """
    _must_write(ctx, organisation_id)
    problems: dict[str, Say] = {}
    row = TeamRow(
        id=ctx.tools.ids(),
        organisation_id=organisation_id,
        name=filled("name", name, problems),
        function=chosen("function", function, FUNCTIONS, problems),
        mode=chosen("mode", mode, [m.value for m in TeamMode], problems),
        solo=solo,
        receives=receives,
        phone=phone_number("phone", phone, problems),
        approved_by=[ctx.actor.user_id],
        created_at=ctx.now,
    )
    raise_for(problems)
    with ctx.tools.store.unit() as unit:
        organisations.get(unit, organisation_id)
        teams.add(unit, row)
        if not joining.setting_up(unit):
            _tell_officers(unit, ctx, organisation_id)
        leave(unit, ctx, Event.TEAM_CREATED, team=row.id, organisation=organisation_id, target=row.id)
    return row.id


def _must_write(ctx: Ctx, organisation_id: str) -> None:
    ctx.must(
        Permission.PEOPLE_WRITE, to_organisation(ctx.actor, organisation_id), organisation_id=organisation_id
    )


@dataclass(frozen=True)
class Approval:
    """Something that waits for the privacy officer: a team (with its leads to be), or a person with a
    watching role.
    """

    kind: str
    id: str
    name: str
    people: tuple[str, ...]
    role: str | None
    since: datetime


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
        if not _mine(reader, ctx, organisation.id):
            continue
        people = memberships.of_organisation(reader, organisation.id)
        for team in teams.of_organisation(reader, organisation.id):
            if team.key_version == 0 and not joining.may_found(reader, team):
                leads = tuple(u.name for m, u in people if m.team_id == team.id and m.lead)
                found.append(Approval("team", team.id, team.name, leads, None, team.created_at))
        for row, user in people:
            if row.team_id is None and row.state == "waiting":
                found.append(Approval("person", row.id, user.name, (user.name,), row.role, row.created_at))
    return tuple(sorted(found, key=lambda a: (a.since, a.id)))


def _mine(reader: Reader, ctx: Ctx, organisation_id: str) -> bool:
    """Of my organisation, or of one that has no privacy officer yet."""
    if to_organisation(ctx.actor, organisation_id) is Relation.OWN_ORGANISATION:
        return True
    return not memberships.with_role(reader, organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)


@action(Permission.TEAM_APPROVE, Event.TEAM_APPROVED)
def approve_team(ctx: Ctx, team_id: str) -> None:
    """Say as privacy officer that this team and its first leads are real: from then on a lead may found its
    key.

    Raises:
        NotFound: a team of an organisation with another privacy officer.
        Conflict: I made it myself, or it has its key already.
    """
    with ctx.tools.store.reading() as reader:
        team = teams.get(reader, team_id)
        mine = _mine(reader, ctx, team.organisation_id)
    _must_approve(ctx, mine)
    if ctx.actor.user_id in team.approved_by or team.key_version:
        raise taken("people.approved_before")
    with ctx.tools.store.unit() as unit:
        row = unit.locked(TeamRow, team_id)
        if row.approved_by != team.approved_by or row.key_version:  # new people, or a colleague was first
            raise taken("people.approved_before")
        row.approved_by = [*row.approved_by, ctx.actor.user_id]
        row.state = "active"
        leave(unit, ctx, Event.TEAM_APPROVED, team=row.id, organisation=row.organisation_id, target=row.id)


@action(Permission.TEAM_APPROVE, Event.MEMBER_ADMITTED)
def approve_person(ctx: Ctx, membership_id: str) -> None:
    """Let a new privacy officer, supervisor or admin begin.

    Raises:
        NotFound: of an organisation with another privacy officer, or a member of a team: a lead admits those.
        Conflict: it is about myself, or no longer waiting.
    """
    with ctx.tools.store.reading() as reader:
        row = memberships.get(reader, membership_id)
        mine = row.team_id is None and _mine(reader, ctx, row.organisation_id)
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
    home = next((m.organisation_id for m in ctx.actor.memberships if m.role is Role.PRIVACY_OFFICER), None)
    relation = Relation.OWN_ORGANISATION if mine else Relation.NONE
    ctx.must(Permission.TEAM_APPROVE, relation, organisation_id=home)


def _tell_officers(unit: Unit, ctx: Ctx, organisation_id: str) -> None:
    officers = memberships.with_role(unit, organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
    tell(unit, ctx, [m.user for m in officers], Message.TEAM_WAITING, code=None, link="/goedkeuren")
