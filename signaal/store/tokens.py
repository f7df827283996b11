"""Index tokens: one per case, found by team."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_finding import IndexTokenRow
from signaal.store.units import Unit


def find(reader: Reader, case_id: str) -> IndexTokenRow | None:
    """The token of a case, or None."""
    return reader.find(IndexTokenRow, case_id)


def put(unit: Unit, case: CaseRow, key_version: int, token: bytes, now: datetime) -> None:
    """Store the token of a case in the place of the one it had."""
    row = find(unit, case.id)
    if row is None:
        made = IndexTokenRow(
            case_id=case.id, team_id=case.team_id, key_version=key_version, token=token, created_at=now
        )
        unit.add(made)
    else:
        row.team_id, row.key_version, row.token, row.created_at = case.team_id, key_version, token, now


def drop(unit: Unit, case_id: str) -> bool:
    """Take the token of a case away. False when it had none."""
    row = find(unit, case_id)
    if row is not None:
        unit.delete(row)
    return row is not None


def of_team(reader: Reader, team_id: str, key_version: int) -> list[tuple[str, bytes]]:
    """(case id, token) of every case of a team that has one under this version of the team's secret."""
    row = IndexTokenRow
    asked = select(row.case_id, row.token).where(row.team_id == team_id, row.key_version == key_version)
    return [(case_id, token) for case_id, token in reader.session.execute(asked)]


def missing(reader: Reader, team_id: str, key_version: int) -> int:
    """How many cases of a team have no token under this version yet."""
    row = IndexTokenRow
    known = select(row.case_id).where(row.team_id == team_id, row.key_version == key_version)
    asked = select(func.count()).select_from(CaseRow)
    return reader.session.scalars(asked.where(CaseRow.team_id == team_id, CaseRow.id.not_in(known))).one()
