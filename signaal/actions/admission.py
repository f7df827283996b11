"""Who belongs to a team: a lead types the code that a new colleague reads out, and ends a membership.

Admins create people and hold no team secret, so they can let nobody in, themselves included
(design/vault.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_organisation, to_team
from signaal.actions import slowing, trail
from signaal.actions.context import Ctx, action, taken
from signaal.actions.joining import enrol
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.actions.views import Receipt, WaitingMember
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, organisations, people, receipts, sessions, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, TeamRow, UserRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Refused, Say
from signaal.vault.admission import admit as admitted
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Trusted, claimed_user
from signaal.vault.keys import TeamKeys


@dataclass(frozen=True)
class MemberView:
    """Somebody of the team: `holds_key` says whether they can open all of the team's cases."""

    membership_id: str
    name: str
    role: str
    lead: bool
    profession: str | None
    since: datetime
    until: datetime | None
    holds_key: bool


@dataclass(frozen=True)
class TeamPage:
    """One team as its lead sees it. With fewer than two key holders it is in danger of being locked out."""

    team_id: str
    name: str
    waiting: tuple[WaitingMember, ...]
    members: tuple[MemberView, ...]
    holders: int


@action(Permission.ADMISSION_READ, Event.MEMBER_LISTED)
def page(ctx: Ctx) -> tuple[TeamPage, ...]:
    """The teams that I lead: who waits, who belongs.

    Raises:
        DoesNotOpen: my own roster line does not fit: somebody changed my role, mark or key in the database.
    """
    led = [m.team_id for m in ctx.actor.memberships if m.lead and m.team_id]
    for team_id in led:
        ctx.keys.team(team_id)
    with ctx.tools.store.unit() as unit:
        pages = tuple(_page(unit, ctx, team_id) for team_id in led)
        for shown in pages:
            leave(unit, ctx, Event.MEMBER_LISTED, team=shown.team_id, number=len(shown.waiting))
    return pages


@action(Permission.ADMISSION_READ, Event.MEMBER_LISTED)
def waiting(ctx: Ctx) -> tuple[WaitingMember, ...]:
    """Everybody who waits for me to type their code, longest first. DoesNotOpen as `page`."""
    return tuple(line for shown in page(ctx) for line in shown.waiting)


def _page(reader: Reader, ctx: Ctx, team_id: str) -> TeamPage:
    members = memberships.of_team(reader, team_id, ctx.now)
    return TeamPage(
        team_id=team_id,
        name=teams.get(reader, team_id).name,
        waiting=tuple(
            WaitingMember(m.id, u.name, u.login, m.role, m.profession, u.activated_at or m.created_at)
            for m, u in memberships.waiting(reader, team_id)
            if u.state == "active"
        ),
        members=tuple(_view(m, u) for m, u in members),
        holders=sum(m.sealed_team_secret is not None for m, _ in members),
    )  # fmt: skip


@action(Permission.ADMISSION, Event.MEMBER_LISTED)
def candidate(ctx: Ctx, membership_id: str) -> WaitingMember:
    """One colleague who waits. NotFound: not for a team that I lead, or not waiting. DoesNotOpen as `page`."""
    with ctx.tools.store.reading() as reader:
        row = memberships.find(reader, membership_id)
        user = people.find(reader, row.user_id) if row is not None else None
    relation = to_team(ctx.actor, row.team_id) if row is not None and row.team_id else Relation.NONE
    ctx.must(Permission.ADMISSION, relation, row.team_id if row is not None else None)
    if row is None or user is None or row.state != "waiting":
        raise trail.missing(ctx, Permission.ADMISSION)
    ctx.keys.team(row.team_id or "")
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.MEMBER_LISTED, team=row.team_id, target=row.id, number=1)
    return WaitingMember(row.id, user.name, user.login, row.role, row.profession, row.created_at)


@action(Permission.MEMBER_END, Event.MEMBER_LISTED)
def look(ctx: Ctx, membership_id: str) -> tuple[str, MemberView]:
    """The team's (or organisation's) name and the member, before somebody ends it. NotFound as `end_member`."""
    with ctx.tools.store.reading() as reader:
        row = memberships.find(reader, membership_id)
        user = people.find(reader, row.user_id) if row is not None else None
        place = _place(reader, row) if row is not None else ""
    if row is None or user is None or row.state == "ended":
        raise trail.missing(ctx, Permission.MEMBER_END)
    _must_end(ctx, row)
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.MEMBER_LISTED, team=row.team_id, organisation=row.organisation_id, target=row.id
        )
    return place, _view(row, user)


def _place(reader: Reader, row: MembershipRow) -> str:
    if row.team_id:
        return teams.get(reader, row.team_id).name
    return organisations.get(reader, row.organisation_id).name


def _view(row: MembershipRow, user: UserRow) -> MemberView:
    holds = row.sealed_team_secret is not None
    return MemberView(
        row.id, user.name, row.role, row.lead, row.profession, row.starts_at, row.ends_at, holds
    )


