"""Slowing down who guesses: failures per key, and until when to wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from signaal.store.reader import Reader
from signaal.store.tables_sessions import ThrottleRow
from signaal.store.units import Unit
from signaal.store.upserts import insert_or_change


def find(reader: Reader, key: str) -> ThrottleRow | None:
    """What is known of a key, or None."""
    return reader.find(ThrottleRow, key)


def starting_with(reader: Reader, prefix: str) -> list[ThrottleRow]:
    """All keys that begin like this, in order."""
    asked = select(ThrottleRow).where(ThrottleRow.key.startswith(prefix, autoescape=True))
    return list(reader.session.scalars(asked.order_by(ThrottleRow.key)))


def add_failure(unit: Unit, key: str, now: datetime) -> int:
    """One more failure; return how many there are now. Two at the same moment count as two.

    `until` is first set to `now`, so that a row nobody needs any more can be found by its age.
    """
    changes = {"failures": ThrottleRow.failures + 1}
    insert_or_change(unit, ThrottleRow, {"key": key, "failures": 1, "until": now}, changes)
    return unit.locked(ThrottleRow, key).failures


def wait(unit: Unit, key: str, until: datetime) -> None:
    """No further try before this moment. NotFound when nothing failed under this key."""
    unit.locked(ThrottleRow, key).until = until


def clear(unit: Unit, key: str) -> None:
    """Forget the failures of a key."""
    unit.session.execute(delete(ThrottleRow).where(ThrottleRow.key == key))


def forget(unit: Unit, before: datetime) -> None:
    """Delete keys that nobody has to wait for since before a moment."""
    unit.session.execute(delete(ThrottleRow).where(ThrottleRow.until < before))
