"""Grants: which holder has which key, sealed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select

from signaal.store.reader import Reader
from signaal.store.tables_cases import GrantRow
from signaal.store.units import Unit


def add(unit: Unit, row: GrantRow) -> GrantRow:
    """Store a new grant."""
    return unit.add(row)


def current(reader: Reader, object_kind: str, object_id: str, holder_id: str) -> GrantRow | None:
    """The newest grant in force of one object for one holder (a team's or a user's id), or None."""
    return current_of(reader, object_kind, [object_id], [holder_id]).get((object_id, holder_id))


def current_of(
    reader: Reader, object_kind: str, object_ids: Collection[str], holder_ids: Collection[str]
) -> dict[tuple[str, str], GrantRow]:
    """The same for many objects and holders at once, by (object id, holder id)."""
    asked = select(GrantRow).where(
        GrantRow.object_kind == object_kind,
        GrantRow.object_id.in_(set(object_ids)),
        GrantRow.holder_id.in_(set(holder_ids)),
        GrantRow.ended_at.is_(None),
    )
    found = reader.session.scalars(asked.order_by(GrantRow.created_at, GrantRow.holder_version, GrantRow.id))
    return {(row.object_id, row.holder_id): row for row in found}


def of_object(reader: Reader, object_kind: str, object_id: str) -> list[GrantRow]:
    """All grants in force of one object, oldest first."""
    asked = select(GrantRow).where(
        GrantRow.object_kind == object_kind, GrantRow.object_id == object_id, GrantRow.ended_at.is_(None)
    )
    return list(reader.session.scalars(asked.order_by(GrantRow.created_at, GrantRow.id)))


def of_holder(reader: Reader, holder_id: str, object_kind: str | None = None) -> list[GrantRow]:
    """All grants in force of one holder, oldest first: what must be sealed again at a rotation."""
    asked = select(GrantRow).where(GrantRow.holder_id == holder_id, GrantRow.ended_at.is_(None))
    if object_kind is not None:
        asked = asked.where(GrantRow.object_kind == object_kind)
    return list(reader.session.scalars(asked.order_by(GrantRow.created_at, GrantRow.id)))


def of_person(reader: Reader, user_id: str) -> list[GrantRow]:
    """Grants in force that hang on somebody's own key: given to this person, or signed by this person. Oldest first."""
    asked = select(GrantRow).where(
        GrantRow.ended_at.is_(None), or_(GrantRow.holder_id == user_id, GrantRow.signer_id == user_id)
    )
    return list(reader.session.scalars(asked.order_by(GrantRow.created_at, GrantRow.id)))


def end(_unit: Unit, row: GrantRow, at: datetime) -> None:
    """End a grant: the sealed key is deleted, the row stays as a trace."""
    row.ended_at = at
    row.sealed_key = None


def end_all(
    unit: Unit, object_kind: str, object_id: str, at: datetime, holder_id: str | None = None
) -> list[GrantRow]:
    """End every grant of an object, or those of one holder; return those ended."""
    found = [row for row in of_object(unit, object_kind, object_id) if holder_id in {None, row.holder_id}]
    for row in found:
        end(unit, row, at)
    return found
