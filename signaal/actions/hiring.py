"""People: an account to take into use by a link, and what somebody will be. Names no key and opens
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import entries, joining
from signaal.actions.admission import last_holder
from signaal.actions.context import Ctx, action, taken
from signaal.actions.founding import GUARDS
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import memberships, people, sessions
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, TeamRow, UserRow
from signaal.store.units import Unit
from signaal.terms import Profession, Role, Say
from signaal.vault.pseudonyms import new_token, token_hash

LINK_LIVES = timedelta(hours=24)
TEAM_ROLES = frozenset({Role.SIGNALLER, Role.RESPONDER})


@dataclass(frozen=True)
class NewPerson:
    """`token` belongs in the link /activeren/<token>: it is shown this once and works for 24 hours."""

    user_id: str
    membership_id: str
    token: str
    waits_for_officer: bool


@action(Permission.PEOPLE_WRITE, Event.PERSON_CREATED, Event.MEMBER_WAITING)
def add_person(
    ctx: Ctx,
    organisation_id: str,
    login: str,
    name: str,
    email: str,
    role: str,
    team_id: str | None = None,
    *,
    lead: bool = False,
    profession: str | None = None,
    language: str = "nl",
    ends_at: datetime | None = None,
) -> NewPerson:
    """A new account with one membership, and the token of its link.

    After setting up, a new privacy officer, supervisor or admin waits for a privacy officer, and a new lead
    of a team without a key takes back what the privacy officer said about that team.

    Raises:
        NotFound: another organisation than the admin's own, or a team of another organisation.
        Refused: a field that is empty, wrong or taken.
    """
    ctx.must(
        Permission.PEOPLE_WRITE, to_organisation(ctx.actor, organisation_id), organisation_id=organisation_id
    )
    problems: dict[str, Say] = {}
    user = _account(ctx, login, name, email, language, problems)
    row = MembershipRow(
        id=ctx.tools.ids(),
        user_id=user.id,
        organisation_id=organisation_id,
        team_id=team_id,
        role=entries.chosen("role", role, [r.value for r in Role], problems),
        lead=lead,
        profession=entries.chosen("profession", profession, list(Profession), problems)
        if profession
        else None,
        starts_at=ctx.now,
        ends_at=ends_at,
        created_at=ctx.now,
    )
    entries.raise_for(problems if "role" in problems else problems | _misfit(row))
    return _store(ctx, user, row)


def _account(ctx: Ctx, login: str, name: str, email: str, language: str, problems: dict[str, Say]) -> UserRow:
    return UserRow(
        id=ctx.tools.ids(),
        login=entries.login_name("login", login, problems),
        name=entries.filled("name", name, problems),
        email=entries.email("email", email, problems),
        language=entries.chosen("language", language, ("nl", "en"), problems),
        created_at=ctx.now,
    )


def _misfit(row: MembershipRow) -> dict[str, Say]:
    """Does the role fit the team and the mark?"""
    works = row.role in TEAM_ROLES
    if works and row.team_id is None:
        return {"team": Say("people.team_needed")}
    if not works and row.team_id is not None:
        return {"team": Say("people.team_not_fitting")}
    if row.lead and not works:
        return {"lead": Say("people.lead_not_fitting")}
    return {}


def _store(ctx: Ctx, user: UserRow, row: MembershipRow) -> NewPerson:
    with ctx.tools.store.unit() as unit:
        team = unit.locked(TeamRow, row.team_id) if row.team_id else None
        problems = {}
        if team is not None and team.organisation_id != row.organisation_id:
            problems["team"] = Say("errors.not_in_list")
        if people.find_by_login(unit, user.login) is not None:
            problems["login"] = Say("people.login_taken")
        entries.raise_for(problems)
        waits = row.role in GUARDS and not joining.setting_up(unit)
        row.state = "waiting" if team is not None or waits else "active"
        if team is not None and row.lead and team.key_version == 0:
            _look_again(unit, ctx, team)
        token = _invite(people.add(unit, user), ctx.now)
        memberships.add(unit, row)
        leave(unit, ctx, Event.PERSON_CREATED, organisation=row.organisation_id, target=user.id)
        leave(
            unit, ctx, Event.MEMBER_WAITING, team=row.team_id, organisation=row.organisation_id, target=row.id
        )
    return NewPerson(user.id, row.id, token, waits)


def _look_again(unit: Unit, ctx: Ctx, team: TeamRow) -> None:
    """A new first lead: the second pair of eyes has to look once more."""
    if not joining.setting_up(unit):
        team.approved_by = [ctx.actor.user_id]
        team.state = "waiting"


def _invite(user: UserRow, now: datetime) -> str:
    token = new_token()
    user.activation_hash = token_hash(token)
    user.activation_expires = now + LINK_LIVES
    return token


@action(Permission.PEOPLE_WRITE, Event.PERSON_CHANGED)
def invite_again(ctx: Ctx, user_id: str) -> str:
    """A new link for somebody whose old one is past its 24 hours; the old one stops. Returns the token.

    Raises:
        NotFound: nobody of the admin's own organisation.
        Conflict: the account is in use already, or disabled.
    """
    with ctx.tools.store.reading() as reader:
        organisation_id = _home(reader, user_id)
    relation = to_organisation(ctx.actor, organisation_id)
    ctx.must(Permission.PEOPLE_WRITE, relation, organisation_id=organisation_id)
    with ctx.tools.store.unit() as unit:
        user = unit.locked(UserRow, user_id)
        if user.state != "invited":
            raise taken("people.in_use")
        token = _invite(user, ctx.now)
        leave(unit, ctx, Event.PERSON_CHANGED, organisation=organisation_id, target=user.id, reason="invited")
    return token


def _home(reader: Reader, user_id: str) -> str:
    people.get(reader, user_id)
    return memberships.ever_of_user(reader, user_id)[0].organisation_id


@action(Permission.PEOPLE_WRITE, Event.PERSON_DISABLED)
def disable(ctx: Ctx, user_id: str) -> None:
    """Close an account: every session stops at its next request. The own one cannot be closed.

    Raises:
        NotFound: nobody of the admin's own organisation.
        Refused: the account of whoever asks, or the last one who can open a team's cases.
    """
    with ctx.tools.store.reading() as reader:
        organisation_id = _home(reader, user_id)
    relation = to_organisation(ctx.actor, organisation_id)
    ctx.must(Permission.PEOPLE_WRITE, relation, organisation_id=organisation_id)
    if user_id == ctx.actor.user_id:
        entries.raise_for({"member": Say("people.not_yourself")})
    with ctx.tools.store.unit() as unit:
        here = sorted(memberships.of_user(unit, user_id, ctx.now), key=lambda row: row.team_id or "")
        if any(last_holder(unit, row, ctx.now) for row in here):
            entries.raise_for({"member": Say("people.last_holder")})
        unit.locked(UserRow, user_id).state = "disabled"
        sessions.end_all(unit, user_id, ctx.now, "disabled")
        leave(unit, ctx, Event.PERSON_DISABLED, organisation=organisation_id, target=user_id)
