"""The second pair of eyes for a team: what was asked, which leads were seen, who said yes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_joining import TeamApprovalRow
from signaal.store.units import Unit

FOUNDING = "founding"
RECEIVING = "receiving"


def add(unit: Unit, row: TeamApprovalRow) -> TeamApprovalRow:
    """Store a question, or a question with its answer."""
    return unit.add(row)


def of_team(reader: Reader, team_id: str, what: str) -> list[TeamApprovalRow]:
    """What was asked and answered about a team, oldest first."""
    asked = select(TeamApprovalRow).where(TeamApprovalRow.team_id == team_id, TeamApprovalRow.what == what)
    return list(reader.session.scalars(asked.order_by(TeamApprovalRow.created_at, TeamApprovalRow.id)))


def unanswered(reader: Reader, team_id: str, what: str) -> TeamApprovalRow | None:
    """The question about a team that nobody answered yet, or None."""
    return next((row for row in of_team(reader, team_id, what) if row.approved_by is None), None)


def answer(_unit: Unit, row: TeamApprovalRow, approved_by: str, at: datetime) -> None:
    """Somebody else said yes."""
    row.approved_by = approved_by
    row.approved_at = at
