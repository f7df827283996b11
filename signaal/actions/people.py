"""People as their admin sees them: the list, one account, what is changed about it. Opens nothing, holds no key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import entries, trail
from signaal.actions.context import Ctx, action, taken
from signaal.actions.founding import look_again
from signaal.actions.links import home_of
from signaal.actions.members import last_day, last_holder
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import memberships, organisations, people, sessions, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, TeamRow, UserRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Say

PAGE = 25
STATES = ("invited", "active", "disabled")


@dataclass(frozen=True)
class Place:
    """One membership that has not ended; `state` waiting or active, `until` the last day."""

    membership_id: str
    organisation_id: str
    team_id: str | None
    where: str
    role: str
    lead: bool
    profession: str | None
    state: str
    until: date | None
    mine: bool
    """In an organisation of the admin who looks."""


@dataclass(frozen=True)
class PersonLine:
    """Somebody in the list."""

    user_id: str
    login: str
    name: str
    state: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class PeoplePage:
    """25 people by name; `following` is where the next page begins."""

    organisation_id: str
    organisation: str
    lines: tuple[PersonLine, ...]
    total: int
    following: int | None


@dataclass(frozen=True)
class PersonPage:
    """One account. `may_change` is false for who is looked after by another organisation; `link_until` for a link that
    still works; `waits` while new credentials wait for a lead.
    """

    user_id: str
    login: str
    name: str
    email: str
    language: str
    state: str
    organisation_id: str
    places: tuple[Place, ...]
    may_change: bool
    link_until: datetime | None
    waits: bool
    is_me: bool


@action(Permission.PEOPLE_READ, Event.PEOPLE_LISTED)
def page(
    ctx: Ctx, organisation_id: str, state: str | None = None, team_id: str | None = None, start: int = 0
) -> PeoplePage:
    """People of one organisation, 25 at a time. NotFound: another organisation than the admin's own."""
    with ctx.tools.store.reading() as reader:
        home = organisations.find(reader, organisation_id)
    relation = to_organisation(ctx.actor, organisation_id)
    ctx.must(Permission.PEOPLE_READ, relation, organisation_id=organisation_id)
    if home is None:
        raise NotFound()
    with ctx.tools.store.unit() as unit:
        found = _lines(unit, organisation_id)
        fitting = [line for line in found if _fits(line, state, team_id)]
        shown = fitting[start : start + PAGE]
        leave(unit, ctx, Event.PEOPLE_LISTED, organisation=home.id, number=len(shown))
    following = start + PAGE if len(fitting) > start + PAGE else None
    return PeoplePage(home.id, home.name, tuple(shown), len(fitting), following)


def _lines(reader: Reader, organisation_id: str) -> list[PersonLine]:
    places: dict[str, list[Place]] = {}
    users: dict[str, UserRow] = {}
    named = {team.id: team.name for team in teams.of_organisation(reader, organisation_id)}
    for row, user in memberships.of_organisation(reader, organisation_id):
        users[user.id] = user
        places.setdefault(user.id, []).append(_place(row, named.get(row.team_id or "", ""), mine=True))
    return [PersonLine(u.id, u.login, u.name, u.state, tuple(places[u.id])) for u in users.values()]


def _fits(line: PersonLine, state: str | None, team_id: str | None) -> bool:
    there = not team_id or any(place.team_id == team_id for place in line.places)
    return there and (not state or line.state == state)


def _place(row: MembershipRow, where: str, *, mine: bool) -> Place:
    return Place(
        row.id, row.organisation_id, row.team_id, where, row.role, row.lead, row.profession, row.state,
        last_day(row.ends_at), mine,
    )  # fmt: skip


@action(Permission.PEOPLE_READ, Event.PEOPLE_LISTED)
def read(ctx: Ctx, user_id: str) -> PersonPage:
    """One account with its places. NotFound: nobody with a place in the admin's own organisation."""
    with ctx.tools.store.reading() as reader:
        user = people.find(reader, user_id)
        rows = [row for row in memberships.ever_of_user(reader, user_id) if row.state != "ended"]
        home = home_of(reader, user_id) if user is not None else ""
        near = next((row.organisation_id for row in rows if _reads(ctx, row.organisation_id)), home)
        found = tuple(_place(row, _where(reader, row), mine=_mine(ctx, row)) for row in rows)
    ctx.must(Permission.PEOPLE_READ, to_organisation(ctx.actor, near), organisation_id=near)
    if user is None:
        raise trail.missing(ctx, Permission.PEOPLE_READ)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.PEOPLE_LISTED, organisation=near, target=user.id, number=1)
    may = ctx.may(Permission.PEOPLE_WRITE, to_organisation(ctx.actor, home), organisation_id=home)
    until = user.activation_expires if user.activation_hash is not None else None
    return PersonPage(
        user.id, user.login, user.name, user.email, user.language, user.state, near, found, may,
        until if until is not None and until > ctx.now else None,
        user.pending is not None, user.id == ctx.actor.user_id,
    )  # fmt: skip


