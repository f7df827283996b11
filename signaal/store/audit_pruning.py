"""Removing the bytes of events whose term is over: the one door in tables that are otherwise written once.

The door opens for the owner of the tables, and only as far as an event of the log announced (triggers, migration 0010).
Leaves stay.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from signaal.store.base import Base
from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditEventRow, AuditIndexRow, AuditPrunedRow, AuditSubjectRow
from signaal.store.units import Unit
from signaal.terms import Conflict, Say


def kept_from(reader: Reader) -> int:
    """The first event whose bytes are still there by this table; 0 when nothing was ever removed."""
    return reader.session.scalars(select(func.coalesce(func.max(AuditPrunedRow.size), 0))).one()


def first_since(reader: Reader, moment: datetime) -> int | None:
    """The first event at or behind a moment, in the order of the log; None when all are older."""
    row = AuditIndexRow
    return reader.session.scalars(select(func.min(row.seq)).where(row.at >= moment)).one()


def last_moment(reader: Reader, size: int) -> datetime:
    """The latest moment of the events below `size`. NoResultFound when there are none."""
    row = AuditIndexRow
    return reader.session.scalars(select(row.at).where(row.seq < size).order_by(row.at.desc()).limit(1)).one()


def first_moment(reader: Reader) -> datetime:
    """The earliest moment of the events that are still there."""
    return reader.session.scalars(select(AuditIndexRow.at).order_by(AuditIndexRow.at).limit(1)).one()


def remove(unit: Unit, size: int, announced: int, at: datetime) -> None:
    """Remove what is below `size`, because the event at `announced` says so.

    Raises:
        Conflict: no event announces it, or the role may not.
    """
    unit.add(AuditPrunedRow(size=size, announced=announced, at=at))
    try:
        unit.session.flush()
        run = (
            unit.session.connection().execute
        )  # past the ORM: these tables are no evidence but the log itself
        for row in (AuditEventRow, AuditIndexRow, AuditSubjectRow):
            table = Base.metadata.tables[row.__tablename__]
            run(delete(table).where(table.c.seq < size))
    except DBAPIError as problem:
        raise Conflict(Say("upkeep.prune_refused")) from problem
