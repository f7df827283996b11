"""Units of work: one write transaction that knows what it wrote, or one read that cannot write.

A unit that wrote witnessed rows commits only when the log has an event for all of them.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from signaal.store import revoking, witness
from signaal.store.base import Base
from signaal.store.reader import Reader, Row, by_key, present
from signaal.store.revoking import Notices


class UnauditedWrite(RuntimeError):
    """Rows were written that no event speaks of: a mistake in an action. Nothing was committed."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(
            f"rows of {', '.join(tables)} were written after the last event; append to the log last"
        )


class Unit(Reader):
    """A write transaction. Commit and rollback belong to `Store.unit`."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.connection = session.connection()
        """Past the ORM, in the same transaction; SQLite takes its write lock here, not at the first write."""
        self.audited = False
        """Set by the log when it has appended the event."""
        self.at: datetime | None = None
        """The moment of that event; set by the log."""
        self.notices = Notices()
        """What this unit revokes: it goes to the journal."""
        self._touched: dict[tuple[str, str], Base | None] = {}
        self._unspoken: dict[tuple[str, str], None] = {}
        session.info["unit"] = self

    def add(self, row: Row) -> Row:
        """Store a new row; it is flushed before the next question or at the end."""
        self.session.add(row)
        return row

    def locked(self, row_class: type[Row], key: str) -> Row:
        """The row as it is now, kept from others until this unit ends. NotFound when it is not there."""
        asked = _locking(row_class)
        found = self.session.scalars(asked, {"key": key}, execution_options={"populate_existing": True})
        row: Row | None = found.one_or_none()
        return present(row)

    def delete(self, row: Base) -> None:
        """Remove a row."""
        self.session.delete(row)

    def written(self) -> list[tuple[str, str, str | None]]:
        """What this unit wrote since it was last asked: (table, row id, SHA-256 or None when deleted).

        In the order of writing; the last state of a row wins. Whoever asks takes on to put it in the log: rows
        written after this call, and not asked for again, make the commit fail. Several events of one unit thus
        share its rows, each row in the first event after it was written.
        """
        self.session.flush()
        asked, self._unspoken = self._unspoken, {}
        return [
            (table, key, None if row is None else witness.digest(row))
            for table, key in asked
            for row in (self._touched[table, key],)
        ]

    def touched(self) -> dict[tuple[str, str], Base | None]:
        """Every witnessed row that was flushed, by table and row id; None when deleted. The simulator looks on."""
        return dict(self._touched)

    def changed(self, row: Base) -> bool:
        """Does this unit write something of this row that the log must hear of?"""
        return _changed(row) or witness.place(row) in self._touched

    def check(self) -> None:
        """Flush, and refuse what no event speaks of.

        Raises:
            UnauditedWrite: witnessed rows were written without an event, or after it.
        """
        self.session.flush()
        silent = self._unspoken if self.audited else self._touched
        if silent:
            raise UnauditedWrite(sorted({table for table, _ in silent}))

    def revoke(self) -> bool:
        """Store what this unit revoked, in this same unit; is there anything to take to the journal?"""
        found = revoking.rows(self.notices, self.at)
        self.session.add_all(found)
        self.session.flush()
        return bool(found)

    def gone(self, table: str, row_id: str) -> None:
        """A row that the log knows and that is not here any more: a restore left it out. The event says so."""
        self._touched[table, row_id] = None
        self._unspoken[table, row_id] = None

    def note(self, row: Base, *, deleted: bool) -> None:
        """A row was flushed: the session reports it here."""
        key = witness.place(row)
        self._touched.pop(key, None)
        self._touched[key] = None if deleted else row
        self._unspoken[key] = None


@cache
def _locking(row_class: type[Row]) -> Select[Row]:
    return by_key(row_class).with_for_update()


class UnitSession(Session):
    """The session of a unit: reports every flushed row to it."""


@event.listens_for(UnitSession, "after_flush")
def _report(session: Session, _: UOWTransaction) -> None:
    unit: Unit = session.info["unit"]
    for row in session.new:
        unit.notices.added(row)
        if row.__witness__:
            unit.note(row, deleted=False)
    for row in sorted(filter(_changed, session.dirty), key=witness.place):  # a set: give it an order
        unit.notices.changed(row)
        unit.note(row, deleted=False)
    for row in session.deleted:
        unit.notices.deleted(row)
        if row.__witness__:
            unit.note(row, deleted=True)


def _changed(row: Base) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in row.__witness__)


@event.listens_for(UnitSession, "do_orm_execute")
def _refuse_silent_statements(state: ORMExecuteState) -> None:
    if state.is_select:
        return
    target: Any = state.bind_mapper
    if target is None or target.class_.__witness__:
        raise RuntimeError("write witnessed rows through the session: a bare statement leaves no digest")
