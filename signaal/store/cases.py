"""Cases: found by code, listed by page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from signaal.store import pages
from signaal.store.pages import Cursor, Page
from signaal.store.reader import Reader, present
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit


def add(unit: Unit, row: CaseRow) -> CaseRow:
    """Store a new case."""
    return unit.add(row)


def find(reader: Reader, pseudonym: str) -> CaseRow | None:
    """By code, or None."""
    return reader.session.scalars(select(CaseRow).where(CaseRow.pseudonym == pseudonym)).one_or_none()


def get(reader: Reader, pseudonym: str) -> CaseRow:
    """By code. NotFound otherwise."""
    return present(find(reader, pseudonym))


def find_by_id(reader: Reader, case_id: str) -> CaseRow | None:
    """By id, or None: also after it was erased."""
    return reader.find(CaseRow, case_id)


def get_by_id(reader: Reader, case_id: str) -> CaseRow:
    """By id. NotFound otherwise."""
    return reader.get(CaseRow, case_id)


def locked(unit: Unit, pseudonym: str) -> CaseRow:
    """By code, kept from others until the unit ends. NotFound otherwise."""
    asked = select(CaseRow).where(CaseRow.pseudonym == pseudonym).with_for_update()
    return present(unit.session.scalars(asked, execution_options={"populate_existing": True}).one_or_none())


def by_ids(reader: Reader, case_ids: Collection[str]) -> dict[str, CaseRow]:
    """Cases by id, in one question."""
    asked = select(CaseRow).where(CaseRow.id.in_(set(case_ids)))
    return {row.id: row for row in reader.session.scalars(asked)}


def codes(reader: Reader, case_ids: Collection[str]) -> dict[str, str]:
    """Case codes by id, in one question."""
    asked = select(CaseRow.id, CaseRow.pseudonym).where(CaseRow.id.in_(set(case_ids)))
    return {row.id: row.pseudonym for row in reader.session.execute(asked)}


def page(
    reader: Reader,
    team_id: str,
    *,
    owner_user_id: str | None = None,
    state: str | None = None,
    but_state: str | None = None,
    after: Cursor | None = None,
    size: int = pages.SIZE,
) -> Page[CaseRow]:
    """A team's cases, last changed first; of one owner only in a personal team.

    `state` asks for one state, `but_state` leaves one out (the closed ones, on an ordinary list).
    """
    asked = select(CaseRow).where(CaseRow.team_id == team_id)
    if owner_user_id is not None:
        asked = asked.where(CaseRow.owner_user_id == owner_user_id)
    if state is not None:
        asked = asked.where(CaseRow.state == state)
    if but_state is not None:
        asked = asked.where(CaseRow.state != but_state)
    beyond = pages.older(CaseRow.updated_at, CaseRow.id, after)
    if beyond is not None:
        asked = asked.where(beyond)
    found = reader.session.scalars(
        asked.order_by(CaseRow.updated_at.desc(), CaseRow.id.desc()).limit(size + 1)
    )
    return pages.cut(found.all(), size, "updated_at")


def counts(
    reader: Reader, team_ids: Collection[str], *, outside_only: bool = False
) -> dict[tuple[str, str], int]:
    """How many cases per (team id, state); `outside_only` counts those with a yes alone (R8)."""
    asked = select(CaseRow.team_id, CaseRow.state, func.count()).where(CaseRow.team_id.in_(set(team_ids)))
    if outside_only:
        asked = asked.where(CaseRow.outside_at.is_not(None))
    found = reader.session.execute(asked.group_by(CaseRow.team_id, CaseRow.state))
    return {(team_id, state): number for team_id, state, number in found}


def expired(reader: Reader, now: datetime, limit: int = 100, skip: int = 0) -> list[CaseRow]:
    """Cases whose term has passed, longest first; `skip` passes over those that are being held."""
    asked = select(CaseRow).where(CaseRow.expires_at <= now)
    asked = asked.order_by(CaseRow.expires_at, CaseRow.id).offset(skip)
    return list(reader.session.scalars(asked.limit(limit)))


def expiring(reader: Reader, team_ids: Collection[str], until: datetime, limit: int) -> list[CaseRow]:
    """Cases of these teams whose term passes before a moment, soonest first."""
    asked = select(CaseRow).where(CaseRow.team_id.in_(set(team_ids)), CaseRow.expires_at < until)
    return list(reader.session.scalars(asked.order_by(CaseRow.expires_at, CaseRow.id).limit(limit)))


def touch(_unit: Unit, row: CaseRow, now: datetime) -> None:
    """Something happened in the case: it comes first in its list."""
    row.updated_at = max(row.updated_at, now)


def of_owner(reader: Reader, team_id: str, user_id: str) -> list[CaseRow]:
    """Somebody's own cases in one team, oldest first."""
    asked = select(CaseRow).where(CaseRow.team_id == team_id, CaseRow.owner_user_id == user_id)
    return list(reader.session.scalars(asked.order_by(CaseRow.created_at, CaseRow.id)))
