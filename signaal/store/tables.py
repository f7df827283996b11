"""Every table, so that whoever needs the whole schema imports one name."""

from __future__ import annotations

from signaal.store import (
    tables_audit,
    tables_cases,
    tables_clocks,
    tables_finding,
    tables_joining,
    tables_months,
    tables_on_call,
    tables_people,
    tables_recovery,
    tables_requests,
    tables_retention,
    tables_reviews,
    tables_sessions,
    tables_sharing,
    tables_unlocking,
    tables_work,
)
from signaal.store.base import Base

ROOMS = (
    tables_people,
    tables_joining,
    tables_recovery,
    tables_sessions,
    tables_unlocking,
    tables_cases,
    tables_sharing,
    tables_clocks,
    tables_on_call,
    tables_months,
    tables_work,
    tables_finding,
    tables_retention,
    tables_requests,
    tables_reviews,
    tables_audit,
)

SCHEMA = Base.metadata


def row_classes() -> list[type[Base]]:
    """Every row class, by table name."""
    found = [mapper.class_ for mapper in Base.registry.mappers]
    return sorted(found, key=lambda row: str(row.__tablename__))


def witnessed() -> list[type[Base]]:
    """The row classes whose changes need an event, by table name."""
    return [row for row in row_classes() if row.__witness__]
