"""The PIN of a session: what is sealed under it, and how many tries are left."""

from __future__ import annotations

from signaal.store.reader import Reader
from signaal.store.tables_unlocking import SessionPinRow
from signaal.store.units import Unit


def add(unit: Unit, row: SessionPinRow) -> SessionPinRow:
    """Store a PIN for a session that has none."""
    return unit.add(row)


def find(reader: Reader, session_id: str) -> SessionPinRow | None:
    """The PIN of a session, or None."""
    return reader.find(SessionPinRow, session_id)


def locked(unit: Unit, session_id: str) -> SessionPinRow | None:
    """The same, kept from others until this unit ends. Whoever needs the session too locks that one first."""
    return unit.session.get(SessionPinRow, session_id, with_for_update=True, populate_existing=True)


def take_try(unit: Unit, session_id: str) -> SessionPinRow | None:
    """Use up one try before it is looked at; None when there is no PIN or no try left.

    Two requests at the same moment wait for each other here: they never share a try.
    """
    row = locked(unit, session_id)
    if row is None or row.left < 1:
        return None
    row.left -= 1
    return row


def forget(unit: Unit, session_id: str) -> bool:
    """Delete the PIN of a session. False when it had none."""
    row = locked(unit, session_id)
    if row is not None:
        unit.delete(row)
    return row is not None
