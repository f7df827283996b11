"""Incidents with data: the officer registers, a clock of 72 hours runs, a decision is taken and can be taken again.

The register is never emptied by hand (AVG art. 33 lid 5). An officer, and the supervisor, see those of their own
organisation; nobody else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import officeclocks
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.actions.watched import home
from signaal.audit.events import Event
from signaal.audit.fields import Activity
from signaal.store import incidents as stored
from signaal.store import office_clocks, people
from signaal.store.reader import Reader
from signaal.store.tables_retention import IncidentRow, OfficeClockRow
from signaal.store.units import Unit
from signaal.terms import ClockKind, NotFound, Refused, Say
from signaal.workflows import deadlines, free_text
from signaal.workflows import incidents as rules
from signaal.workflows.incidents import DecisionDraft, IncidentDraft


@dataclass(frozen=True)
class IncidentView:
    """An incident as the desk shows it: codes of closed lists, the officer's own words, names of officers.

    `report`, `inform` and what follows are None until somebody decided; `clock` is a sentence about the 72 hours.
    """

    id: str
    kind: str
    happened_from: datetime
    happened_until: datetime | None
    known_at: datetime
    what: str
    people: str
    registered_by: str
    registered_at: datetime
    due_at: datetime
    overdue: bool
    clock: Say
    report: bool | None = None
    report_ground: str | None = None
    inform: bool | None = None
    inform_ground: str | None = None
    measures: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def decided(self) -> bool:
        return self.decided_at is not None


@action(Permission.INCIDENT_READ, Event.INCIDENT_LISTED)
def listed(ctx: Ctx) -> tuple[IncidentView, ...]:
    """Every incident of the own organisation, the last that became known first."""
    organisation = home(ctx, Permission.INCIDENT_READ)
    with ctx.tools.store.unit() as unit:
        rows = stored.of_organisation(unit, organisation)
        clocks = office_clocks.of_targets(unit, [row.id for row in rows])
        names = people.names(
            unit, {who for row in rows for who in (row.registered_by, row.decided_by) if who}
        )
        found = tuple(_view(row, clocks[row.id], names, ctx.now) for row in rows)
        leave(unit, ctx, Event.INCIDENT_LISTED, organisation=organisation, number=len(found))
    return found


@action(Permission.INCIDENT_READ, Event.INCIDENT_OPENED)
def read(ctx: Ctx, incident_id: str) -> IncidentView:
    """One of them. NotFound: no such incident, or another organisation's; that is written down."""
    organisation = home(ctx, Permission.INCIDENT_READ)
    with ctx.tools.store.unit() as unit:
        row = _own(unit, incident_id, organisation)
        if row is not None:
            leave(unit, ctx, Event.INCIDENT_OPENED, organisation=organisation, target=row.id)
            clock = office_clocks.of_targets(unit, [row.id])[row.id]
            names = people.names(unit, {who for who in (row.registered_by, row.decided_by) if who})
            return _view(row, clock, names, ctx.now)
    raise missing(ctx, Permission.INCIDENT_READ)


@action(Permission.INCIDENT_WRITE, Event.INCIDENT_REGISTERED, Event.NUMBER_ALLOWED)
def register(ctx: Ctx, draft: IncidentDraft, form_id: str) -> str:
    """Write an incident down and start its 72 hours at the moment it became known; returns its id.

    The same form sent twice is one incident.

    Raises:
        Refused: one sentence per field: see `workflows.incidents.check`, or a code that is not in its list.
        NotFound: the form was somebody else's.
    """
    organisation = home(ctx, Permission.INCIDENT_WRITE)
    lists = ctx.tools.lists
    unknown = {
        name: Say("errors.not_in_list")
        for name, code, listed in (
            ("kind", draft.kind, "incident_kinds"),
            ("people", draft.people, "incident_people"),
        )
        if code not in lists.of(listed).codes()
    }
    if unknown:
        raise Refused(unknown)
    found = rules.check(draft, ctx.now)
    with ctx.tools.store.unit() as unit:
        before = stored.find(unit, form_id)
        if before is not None:
            if before.organisation_id != organisation or before.registered_by != ctx.user_id:
                raise NotFound()
            return before.id
        row = _row(ctx, organisation, found, form_id)
        unit.add(row)
        officeclocks.start(
            unit, ctx, ClockKind.INCIDENT_72H, organisation_id=organisation, target_id=row.id,
            link=f"/incidenten/{row.id}", started_at=found.known_at,
        )  # fmt: skip
        leave(
            unit, ctx, Event.INCIDENT_REGISTERED, organisation=organisation, target=row.id, reason=found.kind
        )
        _allowed(unit, ctx, organisation, row.id, found.what, draft.not_bsn)
        return row.id


