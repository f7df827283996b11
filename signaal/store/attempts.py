"""Tries to reach a family."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_clocks import AttemptRow
from signaal.store.units import Unit


def add(unit: Unit, row: AttemptRow) -> AttemptRow:
    """Store a try."""
    return unit.add(row)


def of_case(reader: Reader, case_id: str) -> list[AttemptRow]:
    """All tries in a case, oldest first."""
    asked = select(AttemptRow).where(AttemptRow.case_id == case_id)
    return list(reader.session.scalars(asked.order_by(AttemptRow.at, AttemptRow.id)))


def of_deadline(reader: Reader, deadline_id: str) -> list[AttemptRow]:
    """The tries made for one clock, oldest first."""
    asked = select(AttemptRow).where(AttemptRow.deadline_id == deadline_id)
    return list(reader.session.scalars(asked.order_by(AttemptRow.at, AttemptRow.id)))
