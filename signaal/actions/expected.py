"""Why somebody of the team may be expected at a colleague's card: the work itself sent this person there.

Only for the log. Who may open a card is decided before, by relation and key; this never opens anything.
"""

from __future__ import annotations

from datetime import timedelta

from signaal.actions.context import Ctx
from signaal.audit.fields import Explanation
from signaal.store import deadlines, outbox
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.terms import ClockKind

TOLD_FOR = timedelta(days=14)
"""So long a message that names a card explains a look at it."""


def because(reader: Reader, ctx: Ctx, case: CaseRow, relation: Explanation | None) -> Explanation | None:
    """The relation's own explanation; else a task: a clock that this person or the team holds, or a message."""
    if relation is not None:
        return relation
    return Explanation.ASSIGNED_TASK if _has_task(reader, ctx, case) else None


def _has_task(reader: Reader, ctx: Ctx, case: CaseRow) -> bool:
    running = [row for row in deadlines.of_case(reader, case.id) if row.state == "running"]
    if any(row.holder_user_id == ctx.user_id for row in running):
        return True
    urgent = [row for row in running if row.kind == ClockKind.CALM_48H.value and row.holder_user_id is None]
    if any(row.holder_team_id == case.team_id for row in urgent):
        return True  # it stands on the day page of everybody in the team, until somebody has it
    return outbox.names(reader, ctx.user_id, case.pseudonym, ctx.now - TOLD_FOR, ctx.now)
