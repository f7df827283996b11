"""Recovery papers: one counts per team, and one may be in the making."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_recovery import RecoveryPaperRow
from signaal.store.units import Unit


def add(unit: Unit, row: RecoveryPaperRow) -> RecoveryPaperRow:
    """Store a new paper."""
    return unit.add(row)


def find(reader: Reader, paper_id: str) -> RecoveryPaperRow | None:
    """By id, or None."""
    return reader.find(RecoveryPaperRow, paper_id)


def active(reader: Reader, team_id: str) -> RecoveryPaperRow | None:
    """The paper that counts, or None."""
    return _newest(reader, team_id, "active")


def draft(reader: Reader, team_id: str) -> RecoveryPaperRow | None:
    """The paper that is being made, or None."""
    return _newest(reader, team_id, "draft")


def of_team(reader: Reader, team_id: str, state: str) -> list[RecoveryPaperRow]:
    """Every paper of a team in one state, oldest first."""
    asked = select(RecoveryPaperRow).where(
        RecoveryPaperRow.team_id == team_id, RecoveryPaperRow.state == state
    )
    return list(reader.session.scalars(asked.order_by(RecoveryPaperRow.made_at, RecoveryPaperRow.id)))


def everything(reader: Reader) -> list[RecoveryPaperRow]:
    """Every paper there ever was, oldest first."""
    asked = select(RecoveryPaperRow).order_by(RecoveryPaperRow.made_at, RecoveryPaperRow.id)
    return list(reader.session.scalars(asked))


def end(_unit: Unit, row: RecoveryPaperRow, state: str, at: datetime) -> None:
    """A paper that counts no more: what was sealed to it is deleted."""
    row.state, row.ended_at = state, at
    row.sealed_team_secret = row.sealed_code = None


def _newest(reader: Reader, team_id: str, state: str) -> RecoveryPaperRow | None:
    found = of_team(reader, team_id, state)
    return found[-1] if found else None
