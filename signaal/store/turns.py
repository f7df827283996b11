"""The roster: turns by organisation and by person, and the alarms about moments without duty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select

from signaal.store.reader import Reader
from signaal.store.tables_on_call import DutyAlarmRow, TurnReadRow, TurnRow
from signaal.store.tables_people import OrganisationRow
from signaal.store.units import Unit
from signaal.store.upserts import insert_once


def find(reader: Reader, turn_id: str) -> TurnRow | None:
    """By id, or None."""
    return reader.find(TurnRow, turn_id)


def locked(unit: Unit, turn_id: str) -> TurnRow:
    """By id, kept from others until the unit ends. NotFound otherwise."""
    return unit.locked(TurnRow, turn_id)


def of_organisation(reader: Reader, organisation_id: str, since: datetime) -> list[TurnRow]:
    """The turns of one organisation that end after a moment, the first to begin on top."""
    return list(reader.session.scalars(_after(since).where(TurnRow.organisation_id == organisation_id)))


def of_kind(reader: Reader, kind: str, since: datetime) -> list[TurnRow]:
    """The turns of every organisation of one kind that end after a moment."""
    asked = _after(since).join(OrganisationRow, OrganisationRow.id == TurnRow.organisation_id)
    return list(reader.session.scalars(asked.where(OrganisationRow.kind == kind)))


def everything(reader: Reader, since: datetime) -> list[TurnRow]:
    """Every turn that ends after a moment."""
    return list(reader.session.scalars(_after(since)))


def locked_of_source(unit: Unit, organisation_id: str, source: str, since: datetime) -> list[TurnRow]:
    """What was read from one calendar and is not over at this moment, as it is now, kept from others."""
    asked = _after(since).where(TurnRow.organisation_id == organisation_id, TurnRow.source == source)
    return list(unit.session.scalars(asked.with_for_update(), execution_options={"populate_existing": True}))


def read_of(reader: Reader, rows: Iterable[TurnRow]) -> dict[str, TurnReadRow]:
    """What a calendar gave for these turns, by turn; none for one that somebody wrote by hand."""
    ids = {row.id for row in rows}
    asked = select(TurnReadRow).where(TurnReadRow.turn_id.in_(ids))
    return {row.turn_id: row for row in reader.session.scalars(asked)}


def remove(unit: Unit, rows: Iterable[TurnRow]) -> None:
    """Turns go, and what a calendar gave for them."""
    gone = list(rows)
    for row in (*read_of(unit, gone).values(), *gone):
        unit.delete(row)


def asked_of(reader: Reader, user_id: str, since: datetime) -> list[TurnRow]:
    """The turns that somebody was asked to take over and that are not over."""
    return list(reader.session.scalars(_after(since).where(TurnRow.asked_user_id == user_id)))


def over_before(reader: Reader, moment: datetime) -> list[TurnRow]:
    """Turns that ended before a moment."""
    return list(reader.session.scalars(select(TurnRow).where(TurnRow.ends_at < moment).order_by(TurnRow.id)))


def alarm_once(unit: Unit, kind: str, starts_at: datetime, told_at: datetime) -> bool:
    """Remember that this moment without duty was told; False when it was told before."""
    return insert_once(unit, DutyAlarmRow, {"kind": kind, "starts_at": starts_at, "told_at": told_at})


def _after(since: datetime) -> Select[TurnRow]:
    return (
        select(TurnRow).where(TurnRow.ends_at > since).order_by(TurnRow.starts_at, TurnRow.second, TurnRow.id)
    )
