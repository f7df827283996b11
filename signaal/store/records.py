"""Sealed records of a case, a referral or a consent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from signaal.store.reader import Reader
from signaal.store.tables_cases import RecordRow
from signaal.store.units import Unit


def add(unit: Unit, row: RecordRow) -> RecordRow:
    """Store a new record, or a new revision."""
    return unit.add(row)


def find(reader: Reader, record_id: str) -> RecordRow | None:
    """By id, or None."""
    return reader.find(RecordRow, record_id)


def get(reader: Reader, record_id: str) -> RecordRow:
    """By id. NotFound otherwise."""
    return reader.get(RecordRow, record_id)


def by_ids(reader: Reader, record_ids: Collection[str]) -> dict[str, RecordRow]:
    """Records by id, in one question."""
    asked = select(RecordRow).where(RecordRow.id.in_(set(record_ids)))
    return {row.id: row for row in reader.session.scalars(asked)}


def of_object(reader: Reader, object_kind: str, object_id: str, *kinds: str) -> list[RecordRow]:
    """The records in force of one object, oldest first; of some kinds only when they are named."""
    asked = _of(object_kind, [object_id], kinds).where(RecordRow.replaced_at.is_(None))
    return list(reader.session.scalars(asked))


def history(reader: Reader, object_kind: str, object_id: str, *kinds: str) -> list[RecordRow]:
    """All records of one object, replaced ones too, oldest first."""
    return list(reader.session.scalars(_of(object_kind, [object_id], kinds)))


def current(reader: Reader, object_kind: str, object_id: str, kind: str) -> RecordRow | None:
    """The newest record in force of one kind, such as the contact of a case, or None."""
    return current_of(reader, object_kind, [object_id], kind).get(object_id)


def current_of(
    reader: Reader, object_kind: str, object_ids: Collection[str], kind: str
) -> dict[str, RecordRow]:
    """The same for many objects at once, by object id: the names of a list cost one question."""
    asked = _of(object_kind, object_ids, (kind,)).where(RecordRow.replaced_at.is_(None))
    return {row.object_id: row for row in reader.session.scalars(asked)}


def replace(unit: Unit, old: RecordRow, new: RecordRow) -> RecordRow:
    """Store a correction: the old record stays as it is, marked as replaced."""
    old.replaced_at = new.created_at
    return unit.add(new)


def end(_unit: Unit, row: RecordRow, at: datetime) -> None:
    """Mark a record as no longer in force, without another in its place."""
    row.replaced_at = at


def _of(object_kind: str, object_ids: Collection[str], kinds: Collection[str]) -> Select[RecordRow]:
    asked = select(RecordRow).where(
        RecordRow.object_kind == object_kind, RecordRow.object_id.in_(set(object_ids))
    )
    if kinds:
        asked = asked.where(RecordRow.kind.in_(set(kinds)))
    return asked.order_by(RecordRow.created_at, RecordRow.revision, RecordRow.id)
