"""Whether everybody's place is still right: asked once a year, of who watches or hands out every quarter.

A lead answers for the team, an admin for privacy officers and for a lead who leads alone, the privacy officer for
everybody else without a team. Nobody answers for the own place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import members, receipts
from signaal.actions.context import Ctx, action, taken
from signaal.actions.trail import leave
from signaal.actions.views import Receipt, Task
from signaal.audit.events import Event
from signaal.store import member_reviews as stored
from signaal.store import memberships, organisations, people, sessions, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow
from signaal.store.tables_reviews import MemberReviewRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Refused, Role, Say
from signaal.workflows.calendar import at_wall, closing_time, local_day

KEEP, END = "keep", "end"
WATCHING = frozenset({Role.ADMIN.value, Role.PRIVACY_OFFICER.value, Role.SUPERVISOR.value})
"""Roles that are asked about every quarter."""
TERM = timedelta(days=28)


@dataclass(frozen=True)
class Place:
    """Somebody's place that I am asked about. `where` is a team or an organisation."""

    id: str
    name: str
    role: str
    lead: bool
    where: str
    since: datetime
    due_at: datetime
    overdue: bool


def ask(ctx: Ctx) -> int:
    """Ask about every place that is due, in all organisations: once per place and period. Part of the job `review`."""
    asked = 0
    with ctx.tools.store.reading() as reader:
        houses = [row.id for row in organisations.everything(reader)]
    for house in houses:
        asked += _ask(ctx, house)
    return asked


def _ask(ctx: Ctx, house: str) -> int:
    with ctx.tools.store.reading() as reader:
        if not list(_new(reader, ctx, house)):
            return 0
    with ctx.tools.store.unit() as unit:
        organisations.locked(unit, house)
        found = list(_new(unit, ctx, house))
        for row, period in found:
            stored.add(unit, _question(ctx, row, period))
        if found:
            leave(unit, ctx, Event.MEMBER_REVIEW_DUE, organisation=house, number=len(found))
    return len(found)


def _new(reader: Reader, ctx: Ctx, house: str) -> Iterator[tuple[MembershipRow, str]]:
    known = stored.periods(reader, house)
    for member in memberships.of_organisation(reader, house):
        row = member.membership
        period, began = period_of(row.role, local_day(ctx.now))
        if row.state == "active" and row.created_at < at_wall(began, 0) and (row.id, period) not in known:
            yield row, period


def period_of(role: str, today: date) -> tuple[str, date]:
    """The name of the period that a day falls in for this role, and its first day."""
    if role not in WATCHING:
        return str(today.year), date(today.year, 1, 1)
    quarter = (today.month - 1) // 3
    return f"{today.year}-Q{quarter + 1}", date(today.year, 3 * quarter + 1, 1)


def _question(ctx: Ctx, row: MembershipRow, period: str) -> MemberReviewRow:
    return MemberReviewRow(
        id=ctx.tools.ids(), organisation_id=row.organisation_id, membership_id=row.id, period=period,
        created_at=ctx.now, due_at=closing_time(local_day(ctx.now + TERM)),
    )  # fmt: skip


@action(Permission.MEMBERS_REVIEW, Event.PEOPLE_LISTED)
def places(ctx: Ctx) -> tuple[Place, ...]:
    """The places that I am asked about, the nearest due moment first."""
    with ctx.tools.store.reading() as reader:
        found = [(review, row) for review, row in mine(reader, ctx)]
        names = people.names(reader, {row.user_id for _, row in found})
        shown = tuple(
            Place(
                review.id, names[row.user_id], row.role, row.lead, _where(reader, row), row.starts_at,
                review.due_at, ctx.now > review.due_at,
            )
            for review, row in found
        )  # fmt: skip
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.PEOPLE_LISTED, number=len(shown))
    return shown


def _where(reader: Reader, row: MembershipRow) -> str:
    if row.team_id is not None:
        return teams.get(reader, row.team_id).name
    return organisations.get(reader, row.organisation_id).name


def mine(reader: Reader, ctx: Ctx) -> Iterator[tuple[MemberReviewRow, MembershipRow]]:
    """What this person is asked."""
    homes = {m.organisation_id for m in ctx.actor.memberships}
    for review, row in stored.waiting(reader, homes):
        if row.user_id != ctx.user_id and relation(reader, ctx, row) is not Relation.NONE:
            yield review, row


def relation(reader: Reader, ctx: Ctx, row: MembershipRow) -> Relation:
    """How somebody stands to the question about a place: whoever answers it, and nobody else."""
    here = [m for m in ctx.actor.memberships if m.organisation_id == row.organisation_id]
    if row.team_id is not None:
        leads = {member.user.id for member in memberships.leads(reader, row.team_id, ctx.now)} - {row.user_id}
        if leads:
            return Relation.OWN_TEAM if ctx.user_id in leads else Relation.NONE
    answers = (
        Role.ADMIN if row.team_id is not None or row.role == Role.PRIVACY_OFFICER else Role.PRIVACY_OFFICER
    )
    return Relation.OWN_ORGANISATION if any(m.role is answers for m in here) else Relation.NONE


@action(Permission.MEMBERS_REVIEW, Event.MEMBER_REVIEWED, Event.MEMBER_ENDED)
def decide(ctx: Ctx, review_id: str, outcome: str, form_id: str) -> Receipt:
    """Say that a place stays (`keep`), or end it now (`end`).

    Raises:
        NotFound: not asked of me.
        Refused: no such outcome, or the last one who can open the team's cases.
        Conflict: answered before.
    """
    if outcome not in (KEEP, END):
        raise Refused({"outcome": Say("errors.not_in_list")})
    with ctx.tools.store.reading() as reader:
        found = {review.id: row for review, row in mine(reader, ctx)}
    if review_id not in found:
        raise NotFound()
    with ctx.tools.store.unit() as unit:
        if receipts.claim(unit, ctx, form_id, "member_review"):
            review = unit.locked(MemberReviewRow, review_id)
            if review.outcome is not None:
                raise taken("review.decided_before")
            review.outcome, review.decided_at, review.decided_by = outcome, ctx.now, ctx.user_id
            place = unit.locked(MembershipRow, review.membership_id)
            if outcome == END:
                _end(unit, ctx, place)
            leave(
                unit, ctx, Event.MEMBER_REVIEWED, team=place.team_id, organisation=place.organisation_id,
                target=place.id, reason=outcome,
            )  # fmt: skip
    return Receipt(form_id, "member_review")


def _end(unit: Unit, ctx: Ctx, place: MembershipRow) -> None:
    if members.last_holder(unit, place, ctx.now):
        raise Refused({"outcome": Say("people.last_holder")})
    members.end(unit, ctx, place, ctx.now)
    sessions.end_all(unit, place.user_id, ctx.now, "membership_ended")
    leave(
        unit, ctx, Event.MEMBER_ENDED, team=place.team_id, organisation=place.organisation_id, target=place.id
    )


def tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """One line on the day page while places wait for me."""
    found = [review for review, _ in mine(reader, ctx)]
    if found:
        due = found[0].due_at
        yield Task(Say("review.places.task", {"n": len(found)}), None, "/plaatsen", due, ctx.now > due)
