"""What a municipality publishes of a month: under the rules of disclosure, made once and never again (R22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import months as reports
from signaal.actions import results
from signaal.actions.context import Ctx, action, taken
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.monitoring import publishing as rules
from signaal.monitoring.disclosure import TOTAL
from signaal.store import months, organisations, teams
from signaal.store.tables_months import PublishedMonthRow
from signaal.terms import Conflict, NotFound, Role

SETTLED = timedelta(days=7)
"""How long after a month its figures may be published: by then nearly every clock has ended."""


@dataclass(frozen=True)
class PublicLine:
    """Rounded counts of a team by column of `monitoring.publishing`, then the total; None is hidden."""

    team: str | None
    counts: tuple[int | None, ...]


@dataclass(frozen=True)
class PublicMonth:
    """What was published. `on_time` in percents, `median_calm` in hours; None is hidden."""

    organisation: str
    month: str
    published_at: datetime
    lines: tuple[PublicLine, ...]
    on_time: int | None
    no_duty: int | None
    median_calm: int | None


@action(Permission.MONTH_FIGURES)
def published(ctx: Ctx, month: str) -> tuple[PublicMonth, ...]:
    """What was published of a month: of the own organisation, or for the shell of all. NotFound: no month."""
    reports.bounds(month, ctx.now)
    home = _home(ctx, Permission.MONTH_FIGURES)
    with ctx.tools.store.reading() as reader:
        found = months.published(reader, month, home)
        names = {one.id: one.name for one in organisations.everything(reader)}
    return tuple(_view(row, names[row.organisation_id]) for row in found)


@action(Permission.MONTH_FIGURES)
def from_when(ctx: Ctx, month: str) -> datetime:
    """From when a month may be published. NotFound when it is none."""
    return reports.bounds(month, ctx.now)[1] + SETTLED


@action(Permission.MONTH_PUBLISH, Event.MONTH_PUBLISHED)
def publish(ctx: Ctx, month: str) -> None:
    """Publish a month of the own organisation's teams. Doing it again changes nothing.

    Raises:
        Conflict: the month is not over for a week. NotFound: no month.
    """
    home = _home(ctx, Permission.MONTH_PUBLISH)
    if home is None:
        raise NotFound()
    if ctx.now < (when := reports.bounds(month, ctx.now)[1] + SETTLED):
        raise taken("months.too_early", when=when)
    with ctx.tools.store.reading() as reader:
        names = {team.id: team.name for team in teams.of_organisation(reader, home) if team.receives}
        found = reports.received(reader, tuple(names), month, ctx.now)
    figures = _plain(rules.figures(tuple(names), found), names)
    try:
        with ctx.tools.store.unit() as unit:
            if months.published(unit, month, home):
                return
            row = PublishedMonthRow(
                id=ctx.tools.ids(), organisation_id=home, month=month, published_at=ctx.now, figures=figures
            )
            months.publish(unit, row)
            leave(unit, ctx, Event.MONTH_PUBLISHED, organisation=home, target=row.id,
                  reason=results.log_code(month))  # fmt: skip
    except Conflict:
        return  # somebody else published it at the same moment


def _home(ctx: Ctx, permission: Permission) -> str | None:
    """The organisation that this person coordinates; None for the shell. Raises NotFound."""
    home = next((m.organisation_id for m in ctx.actor.memberships if m.role is Role.COORDINATOR), None)
    if home is not None:
        ctx.must(permission, Relation.OWN_ORGANISATION, organisation_id=home)
    return home


def _plain(figures: rules.Figures, names: dict[str, str]) -> dict[str, Any]:
    """As JSON can hold it, with the names that the teams had."""
    columns = (*rules.COLUMNS, TOTAL)
    lines = [
        {"team": names.get(team), "counts": [figures.cells.get((team, column)) for column in columns]}
        for team in [*sorted(names, key=lambda one: names[one]), TOTAL]
    ]
    return {
        "v": 1, "lines": lines, "on_time": figures.on_time, "no_duty": figures.no_duty,
        "median_calm": figures.median_calm,
    }  # fmt: skip


def _view(row: PublishedMonthRow, organisation: str) -> PublicMonth:
    plain = row.figures
    lines = tuple(PublicLine(line["team"], tuple(line["counts"])) for line in plain["lines"])
    return PublicMonth(
        organisation, row.month, row.published_at, lines, plain["on_time"], plain["no_duty"],
        plain["median_calm"],
    )  # fmt: skip
