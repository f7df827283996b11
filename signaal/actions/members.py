"""Who belongs to a team, from when until when, and who leads it: decided by its leads, ended also by the admin.

A lead mark is worth nothing in the row alone: a lead of the team marks it with the team's roster key.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_organisation, to_team
from signaal.actions import custody, receipts, resealing, trail
from signaal.actions.context import Ctx, action, taken
from signaal.actions.joining import enrol
from signaal.actions.keyring import charter_of, line_of
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, organisations, people, sessions, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, TeamRow, UserRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Refused, Say
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.roster import check_line, make_line, trusted_member
from signaal.workflows.calendar import AMSTERDAM, local_day


@dataclass(frozen=True)
class MemberView:
    """Somebody of the team: `holds_key` says whether they can open all of the team's cases; `until` is the last day."""

    membership_id: str
    name: str
    role: str
    lead: bool
    profession: str | None
    since: datetime
    until: date | None
    holds_key: bool
    is_me: bool = False


def view(ctx: Ctx, row: MembershipRow, user: UserRow) -> MemberView:
    """A row to look at."""
    return MemberView(
        row.id, user.name, row.role, row.lead, row.profession, row.starts_at, last_day(row.ends_at),
        row.sealed_team_secret is not None, user.id == ctx.actor.user_id,
    )  # fmt: skip


def last_day(ends_at: datetime | None) -> date | None:
    """The last day on which somebody belongs, in Amsterdam."""
    return local_day(ends_at - timedelta(microseconds=1)) if ends_at is not None else None


def end_of(day: date | None) -> datetime | None:
    """The first moment after a last day: midnight in Amsterdam."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), AMSTERDAM).astimezone(UTC)


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
    return place, view(ctx, row, user)


def _place(reader: Reader, row: MembershipRow) -> str:
    if row.team_id:
        return teams.get(reader, row.team_id).name
    return organisations.get(reader, row.organisation_id).name


def _must_end(ctx: Ctx, row: MembershipRow) -> None:
    relation = to_team(ctx.actor, row.team_id) if row.team_id else Relation.NONE
    if relation is Relation.NONE:
        relation = to_organisation(ctx.actor, row.organisation_id)
    ctx.must(Permission.MEMBER_END, relation, row.team_id, organisation_id=row.organisation_id)


@action(Permission.MEMBER_END, Event.MEMBER_ENDED)
def end_member(ctx: Ctx, membership_id: str) -> None:
    """End a membership now: the sealed team secret is deleted and the person's sessions stop.

    Raises:
        NotFound: not of a team that I lead, nor of my organisation.
        Refused: the last one who can open the team's cases.
    """
    with ctx.tools.store.reading() as reader:
        row = memberships.get(reader, membership_id)
    _must_end(ctx, row)
    with ctx.tools.store.unit() as unit:
        if last_holder(unit, row, ctx.now):
            raise Refused({"member": Say("people.last_holder")})
        fresh = unit.locked(MembershipRow, row.id)
        if fresh.state == "ended":
            return
        end(unit, ctx, fresh, ctx.now)
        sessions.end_all(unit, fresh.user_id, ctx.now, "membership_ended")
        leave(
            unit, ctx, Event.MEMBER_ENDED, team=fresh.team_id, organisation=fresh.organisation_id,
            target=fresh.id,
        )  # fmt: skip


def end(unit: Unit, ctx: Ctx, row: MembershipRow, at: datetime) -> None:
    """The sealed team secret goes, and what a teacher's own key could open here. The caller leaves the event.

    A lead who ends it also marks the line anew as one without the secret: written back into the database, this place
    gets no secret at the next rotation. Upkeep and an admin have no key to do that with.
    """
    mine = ctx.keyring is not None and ctx.keyring.has_secret(row.team_id or "")
    held = line_of(row, charter_of(teams.get(unit, row.team_id))) if row.team_id and mine else None
    memberships.end(unit, row, at)
    if held is not None and row.roster_line is not None and ctx.keyring is not None:
        with suppress(DoesNotOpen):  # a line that nobody vouched for is worth nothing already
            team = ctx.keyring.team(row.team_id or "")
            check_line(team, held, row.roster_line)
            row.roster_line = make_line(team, replace(held, holds=False))
    if row.team_id is not None:
        resealing.end_held(unit, ctx, row.user_id, row.team_id)


def last_holder(unit: Unit, row: MembershipRow, now: datetime) -> bool:
    """Is this the last one who can open the team's cases? Locks the team: two who end each other take turns."""
    if row.team_id is None:
        return False
    team = unit.locked(TeamRow, row.team_id)
    return [m.membership.id for m in memberships.key_holders(unit, team.id, now)] == [row.id]


