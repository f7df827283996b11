"""My clocks: those of my own work and the urgent ones of my team, for the page of today and for the own calendar."""

from __future__ import annotations

from signaal.access.actors import Membership, TeamMode
from signaal.access.permissions import Permission
from signaal.actions import clockviews
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.actions.views import ClockView
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import cases, deadlines
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.terms import ClockKind, Role

_WORKS = (Role.SIGNALLER, Role.RESPONDER)


def views(reader: Reader, ctx: Ctx) -> tuple[ClockView, ...]:
    """Running clocks of my own work, and the urgent ones of my whole team; the nearest end first."""
    places = {m.team_id: m for m in ctx.actor.memberships if m.team_id and m.role in _WORKS}
    if not places:
        return ()
    held = deadlines.running_of_teams(reader, places.keys())
    found = {row.id: row for row in (*held, *deadlines.running_received(reader, places.keys()))}
    owners = cases.by_ids(reader, {row.case_id for row in found.values()})
    shown = [row for row in found.values() if _is_mine(row, owners[row.case_id], places, ctx)]
    return clockviews.ordered(clockviews.many(reader, ctx, shown).values())


@action(Permission.CLOCKS_EXPORT, Event.CLOCK_EXPORTED)
def export(ctx: Ctx) -> tuple[ClockView, ...]:
    """The same, to take along as a calendar: codes and kinds alone. The event is committed first."""
    with ctx.tools.store.reading() as reader:
        found = views(reader, ctx)
    codes = tuple(dict.fromkeys(view.code for view in found))
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.CLOCK_EXPORTED, subjects=codes[:100], parts=(Part.CLOCK,), number=len(found))
    return found


def _is_mine(row: DeadlineRow, case: CaseRow, places: dict[str, Membership], ctx: Ctx) -> bool:
    home = places.get(case.team_id)
    if home is None:
        return True  # my team received it
    if ctx.user_id in (case.owner_user_id, row.holder_user_id):
        return row.holder_team_id == case.team_id
    if home.team_mode is TeamMode.PERSONAL and not home.lead:
        return False
    late = home.lead and row.due_at < ctx.now
    return row.holder_team_id == case.team_id and (row.kind == ClockKind.CALM_48H.value or late)
