"""Clocks without a card. Nothing here says overdue: whoever looks compares `due_at` with the moment (R14)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, literal_column, select

from signaal.store.reader import Reader
from signaal.store.tables_retention import OfficeClockRow
from signaal.store.units import Unit

RUNNING: ColumnElement[bool] = OfficeClockRow.state == literal_column("'running'")
"""Spelled out, not bound: SQLite uses the partial indexes only when it can read the word."""


_DUE = (
    select(OfficeClockRow)
    .where(RUNNING, OfficeClockRow.next_step_at <= bindparam("now"))
    .order_by(OfficeClockRow.next_step_at, OfficeClockRow.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
"""Put together once: every sweep asks it."""


def claim_next(unit: Unit, now: datetime, but: Collection[str] = ()) -> OfficeClockRow | None:
    """The first running clock whose next step is due, for this unit alone; `but` leaves out those that failed."""
    asked = _DUE.where(OfficeClockRow.id.not_in(set(but))) if but else _DUE
    return unit.session.scalars(asked, {"now": now}, execution_options={"populate_existing": True}).first()


def of_target(reader: Reader, target_id: str) -> OfficeClockRow | None:
    """The clock of one incident, request or sample: the newest; None when it has none."""
    asked = select(OfficeClockRow).where(OfficeClockRow.target_id == target_id)
    return reader.session.scalars(asked.order_by(OfficeClockRow.started_at.desc()).limit(1)).first()


def of_targets(reader: Reader, target_ids: Collection[str]) -> dict[str, OfficeClockRow]:
    """The clocks of many, by target: a list costs one question."""
    asked = select(OfficeClockRow).where(OfficeClockRow.target_id.in_(set(target_ids)))
    return {row.target_id: row for row in reader.session.scalars(asked.order_by(OfficeClockRow.started_at))}


def running(reader: Reader, organisation_ids: Collection[str]) -> list[OfficeClockRow]:
    """Running clocks of these organisations, first due first."""
    asked = select(OfficeClockRow).where(RUNNING, OfficeClockRow.organisation_id.in_(set(organisation_ids)))
    return list(reader.session.scalars(asked.order_by(OfficeClockRow.due_at, OfficeClockRow.id)))


def failing(reader: Reader) -> int:
    """How many running clocks had a step that could not be taken."""
    asked = select(func.count()).select_from(OfficeClockRow).where(RUNNING, OfficeClockRow.failures > 0)
    return reader.session.scalars(asked).one()


def waiting_since(reader: Reader, now: datetime) -> datetime | None:
    """The oldest step that is due and not taken, or None."""
    asked = select(func.min(OfficeClockRow.next_step_at)).where(RUNNING, OfficeClockRow.next_step_at <= now)
    return reader.session.scalars(asked).one()
