"""People: an account to take into use by a link, and what somebody will be; a second place for who has an account.

Names no key and opens nothing: whoever is put in a team waits for one of its leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import entries, joining, links
from signaal.actions.context import Ctx, action
from signaal.actions.founding import GUARDS, look_again
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, people
from signaal.store.tables_people import MembershipRow, TeamRow, UserRow
from signaal.store.units import Unit
from signaal.terms import Profession, Role, Say

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
    by_mail: bool = False,
) -> NewPerson:
    """A new account with one membership, and the token of its link; `by_mail` sends the link as well.

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
    row = _place(ctx, user.id, organisation_id, team_id, role, lead, profession, ends_at, problems)
    entries.raise_for(problems if "role" in problems else problems | _misfit(row, ctx.now))
    return _store(ctx, user, row, by_mail)


@action(Permission.PEOPLE_WRITE, Event.MEMBER_WAITING)
def add_membership(
    ctx: Ctx,
    organisation_id: str,
    login: str,
    role: str,
    team_id: str | None = None,
    *,
    lead: bool = False,
    profession: str | None = None,
    ends_at: datetime | None = None,
) -> bool:
    """A second place for somebody who has an account, found by the exact login name. True when an officer must look.

    Raises:
        NotFound: another organisation than the admin's own, or a team of another organisation.
        Refused: no such account, a field that does not fit, or a place that this person has already.
    """
    ctx.must(
        Permission.PEOPLE_WRITE, to_organisation(ctx.actor, organisation_id), organisation_id=organisation_id
    )
    problems: dict[str, Say] = {}
    with ctx.tools.store.reading() as reader:
        user = people.find_by_login(reader, login.strip().lower())
        known = memberships.ever_of_user(reader, user.id) if user is not None else []
    if user is None or user.state == "disabled":
        problems["login"] = Say("people.no_such_login")
    row = _place(
        ctx, user.id if user else "", organisation_id, team_id, role, lead, profession, ends_at, problems
    )
    if any(_same_place(row, other) for other in known):
        problems["team"] = Say("people.has_place")
    entries.raise_for(problems if "role" in problems else problems | _misfit(row, ctx.now))
    with ctx.tools.store.unit() as unit:
        waits = _add(unit, ctx, row)
        if row.team_id is not None:
            leads = [member.user for member in memberships.leads(unit, row.team_id, ctx.now)]
            tell(unit, ctx, leads, Message.MEMBER_WAITING, code=None, link="/team")
        leave(
            unit, ctx, Event.MEMBER_WAITING, team=row.team_id, organisation=row.organisation_id, target=row.id
        )
    return waits


def _same_place(row: MembershipRow, other: MembershipRow) -> bool:
    """One role per team, and each role of an organisation once."""
    if other.state == "ended" or other.team_id != row.team_id:
        return False
    return row.team_id is not None or (other.organisation_id, other.role) == (row.organisation_id, row.role)


def _place(
    ctx: Ctx,
    user_id: str,
    organisation_id: str,
    team_id: str | None,
    role: str,
    lead: bool,
    profession: str | None,
    ends_at: datetime | None,
    problems: dict[str, Say],
) -> MembershipRow:
    return MembershipRow(
        id=ctx.tools.ids(),
        user_id=user_id,
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


def _account(ctx: Ctx, login: str, name: str, email: str, language: str, problems: dict[str, Say]) -> UserRow:
    return UserRow(
        id=ctx.tools.ids(),
        login=entries.login_name("login", login, problems),
        name=entries.filled("name", name, problems),
        email=entries.email("email", email, problems),
        language=entries.chosen("language", language, ("nl", "en"), problems),
        created_at=ctx.now,
    )


def _misfit(row: MembershipRow, now: datetime) -> dict[str, Say]:
    """Does the role fit the team and the mark, and is the end still to come?"""
    works = row.role in TEAM_ROLES
    if row.ends_at is not None and row.ends_at <= now:
        return {"ends_at": Say("people.end_is_past")}
    if works and row.team_id is None:
        return {"team": Say("people.team_needed")}
    if not works and row.team_id is not None:
        return {"team": Say("people.team_not_fitting")}
    if row.lead and not works:
        return {"lead": Say("people.lead_not_fitting")}
    return {}


def _store(ctx: Ctx, user: UserRow, row: MembershipRow, by_mail: bool) -> NewPerson:
    with ctx.tools.store.unit() as unit:
        if people.find_by_login(unit, user.login) is not None:
            entries.raise_for({"login": Say("people.login_taken")})
        token = links.one_time(people.add(unit, user), ctx.now)
        waits = _add(unit, ctx, row)
        if by_mail and user.email:
            links.mail(unit, ctx, user, Message.ACCOUNT_INVITED, token)
        leave(unit, ctx, Event.PERSON_CREATED, organisation=row.organisation_id, target=user.id)
        leave(
            unit, ctx, Event.MEMBER_WAITING, team=row.team_id, organisation=row.organisation_id, target=row.id
        )
    return NewPerson(user.id, row.id, token, waits)


def _add(unit: Unit, ctx: Ctx, row: MembershipRow) -> bool:
    """Store the place, waiting where somebody has to look first; True when that is a privacy officer.

    Raises:
        Refused: the team is one of another organisation.
    """
    team = unit.locked(TeamRow, row.team_id) if row.team_id else None
    if team is not None and team.organisation_id != row.organisation_id:
        entries.raise_for({"team": Say("errors.not_in_list")})
    waits = row.role in GUARDS and not joining.setting_up(unit)
    row.state = "waiting" if team is not None or waits else "active"
    if team is not None and row.lead:
        look_again(unit, ctx, team)
    memberships.add(unit, row)
    return waits
