"""What came of a clock, read from its row; and kept without a way back when its card is erased.

A clock of an erased card stays counted: none can be hidden by letting a card expire (design/deadlines.md, point 9).
"""

from __future__ import annotations

from datetime import datetime

from signaal.actions.context import Ctx
from signaal.monitoring import months as rules
from signaal.monitoring.months import Came, Course, Result, Side
from signaal.store import months
from signaal.store.months import Begun
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_months import ClockResultRow
from signaal.store.units import Unit
from signaal.terms import ClockState
from signaal.workflows.calendar import local_day


def month_of(moment: datetime) -> str:
    """The month of a moment in Amsterdam, as 2026-11."""
    return local_day(moment).strftime("%Y-%m")


def log_code(month: str) -> str:
    """A month as the log writes it: m2026_11."""
    return "m" + month.replace("-", "_")


def of(row: Begun, team_id: str, now: datetime) -> Result:
    """What a clock shows now, counted for this team."""
    return rules.result(_course(row, team_id), now)


def keep(unit: Unit, ctx: Ctx, case: CaseRow) -> int:
    """Keep what came of the clocks of a card that is about to be erased; return how many."""
    found = months.of_case(unit, case.id)
    for row in found:
        came = rules.gone(_course(row, row.sender_team_id), ctx.now)
        kept = ClockResultRow(
            id=ctx.tools.ids(),
            month=month_of(row.started_at),
            sender_team_id=row.sender_team_id,
            recipient_team_id=row.recipient_team_id,
            came=came.came.value,
            no_duty=came.no_duty,
            against=came.against.value if came.against else None,
            to_contact=came.to_contact,
            to_answer=came.to_answer,
            inside=came.inside,
            outside=came.outside,
            to_calm=came.to_calm,
        )
        months.keep(unit, kept)
    return len(found)


def of_kept(row: ClockResultRow, team_id: str) -> Result:
    """What was kept, counted for this team."""
    return Result(
        team=team_id,
        came=Came(row.came),
        no_duty=row.no_duty,
        against=Side(row.against) if row.against else None,
        to_contact=row.to_contact,
        to_answer=row.to_answer,
        inside=row.inside,
        outside=row.outside,
        to_calm=row.to_calm,
    )


def _course(row: Begun, team_id: str) -> Course:
    return Course(
        team=team_id,
        state=ClockState(row.state),
        started_at=row.started_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        yes_at=row.yes_at,
        acknowledged_at=row.acknowledged_at,
        reached_at=row.reached_at,
        no_duty=row.no_duty,
    )
