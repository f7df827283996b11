"""School calendars: the holidays of a region and a school's own closing days, kept by its admin or a lead (R16)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.actions.views import Task
from signaal.audit.events import Event
from signaal.store import organisations, schools
from signaal.store.reader import Reader
from signaal.store.tables_on_call import ClosingRow
from signaal.terms import NotFound, OrganisationKind, Refused, Say
from signaal.workflows import schooldays
from signaal.workflows.calendar import local_day, opening_time
from signaal.workflows.followups import SchoolDays
from signaal.workflows.schooldays import REGIONS, Period

PAGE = "/schooldagen"


@dataclass(frozen=True)
class Closing:
    """A closing of the school's own, to look at and take out."""

    id: str
    period: Period


@dataclass(frozen=True)
class Calendar:
    """One school: its region ("" when nobody said), what that closes from today on, and its own closings."""

    organisation_id: str
    name: str
    region: str
    holidays: tuple[Period, ...]
    own: tuple[Closing, ...]


@action(Permission.CALENDAR_WRITE)
def calendars(ctx: Ctx) -> tuple[Calendar, ...]:
    """The calendars that this person keeps: of the own schools."""
    with ctx.tools.store.reading() as reader:
        found = [
            row for row in organisations.of_kind(reader, OrganisationKind.SCHOOL.value) if _may(ctx, row.id)
        ]
        return tuple(_calendar(reader, ctx, row.id, row.name) for row in found)


@action(Permission.CALENDAR_WRITE, Event.CALENDAR_CHANGED)
def set_region(ctx: Ctx, organisation_id: str, region: str) -> None:
    """In which region the school lies. Refused: field region. NotFound: not one of the own schools."""
    _must(ctx, organisation_id)
    if region not in REGIONS:
        raise Refused({"region": Say("errors.not_in_list")})
    with ctx.tools.store.unit() as unit:
        schools.set_region(unit, organisation_id, region)
        leave(unit, ctx, Event.CALENDAR_CHANGED, organisation=organisation_id, reason="region")


@action(Permission.CALENDAR_WRITE, Event.CALENDAR_CHANGED)
def add_closing(ctx: Ctx, organisation_id: str, first: date | None, last: date | None) -> str:
    """Days on which the school is closed; returns the id. Without a last day it is one day.

    Raises:
        Refused: fields first and last. NotFound: not one of the own schools.
    """
    _must(ctx, organisation_id)
    if first is None:
        raise Refused({"first": Say("errors.date_required")})
    period = schooldays.period(first, last or first)
    if period is None:
        raise Refused({"last": Say("schools.last_before_first")})
    if period.last < local_day(ctx.now):
        raise Refused({"first": Say("workflows.date.past")})
    row = ClosingRow(
        id=ctx.tools.ids(),
        organisation_id=organisation_id,
        first_on=period.first.isoformat(),
        last_on=period.last.isoformat(),
    )
    with ctx.tools.store.unit() as unit:
        unit.add(row)
        leave(unit, ctx, Event.CALENDAR_CHANGED, organisation=organisation_id, target=row.id, reason="added")
    return row.id


@action(Permission.CALENDAR_WRITE, Event.CALENDAR_CHANGED)
def remove_closing(ctx: Ctx, closing_id: str) -> None:
    """Take a closing out. NotFound: not of one of the own schools."""
    with ctx.tools.store.reading() as reader:
        row = schools.find_closing(reader, closing_id)
    if row is None:
        raise missing(ctx, Permission.CALENDAR_WRITE)
    _must(ctx, row.organisation_id)
    with ctx.tools.store.unit() as unit:
        found = schools.find_closing(unit, closing_id)
        if found is None:
            raise NotFound()
        unit.delete(found)
        leave(
            unit,
            ctx,
            Event.CALENDAR_CHANGED,
            organisation=row.organisation_id,
            target=closing_id,
            reason="removed",
        )


def periods(reader: Reader, ctx: Ctx, organisation_id: str) -> tuple[Period, ...]:
    """Everything that closes this school; nothing for an organisation that is none, or said no region."""
    region = schools.region(reader, organisation_id)
    own = (closing.period for closing in _own(reader, organisation_id))
    return tuple(sorted({*ctx.tools.schools.get(region or "", ()), *own}))


def days(reader: Reader, ctx: Ctx, organisation_id: str) -> SchoolDays:
    """The days without school, for whoever chooses a day."""
    return schooldays.closed(periods(reader, ctx, organisation_id))


def tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """For who keeps a school's calendar: no region was chosen, or the holidays that are known run out."""
    today = local_day(ctx.now)
    for home in dict.fromkeys(member.organisation_id for member in ctx.actor.memberships):
        if not _may(ctx, home) or organisations.get(reader, home).kind != OrganisationKind.SCHOOL.value:
            continue
        region = schools.region(reader, home)
        own = (closing.period for closing in _own(reader, home))
        if region is None:
            yield Task(Say("schools.region_task"), None, PAGE, None, overdue=False)
        elif last := schooldays.known_until(ctx.tools.schools.get(region, ()), own, today):
            what = Say("schools.known_until_task", {"last": last})
            yield Task(what, None, PAGE, opening_time(last), overdue=today > last)


def _calendar(reader: Reader, ctx: Ctx, organisation_id: str, name: str) -> Calendar:
    region, today = schools.region(reader, organisation_id) or "", local_day(ctx.now)
    known = ctx.tools.schools.get(region, ())
    return Calendar(
        organisation_id,
        name,
        region,
        tuple(period for period in known if period.last >= today),
        tuple(closing for closing in _own(reader, organisation_id) if closing.period.last >= today),
    )


def _own(reader: Reader, organisation_id: str) -> list[Closing]:
    return [
        Closing(row.id, Period(date.fromisoformat(row.first_on), date.fromisoformat(row.last_on)))
        for row in schools.closings(reader, organisation_id)
    ]


def _may(ctx: Ctx, organisation_id: str) -> bool:
    relation = to_organisation(ctx.actor, organisation_id)
    return ctx.may(Permission.CALENDAR_WRITE, relation, organisation_id=organisation_id)


def _must(ctx: Ctx, organisation_id: str) -> None:
    with ctx.tools.store.reading() as reader:
        home = organisations.find(reader, organisation_id)
    if home is None or home.kind != OrganisationKind.SCHOOL.value:
        raise missing(ctx, Permission.CALENDAR_WRITE)
    ctx.must(
        Permission.CALENDAR_WRITE,
        to_organisation(ctx.actor, organisation_id),
        organisation_id=organisation_id,
    )
