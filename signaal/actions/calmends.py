"""The other honest ends of the 48 hours: the family does not want it, cannot be reached, or somebody took it over.

All are counted, none can be hidden; only calm counts as calm (design/deadlines.md, points 9 and 11).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from signaal.access.permissions import Permission
from signaal.actions import clockwork, dutylines, sides
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.packagework import Packagework
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify.messages import Message
from signaal.store import attempts, people
from signaal.store import deadlines as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import AttemptRow, DeadlineRow
from signaal.store.units import Unit
from signaal.terms import ClockKind
from signaal.workflows import deadlines, endings, followups
from signaal.workflows.deadlines import Clock
from signaal.workflows.endings import Attempt, Declined, Handover

_NO_LETTER_NO_VISIT = frozenset({"no_letter", "no_visit"})
_END_EVENTS = (Event.CLOCK_ENDED, Event.REFERRAL_ACCEPTED, Event.CLOCK_ACKNOWLEDGED)


@dataclass(frozen=True)
class DeclineDraft:
    """The family does not want this now. `new_date` only when the family chose one."""

    offer_made: bool
    numbers_given: bool
    safety_considered: bool
    new_date: date | None = None


@action(Permission.CLOCK_END, *_END_EVENTS, Event.FOLLOWUP_SET)
def decline(ctx: Ctx, clock_id: str, draft: DeclineDraft, form_id: str) -> Receipt:
    """The family's no, with equal dignity; a date that it chose becomes a follow-up.

    Raises:
        Refused: fields offer_made, numbers_given, safety_considered, new_date. Conflict. NotFound.
    """
    work, row = sides.by_clock(ctx, clock_id, Permission.CLOCK_END, form_id, "clock_declined")
    said = Declined(draft.offer_made, draft.numbers_given, draft.safety_considered, draft.new_date)
    if draft.new_date is not None:
        work.changes.append(lambda unit, case: _again(unit, work, case, draft.new_date))
        work.leave(Event.FOLLOWUP_SET, parts=(Part.CLOCK,))
    payload = {
        "offer": True,
        "numbers": True,
        "safety": True,
        "again": draft.new_date.isoformat() if draft.new_date else None,
    }
    return _ended(work, row, lambda clock: endings.declined(clock, said, ctx.now), payload)


@action(Permission.CLOCK_END, *_END_EVENTS)
def not_reached(ctx: Ctx, clock_id: str, form_id: str) -> Receipt:
    """No contact, after enough attempts. It goes on when the family is reached after all (calm.attempt).

    Raises:
        Refused: field attempts, with what is missing. Conflict. NotFound.
    """
    work, row = sides.by_clock(ctx, clock_id, Permission.CLOCK_END, form_id, "clock_not_reached")
    with ctx.tools.store.reading() as reader:
        tried = [_attempt(found) for found in attempts.of_deadline(reader, clock_id)]
    asked_not = frozenset(_wishes(work)) >= _NO_LETTER_NO_VISIT
    return _ended(
        work,
        row,
        lambda clock: endings.not_reached(clock, tried, ctx.now, asked_not_to_write_or_visit=asked_not),
        {"attempts": len(tried)},
    )


@action(Permission.HANDOVER_RECORD, *_END_EVENTS, Event.HANDOVER_RECORDED)
def hand_over(
    ctx: Ctx, clock_id: str, function: str, at: datetime | None, by_voice: bool, form_id: str
) -> Receipt:
    """A named function outside signaal took it over by voice. A team inside only becomes the holder: that is
    `acknowledged_by_phone`, after a yes.

    Raises:
        Refused: fields function, at, by_voice. Conflict. NotFound.
    """
    work, row = sides.by_clock(ctx, clock_id, Permission.HANDOVER_RECORD, form_id, "clock_handed_over")
    to = Handover(function, at, by_voice)
    functions = ctx.tools.lists.of("handover_functions").codes()
    work.leave(Event.HANDOVER_RECORDED, parts=(Part.CLOCK,), target=clock_id, reason=function)
    return _ended(
        work,
        row,
        lambda clock: endings.handed_over(clock, to, functions, ctx.now),
        {"function": function, "at": at.isoformat() if at else None},
    )


def _ended(
    work: Casework, row: DeadlineRow, rule: Callable[[Clock], Clock], payload: Mapping[str, object]
) -> Receipt:
    """End a clock by this rule, seal how, and let the other side know."""
    ctx, ended = work.ctx, rule(clockwork.clock_of(row))
    work.seal("calm", {"v": 1, "end": ended.state.value, "clock": row.id, **payload})

    def end(unit: Unit, case: CaseRow) -> None:
        held = sides.held(unit, work, case, row.id)
        clock = rule(clockwork.clock_of(held))
        clockwork.put(held, clock)
        _statutory_too(unit, work, case, clock)
        work.following.append(deadlines.sentence(clock, ctx.now))
        sides.tell_other(unit, work, case, held, Message.CLOCK_ENDED)

    work.changes.append(end)
    work.leave(Event.CLOCK_ENDED, parts=(Part.CLOCK,), target=row.id, reason=ended.state.value)
    work.result["clock"] = row.id
    return work.write()


def _statutory_too(unit: Unit, work: Casework, case: CaseRow, ended: Clock) -> None:
    """The law's own first talk ends in the same way, once no threat of this card has a clock any more."""
    if stored.running(unit, case.id, ClockKind.CALM_48H.value):
        return
    for row in stored.running(unit, case.id, ClockKind.WGS_3_WORKING_DAYS.value):
        clockwork.put(row, deadlines.end(clockwork.clock_of(row), ended.state, work.ctx.now, "with_calm_48h"))


def _again(unit: Unit, work: Casework, case: CaseRow, day: date | None) -> None:
    """The date that the family chose: a follow-up of the side that spoke with it."""
    if day is None:
        return
    ctx, receives = work.ctx, isinstance(work, Packagework)
    clock = followups.start(
        day, ctx.now, ctx.tools.rules, dutylines.staffed(unit, work.team.organisation_id, ctx.now)
    )
    owner = people.find(unit, ctx.user_id if receives else case.owner_user_id)
    clockwork.start(
        unit,
        ctx,
        clock,
        case_id=case.id,
        holder_team_id=work.team.id,
        holder_user_id=owner.id if owner else None,
        referral_id=work.referral.id if isinstance(work, Packagework) else None,
    )


def _wishes(work: Casework) -> tuple[str, ...]:
    if isinstance(work, Packagework):
        return tuple(work.package.get("contact", {}).get("wishes", ()))
    return tuple(work.contact.wishes)


def _attempt(row: AttemptRow) -> Attempt:
    return Attempt(row.at, row.reached, row.by_closed_letter_or_visit)
