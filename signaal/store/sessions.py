"""Sessions: who is logged in, since when, and whether their secret is still there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from signaal.store import session_pins
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.store.units import Unit


def add(unit: Unit, row: SessionRow) -> SessionRow:
    """Store a new session."""
    return unit.add(row)


def find_by_token(reader: Reader, token_hash: bytes) -> SessionRow | None:
    """The session of a cookie, ended or not, or None."""
    return reader.session.scalars(select(SessionRow).where(SessionRow.token_hash == token_hash)).one_or_none()


def with_user(reader: Reader, token_hash: bytes) -> tuple[SessionRow, UserRow] | None:
    """The same with the account that it belongs to, in one question: every request asks this."""
    asked = select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user_id)
    found = reader.session.execute(asked.where(SessionRow.token_hash == token_hash)).one_or_none()
    return (found[0], found[1]) if found is not None else None


def get(reader: Reader, session_id: str) -> SessionRow:
    """By id. NotFound otherwise."""
    return reader.get(SessionRow, session_id)


def open_of_user(reader: Reader, user_id: str) -> list[SessionRow]:
    """Somebody's sessions that have not ended, newest first."""
    asked = select(SessionRow).where(SessionRow.user_id == user_id, SessionRow.ended_at.is_(None))
    return list(reader.session.scalars(asked.order_by(SessionRow.created_at.desc())))


def logged_in_before(reader: Reader, moment: datetime, limit: int = 100) -> list[SessionRow]:
    """Sessions not ended whose full login is older than `moment`: their time is over."""
    asked = select(SessionRow).where(SessionRow.ended_at.is_(None), SessionRow.full_login_at < moment)
    return list(reader.session.scalars(asked.order_by(SessionRow.full_login_at).limit(limit)))


def end(unit: Unit, row: SessionRow, at: datetime, reason: str) -> None:
    """End a session; its sealed secret and its PIN are deleted."""
    row.ended_at = at
    row.ended_reason = reason
    row.sealed_secret = None
    row.names_until = None
    unit.session.flush()  # the session is locked before its PIN, here as everywhere
    session_pins.forget(unit, row.id)


def end_all(unit: Unit, user_id: str, at: datetime, reason: str, but: str | None = None) -> list[SessionRow]:
    """End all of somebody's sessions, but the one with id `but`; return those ended."""
    ended = [row for row in open_of_user(unit, user_id) if row.id != but]
    for row in ended:
        end(unit, row, at, reason)
    return ended


def lock(_unit: Unit, row: SessionRow) -> None:
    """Delete the sealed secret; the session stays to tell why, and to keep what was typed. A PIN still opens it."""
    row.sealed_secret = None
    row.names_until = None


def hide(unit: Unit, row: SessionRow) -> None:
    """The same for good: the PIN goes too, so that only a full login opens again."""
    session_pins.forget(unit, row.id)
    lock(unit, row)


def idle_since(reader: Reader, moment: datetime, limit: int = 500) -> list[SessionRow]:
    """Sessions that still hold a secret and were last seen before a moment, oldest first."""
    asked = select(SessionRow).where(SessionRow.sealed_secret.is_not(None), SessionRow.last_seen_at < moment)
    return list(reader.session.scalars(asked.order_by(SessionRow.last_seen_at).limit(limit)))


def forget(unit: Unit, before: datetime, limit: int = 500) -> int:
    """Delete sessions that ended before a moment; return how many. These are writes: the log names them."""
    asked = select(SessionRow).where(SessionRow.ended_at < before).order_by(SessionRow.ended_at).limit(limit)
    found = list(unit.session.scalars(asked))
    for row in found:
        unit.delete(row)
    return len(found)
