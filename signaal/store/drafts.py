"""Forms to finish later, sealed to their writer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from signaal.store.reader import Reader
from signaal.store.tables_sessions import DraftRow
from signaal.store.units import Unit


def find(reader: Reader, draft_id: str, user_id: str) -> DraftRow | None:
    """Somebody's own draft, or None."""
    asked = select(DraftRow).where(DraftRow.id == draft_id, DraftRow.user_id == user_id)
    return reader.session.scalars(asked).one_or_none()


def keep(
    unit: Unit,
    draft_id: str,
    user_id: str,
    form: str,
    sealed: bytes,
    now: datetime,
    subject_code: str | None = None,
) -> DraftRow:
    """Store a draft, or its newer version under the same id; `subject_code` is the card or referral it is about."""
    row = find(unit, draft_id, user_id)
    if row is None:
        made = DraftRow(
            id=draft_id, user_id=user_id, form=form, sealed=sealed, subject_code=subject_code, created_at=now,
            updated_at=now,
        )  # fmt: skip
        return unit.add(made)
    row.sealed, row.subject_code = sealed, subject_code
    row.updated_at = now
    return row


def of_user(reader: Reader, user_id: str) -> list[DraftRow]:
    """Somebody's drafts, last changed first."""
    asked = (
        select(DraftRow).where(DraftRow.user_id == user_id).order_by(DraftRow.updated_at.desc(), DraftRow.id)
    )
    return list(reader.session.scalars(asked))


def count(reader: Reader, user_id: str) -> int:
    """How many drafts somebody has."""
    asked = select(func.count()).select_from(DraftRow).where(DraftRow.user_id == user_id)
    return reader.session.scalars(asked).one()


def drop(unit: Unit, draft_id: str, user_id: str) -> bool:
    """Delete somebody's own draft. False when there was none."""
    row = find(unit, draft_id, user_id)
    if row is not None:
        unit.delete(row)
    return row is not None


def forget(unit: Unit, before: datetime) -> None:
    """Delete drafts that nobody changed since before a moment."""
    unit.session.execute(delete(DraftRow).where(DraftRow.updated_at < before))


def drop_all(unit: Unit, user_id: str) -> None:
    """Delete somebody's drafts: sealed to a key that is gone, nobody can open them any more."""
    unit.session.execute(delete(DraftRow).where(DraftRow.user_id == user_id))
