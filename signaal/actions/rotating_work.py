"""Carrying a rotation on to its end, in the session of a lead: grants, then the index, then the secret of before goes.

May be stopped after every transaction; whoever leads the team goes on, with the same page. Until the end every member
opens every case: what was not turned yet with the secret of before, which the new one opens.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.access.relations import to_team
from signaal.actions import casework, custody, indexing, successors
from signaal.actions.context import Ctx, action, taken
from signaal.actions.rotating_grants import turn_batch
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import cases, rotations, teams
from signaal.store.tables_people import TeamRow
from signaal.store.tables_recovery import RotationRow
from signaal.store.units import Unit
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys

MOST = 5000
"""Grants in one go: a second or two, then the page shows how far it is."""
INDEXED_AT_ONCE = 50
INDEXED_IN_ONE_GO = 1000


@dataclass(frozen=True)
class Progress:
    """How far it is. `left_behind` did not open before either."""

    total: int
    turned: int
    left_behind: int
    done: bool


@action(
    Permission.KEY_ROTATE, Event.ROTATION_STEP, Event.ROTATION_INDEXED, Event.ROTATION_DONE, Event.KEY_PINNED
)
def go_on(ctx: Ctx, team_id: str, most: int = MOST) -> Progress:
    """Turn the next grants of a team that I lead, and finish when there are none left. May run twice.

    Raises:
        NotFound: not a team of mine. Conflict: nothing is being turned.
        DoesNotOpen: my own roster line does not fit.
    """
    ctx.must(Permission.KEY_ROTATE, to_team(ctx.actor, team_id), team_id)
    with ctx.tools.store.reading() as reader:
        row = rotations.current(reader, team_id)
        organisation_id = teams.get(reader, team_id).organisation_id
    team = ctx.keys.team(team_id)
    if row is None or row.state != "running" or team.version != row.from_version + 1:
        raise taken("keys.nothing_turns")
    if _grants(ctx, row.id, team, organisation_id, most) and _index(ctx, row.id, team, organisation_id):
        _finish(ctx, row.id, team, organisation_id)
    with ctx.tools.store.reading() as reader:
        return progress(reader.get(RotationRow, row.id))


def progress(row: RotationRow) -> Progress:
    """How far a rotation is, as its row says."""
    return Progress(row.total, row.turned, row.left_behind, row.state == "done")


def _grants(ctx: Ctx, rotation_id: str, team: TeamKeys, organisation_id: str, most: int) -> bool:
    """True when all have been looked at."""
    after, number = "", 0
    while number < most:
        batch = turn_batch(ctx, rotation_id, team, organisation_id, after)
        if batch.last is None:
            return True
        after, number = batch.last, number + batch.number
    return False


def _index(ctx: Ctx, rotation_id: str, team: TeamKeys, organisation_id: str) -> bool:
    """The tokens by which cases are found, under the new index key. True when all have been looked at."""
    after, done = "", 0
    while done < INDEXED_IN_ONE_GO:
        with ctx.tools.store.reading() as reader:
            rows = rotations.unindexed(reader, team.id, team.version, after, INDEXED_AT_ONCE)
        if not rows:
            return True
        with ctx.tools.store.unit() as unit:
            successors.must_be_current(unit, team)
            number = sum(_reindexed(unit, ctx, case_id, team) for case_id in rows)
            leave(
                unit, ctx, Event.ROTATION_INDEXED, team=team.id, organisation=organisation_id,
                target=rotation_id, number=number,
            )  # fmt: skip
        after, done = rows[-1], done + number
    return False


def _reindexed(unit: Unit, ctx: Ctx, case_id: str, team: TeamKeys) -> bool:
    case = cases.find_by_id(unit, case_id)
    if case is None:
        return False  # erased meanwhile
    try:
        key = custody.reopen(unit, ctx, casework.scope(case), case.team_id)
        indexing.rebuild(unit, ctx, case, key, team)
    except DoesNotOpen:
        return False
    return True


def _finish(ctx: Ctx, rotation_id: str, team: TeamKeys, organisation_id: str) -> None:
    """The secret of before goes, unless something was left behind that still needs it."""
    with ctx.tools.store.unit() as unit:
        unit.locked(TeamRow, team.id)
        row = unit.locked(RotationRow, rotation_id)
        if row.state != "running":
            return
        row.state, row.ended_at = "done", ctx.now
        row.left_behind = rotations.count_unturned(unit, team.id, team.version)
        if not row.left_behind:
            for kept in rotations.keeping(unit, team.id):
                kept.sealed_previous = None
        successors.repin(unit, ctx, ctx.keys.user)
        leave(
            unit, ctx, Event.ROTATION_DONE, team=team.id, organisation=organisation_id, target=row.id,
            number=row.left_behind,
        )  # fmt: skip
