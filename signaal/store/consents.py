"""Yes, no, and a yes taken back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_cases import RecordRow
from signaal.store.tables_sharing import ConsentRow
from signaal.store.units import Unit


def add(unit: Unit, row: ConsentRow) -> ConsentRow:
    """Store a new answer of the family."""
    return unit.add(row)


def find(reader: Reader, consent_id: str) -> ConsentRow | None:
    """By id, or None."""
    return reader.find(ConsentRow, consent_id)


def get(reader: Reader, consent_id: str) -> ConsentRow:
    """By id. NotFound otherwise."""
    return reader.get(ConsentRow, consent_id)


def locked(unit: Unit, consent_id: str) -> ConsentRow:
    """By id, kept from others until the unit ends. NotFound otherwise."""
    return unit.locked(ConsentRow, consent_id)


def by_ids(reader: Reader, consent_ids: Collection[str]) -> dict[str, ConsentRow]:
    """Answers by id, in one question."""
    asked = select(ConsentRow).where(ConsentRow.id.in_(set(consent_ids)))
    return {row.id: row for row in reader.session.scalars(asked)}


def of_case(reader: Reader, case_id: str, state: str | None = None) -> list[ConsentRow]:
    """The answers in a case, oldest first; of one state when named (given, declined, withdrawn)."""
    asked = select(ConsentRow).where(ConsentRow.case_id == case_id)
    if state is not None:
        asked = asked.where(ConsentRow.state == state)
    return list(reader.session.scalars(asked.order_by(ConsentRow.created_at, ConsentRow.id)))


def withdraw(_unit: Unit, row: ConsentRow, at: datetime) -> None:
    """Take a yes back."""
    row.state = "withdrawn"
    row.withdrawn_at = at


def past_keeping(reader: Reader, now: datetime, limit: int = 100, skip: int = 0) -> list[ConsentRow]:
    """Proofs whose term is over, longest first; `skip` passes over those that cannot go yet."""
    asked = select(ConsentRow).where(ConsentRow.keep_until <= now)
    asked = asked.order_by(ConsentRow.keep_until, ConsentRow.id).offset(skip)
    return list(reader.session.scalars(asked.limit(limit)))


def past_of_teams(reader: Reader, team_ids: Collection[str], until: datetime) -> list[ConsentRow]:
    """Proofs that these teams sealed whose term passes before a moment, soonest first; the case may be gone."""
    asked = select(ConsentRow).join(RecordRow, RecordRow.id == ConsentRow.record_id)
    asked = asked.where(RecordRow.owner_team_id.in_(set(team_ids)), ConsentRow.keep_until < until)
    return list(reader.session.scalars(asked.order_by(ConsentRow.keep_until, ConsentRow.id)))
