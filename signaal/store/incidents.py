"""Incidents of one organisation."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_retention import IncidentRow


def of_organisation(reader: Reader, organisation_id: str, limit: int = 200) -> list[IncidentRow]:
    """All of them, the last that became known first."""
    asked = select(IncidentRow).where(IncidentRow.organisation_id == organisation_id)
    return list(
        reader.session.scalars(asked.order_by(IncidentRow.known_at.desc(), IncidentRow.id).limit(limit))
    )


def find(reader: Reader, incident_id: str) -> IncidentRow | None:
    """By id, or None."""
    return reader.find(IncidentRow, incident_id)
