"""Aftercare: a day on which somebody asks whether the help arrived, and what came of it (R12, R13)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from signaal.access.permissions import Permission
from signaal.actions import casework, clockwork, dutylines, schools
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.referrals import referrals as help_outside
from signaal.referrals.provisions import Provision
from signaal.store import deadlines as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, ClockState, Conflict, NotFound, Refused, Say
from signaal.workflows import deadlines, followups, free_text
from signaal.workflows.calendar import first_open_day, local_day


def chosen_day(work: Casework, day: date | None, provision: Provision | None = None) -> date:
    """The day that was chosen, or else the one that we propose for the provision. Raises Refused (field day)."""
    with work.ctx.tools.store.reading() as reader:
        known = schools.days(reader, work.ctx, work.team.organisation_id)
    if day is None and provision is not None:
        day = proposed_day(work, provision, known.closed)
    chosen = followups.choose(day, work.ctx.now, known)
    if chosen.notice is not None:
        work.following.append(chosen.notice)
    return chosen.day


def proposed_day(work: Casework, provision: Provision, closed: Collection[date] = ()) -> date:
    """The day we propose: after the lead time, before a birth, before the month of a birthday; a working day."""
    known = work.contact
    months = {child.birth.month for child in known.children if child.birth is not None}
    return first_open_day(
        help_outside.follow_up_on(provision, local_day(work.ctx.now), known.due_date, months), closed
    )


def start(
    unit: Unit,
    work: Casework,
    case: CaseRow,
    day: date,
    *,
    referral_id: str | None = None,
    linked_id: str | None = None,
) -> DeadlineRow:
    """A follow-up clock; it is the task of whoever owns the card."""
    ctx = work.ctx
    clock = followups.start(
        day, ctx.now, ctx.tools.rules, dutylines.staffed(unit, work.team.organisation_id, ctx.now)
    )
    return clockwork.start(
        unit,
        ctx,
        clock,
        case_id=case.id,
        holder_team_id=case.team_id,
        holder_user_id=case.owner_user_id,
        referral_id=referral_id,
        linked_id=linked_id,
    )


def end_of_referral(unit: Unit, work: Casework, referral_id: str, outcome: str) -> None:
    """The answer about the help ends the follow-up that waited for it."""
    for row in stored.of_referrals(unit, [referral_id]).get(referral_id, []):
        clock = clockwork.clock_of(row)
        if clock.running and clock.kind is ClockKind.FOLLOW_UP:
            clockwork.put(row, deadlines.finish(clock, work.ctx.now, outcome))


@action(Permission.FOLLOW_UP_SET, Event.FOLLOWUP_SET)
def plan(ctx: Ctx, pseudonym: str, on: date | None, form_id: str) -> Receipt:
    """A day on which somebody looks again. Raises Refused (field day)."""
    work = casework.open_work(ctx, pseudonym, Permission.FOLLOW_UP_SET, form_id, "follow_up")
    day = chosen_day(work, on)

    def begin(unit: Unit, case: CaseRow) -> None:
        work.result["clock"] = start(unit, work, case, day).id

    work.changes += [casework.still_open, begin]
    work.following.append(Say("workflows.next.follow_up", {"day": day}))
    work.leave(Event.FOLLOWUP_SET, parts=(Part.CLOCK,))
    return work.write()


@action(Permission.FOLLOW_UP_DONE, Event.FOLLOWUP_ANSWERED, Event.FOLLOWUP_SET)
def settle(
    ctx: Ctx, pseudonym: str, clock_id: str, outcome: str, again_on: date | None, reason: str, form_id: str
) -> Receipt:
    """What came of it (a code of feedback), or a new day with a reason: then this clock ends and another starts.

    Raises:
        Refused: fields outcome, day and reason. NotFound: no such running follow-up on this card.
    """
    work = casework.open_work(ctx, pseudonym, Permission.FOLLOW_UP_DONE, form_id, "settled")
    moved = outcome == "new_day"
    if not moved and outcome not in ctx.tools.lists.of("feedback").codes():
        raise Refused({"outcome": Say("workflows.choice.unknown")})
    day = chosen_day(work, again_on) if moved else None
    said = free_text.tidy(reason)
    if moved and not said:
        raise Refused({"reason": Say("workflows.reason.needed")})
    if moved and (found := free_text.problem(said, free_text.LINE, lines=False)):
        raise Refused({"reason": found})

    def answer(unit: Unit, case: CaseRow) -> None:
        row = stored.locked(unit, clock_id)
        clock = clockwork.clock_of(row)
        ours = row.case_id == case.id and row.holder_team_id == case.team_id
        if not ours or not clock.running or clock.kind is not ClockKind.FOLLOW_UP:
            raise NotFound()
        if day is None:
            clockwork.put(row, deadlines.finish(clock, ctx.now, outcome))
            return
        ended, begun = followups.move(clock, day, said, ctx.now, ctx.tools.rules)
        clockwork.put(row, ended)
        clockwork.start(
            unit, ctx, begun, case_id=case.id, holder_team_id=case.team_id, holder_user_id=case.owner_user_id,
            referral_id=row.referral_id, linked_id=row.id,
        )  # fmt: skip

    work.changes.append(answer)
    if day is not None:
        work.following.append(Say("workflows.next.follow_up", {"day": day}))
        work.seal("note", {"v": 1, "kind": "new_day", "text": said})
    work.leave(
        Event.FOLLOWUP_ANSWERED, parts=(Part.CLOCK,), target=clock_id, reason=None if moved else outcome
    )
    return work.write()


def end_quiet_clocks(unit: Unit, work: Casework, case: CaseRow) -> None:
    """A card that closes stops its follow-ups and the clock of telling the family.

    Raises:
        Conflict: the 48 hours, or a team that was asked, still run: those end in their own way.
    """
    quiet = (ClockKind.FOLLOW_UP, ClockKind.INFORM_FAMILY, ClockKind.EXPIRY, ClockKind.AGE_TURNS)
    for row in stored.of_case(unit, case.id):
        clock = clockwork.clock_of(row)
        if not clock.running:
            continue
        if clock.kind not in quiet:
            raise Conflict(Say("case.clock_still_runs"))
        clockwork.put(row, deadlines.end(clock, ClockState.SUPERSEDED, work.ctx.now, "case_closed"))


def replace_all(unit: Unit, work: Casework, case: CaseRow, day: date) -> None:
    """A new day for the card as a whole: earlier follow-ups without a referral end as superseded."""
    for row in stored.running(unit, case.id, ClockKind.FOLLOW_UP.value):
        if row.referral_id is None:
            clockwork.put(
                row, deadlines.end(clockwork.clock_of(row), ClockState.SUPERSEDED, work.ctx.now, "moved")
            )
    start(unit, work, case, day)


def stop_all(unit: Unit, work: Casework, case: CaseRow, reason: str) -> None:
    """No reminder comes any more: follow-ups and the clock of telling the family end."""
    for kind in (ClockKind.FOLLOW_UP, ClockKind.INFORM_FAMILY):
        for row in stored.running(unit, case.id, kind.value):
            clockwork.put(
                row, deadlines.end(clockwork.clock_of(row), ClockState.SUPERSEDED, work.ctx.now, reason)
            )


def settled_by_talk(unit: Unit, work: Casework, case: CaseRow) -> None:
    """A talk answers the follow-ups of the card that were due today or before; later days stay as chosen."""
    tonight = deadlines.due_on(local_day(work.ctx.now))
    for row in stored.running(unit, case.id, ClockKind.FOLLOW_UP.value):
        if row.referral_id is None and row.due_at <= tonight:
            clockwork.put(row, deadlines.finish(clockwork.clock_of(row), work.ctx.now, "talked"))


def never_nothing(unit: Unit, work: Casework, case: CaseRow) -> None:
    """A card on which nothing runs any more gets a day to look again, six weeks from now (R12)."""
    own = (ClockKind.EXPIRY.value, ClockKind.AGE_TURNS.value)
    found = (row for row in stored.of_case(unit, case.id) if row.kind not in own)
    if any(row.state == ClockState.RUNNING.value for row in found):
        return
    day = local_day(work.ctx.now) + timedelta(weeks=6)
    start(unit, work, case, day)
    work.following.append(Say("workflows.next.follow_up", {"day": day}))
