"""A clock that should not run: undone within 15 minutes, or ended by a lead and looked at by a second person.

Neither hides it: both stay counted (design/deadlines.md, points 4 and 9).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import Relation, to_review
from signaal.actions import clockviews, clockwork, receipts, sides, telling, trail
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action, taken
from signaal.actions.views import ClockView, Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import cases, memberships, outbox, referrals, steps, teams
from signaal.store import deadlines as stored
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_people import TeamRow, UserRow
from signaal.store.units import Unit
from signaal.terms import ClockState, NotFound, Refused, Role, Say
from signaal.workflows import calm, endings, free_text

_BY, _SEEN = "mistake_by_", "reviewed_by_"
"""The end reason of a mistake names who ended it, and after the review who looked."""
LOOK_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Review:
    """A clock that a lead ended as a mistake and that waits for a second person."""

    clock: ClockView
    code: str
    team: str
    due_at: datetime
    overdue: bool


@action(Permission.CLOCK_UNDO, Event.CLOCK_UNDONE)
def undo(ctx: Ctx, clock_id: str, form_id: str) -> Receipt:
    """Within 15 minutes, before any message left: the clock stays counted, its waiting messages go.

    Raises:
        Conflict: too late. NotFound.
    """
    work, row = sides.by_clock(ctx, clock_id, Permission.CLOCK_UNDO, form_id, "clock_undone")
    calm.undo(clockwork.clock_of(row), ctx.now)

    def back(unit: Unit, _: CaseRow) -> None:
        held = stored.locked(unit, clock_id)
        clockwork.put(held, calm.undo(clockwork.clock_of(held), ctx.now))
        outbox.take_back(unit, {step.id for step in steps.of_deadline(unit, clock_id)}, ctx.now)

    work.changes.append(back)
    work.leave(Event.CLOCK_UNDONE, parts=(Part.CLOCK,), target=clock_id)
    work.result["clock"] = clock_id
    return work.write()


@action(Permission.CLOCK_MISTAKE, Event.CLOCK_ENDED, Event.REFERRAL_ACCEPTED, Event.CLOCK_ACKNOWLEDGED)
def mistake(ctx: Ctx, clock_id: str, reason: str, form_id: str) -> Receipt:
    """A lead says that the clock was started by mistake; another lead or the privacy officer looks afterwards.

    Raises:
        Refused: field reason. Conflict: it ended, or the other side holds it. NotFound.
    """
    work, row = sides.by_clock(ctx, clock_id, Permission.CLOCK_MISTAKE, form_id, "clock_mistake")
    said = free_text.tidy(reason)
    if found := free_text.problem(said, free_text.REMARK):
        raise Refused({"reason": found})
    endings.mistake(clockwork.clock_of(row), said, ctx.now, by_lead=True)  # the permission is a lead's alone
    work.seal("calm", {"v": 1, "end": ClockState.MISTAKE.value, "clock": clock_id, "reason": said})

    def end(unit: Unit, case: CaseRow) -> None:
        held = sides.held(unit, work, case, clock_id)
        clockwork.put(held, endings.mistake(clockwork.clock_of(held), said, ctx.now, by_lead=True))
        held.end_reason = _BY + ctx.user_id
        sides.tell_other(unit, work, case, held, Message.CLOCK_ENDED)
        _ask_second_person(unit, work, clock_id)

    work.changes.append(end)
    work.leave(Event.CLOCK_ENDED, parts=(Part.CLOCK,), target=clock_id, reason=ClockState.MISTAKE.value)
    work.following.append(Say("calm.review_follows", {"due": endings.review_due(ctx.now)}))
    work.result["clock"] = clock_id
    return work.write()


@action(Permission.MISTAKE_REVIEW)
def reviewable(ctx: Ctx, clock_id: str) -> Review:
    """One clock that waits for a second person: code and times, no content.

    Raises:
        NotFound: no such clock, reviewed before, or not for this person.
    """
    with ctx.tools.store.reading() as reader:
        row = stored.get(reader, clock_id)
        team = teams.get(reader, row.holder_team_id)
    ctx.must(Permission.MISTAKE_REVIEW, _relation(ctx, row, team), team.id, (), team.organisation_id)
    if not (row.end_reason or "").startswith(_BY):
        raise NotFound()
    with ctx.tools.store.reading() as reader:
        return _review(reader, ctx, row, team)


@action(Permission.MISTAKE_REVIEW)
def waiting(ctx: Ctx) -> tuple[Review, ...]:
    """Every mistake that this person may look at, the oldest first: tasks for the page of today."""
    found = []
    with ctx.tools.store.reading() as reader:
        for row in stored.ended(reader, ClockState.MISTAKE.value, ctx.now - LOOK_BACK):
            team = teams.get(reader, row.holder_team_id)
            relation = _relation(ctx, row, team)
            allowed = relation is Relation.REVIEW and ctx.may(
                Permission.MISTAKE_REVIEW, relation, team.id, team.organisation_id
            )
            if allowed and (row.end_reason or "").startswith(_BY):
                found.append(_review(reader, ctx, row, team))
    return tuple(found)


@action(Permission.MISTAKE_REVIEW, Event.CLOCK_REVIEWED)
def review_mistake(ctx: Ctx, clock_id: str, form_id: str) -> Receipt:
    """A second person looked at a clock that was ended as a mistake.

    Raises:
        Conflict: by the one who ended it, or looked at before. NotFound.
    """
    with ctx.tools.store.reading() as reader:
        row = stored.get(reader, clock_id)
        team = teams.get(reader, row.holder_team_id)
        code = _code(reader, row, team)
    done_by = (row.end_reason or "").removeprefix(_BY)
    if done_by == ctx.user_id:
        endings.review(done_by, ctx.user_id)
    ctx.must(Permission.MISTAKE_REVIEW, _relation(ctx, row, team), team.id, (), team.organisation_id)
    with ctx.tools.store.unit() as unit:
        if not receipts.claim(unit, ctx, form_id, "clock_reviewed"):
            return receipts.earlier(unit, ctx, form_id)
        held = stored.locked(unit, clock_id)
        if held.state != ClockState.MISTAKE.value or not (held.end_reason or "").startswith(_BY):
            raise taken("calm.reviewed_already")
        held.end_reason = _SEEN + ctx.user_id
        receipts.keep(unit, form_id, {"kind": "clock_reviewed"})
        trail.leave(
            unit, ctx, Event.CLOCK_REVIEWED, team=team.id, organisation=team.organisation_id,
            subjects=(code,), parts=(Part.CLOCK,), target=clock_id,
        )  # fmt: skip
    return receipts.shown(ctx, form_id)


def _relation(ctx: Ctx, row: DeadlineRow, team: TeamRow) -> Relation:
    if row.state != ClockState.MISTAKE.value:
        return Relation.NONE
    return to_review(ctx.actor, team.id, team.organisation_id, (row.end_reason or "").removeprefix(_BY))


def _review(reader: Reader, ctx: Ctx, row: DeadlineRow, team: TeamRow) -> Review:
    due = endings.review_due(row.ended_at or ctx.now)
    return Review(
        clockviews.one(reader, ctx, row), _code(reader, row, team), team.name, due, overdue=ctx.now > due
    )


def _code(reader: Reader, row: DeadlineRow, team: TeamRow) -> str:
    """The code that the side which ended it knows: the card's, or the referral's."""
    case = cases.get_by_id(reader, row.case_id)
    if team.id == case.team_id or row.referral_id is None:
        return case.pseudonym
    return referrals.get_by_id(reader, row.referral_id).reference


def _ask_second_person(unit: Unit, work: Casework, clock_id: str) -> None:
    ctx, team = work.ctx, work.team
    officers = memberships.with_role(unit, team.organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
    found = [*memberships.leads(unit, team.id, ctx.now), *officers]
    others: dict[str, UserRow] = {m.user.id: m.user for m in found if m.user.id != ctx.user_id}
    telling.tell(
        unit, ctx, others.values(), Message.CLOCK_REVIEW, code=work.code, link=f"/nakijken/{clock_id}"
    )
