"""The coordinator's overview a page at a time: a family's package with its clocks together, the nearest end first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from signaal.access.permissions import Permission
from signaal.actions import overview
from signaal.actions.context import Ctx, action
from signaal.actions.views import OverviewRow
from signaal.audit.events import Event
from signaal.terms import ClockKind

PAGE = 20
LATE, UNTAKEN = "late", "untaken"


@dataclass(frozen=True)
class Steered:
    """One package: its first row says team, state and what can be done; `rows` are its clocks."""

    rows: tuple[OverviewRow, ...]

    @property
    def first(self) -> OverviewRow:
        return self.rows[0]


@dataclass(frozen=True)
class OverviewPage:
    """`teams`: (id, name) to choose from. `following`: the reference after which the next page begins, or None."""

    packages: tuple[Steered, ...]
    teams: tuple[tuple[str, str], ...]
    total: int
    following: str | None


@action(Permission.CLOCKS_OVERVIEW, Event.OVERVIEW_LISTED)
def page(ctx: Ctx, team: str = "", only: str = "", after: str = "") -> OverviewPage:
    """One page. `team`: an id; `only`: late or untaken; `after`: a reference. What is unknown narrows nothing.

    Only the codes on this page are written down as seen.
    """
    own, organisation = overview.own_teams(ctx)
    rows = overview.seen(ctx, {team: own[team]} if team in own else own)
    grouped: dict[str, list[OverviewRow]] = {}
    for row in rows:
        grouped.setdefault(row.reference or "", []).append(row)
    wanted = {reference: found for reference, found in grouped.items() if _fits(found, only)}
    places = {reference: place for place, reference in enumerate(wanted, 1)}
    start = places.get(after, 0)
    shown = dict(islice(wanted.items(), start, start + PAGE))
    overview.looked(ctx, organisation, [found[0].code for found in shown.values()])
    teams = tuple(
        sorted(((row.id, row.name) for row in own.values() if row.receives), key=lambda pair: pair[1])
    )
    more = start + PAGE < len(wanted)
    return OverviewPage(
        tuple(Steered(tuple(found)) for found in shown.values()),
        teams,
        len(wanted),
        list(shown)[-1] if more else None,
    )


def _fits(found: list[OverviewRow], only: str) -> bool:
    running = [row.clock for row in found if row.clock.state == "running"]
    if only == LATE:
        return any(clock.overdue for clock in running)
    if only == UNTAKEN:
        return any(clock.kind is ClockKind.CALM_48H and clock.acknowledged_at is None for clock in running)
    return True
