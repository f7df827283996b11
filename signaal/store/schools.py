"""When a school is closed: its holiday region, and the days that it chose itself."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_on_call import ClosingRow, SchoolRegionRow
from signaal.store.units import Unit


def region(reader: Reader, organisation_id: str) -> str | None:
    """The region of a school, or None when nobody said."""
    found = reader.find(SchoolRegionRow, organisation_id)
    return found.region if found is not None else None


def set_region(unit: Unit, organisation_id: str, chosen: str) -> None:
    """From now on in this region."""
    found = unit.find(SchoolRegionRow, organisation_id)
    if found is None:
        unit.add(SchoolRegionRow(organisation_id=organisation_id, region=chosen))
    else:
        found.region = chosen


def closings(reader: Reader, organisation_id: str) -> list[ClosingRow]:
    """The closing days of one school, the first on top."""
    asked = select(ClosingRow).where(ClosingRow.organisation_id == organisation_id)
    return list(reader.session.scalars(asked.order_by(ClosingRow.first_on, ClosingRow.id)))


def find_closing(reader: Reader, closing_id: str) -> ClosingRow | None:
    """By id, or None."""
    return reader.find(ClosingRow, closing_id)
