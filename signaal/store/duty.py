"""Who can be called, when, on which number: functions only, no names."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from signaal.store.reader import Reader
from signaal.store.tables_clocks import DutyRow
from signaal.store.tables_people import OrganisationRow
from signaal.store.units import Unit

_OF_ORGANISATION = (
    select(DutyRow)
    .where(DutyRow.organisation_id == bindparam("organisation"))
    .order_by(DutyRow.position, DutyRow.id)
)


def add(unit: Unit, row: DutyRow) -> DutyRow:
    """Store a line of the duty list."""
    return unit.add(row)


def get(reader: Reader, duty_id: str) -> DutyRow:
    """By id. NotFound otherwise."""
    return reader.get(DutyRow, duty_id)


def everything(reader: Reader) -> list[DutyRow]:
    """The whole duty list, by organisation and position."""
    return list(
        reader.session.scalars(
            select(DutyRow).order_by(DutyRow.organisation_id, DutyRow.position, DutyRow.id)
        )
    )


def of_organisation(reader: Reader, organisation_id: str) -> list[DutyRow]:
    """One organisation's duty list, by position."""
    return list(reader.session.scalars(_OF_ORGANISATION, {"organisation": organisation_id}))


def of_kind(reader: Reader, kind: str) -> list[DutyRow]:
    """The duty lists of every organisation of one kind, by its name and position."""
    asked = select(DutyRow).join(OrganisationRow, OrganisationRow.id == DutyRow.organisation_id)
    asked = asked.where(OrganisationRow.kind == kind)
    return list(reader.session.scalars(asked.order_by(OrganisationRow.name, DutyRow.position, DutyRow.id)))


def remove(unit: Unit, row: DutyRow) -> None:
    """Take a line out."""
    unit.delete(row)
