"""A later yes after a no: a new clock, linked to the one that ended (design/deadlines.md, point 9)."""

from __future__ import annotations

from signaal.actions import clockwork, dutylines, payloads, stepping, threats
from signaal.actions.audience import Parties
from signaal.actions.casework import Casework
from signaal.actions.context import taken
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import deadlines as stored
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, ClockState, Say
from signaal.workflows import calm
from signaal.workflows.duty import on_duty


def declined_clock(work: Casework) -> DeadlineRow | None:
    """The last calm clock of the card when the family declined it and nothing followed; None otherwise."""
    with work.ctx.tools.store.reading() as reader:
        rows = [r for r in stored.of_case(reader, work.case.id) if r.kind == ClockKind.CALM_48H.value]
    if not rows or rows[-1].state != ClockState.DECLINED.value:
        return None
    return None if any(row.state == "running" for row in rows) else rows[-1]


def after_no(work: Casework) -> None:
    """Before a package goes: the clock that the family declined begins again as a new one, when nothing else runs."""
    ended = declined_clock(work) if not work.is_new and not work.threats else None
    if ended is not None:
        restart_linked(work, ended)


def restart_linked(work: Casework, ended: DeadlineRow) -> str | None:
    """Start a new calm clock with the threats of the one that the family declined; returns its id.

    Call it before the package is sent: the yes then finds the running clock and starts its second leg. None when the
    signals that named the threats are gone.
    """
    found = threats.of_clocks(work, [ended])
    if not found:
        return None
    ctx, clock_id = work.ctx, work.ctx.tools.ids()

    def start(unit: Unit, case: CaseRow) -> None:
        if stored.linked_to(unit, ended.id):
            raise taken(
                "workflows.case.cannot_move"
            )  # a colleague just did the same: one threat, one clock (R4)
        served = bool(on_duty(dutylines.of_town(unit, ctx.now), ctx.now)) and not ctx.tools.town.no_piket
        staffed = dutylines.staffed(unit, work.team.organisation_id, ctx.now)
        clock = calm.start(found, ctx.now, ctx.tools.rules, staffed, duty=served)
        row = clockwork.start(
            unit,
            ctx,
            clock,
            case_id=case.id,
            holder_team_id=case.team_id,
            linked_id=ended.id,
            row_id=clock_id,
        )
        stepping.take_due(unit, ctx, row, Parties(case, None))
        work.following.append(Say("workflows.next.clock", {"due": clock.due_at}))

    work.changes.append(start)
    work.threats += [payloads.threat(threat) for threat in found]
    work.result["clock"] = clock_id
    work.leave(Event.CLOCK_STARTED, parts=(Part.CLOCK,), target=clock_id)
    return clock_id
