"""Steps that a clock took."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineStepRow
from signaal.store.units import Unit


def add(unit: Unit, row: DeadlineStepRow) -> DeadlineStepRow:
    """Store that a step was taken. The database refuses the same step of a leg a second time."""
    return unit.add(row)


def find(reader: Reader, deadline_id: str, leg: int, number: int) -> DeadlineStepRow | None:
    """One step of one leg, or None when it was not taken."""
    asked = select(DeadlineStepRow).where(
        DeadlineStepRow.deadline_id == deadline_id,
        DeadlineStepRow.leg == leg,
        DeadlineStepRow.number == number,
    )
    return reader.session.scalars(asked).one_or_none()


def of_deadline(reader: Reader, deadline_id: str) -> list[DeadlineStepRow]:
    """The steps a clock took, in order."""
    return of_deadlines(reader, [deadline_id]).get(deadline_id, [])


def of_deadlines(reader: Reader, deadline_ids: Collection[str]) -> dict[str, list[DeadlineStepRow]]:
    """The steps of many clocks, by clock, in order."""
    asked = select(DeadlineStepRow).where(DeadlineStepRow.deadline_id.in_(set(deadline_ids)))
    grouped: dict[str, list[DeadlineStepRow]] = {}
    for row in reader.session.scalars(asked.order_by(DeadlineStepRow.leg, DeadlineStepRow.number)):
        grouped.setdefault(row.deadline_id, []).append(row)
    return grouped
