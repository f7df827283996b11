"""What has to be handed over before a school holiday: cards on which something ends before school begins again (R16).

A list and nothing more: nothing goes by itself to the next teacher or the next school.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from signaal.access.actors import Membership, TeamMode
from signaal.access.permissions import Permission
from signaal.actions import clockviews, schools
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.actions.views import ClockView, Task
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import cases, deadlines, people
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.terms import Role, Say
from signaal.workflows import schooldays
from signaal.workflows.calendar import local_day, opening_time
from signaal.workflows.schooldays import Period

PAGE = "/overdracht"


@dataclass(frozen=True)
class HandoverLine:
    """One clock that ends before school begins again, with whose card it is."""

    clock: ClockView
    owner: str


@dataclass(frozen=True)
class HandoverList:
    """The coming holiday of the own school, and what falls before its end; None: none comes within two weeks."""

    holiday: Period | None
    lines: tuple[HandoverLine, ...]


@action(Permission.HANDOVER_LIST, Event.HANDOVER_LISTED)
def look(ctx: Ctx) -> HandoverList:
    """The list of the own work; a lead sees the whole team's. Codes only."""
    with ctx.tools.store.reading() as reader:
        found = [(holiday, row, case) for _, holiday, row, case in _all(reader, ctx)]
        holiday = next((one for one, *_ in found), None) or next(
            (one for one, _ in _holidays(reader, ctx)), None
        )
        views = clockviews.many(reader, ctx, [row for _, row, _ in found])
        names = people.names(reader, {case.owner_user_id for *_, case in found})
        lines = tuple(
            HandoverLine(views[row.id], names.get(case.owner_user_id, "")) for _, row, case in found
        )
    with ctx.tools.store.unit() as unit:
        codes = tuple(dict.fromkeys(line.clock.code for line in lines))
        leave(unit, ctx, Event.HANDOVER_LISTED, subjects=codes[:100], parts=(Part.CLOCK,), number=len(lines))
    return HandoverList(holiday, tuple(sorted(lines, key=lambda line: line.clock.due_at)))


def tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """For the page of today: one task two weeks before a holiday, when something falls before its end."""
    for holiday, _ in _holidays(reader, ctx):
        if local_day(ctx.now) < holiday.first and any(one == holiday for _, one, *_ in _all(reader, ctx)):
            yield Task(Say("schools.handover_task"), None, PAGE, opening_time(holiday.first), overdue=False)
            return


def _holidays(reader: Reader, ctx: Ctx) -> Iterator[tuple[Period, Membership]]:
    """The coming holiday of each school where this person works."""
    for member in ctx.actor.memberships:
        if member.role is Role.SIGNALLER and member.team_id is not None:
            closed = schools.periods(reader, ctx, member.organisation_id)
            holiday = schooldays.coming(closed, local_day(ctx.now))
            if holiday is not None:
                yield holiday, member


def _all(reader: Reader, ctx: Ctx) -> Iterator[tuple[Membership, Period, DeadlineRow, CaseRow]]:
    for holiday, member in _holidays(reader, ctx):
        rows = deadlines.running_of_teams(reader, [member.team_id or ""])
        soon = [row for row in rows if local_day(row.due_at) <= holiday.last]
        owners = cases.by_ids(reader, {row.case_id for row in soon})
        for row in soon:
            case = owners[row.case_id]
            mine = case.owner_user_id == ctx.user_id
            if mine or member.lead or member.team_mode is TeamMode.SHARED:
                yield member, holiday, row, case