@action(Permission.INCIDENT_WRITE, Event.INCIDENT_DECIDED, Event.NUMBER_ALLOWED)
def decide(ctx: Ctx, incident_id: str, draft: DecisionDraft) -> None:
    """Record what was decided; the clock stops at the first decision. New facts: decide again, the log keeps both.

    Raises:
        Refused: one sentence per field: see `workflows.incidents.decide`.
        NotFound: no such incident, or another organisation's.
    """
    organisation = home(ctx, Permission.INCIDENT_WRITE)
    report, inform, measures = rules.decide(draft)
    with ctx.tools.store.unit() as unit:
        there = _own(unit, incident_id, organisation)
        if there is not None:
            row = unit.locked(IncidentRow, there.id)
            row.report, row.report_ground = report.reports, report.value
            row.inform, row.inform_ground = inform.informs, inform.value
            row.measures, row.decided_by, row.decided_at = measures, ctx.user_id, ctx.now
            officeclocks.finish(unit, ctx, row.id, report.value)
            leave(
                unit, ctx, Event.INCIDENT_DECIDED, organisation=organisation, target=row.id,
                reason=f"{report.value}_{inform.value}",
            )  # fmt: skip
            _allowed(unit, ctx, organisation, row.id, measures, draft.not_bsn)
            return
    raise missing(ctx, Permission.INCIDENT_WRITE)


def _row(ctx: Ctx, organisation: str, draft: IncidentDraft, form_id: str) -> IncidentRow:
    return IncidentRow(
        id=form_id, organisation_id=organisation, kind=draft.kind, happened_from=draft.happened_from,
        happened_until=draft.happened_until, known_at=draft.known_at, what=draft.what, people=draft.people,
        registered_by=ctx.user_id, registered_at=ctx.now,
    )  # fmt: skip


def _allowed(unit: Unit, ctx: Ctx, organisation: str, incident_id: str, text: str, not_bsn: bool) -> None:
    """The tick "dit is geen BSN" was needed: that is written down (R3)."""
    if not_bsn and free_text.has_bsn(text):
        leave(
            unit, ctx, Event.NUMBER_ALLOWED, organisation=organisation, target=incident_id,
            purpose=Activity.ACCOUNTABILITY,
        )  # fmt: skip


def _own(reader: Reader, incident_id: str, organisation: str) -> IncidentRow | None:
    row = stored.find(reader, incident_id)
    return row if row is not None and row.organisation_id == organisation else None


def _view(row: IncidentRow, clock: OfficeClockRow, names: Mapping[str, str], now: datetime) -> IncidentView:
    runs = officeclocks.clock_of(clock)
    return IncidentView(
        id=row.id, kind=row.kind, happened_from=row.happened_from, happened_until=row.happened_until,
        known_at=row.known_at, what=row.what, people=row.people,
        registered_by=names.get(row.registered_by, ""), registered_at=row.registered_at,
        due_at=clock.due_at, overdue=deadlines.overdue(runs, now), clock=deadlines.sentence(runs, now),
        report=row.report, report_ground=row.report_ground, inform=row.inform, inform_ground=row.inform_ground,
        measures=row.measures, decided_by=names.get(row.decided_by or ""), decided_at=row.decided_at,
    )  # fmt: skip
