"""What was noticed: sealed on the card, and the clock of an acute threat started in the same transaction."""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions import casework, clockwork, dutylines, payloads, stepping, usage
from signaal.actions.audience import Parties
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action, taken
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import deadlines as clocks
from signaal.store import records
from signaal.store import signals as stored
from signaal.store.tables_cases import CaseRow, SignalRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, NotFound, Say
from signaal.workflows import acute, calm, followups, signals
from signaal.workflows.acute import Switches
from signaal.workflows.calendar import local_day
from signaal.workflows.duty import on_duty
from signaal.workflows.signals import Signal, SignalDraft
from signaal.workflows.threats import Threat


def switches(ctx: Ctx) -> Switches:
    """What this municipality lets start the clock."""
    return Switches(nvvk=ctx.tools.town.nvvk, voorstel=ctx.tools.town.voorstel)


def checked(ctx: Ctx, draft: SignalDraft, children: int) -> Signal:
    """The draft, checked. Raises Refused with a sentence per field."""
    return signals.validate(draft, ctx.tools.checklist, ctx.now, switches(ctx), children=children)


def note(work: Casework, signal: Signal) -> tuple[Threat, ...]:
    """Seal a checked signal on the card; start the 48 hours for its new threats. Returns those threats."""
    ctx = work.ctx
    findings = acute.threats(signal.acute, ctx.tools.checklist, switches(ctx), ctx.now)
    running = _running(work)
    threats = tuple(t for t in findings.clock if t.code not in _ticking(work, running))
    clock_id = ctx.tools.ids() if threats else None
    record = work.seal("signal", payloads.signal(signal, threats, clock_id))
    signal_id = ctx.tools.ids()
    work.rows.append(
        SignalRow(
            id=signal_id,
            case_id=work.case.id,
            record_id=record.id,
            author_user_id=ctx.user_id,
            created_at=ctx.now,
        )
    )
    work.result["signal"] = signal_id
    work.leave(Event.SIGNAL_SUBMITTED, parts=(Part.SIGNAL,), target=signal_id)
    if signal.bsn_overruled:
        work.leave(Event.NUMBER_ALLOWED, parts=(Part.SIGNAL,))
    for code in signal.codes:
        work.count(usage.WHAT, usage.mark(ctx, work.team.id, code))
    for subject in {ctx.tools.checklist.items[code].domain for code in signal.codes}:
        work.count("subject", subject.value)
    work.threats += [payloads.threat(found) for found in threats]
    if clock_id is not None:
        _start_calm(work, threats, clock_id, running)
    if findings.talk_today:
        _talk_today(work)
    return threats


def _running(work: Casework) -> frozenset[str]:
    """The calm clocks that run on this card, by id."""
    if work.is_new:
        return frozenset()
    with work.ctx.tools.store.reading() as reader:
        return frozenset(row.id for row in clocks.running(reader, work.case.id, ClockKind.CALM_48H.value))


def _ticking(work: Casework, running: frozenset[str]) -> frozenset[str]:
    """Codes whose threat has a clock that still runs: one threat has one clock (R4)."""
    with work.ctx.tools.store.reading() as reader:
        rows = records.of_object(reader, "case", work.case.id, "signal") if running else []
    opened = (casework.unsealed(work.key, row) for row in rows)
    return frozenset(
        str(t["code"]) for p in opened if p.get("clock") in running for t in p.get("threats", ())
    )


def _start_calm(work: Casework, threats: tuple[Threat, ...], clock_id: str, running: frozenset[str]) -> None:
    ctx = work.ctx

    def start(unit: Unit, case: CaseRow) -> None:
        if {row.id for row in clocks.running(unit, case.id, ClockKind.CALM_48H.value)} - running:
            raise taken(
                "workflows.case.cannot_move"
            )  # a colleague just started one: perhaps for the same threat
        served = bool(on_duty(dutylines.of_town(unit, ctx.now), ctx.now)) and not ctx.tools.town.no_piket
        staffed = dutylines.staffed(unit, work.team.organisation_id, ctx.now)
        clock = calm.start(threats, ctx.now, ctx.tools.rules, staffed, duty=served)
        row = clockwork.start(unit, ctx, clock, case_id=case.id, holder_team_id=case.team_id, row_id=clock_id)
        stepping.take_due(unit, ctx, row, Parties(case, None))
        work.following.insert(0, Say("workflows.next.clock", {"due": clock.due_at}))

    work.changes.append(start)
    work.result["clock"] = clock_id
    work.leave(Event.CLOCK_STARTED, parts=(Part.CLOCK,), target=clock_id)


def _talk_today(work: Casework) -> None:
    """A younger child's remark: no clock of 48 hours, but a task for today (design/deadlines.md, point 3)."""
    ctx = work.ctx
    today = local_day(ctx.now)

    def start(unit: Unit, case: CaseRow) -> None:
        clock = followups.start(
            today, ctx.now, ctx.tools.rules, dutylines.staffed(unit, work.team.organisation_id, ctx.now)
        )
        clockwork.start(
            unit, ctx, clock, case_id=case.id, holder_team_id=case.team_id, holder_user_id=case.owner_user_id
        )
        work.following.append(Say("signal.talk_today"))

    work.changes.append(start)
    work.leave(Event.FOLLOWUP_SET, parts=(Part.CLOCK,))


@action(Permission.SIGNAL_CORRECT, Event.SIGNAL_CORRECTED)
def correct(ctx: Ctx, pseudonym: str, signal_id: str, draft: SignalDraft, form_id: str) -> Receipt:
    """Replace a signal by a better one; the first stays, marked as replaced. A running clock stays what it is.

    Raises:
        Refused: a field does not fit. NotFound: no such signal on this card, or it was replaced before.
    """
    work = casework.open_work(ctx, pseudonym, Permission.SIGNAL_CORRECT, form_id, "correct")
    signal = checked(ctx, draft, max(1, len(work.contact.children)))
    with ctx.tools.store.reading() as reader:
        old = stored.find(reader, signal_id)
        if old is None or old.case_id != work.case.id or old.replaced_by is not None:
            raise NotFound()
        before = casework.unsealed(work.key, records.get(reader, old.record_id))
    record = work.seal("signal", payloads.signal(signal, payloads.threats_from(before), before.get("clock")))
    new_id = ctx.tools.ids()
    work.rows.append(
        SignalRow(
            id=new_id,
            case_id=work.case.id,
            record_id=record.id,
            author_user_id=ctx.user_id,
            created_at=ctx.now,
        )
    )

    def replace(unit: Unit, _case: CaseRow) -> None:
        row = stored.get(unit, signal_id)
        if row.replaced_by is not None:
            raise NotFound()
        row.replaced_by = new_id
        records.end(unit, records.get(unit, row.record_id), ctx.now)

    work.changes.append(replace)
    work.leave(Event.SIGNAL_CORRECTED, parts=(Part.SIGNAL,), target=new_id)
    return work.write()
