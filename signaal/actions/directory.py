"""The admin's overview: organisations, teams, people, duty numbers.

What is added stands with its noun: founding (organisations, teams), hiring (people), duties.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.actors import Kind
from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import duties
from signaal.actions.context import Ctx, action
from signaal.actions.duties import DutyView, add_duty, remove_duty
from signaal.actions.founding import add_organisation, add_team
from signaal.actions.hiring import NewPerson, add_person
from signaal.actions.links import invite_again
from signaal.actions.people import disable
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import approvals, duty, memberships, organisations, teams
from signaal.store.memberships import Member
from signaal.store.reader import Reader
from signaal.store.tables_people import OrganisationRow, TeamRow

__all__ = [
    "NewPerson", "OrganisationView", "PersonView", "TeamView", "add_duty", "add_organisation", "add_person", "add_team",
    "disable", "invite_again", "organisations_seen", "remove_duty",
]  # fmt: skip


@dataclass(frozen=True)
class PersonView:
    """One membership: `state` of the account (invited, active, disabled), `membership` waiting or active."""

    user_id: str
    membership_id: str
    login: str
    name: str
    email: str
    role: str
    lead: bool
    profession: str | None
    team_id: str | None
    team: str | None
    state: str
    membership: str
    ends_at: datetime | None


@dataclass(frozen=True)
class TeamView:
    """`founded`: it has a key; `holders`: how many people can open its cases. Fewer than two is a danger."""

    id: str
    name: str
    function: str
    mode: str
    solo: bool
    receives: bool
    state: str
    founded: bool
    holders: int
    leads: int
    members: int
    phone: str | None
    asks_to_receive: bool = False


@dataclass(frozen=True)
class OrganisationView:
    id: str
    name: str
    kind: str
    municipality: str
    affiliated: tuple[str, ...]
    teams: tuple[TeamView, ...]
    people: tuple[PersonView, ...]
    duty: tuple[DutyView, ...]

    @property
    def number(self) -> int:
        """How many people have a place here; one may have two."""
        return len({person.user_id for person in self.people})


@action(Permission.PEOPLE_READ, Event.PEOPLE_LISTED)
def organisations_seen(ctx: Ctx) -> tuple[OrganisationView, ...]:
    """Everything of the admin's own organisations; from the shell of all of them."""
    with ctx.tools.store.unit() as unit:
        found = tuple(_organisation(unit, row) for row in reach(unit, ctx))
        for shown in found:
            leave(unit, ctx, Event.PEOPLE_LISTED, organisation=shown.id, number=len(shown.people))
    return found


@action(Permission.PEOPLE_READ, Event.PEOPLE_LISTED)
def organisation(ctx: Ctx, organisation_id: str) -> OrganisationView:
    """One organisation. NotFound: not the admin's own."""
    _must_read(ctx, organisation_id)
    with ctx.tools.store.unit() as unit:
        found = _organisation(unit, organisations.get(unit, organisation_id))
        leave(unit, ctx, Event.PEOPLE_LISTED, organisation=found.id, number=len(found.people))
    return found


@action(Permission.PEOPLE_READ, Event.PEOPLE_LISTED)
def team(ctx: Ctx, team_id: str) -> tuple[OrganisationView, TeamView]:
    """One team and its organisation. NotFound: of another organisation than the admin's own."""
    with ctx.tools.store.reading() as reader:
        home = teams.get(reader, team_id).organisation_id
    found = organisation(ctx, home)
    return found, next(line for line in found.teams if line.id == team_id)


def _must_read(ctx: Ctx, organisation_id: str) -> None:
    ctx.must(
        Permission.PEOPLE_READ, to_organisation(ctx.actor, organisation_id), organisation_id=organisation_id
    )


def reach(reader: Reader, ctx: Ctx) -> list[OrganisationRow]:
    """The admin's own organisations; from the shell all of them."""
    rows = organisations.everything(reader)
    if ctx.actor.kind is Kind.OPERATOR:
        return rows
    return [
        row
        for row in rows
        if ctx.may(Permission.PEOPLE_READ, to_organisation(ctx.actor, row.id), organisation_id=row.id)
    ]


def _organisation(reader: Reader, row: OrganisationRow) -> OrganisationView:
    members = memberships.of_organisation(reader, row.id)
    found = teams.of_organisation(reader, row.id)
    names = {team.id: team.name for team in found}
    return OrganisationView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        municipality=row.municipality,
        affiliated=tuple(row.affiliated),
        teams=tuple(_team(reader, team, members) for team in found),
        people=tuple(_person(member, names) for member in members),
        duty=tuple(duties.view(line) for line in duty.of_organisation(reader, row.id)),
    )


def _team(reader: Reader, team: TeamRow, members: list[Member]) -> TeamView:
    here = [m for m, u in members if m.team_id == team.id and m.state == "active" and u.state == "active"]
    return TeamView(
        team.id, team.name, team.function, team.mode, team.solo, team.receives, team.state,
        founded=team.key_version > 0,
        holders=sum(m.sealed_team_secret is not None for m in here),
        leads=sum(m.lead for m in here),
        members=len(here),
        phone=team.phone,
        asks_to_receive=approvals.unanswered(reader, team.id, approvals.RECEIVING) is not None,
    )  # fmt: skip


def _person(member: Member, teams_by_id: dict[str, str]) -> PersonView:
    row, user = member
    return PersonView(
        user.id, row.id, user.login, user.name, user.email, row.role, row.lead, row.profession,
        row.team_id, teams_by_id.get(row.team_id or ""), user.state, row.state, row.ends_at,
    )  # fmt: skip
