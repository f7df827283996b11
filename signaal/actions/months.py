"""The report of a month: a lead sees the own team's clocks, a coordinator those that the own teams received.

As they are: holders see their own work. What is published stands in `publishing` (R22). A clock belongs to the month
in which it began, in Amsterdam, so that it is counted once, also while it runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from signaal.access.actors import Membership
from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import results
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.monitoring.months import Result, Summary, summarise
from signaal.store import months, teams
from signaal.store.reader import Reader
from signaal.terms import NotFound, Role
from signaal.workflows.calendar import at_wall, local_day

_MONTH = re.compile(r"^20[0-9]{2}-(0[1-9]|1[0-2])$")
SENT, RECEIVED = "sent", "received"


@dataclass(frozen=True)
class MonthLine:
    """The clocks of one team."""

    team: str
    summary: Summary


@dataclass(frozen=True)
class Section:
    """`side`: sent (cards of the team) or received. `total` when there is more than one team."""

    side: str
    lines: tuple[MonthLine, ...]
    total: Summary | None


@dataclass(frozen=True)
class MonthView:
    """A month as 2026-11, and its first day."""

    month: str
    first: date
    sections: tuple[Section, ...]


@action(Permission.MONTH_READ, Event.MONTH_VIEWED)
def read(ctx: Ctx, month: str) -> MonthView:
    """The own work of a month; "" is this month. NotFound when that is no month, or has not begun."""
    return _looked(ctx, month, Event.MONTH_VIEWED)


@action(Permission.MONTH_READ, Event.MONTH_EXPORTED)
def exported(ctx: Ctx, month: str) -> MonthView:
    """The same to take along, as a file. Raises NotFound."""
    return _looked(ctx, month, Event.MONTH_EXPORTED)


def bounds(month: str, now: datetime) -> tuple[datetime, datetime]:
    """From and until when a month runs in Amsterdam, in UTC. NotFound when it is none, or has not begun."""
    if not _MONTH.match(month) or month > local_day(now).strftime("%Y-%m"):
        raise NotFound()
    first = date.fromisoformat(f"{month}-01")
    return at_wall(first, 0), at_wall(_shifted(first, 1), 0)


def choices(now: datetime, also: str = "") -> tuple[tuple[str, date], ...]:
    """The months to choose from, this one first: two years back, and one that was asked for."""
    first = local_day(now).replace(day=1)
    found = {when.strftime("%Y-%m"): when for when in (_shifted(first, -back) for back in range(24))}
    if also and also not in found:
        found[also] = date.fromisoformat(f"{also}-01")
    return tuple(found.items())


def received(reader: Reader, team_ids: Sequence[str], month: str, now: datetime) -> list[Result]:
    """What came of the clocks that these teams received, after a yes only (R8)."""
    if not team_ids:
        return []
    since, until = bounds(month, now)
    live = months.of_receivers(reader, team_ids, since, until)
    gone = months.kept(reader, month, receivers=team_ids)
    return [results.of(row, row.recipient_team_id or "", now) for row in live] + [
        results.of_kept(row, row.recipient_team_id or "") for row in gone
    ]


def _sent(reader: Reader, team_ids: Sequence[str], month: str, now: datetime) -> list[Result]:
    if not team_ids:
        return []
    since, until = bounds(month, now)
    live = months.of_senders(reader, team_ids, since, until)
    gone = months.kept(reader, month, senders=team_ids)
    return [results.of(row, row.sender_team_id, now) for row in live] + [
        results.of_kept(row, row.sender_team_id) for row in gone
    ]


def _looked(ctx: Ctx, asked: str, event: Event) -> MonthView:
    month = asked or results.month_of(ctx.now)
    bounds(month, ctx.now)
    homes = _coordinated(ctx)
    with ctx.tools.store.reading() as reader:
        own = {team.id: team.name for home in homes for team in teams.of_organisation(reader, home)}
        own |= _led(reader, ctx, Role.RESPONDER)
        mine = _led(reader, ctx, Role.SIGNALLER)
        came = ((SENT, mine, _sent(reader, tuple(mine), month, ctx.now)),
                (RECEIVED, own, received(reader, tuple(own), month, ctx.now)))  # fmt: skip
    sections = tuple(_section(side, names, found) for side, names, found in came if names)
    with ctx.tools.store.unit() as unit:
        number = sum(len(found) for _, _, found in came)
        leave(unit, ctx, event, organisation=next(iter(homes), None), number=number,
              reason=results.log_code(month))  # fmt: skip
    return MonthView(month, date.fromisoformat(f"{month}-01"), sections)


def _section(side: str, names: Mapping[str, str], found: Sequence[Result]) -> Section:
    lines = tuple(
        MonthLine(name, summarise([one for one in found if one.team == team_id]))
        for team_id, name in sorted(names.items(), key=lambda pair: pair[1])
    )
    busy = tuple(line for line in lines if line.summary.total) or lines[:1]
    return Section(side, busy, summarise(found) if len(busy) > 1 else None)


def _coordinated(ctx: Ctx) -> tuple[str, ...]:
    """The organisations whose receiving teams this person coordinates. Raises NotFound."""
    homes = dict.fromkeys(m.organisation_id for m in ctx.actor.memberships if m.role is Role.COORDINATOR)
    for home in homes:
        ctx.must(Permission.MONTH_READ, Relation.OWN_ORGANISATION, organisation_id=home)
    return tuple(homes)


def _led(reader: Reader, ctx: Ctx, role: Role) -> dict[str, str]:
    """Names of the teams that this person leads in this role, by id. Raises NotFound."""
    led = [m.team_id for m in ctx.actor.memberships if _leads(m, role) and m.team_id]
    for team_id in led:
        ctx.must(Permission.MONTH_READ, Relation.OWN_TEAM, team_id)
    return {team.id: team.name for team in teams.by_ids(reader, set(led)).values()} if led else {}


def _leads(member: Membership, role: Role) -> bool:
    return member.lead and member.role is role


def _shifted(first: date, months_on: int) -> date:
    """The first day of a month before or after."""
    number = first.year * 12 + first.month - 1 + months_on
    return date(number // 12, number % 12 + 1, 1)
