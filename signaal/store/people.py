"""Accounts. What somebody may do stands in `memberships`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select

from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.units import Unit


def add(unit: Unit, row: UserRow) -> UserRow:
    """Store a new account."""
    return unit.add(row)


def find(reader: Reader, user_id: str) -> UserRow | None:
    """By id, or None."""
    return reader.find(UserRow, user_id)


def get(reader: Reader, user_id: str) -> UserRow:
    """By id. NotFound otherwise."""
    return reader.get(UserRow, user_id)


def find_by_login(reader: Reader, login: str) -> UserRow | None:
    """By login name, exactly as stored, or None."""
    return reader.session.scalars(select(UserRow).where(UserRow.login == login)).one_or_none()


def with_email(reader: Reader, email: str) -> list[UserRow]:
    """Everybody with this address: two accounts may share one."""
    return list(reader.session.scalars(select(UserRow).where(UserRow.email == email).order_by(UserRow.login)))


def find_by_activation(reader: Reader, activation_hash: bytes, now: datetime) -> UserRow | None:
    """The account that an unexpired invitation belongs to, or None."""
    asked = select(UserRow).where(
        UserRow.activation_hash == activation_hash,
        UserRow.activation_expires > now,
        UserRow.state != "disabled",
    )
    return reader.session.scalars(asked).one_or_none()


def by_ids(reader: Reader, user_ids: Collection[str]) -> dict[str, UserRow]:
    """Accounts by id, in one question."""
    asked = select(UserRow).where(UserRow.id.in_(set(user_ids)))
    return {row.id: row for row in reader.session.scalars(asked)}


def names(reader: Reader, user_ids: Collection[str]) -> dict[str, str]:
    """Names of colleagues by id, in one question."""
    asked = select(UserRow.id, UserRow.name).where(UserRow.id.in_(set(user_ids)))
    return {row.id: row.name for row in reader.session.execute(asked)}


def everything(reader: Reader) -> list[UserRow]:
    """All accounts, by name."""
    return list(reader.session.scalars(select(UserRow).order_by(UserRow.name, UserRow.id)))


def with_pending(reader: Reader) -> list[UserRow]:
    """Accounts with new credentials that wait, by name."""
    asked = select(UserRow).where(UserRow.pending.is_not(None))
    return list(reader.session.scalars(asked.order_by(UserRow.name, UserRow.id)))


def of_organisation(reader: Reader, organisation_id: str) -> list[UserRow]:
    """Everybody with a membership that has not ended, by name."""
    return _of(reader, organisation_id, MembershipRow.state != "ended")


def ever_of_organisation(reader: Reader, organisation_id: str) -> list[UserRow]:
    """Everybody who has or had a membership, by name: who left is still looked for in the log."""
    return _of(reader, organisation_id)


def _of(reader: Reader, organisation_id: str, *more: ColumnElement[bool]) -> list[UserRow]:
    inside = select(MembershipRow.user_id).where(MembershipRow.organisation_id == organisation_id, *more)
    asked = select(UserRow).where(UserRow.id.in_(inside)).order_by(UserRow.name, UserRow.id)
    return list(reader.session.scalars(asked))


def take_totp_step(unit: Unit, user_id: str, step: int) -> bool:
    """Use up a code of the second factor: True once per step, also for two requests at the same moment."""
    user = unit.locked(UserRow, user_id)
    if step <= user.totp_last_step:
        return False
    user.totp_last_step = step
    return True
