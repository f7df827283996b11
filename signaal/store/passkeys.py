"""Passkeys of people, and the questions that a browser may answer with one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_unlocking import PasskeyChallengeRow, PasskeyRow
from signaal.store.units import Unit


def add(unit: Unit, row: PasskeyRow) -> PasskeyRow:
    """Store a new passkey."""
    return unit.add(row)


def of_user(reader: Reader, user_id: str) -> list[PasskeyRow]:
    """Somebody's passkeys, oldest first."""
    asked = select(PasskeyRow).where(PasskeyRow.user_id == user_id)
    return list(reader.session.scalars(asked.order_by(PasskeyRow.created_at, PasskeyRow.id)))


def count(reader: Reader, user_id: str) -> int:
    """How many somebody has."""
    asked = select(func.count()).select_from(PasskeyRow).where(PasskeyRow.user_id == user_id)
    return reader.session.scalars(asked).one()


def find(reader: Reader, passkey_id: str, user_id: str) -> PasskeyRow | None:
    """Somebody's own passkey, or None."""
    asked = select(PasskeyRow).where(PasskeyRow.id == passkey_id, PasskeyRow.user_id == user_id)
    return reader.session.scalars(asked).one_or_none()


def with_user(reader: Reader, credential_id: bytes) -> tuple[PasskeyRow, UserRow] | None:
    """The passkey that the authenticator names, with its account, in one question."""
    asked = select(PasskeyRow, UserRow).join(UserRow, UserRow.id == PasskeyRow.user_id)
    found = reader.session.execute(asked.where(PasskeyRow.credential_id == credential_id)).one_or_none()
    return (found[0], found[1]) if found is not None else None


def used(unit: Unit, passkey_id: str, counted: int, now: datetime) -> bool:
    """Keep the authenticator's counter: True once per count, also for two requests at the same moment.

    An authenticator that does not count says 0 every time.
    """
    row = unit.session.get(PasskeyRow, passkey_id, with_for_update=True, populate_existing=True)
    if row is None or ((counted or row.sign_count) and counted <= row.sign_count):
        return False
    row.sign_count = counted
    row.last_used_at = now
    return True


def drop(unit: Unit, passkey_id: str, user_id: str) -> bool:
    """Delete somebody's own passkey. False when there was none."""
    row = find(unit, passkey_id, user_id)
    if row is not None:
        unit.delete(row)
    return row is not None


def ask(unit: Unit, row: PasskeyChallengeRow, now: datetime) -> None:
    """Store a question. Its holder's earlier ones go, and everybody's that are over."""
    old = PasskeyChallengeRow.expires_at <= now
    unit.session.execute(delete(PasskeyChallengeRow).where(old | (PasskeyChallengeRow.holder == row.holder)))
    unit.add(row)


def take(unit: Unit, challenge_id: str, purpose: str, holder: bytes, now: datetime) -> bool:
    """Use up a question: True once, for whom it was asked, in time."""
    asked = delete(PasskeyChallengeRow).where(
        PasskeyChallengeRow.id == challenge_id,
        PasskeyChallengeRow.purpose == purpose,
        PasskeyChallengeRow.holder == holder,
        PasskeyChallengeRow.expires_at > now,
    )
    taken = unit.session.execute(asked.returning(PasskeyChallengeRow.id)).first()
    return taken is not None
