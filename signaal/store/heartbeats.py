"""Signs of life of the jobs, and the lease that says who may run one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_work import HeartbeatRow
from signaal.store.units import Unit
from signaal.store.upserts import insert_once, insert_or_change


def beat(unit: Unit, name: str, at: datetime, ok: bool = True, detail: str | None = None) -> None:
    """A job ran. `detail`: a number or the class of an error, never a value."""
    seen = {"at": at, "ok": ok, "detail": None if detail is None else detail[:120]}
    insert_or_change(unit, HeartbeatRow, {"name": name, **seen}, seen)


def find(reader: Reader, name: str) -> HeartbeatRow | None:
    """The last sign of life of a job, or None."""
    return reader.find(HeartbeatRow, name)


def everything(reader: Reader) -> dict[str, HeartbeatRow]:
    """The last sign of life of every job, by name."""
    return {row.name: row for row in reader.session.scalars(select(HeartbeatRow).order_by(HeartbeatRow.name))}


def take_lease(unit: Unit, name: str, holder: str, now: datetime, until: datetime) -> bool:
    """Ask to be the one that runs a job; True for one holder at a time, and for the same holder again."""
    insert_once(unit, HeartbeatRow, {"name": name, "at": now, "ok": True})
    row = unit.locked(HeartbeatRow, name)
    taken = row.holder not in {None, holder} and row.lease_until is not None and row.lease_until > now
    if not taken:
        row.holder = holder
        row.lease_until = until
    return not taken


def give_back(unit: Unit, name: str, holder: str) -> None:
    """End one's own lease; somebody else's stays."""
    row = unit.locked(HeartbeatRow, name)
    if row.holder == holder:
        row.holder = None
        row.lease_until = None
