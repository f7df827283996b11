"""Witnesses of the log, and what they signed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditCosignatureRow, AuditPrunedRow, AuditWitnessRow
from signaal.store.units import Unit


def add(unit: Unit, row: AuditWitnessRow) -> AuditWitnessRow:
    """Store a new witness."""
    return unit.add(row)


def everybody(reader: Reader) -> Sequence[AuditWitnessRow]:
    """All witnesses, those that ended too, oldest first."""
    row = AuditWitnessRow
    return reader.session.scalars(select(row).order_by(row.added_at, row.id)).all()


def keep(unit: Unit, row: AuditCosignatureRow) -> AuditCosignatureRow:
    """Store what a witness signed."""
    return unit.add(row)


def cosignatures(reader: Reader) -> Sequence[AuditCosignatureRow]:
    """Everything that witnesses signed, smallest log first."""
    row = AuditCosignatureRow
    return reader.session.scalars(select(row).order_by(row.size, row.signed_at, row.id)).all()


def of_size(reader: Reader, size: int) -> Sequence[AuditCosignatureRow]:
    """What witnesses signed of the log when it had so many events."""
    row = AuditCosignatureRow
    return reader.session.scalars(select(row).where(row.size == size).order_by(row.signed_at, row.id)).all()


def newest(reader: Reader, witness_id: str) -> AuditCosignatureRow | None:
    """The last that one witness signed, by the moment it says."""
    row = AuditCosignatureRow
    asked = select(row).where(row.witness_id == witness_id).order_by(row.signed_at.desc(), row.size.desc())
    return reader.session.scalars(asked.limit(1)).first()


def pruned(reader: Reader) -> Sequence[AuditPrunedRow]:
    """How far events were removed, each time."""
    return reader.session.scalars(select(AuditPrunedRow).order_by(AuditPrunedRow.size)).all()
