"""Letting somebody into a team: a lead types the code that a colleague reads out.

A new colleague, or one with new credentials after a reset: the old ones stay in force until this moment, and go with
it. Admins create people and hold no team secret, so they can let nobody in, themselves included (design/vault.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_team
from signaal.actions import members, replacing, resealing, slowing, trail, waiting_keys
from signaal.actions.context import Ctx, action, taken
from signaal.actions.joining import enrol
from signaal.actions.members import MemberView
from signaal.actions.resealing import Resealed
from signaal.actions.successors import must_be_current
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.actions.views import Receipt, WaitingMember
from signaal.actions.waiting_keys import WaitingKeys
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.notify.messages import Message
from signaal.store import memberships, people, receipts, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, TeamRow, UserRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Refused, Say
from signaal.vault.admission import admit as admitted
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, Trusted, claimed_user
from signaal.vault.keys import TeamKeys
from signaal.vault.roster import Charter


@dataclass(frozen=True)
class TeamPage:
    """One team as its lead sees it. With fewer than two key holders it is in danger of being locked out."""

    team_id: str
    name: str
    waiting: tuple[WaitingMember, ...]
    members: tuple[MemberView, ...]
    holders: int
    solo: bool = False


@dataclass(frozen=True)
class _Case:
    """What one admission is about: the row and account as they were read, and the keys that may be meant."""

    row: MembershipRow
    user: UserRow
    team: TeamRow
    waits: WaitingKeys | None

    @property
    def claimed(self) -> tuple[Claimed, ...]:
        """The new pair first; the present one counts while this place itself still waits."""
        new = (self.waits.person,) if self.waits is not None else ()
        if self.row.state != "waiting":
            return new
        return (*new, claimed_user(self.user.id, self.user.kem_public, self.user.sign_public))


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
    team = teams.get(reader, team_id)
    here = memberships.of_team(reader, team_id, ctx.now)
    return TeamPage(
        team_id=team_id,
        name=team.name,
        waiting=(
            *(_line(m, u) for m, u in memberships.waiting(reader, team_id) if u.state == "active"),
            *(_line(m, u) for m, u in memberships.returning(reader, team_id, ctx.now) if u.id != ctx.user_id),
        ),
        members=tuple(members.view(ctx, m, u) for m, u in here),
        holders=sum(m.sealed_team_secret is not None for m, _ in here),
        solo=team.solo,
    )


def _line(row: MembershipRow, user: UserRow) -> WaitingMember:
    again = user.pending is not None or row.roster_line is not None
    since = user.activated_at or row.created_at
    if user.pending is not None:
        try:
            found = waiting_keys.of(user)
            since = found.since if found else since
        except DoesNotOpen:
            again = True  # its code will be refused, and that is written down
    return WaitingMember(row.id, user.name, user.login, row.role, row.profession, since, again, row.lead)


@action(Permission.ADMISSION, Event.MEMBER_LISTED)
def candidate(ctx: Ctx, membership_id: str) -> WaitingMember:
    """One colleague who waits. NotFound: not for a team that I lead, or not waiting. DoesNotOpen as `page`."""
    with ctx.tools.store.reading() as reader:
        row = memberships.find(reader, membership_id)
        user = people.find(reader, row.user_id) if row is not None else None
    relation = to_team(ctx.actor, row.team_id) if row is not None and row.team_id else Relation.NONE
    ctx.must(Permission.ADMISSION, relation, row.team_id if row is not None else None)
    if row is None or user is None or not _waits(row, user):
        raise trail.missing(ctx, Permission.ADMISSION)
    ctx.keys.team(row.team_id or "")
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.MEMBER_LISTED, team=row.team_id, target=row.id, number=1)
    return _line(row, user)


def _waits(row: MembershipRow, user: UserRow) -> bool:
    return row.state == "waiting" or (row.state == "active" and user.pending is not None)


@action(Permission.ADMISSION, Event.MEMBER_ADMITTED, Event.ACCOUNT_CREDENTIALS, Event.VAULT_REFUSED)
def admit(ctx: Ctx, membership_id: str, typed_code: str, form_id: str) -> Receipt:
    """Let a colleague in, because the code that they read out is the one that my session computes.

    After a reset this puts the new credentials in force, ends the colleague's sessions, and seals to the new pair what
    the old one could open in this team; their other teams admit once more.

    Raises:
        NotFound: not a member of a team that I lead.
        Refused: `code` is another one, or was tried too often; it is about myself; the person did not activate the
            account yet, or is the last one who can open another team's cases (its recovery paper comes first).
        Conflict: no longer waiting, or the colleague worked on meanwhile: try again.
        DoesNotOpen: my own roster line does not fit.
    """
    brakes = slowing.for_code(membership_id)
    with ctx.tools.store.reading() as reader:
        about = _about(reader, ctx, membership_id)
        done = receipts.find(reader, form_id, ctx.user_id) is not None
        too_early = slowing.must_wait(reader, brakes, ctx.now)
    team = about.team
    ctx.must(Permission.ADMISSION, to_team(ctx.actor, team.id), team.id)
    if done:
        return Receipt(form_id, "admission")
    _must_wait(ctx, about)
    if too_early:
        raise Refused({"code": Say("people.code_wait")})
    keys, charter = ctx.keys.team(team.id), ctx.keys.charter(team.id)
    person = _checked(ctx, typed_code, about, keys, brakes)
    holds = charter.mode == "shared" or about.row.lead
    with ctx.tools.store.reading() as reader:
        sealed = resealing.prepare(reader, ctx, about.row, keys, person, holds_secret=holds)
    with ctx.tools.store.unit() as unit:
        if receipts.claim(unit, form_id, ctx.user_id, "admission", ctx.now):
            _enter(unit, ctx, about, (keys, charter), person, sealed, holds=holds)
    return Receipt(form_id, "admission")


def _about(reader: Reader, ctx: Ctx, membership_id: str) -> _Case:
    row = memberships.find(reader, membership_id)
    if row is None:
        raise NotFound()
    user = people.get(reader, row.user_id)
    return _Case(row, user, teams.get(reader, row.team_id or ""), waiting_keys.in_time(user, ctx.now))


def _must_wait(ctx: Ctx, about: _Case) -> None:
    if not _waits(about.row, about.user) or not (about.waits or about.row.state == "waiting"):
        raise taken("people.not_waiting")
    if about.user.id == ctx.user_id:
        raise Refused({"code": Say("people.not_your_own_code")})
    if about.user.state != "active":
        raise Refused({"code": Say("people.not_activated")})


def _checked(
    ctx: Ctx, typed: str, about: _Case, keys: TeamKeys, brakes: tuple[slowing.Brake, ...]
) -> Trusted:
    for claimed in about.claimed:
        try:
            return admitted(ctx.tools.passwords.argon, typed, claimed, keys.holder)
        except DoesNotOpen:
            continue
    with ctx.tools.store.unit() as unit:
        slowing.failed(unit, brakes, ctx.now)
    trail.vault_refused(ctx, "admission_code", about.row.id)
    raise Refused({"code": Say("people.wrong_code")})


def _enter(
    unit: Unit,
    ctx: Ctx,
    about: _Case,
    by: tuple[TeamKeys, Charter],
    person: Trusted,
    sealed: Resealed,
    *,
    holds: bool,
) -> None:
    keys, charter = by
    must_be_current(unit, keys)
    user = unit.locked(UserRow, about.user.id)
    row = unit.locked(MembershipRow, about.row.id)
    if row.state != about.row.state or user.pending != about.user.pending:
        raise taken("people.not_waiting")
    resealing.keep(unit, ctx, user.id, sealed)
    again = about.waits is not None and person.keys == about.waits.person.keys
    if again and about.waits is not None:
        _keep_every_team_open(unit, ctx, about)
        replacing.take_over(unit, ctx, user, about.waits, row.id)
    enrol(row, keys, person, charter, holds_secret=holds)
    slowing.succeeded(unit, slowing.for_code(row.id))
    if not again:
        tell(unit, ctx, [user], Message.MEMBER_ADMITTED, code=None, link="/vandaag")
    leave(
        unit, ctx, Event.MEMBER_ADMITTED, team=row.team_id, organisation=row.organisation_id,
        target=row.id, fingerprint=person.fingerprint.hex(), reason="reset" if again else None,
        number=len(sealed.given) or None,
    )  # fmt: skip
    for grant_id in sealed.refused:
        leave(
            unit, ctx, Event.VAULT_REFUSED, team=row.team_id, organisation=row.organisation_id,
            outcome=Outcome.DENIED, reason="grant", target=grant_id,
        )  # fmt: skip


def _keep_every_team_open(unit: Unit, ctx: Ctx, about: _Case) -> None:
    """The old pair goes: nobody may be the last who can open another team with it."""
    for other in memberships.of_user(unit, about.user.id, ctx.now):
        if other.id != about.row.id and members.last_holder(unit, other, ctx.now):
            name = teams.get(unit, other.team_id or "").name
            raise Refused({"code": Say("people.last_holder_elsewhere", {"team": name})})
