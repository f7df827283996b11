"""Public keys that people had before a reset."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_joining import FormerKeyRow
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit


def keep(unit: Unit, row_id: str, user: UserRow, at: datetime) -> None:
    """Remember the public keys of an account that gets others. Does nothing for one that has none."""
    if user.kem_public is None or user.sign_public is None or user.fingerprint is None:
        return
    unit.add(
        FormerKeyRow(
            id=row_id,
            user_id=user.id,
            kem_public=user.kem_public,
            sign_public=user.sign_public,
            fingerprint=user.fingerprint,
            replaced_at=at,
        )
    )


def find(reader: Reader, user_id: str, fingerprint: bytes | None) -> FormerKeyRow | None:
    """An earlier key of this person by its fingerprint, or None."""
    asked = select(FormerKeyRow).where(
        FormerKeyRow.user_id == user_id, FormerKeyRow.fingerprint == fingerprint
    )
    return reader.session.scalars(asked.order_by(FormerKeyRow.replaced_at)).first()


def of_user(reader: Reader, user_id: str) -> list[FormerKeyRow]:
    """Every key that somebody had before, oldest first."""
    asked = select(FormerKeyRow).where(FormerKeyRow.user_id == user_id)
    return list(reader.session.scalars(asked.order_by(FormerKeyRow.replaced_at, FormerKeyRow.id)))
