"""Organisations."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_people import OrganisationRow
from signaal.store.units import Unit


def add(unit: Unit, row: OrganisationRow) -> OrganisationRow:
    """Store a new organisation."""
    return unit.add(row)


def find(reader: Reader, organisation_id: str) -> OrganisationRow | None:
    """By id, or None."""
    return reader.find(OrganisationRow, organisation_id)


def get(reader: Reader, organisation_id: str) -> OrganisationRow:
    """By id. NotFound otherwise."""
    return reader.get(OrganisationRow, organisation_id)


def locked(unit: Unit, organisation_id: str) -> OrganisationRow:
    """Kept from others until this unit ends: who sets something up for it takes turns. NotFound otherwise."""
    return unit.locked(OrganisationRow, organisation_id)


def everything(reader: Reader) -> list[OrganisationRow]:
    """All of them, by name."""
    return list(reader.session.scalars(select(OrganisationRow).order_by(OrganisationRow.name)))


def of_kind(reader: Reader, kind: str) -> list[OrganisationRow]:
    """All of one kind, by name."""
    asked = select(OrganisationRow).where(OrganisationRow.kind == kind).order_by(OrganisationRow.name)
    return list(reader.session.scalars(asked))
