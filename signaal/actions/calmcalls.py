"""Reaching the family, calling together with it, and a team that says by telephone that it has the clock."""

from __future__ import annotations

from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import casework, clockwork, dutylines, sides
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.packagework import Packagework
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import deadlines as stored
from signaal.store import referrals
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import AttemptRow, DeadlineRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, ClockState, Conflict, Refused, Say, aware
from signaal.workflows import calm, deadlines, endings

IN_PERSON = frozenset({"closed_letter", "visit"})
"""Channels of attempt_channels.toml that count as a closed letter or a visit (design/deadlines.md, point 11)."""
MUNICIPAL = frozenset({"social_team", "debt_crisis", "crisis_service"})
"""Functions of handover_functions.toml that are the municipality's debt help: a joint call starts its clock."""


@action(Permission.ATTEMPT_RECORD, Event.ATTEMPT_RECORDED, Event.CLOCK_REOPENED)
def attempt(ctx: Ctx, code: str, channel: str, at: datetime | None, reached: bool, form_id: str) -> Receipt:
    """One attempt to reach the family. Reached after "geen contact": the same clock runs on, with the same end.

    Raises:
        Refused: fields channel and at. Conflict: nothing waits for the family here. NotFound.
    """
    work = sides.by_code(ctx, code, Permission.ATTEMPT_RECORD, form_id, "attempt")
    problems: dict[str, Say] = {}
    if channel not in ctx.tools.lists.of("attempt_channels").codes():
        problems["channel"] = Say("workflows.choice.unknown")
    moment = _between(
        at, work.referral.created_at if isinstance(work, Packagework) else work.case.created_at, ctx.now
    )
    if moment is None:
        problems["at"] = Say("calm.when")
    if problems or moment is None:
        raise Refused(problems)
    row = _clock(work)
    work.rows.append(
        AttemptRow(
            id=ctx.tools.ids(),
            case_id=work.case.id,
            deadline_id=row.id,
            at=moment,
            channel=channel,
            part_of_day=endings.part_of_day(moment).value,
            reached=reached,
            author_user_id=ctx.user_id,
            by_closed_letter_or_visit=channel in IN_PERSON,
        )
    )
    work.leave(
        Event.ATTEMPT_RECORDED,
        parts=(Part.ATTEMPT,),
        target=row.id,
        reason="reached" if reached else "no_answer",
    )
    if reached and row.state == ClockState.NOT_REACHED.value:
        work.changes.append(lambda unit, _: _reopen(unit, work, row.id))
        work.leave(Event.CLOCK_REOPENED, parts=(Part.CLOCK,), target=row.id)
    work.result["clock"] = row.id
    return work.write()


@action(Permission.JOINT_CALL_RECORD, Event.CALL_JOINT, Event.CLOCK_STARTED)
def joint_call(ctx: Ctx, pseudonym: str, function: str, form_id: str) -> Receipt:
    """ "Samen bellen": the family called with the professional beside it. Nothing of the call is kept.

    A call to the municipality starts the statutory three working days (Wgs art. 4 lid 2), held by the own team.

    Raises:
        Refused: field function. NotFound.
    """
    _known(ctx, function)
    work = casework.open_work(ctx, pseudonym, Permission.JOINT_CALL_RECORD, form_id, "joint_call")
    work.changes.append(casework.still_open)
    work.seal("note", {"v": 1, "kind": "joint_call", "function": function, "at": ctx.now.isoformat()})
    work.leave(Event.CALL_JOINT, reason=function)
    with ctx.tools.store.reading() as reader:
        runs = stored.running(reader, work.case.id, ClockKind.WGS_3_WORKING_DAYS.value)
        staffed = dutylines.staffed(reader, work.team.organisation_id, ctx.now)
    clock = calm.start_wgs((ctx.now,), ctx.tools.rules, staffed)
    if function in MUNICIPAL and not runs and clock is not None:
        clock_id = ctx.tools.ids()
        work.changes.append(lambda unit, case: _start(unit, work, case, clock, clock_id))
        work.leave(Event.CLOCK_STARTED, parts=(Part.CLOCK,), target=clock_id)
        work.result["clock"] = clock_id
    return work.write()


@action(Permission.HANDOVER_RECORD, Event.CLOCK_ACKNOWLEDGED)
def acknowledged_by_phone(
    ctx: Ctx, clock_id: str, function: str, at: datetime | None, form_id: str
) -> Receipt:
    """The municipal team said by telephone that it has it: it holds the clock from that moment (point 6).

    Only after the family's yes: before it nobody outside may hear of a card.

    Raises:
        Refused: fields function and at. Conflict: no yes, or taken before. NotFound.
    """
    _known(ctx, function)
    work, row = sides.by_clock(ctx, clock_id, Permission.HANDOVER_RECORD, form_id, "by_phone")
    moment = _between(at, row.yes_at, ctx.now) if row.yes_at is not None else ctx.now
    if moment is None:
        raise Refused({"at": Say("calm.after_yes")})
    deadlines.acknowledge(clockwork.clock_of(row), moment)

    def hand(unit: Unit, _: CaseRow) -> None:
        held = stored.locked(unit, clock_id)
        clockwork.put(held, deadlines.acknowledge(clockwork.clock_of(held), moment))
        sent = referrals.get_by_id(unit, held.referral_id or "")
        held.holder_team_id, held.acknowledged_by = sent.recipient_team_id or held.holder_team_id, function
        held.holder_user_id = None

    work.changes.append(hand)
    work.leave(Event.CLOCK_ACKNOWLEDGED, parts=(Part.CLOCK,), target=clock_id, reason=function)
    work.result["clock"] = clock_id
    return work.write()


def _start(unit: Unit, work: Casework, case: CaseRow, clock: deadlines.Clock, clock_id: str) -> None:
    clockwork.start(unit, work.ctx, clock, case_id=case.id, holder_team_id=case.team_id, row_id=clock_id)


def _clock(work: Casework) -> DeadlineRow:
    """The clock that an attempt counts for: the running one, else the last that ended without contact."""
    rows = sides.calm_clocks(work, running=False)
    running = [row for row in rows if row.state == "running"]
    stopped = [row for row in rows if row.state == ClockState.NOT_REACHED.value]
    if running or stopped:
        return running[0] if running else stopped[-1]
    if isinstance(work, Packagework):
        with work.ctx.tools.store.reading() as reader:
            found = stored.of_referrals(reader, [work.referral.id]).get(work.referral.id, [])
        if found:
            return found[0]
    raise Conflict(Say("calm.no_clock"))


def _reopen(unit: Unit, work: Casework, clock_id: str) -> None:
    row = stored.locked(unit, clock_id)
    clockwork.put(row, deadlines.reopen(clockwork.clock_of(row), work.ctx.now))


def _between(at: datetime | None, earliest: datetime, now: datetime) -> datetime | None:
    """The moment when it lies between these two, by the minute as people fill it in; None otherwise."""
    moment = aware(at) if at is not None else None
    if moment is None or not earliest.replace(second=0, microsecond=0) <= moment <= now:
        return None
    return max(moment, earliest)


def _known(ctx: Ctx, function: str) -> None:
    if function not in ctx.tools.lists.of("handover_functions").codes():
        raise Refused({"function": Say("workflows.choice.unknown")})