def _must_end(ctx: Ctx, row: MembershipRow) -> None:
    relation = to_team(ctx.actor, row.team_id) if row.team_id else Relation.NONE
    if relation is Relation.NONE:
        relation = to_organisation(ctx.actor, row.organisation_id)
    ctx.must(Permission.MEMBER_END, relation, row.team_id, organisation_id=row.organisation_id)


@action(Permission.ADMISSION, Event.MEMBER_ADMITTED, Event.VAULT_REFUSED)
def admit(ctx: Ctx, membership_id: str, typed_code: str, form_id: str) -> Receipt:
    """Let a colleague in, because the code that they read out is the one that my session computes.

    Raises:
        NotFound: not a member of a team that I lead.
        Refused: `code` is another one, or was tried too often; the person did not activate the account yet.
        Conflict: no longer waiting.
        DoesNotOpen: my own roster line does not fit.
    """
    brakes = slowing.for_code(membership_id)
    with ctx.tools.store.reading() as reader:
        row, user = _member(reader, membership_id)
        done = receipts.find(reader, form_id, ctx.user_id) is not None
        too_early = slowing.must_wait(reader, brakes, ctx.now)
        team = teams.get(reader, row.team_id or "")
    ctx.must(Permission.ADMISSION, to_team(ctx.actor, team.id), team.id)
    if done:
        return Receipt(form_id, "admission")
    if row.state != "waiting":
        raise taken("people.not_waiting")
    if user.state != "active":
        raise Refused({"code": Say("people.not_activated")})
    if too_early:
        raise Refused({"code": Say("people.code_wait")})
    keys = ctx.keys.team(team.id)
    trusted = _checked(ctx, typed_code, user, keys, row, brakes)
    with ctx.tools.store.unit() as unit:
        if receipts.claim(unit, form_id, ctx.user_id, "admission", ctx.now):
            _enter(unit, ctx, row.id, keys, trusted, shared=team.mode == "shared")
    return Receipt(form_id, "admission")


def _checked(
    ctx: Ctx, typed: str, user: UserRow, keys: TeamKeys, row: MembershipRow, brakes: tuple[slowing.Brake, ...]
) -> Trusted:
    try:
        claimed = claimed_user(user.id, user.kem_public, user.sign_public)
        return admitted(ctx.tools.passwords.argon, typed, claimed, keys.holder)
    except DoesNotOpen:
        with ctx.tools.store.unit() as unit:
            slowing.failed(unit, brakes, ctx.now)
        trail.vault_refused(ctx, "admission_code", row.id)
        raise Refused({"code": Say("people.wrong_code")}) from None


def _enter(
    unit: Unit, ctx: Ctx, membership_id: str, keys: TeamKeys, member: Trusted, *, shared: bool
) -> None:
    row = unit.locked(MembershipRow, membership_id)
    if row.state != "waiting":
        raise taken("people.not_waiting")
    enrol(row, keys, member, holds_secret=shared or row.lead)
    slowing.succeeded(unit, slowing.for_code(row.id))
    tell(unit, ctx, [people.get(unit, row.user_id)], Message.MEMBER_ADMITTED, code=None, link="/vandaag")
    leave(
        unit, ctx, Event.MEMBER_ADMITTED, team=row.team_id, organisation=row.organisation_id,
        target=row.id, fingerprint=member.fingerprint.hex(),
    )  # fmt: skip


@action(Permission.MEMBER_END, Event.MEMBER_ENDED)
def end_member(ctx: Ctx, membership_id: str) -> None:
    """End a membership now: the sealed team secret is deleted and the person's sessions stop.

    Raises:
        NotFound: not of a team that I lead, nor of my organisation.
        Refused: the last one who can open the team's cases.
    """
    with ctx.tools.store.reading() as reader:
        row, _ = _member(reader, membership_id)
    _must_end(ctx, row)
    with ctx.tools.store.unit() as unit:
        if last_holder(unit, row, ctx.now):
            raise Refused({"member": Say("people.last_holder")})
        fresh = unit.locked(MembershipRow, row.id)
        if fresh.state == "ended":
            return
        memberships.end(unit, fresh, ctx.now)
        sessions.end_all(unit, fresh.user_id, ctx.now, "membership_ended")
        leave(
            unit, ctx, Event.MEMBER_ENDED, team=fresh.team_id, organisation=fresh.organisation_id,
            target=fresh.id,
        )  # fmt: skip


def last_holder(unit: Unit, row: MembershipRow, now: datetime) -> bool:
    """Is this the last one who can open the team's cases? Locks the team: two who end each other take turns."""
    if row.team_id is None:
        return False
    team = unit.locked(TeamRow, row.team_id)
    return [m.membership.id for m in memberships.key_holders(unit, team.id, now)] == [row.id]


def _member(reader: Reader, membership_id: str) -> tuple[MembershipRow, UserRow]:
    row = memberships.find(reader, membership_id)
    if row is None:
        raise NotFound()
    return row, people.get(reader, row.user_id)