@action(Permission.ADMISSION, Event.MEMBER_LISTED)
def member(ctx: Ctx, membership_id: str) -> MemberView:
    """One colleague of a team that I lead. NotFound otherwise. DoesNotOpen: my own roster line does not fit."""
    row, user = _colleague(ctx, membership_id)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.MEMBER_LISTED, team=row.team_id, target=row.id, number=1)
    return view(ctx, row, user)


@action(Permission.ADMISSION, Event.MEMBER_CHANGED)
def limit(ctx: Ctx, membership_id: str, until: date | None, form_id: str) -> Receipt:
    """Until and including which day a colleague belongs to the team; None takes the end away.

    It counts from the next request on after that day; the nightly job then deletes the sealed secret.

    Raises:
        NotFound: no active member of a team that I lead.
        Refused: `until` lies in the past, or it is the last one who can open the team's cases.
    """
    row, _ = _colleague(ctx, membership_id)
    ends_at = end_of(until)
    if ends_at is not None and ends_at <= ctx.now:
        raise Refused({"until": Say("people.end_is_past")})
    with ctx.tools.store.unit() as unit:
        if receipts.claim(unit, ctx, form_id, "member"):
            if ends_at is not None and last_holder(unit, row, ctx.now):
                raise Refused({"until": Say("people.last_holder")})
            _still(unit, row).ends_at = ends_at
            _changed(unit, ctx, row, "end_date")
    return Receipt(form_id, "member")


@action(Permission.ADMISSION, Event.MEMBER_CHANGED)
def appoint(ctx: Ctx, membership_id: str, form_id: str) -> Receipt:
    """Make a colleague a lead of the team: they hold its secret, admit others, and count as one who can open it.

    Raises:
        NotFound: no active member of a team that I lead.
        Conflict: a lead already.
        DoesNotOpen: the roster line or the key of the colleague is not what the team vouched for.
    """
    row, user = _colleague(ctx, membership_id)
    if row.lead:
        raise taken("people.lead_already")
    keys, charter = ctx.keys.team(row.team_id or ""), ctx.keys.charter(row.team_id or "")
    with ctx.tools.store.reading() as reader:
        known = trusted_member(keys, line_of(row, charter), row.roster_line, custody.key_of_line(reader, row))
    with ctx.tools.store.unit() as unit:
        if receipts.claim(unit, ctx, form_id, "member"):
            fresh = _still(unit, row)
            fresh.lead = True
            enrol(fresh, keys, known, charter, holds_secret=True)
            tell(unit, ctx, [people.get(unit, user.id)], Message.LEAD_APPOINTED, code=None, link="/team")
            _changed(unit, ctx, row, "lead")
    return Receipt(form_id, "member")


def _colleague(ctx: Ctx, membership_id: str) -> tuple[MembershipRow, UserRow]:
    with ctx.tools.store.reading() as reader:
        row = memberships.find(reader, membership_id)
        user = people.find(reader, row.user_id) if row is not None else None
    relation = to_team(ctx.actor, row.team_id) if row is not None and row.team_id else Relation.NONE
    ctx.must(Permission.ADMISSION, relation, row.team_id if row is not None else None)
    if row is None or user is None or row.state != "active":
        raise trail.missing(ctx, Permission.ADMISSION)
    ctx.keys.team(row.team_id or "")
    return row, user


def _still(unit: Unit, row: MembershipRow) -> MembershipRow:
    fresh = unit.locked(MembershipRow, row.id)
    if fresh.state != "active" or fresh.roster_fingerprint != row.roster_fingerprint:
        raise NotFound()
    return fresh


def _changed(unit: Unit, ctx: Ctx, row: MembershipRow, reason: str) -> None:
    leave(
        unit, ctx, Event.MEMBER_CHANGED, team=row.team_id, organisation=row.organisation_id, target=row.id,
        reason=reason,
    )  # fmt: skip
