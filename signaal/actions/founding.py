"""Organisations and teams: who may make them, and the second pair of eyes.

Whoever makes a team is the first pair; the privacy officer is the second (`approving`). A new lead in a team without
a key takes the second pair of eyes away again: they looked at other people.
"""

from __future__ import annotations

from collections.abc import Sequence

from signaal.access.actors import TeamMode
from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import joining
from signaal.actions.context import Ctx, action
from signaal.actions.entries import chosen, filled, phone_number, raise_for
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import approvals, memberships, organisations, teams
from signaal.store.tables_joining import TeamApprovalRow
from signaal.store.tables_people import OrganisationRow, TeamRow
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


@action(Permission.PEOPLE_WRITE, Event.ORGANISATION_CHANGED)
def change_organisation(
    ctx: Ctx, organisation_id: str, name: str, municipality: str, affiliated: Sequence[str] | None = None
) -> None:
    """Another name, municipality or list of provisions to apply for; None leaves the list as it is.

    Raises:
        NotFound: another organisation than the admin's own.
        Refused: `name`, `municipality`, or an unknown provision in `affiliated`.
    """
    _must_write(ctx, organisation_id)
    problems: dict[str, Say] = {}
    named, place = filled("name", name, problems), filled("municipality", municipality, problems)
    if any(ctx.tools.catalogue.find(provision) is None for provision in affiliated or ()):
        problems["affiliated"] = Say("people.unknown_provision")
    raise_for(problems)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(OrganisationRow, organisation_id)
        row.name, row.municipality = named, place
        if affiliated is not None:
            row.affiliated = list(affiliated)
        leave(unit, ctx, Event.ORGANISATION_CHANGED, organisation=row.id, target=row.id)


@action(Permission.PEOPLE_WRITE, Event.TEAM_CHANGED)
def change_team(ctx: Ctx, team_id: str, name: str, phone: str | None, *, receives: bool) -> bool:
    """Another name or number; other teams may send to it, or no longer. True when a privacy officer has to look first.

    Whether it receives is decided by two: to begin takes the officer's yes, to stop does not.

    Raises:
        NotFound: a team of another organisation than the admin's own.
        Refused: `name` or `phone`.
    """
    with ctx.tools.store.reading() as reader:
        team = teams.get(reader, team_id)
    _must_write(ctx, team.organisation_id)
    problems: dict[str, Say] = {}
    named, number = filled("name", name, problems), phone_number("phone", phone, problems)
    raise_for(problems)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(TeamRow, team_id)
        row.name, row.phone = named, number
        waits = receives and not row.receives and _ask_to_receive(unit, ctx, row)
        row.receives = receives and not waits
        leave(unit, ctx, Event.TEAM_CHANGED, team=row.id, organisation=row.organisation_id, target=row.id)
    return waits


def _ask_to_receive(unit: Unit, ctx: Ctx, team: TeamRow) -> bool:
    """A team that is not approved yet, or an installation that is being set up, needs no question of its own."""
    if joining.setting_up(unit) or not joining.approved(team):
        return False
    if approvals.unanswered(unit, team.id, approvals.RECEIVING) is None:
        approvals.add(
            unit,
            TeamApprovalRow(
                id=ctx.tools.ids(),
                team_id=team.id,
                what=approvals.RECEIVING,
                asked_by=ctx.actor.user_id,
                created_at=ctx.now,
            ),
        )
        _tell_officers(unit, ctx, team.organisation_id)
    return True


def look_again(unit: Unit, ctx: Ctx, team: TeamRow) -> None:
    """Another first lead, or one who changed: the second pair of eyes looks once more. Nothing once it has a key."""
    if team.key_version == 0 and not joining.setting_up(unit):
        team.approved_by = [ctx.actor.user_id]
        team.state = "waiting"


def _must_write(ctx: Ctx, organisation_id: str) -> None:
    ctx.must(
        Permission.PEOPLE_WRITE, to_organisation(ctx.actor, organisation_id), organisation_id=organisation_id
    )


def _tell_officers(unit: Unit, ctx: Ctx, organisation_id: str) -> None:
    officers = memberships.with_role(unit, organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
    tell(unit, ctx, [m.user for m in officers], Message.TEAM_WAITING, code=None, link="/goedkeuren")
