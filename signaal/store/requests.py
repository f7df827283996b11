"""Requests of families: found by organisation, by case, by id."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader, present
from signaal.store.tables_requests import FamilyRequestRow
from signaal.store.units import Unit


def find(reader: Reader, request_id: str) -> FamilyRequestRow | None:
    """By id, or None: also when its card was erased."""
    return reader.find(FamilyRequestRow, request_id)


def locked(unit: Unit, request_id: str) -> FamilyRequestRow:
    """By id, kept from others until the unit ends. NotFound otherwise."""
    asked = select(FamilyRequestRow).where(FamilyRequestRow.id == request_id).with_for_update()
    return present(unit.session.scalars(asked, execution_options={"populate_existing": True}).one_or_none())


def of_organisation(reader: Reader, organisation_id: str, limit: int = 200) -> list[FamilyRequestRow]:
    """Unanswered ones first, the oldest on top; then what was answered, the last on top."""
    row = FamilyRequestRow
    mine = select(row).where(row.organisation_id == organisation_id)
    waiting = mine.where(row.answered_at.is_(None)).order_by(row.received_at, row.id)
    done = mine.where(row.answered_at.is_not(None)).order_by(row.answered_at.desc(), row.id).limit(limit)
    return [*reader.session.scalars(waiting), *reader.session.scalars(done)]


def of_case(reader: Reader, case_id: str) -> list[FamilyRequestRow]:
    """All of one card, oldest first."""
    row = FamilyRequestRow
    asked = select(row).where(row.case_id == case_id).order_by(row.received_at, row.id)
    return list(reader.session.scalars(asked))


def asking_for_names(reader: Reader) -> list[FamilyRequestRow]:
    """Those in which somebody asked to name employees, and nobody agreed yet; longest waiting first."""
    row = FamilyRequestRow
    asked = select(row).where(
        row.names_asked_at.is_not(None), row.names_agreed_at.is_(None), row.answered_at.is_(None)
    )
    return list(reader.session.scalars(asked.order_by(row.names_asked_at, row.id)))