def _reads(ctx: Ctx, organisation_id: str) -> bool:
    relation = to_organisation(ctx.actor, organisation_id)
    return ctx.may(Permission.PEOPLE_READ, relation, organisation_id=organisation_id)


def _where(reader: Reader, row: MembershipRow) -> str:
    if row.team_id:
        return teams.get(reader, row.team_id).name
    return organisations.get(reader, row.organisation_id).name


def _mine(ctx: Ctx, row: MembershipRow) -> bool:
    return ctx.may(
        Permission.MEMBER_END,
        to_organisation(ctx.actor, row.organisation_id),
        organisation_id=row.organisation_id,
    )


@action(Permission.PEOPLE_WRITE, Event.PERSON_CHANGED)
def change(ctx: Ctx, user_id: str, name: str, email: str, language: str) -> None:
    """Another name, address or language. A lead of a team without a key then has to be looked at again.

    Raises:
        NotFound: nobody of the admin's own organisation.
        Refused: `name`, `email` or `language`.
    """
    home = _must_write(ctx, user_id)
    problems: dict[str, Say] = {}
    named = entries.filled("name", name, problems)
    address = entries.email("email", email, problems)
    spoken = entries.chosen("language", language, ("nl", "en"), problems)
    entries.raise_for(problems)
    with ctx.tools.store.unit() as unit:
        user = unit.locked(UserRow, user_id)
        other = (user.name, user.email) != (named, address)
        user.name, user.email, user.language = named, address, spoken
        if other:
            _other_person(unit, ctx, user_id)
        leave(unit, ctx, Event.PERSON_CHANGED, organisation=home, target=user_id, reason="details")


def _other_person(unit: Unit, ctx: Ctx, user_id: str) -> None:
    for row in memberships.ever_of_user(unit, user_id):
        if row.lead and row.team_id is not None and row.state != "ended":
            look_again(unit, ctx, unit.locked(TeamRow, row.team_id))


@action(Permission.PEOPLE_WRITE, Event.PERSON_DISABLED)
def disable(ctx: Ctx, user_id: str) -> None:
    """Close an account: every session stops at its next request. The own one cannot be closed.

    Raises:
        NotFound: nobody of the admin's own organisation.
        Refused: the account of whoever asks, or the last one who can open a team's cases.
    """
    home = _must_write(ctx, user_id)
    if user_id == ctx.actor.user_id:
        entries.raise_for({"member": Say("people.not_yourself")})
    with ctx.tools.store.unit() as unit:
        here = sorted(memberships.of_user(unit, user_id, ctx.now), key=lambda row: row.team_id or "")
        if any(last_holder(unit, row, ctx.now) for row in here):
            entries.raise_for({"member": Say("people.last_holder")})
        user = unit.locked(UserRow, user_id)
        user.state = "disabled"
        user.pending = user.activation_hash = user.activation_expires = None
        sessions.end_all(unit, user_id, ctx.now, "disabled")
        leave(unit, ctx, Event.PERSON_DISABLED, organisation=home, target=user_id)


@action(Permission.PEOPLE_WRITE, Event.PERSON_CHANGED)
def enable(ctx: Ctx, user_id: str) -> None:
    """Open a closed account again: with its own credentials, or with a new link when it was never in use.

    Raises:
        NotFound: nobody of the admin's own organisation.
        Conflict: it is not closed.
    """
    home = _must_write(ctx, user_id)
    with ctx.tools.store.unit() as unit:
        user = unit.locked(UserRow, user_id)
        if user.state != "disabled":
            raise taken("people.not_closed")
        user.state = "active" if user.verifier is not None else "invited"
        leave(unit, ctx, Event.PERSON_CHANGED, organisation=home, target=user_id, reason="opened")


def _must_write(ctx: Ctx, user_id: str) -> str:
    with ctx.tools.store.reading() as reader:
        home = home_of(reader, user_id)
    ctx.must(Permission.PEOPLE_WRITE, to_organisation(ctx.actor, home), organisation_id=home)
    return home
