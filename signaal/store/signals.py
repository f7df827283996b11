"""Signals of a case."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_cases import SignalRow
from signaal.store.units import Unit


def add(unit: Unit, row: SignalRow) -> SignalRow:
    """Store a new signal."""
    return unit.add(row)


def find(reader: Reader, signal_id: str) -> SignalRow | None:
    """By id, or None."""
    return reader.find(SignalRow, signal_id)


def get(reader: Reader, signal_id: str) -> SignalRow:
    """By id. NotFound otherwise."""
    return reader.get(SignalRow, signal_id)


def of_case(reader: Reader, case_id: str) -> list[SignalRow]:
    """All signals of a case, replaced ones too, oldest first."""
    asked = select(SignalRow).where(SignalRow.case_id == case_id)
    return list(reader.session.scalars(asked.order_by(SignalRow.created_at, SignalRow.id)))


def replace(unit: Unit, old: SignalRow, new: SignalRow) -> SignalRow:
    """Store a correction: a signal is never edited."""
    old.replaced_by = new.id
    return unit.add(new)
