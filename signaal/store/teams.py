"""Teams and the public keys that they published."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import and_, select

from signaal.store.reader import Reader, present
from signaal.store.tables_people import TeamKeyRow, TeamRow
from signaal.store.units import Unit


def add(unit: Unit, row: TeamRow) -> TeamRow:
    """Store a new team."""
    return unit.add(row)


def find(reader: Reader, team_id: str) -> TeamRow | None:
    """By id, or None."""
    return reader.find(TeamRow, team_id)


def get(reader: Reader, team_id: str) -> TeamRow:
    """By id. NotFound otherwise."""
    return reader.get(TeamRow, team_id)


def everything(reader: Reader) -> list[TeamRow]:
    """All teams, by name."""
    return list(reader.session.scalars(select(TeamRow).order_by(TeamRow.name)))


def by_ids(reader: Reader, team_ids: Collection[str]) -> dict[str, TeamRow]:
    """Teams by id, in one question."""
    asked = select(TeamRow).where(TeamRow.id.in_(set(team_ids)))
    return {row.id: row for row in reader.session.scalars(asked)}


def of_organisation(reader: Reader, organisation_id: str) -> list[TeamRow]:
    """An organisation's teams, by name."""
    asked = select(TeamRow).where(TeamRow.organisation_id == organisation_id).order_by(TeamRow.name)
    return list(reader.session.scalars(asked))


def recipients(reader: Reader) -> list[TeamRow]:
    """Teams that may be chosen to refer to: active, receiving, with a key. By name."""
    asked = (
        select(TeamRow)
        .where(TeamRow.receives, TeamRow.state == "active", TeamRow.key_version > 0)
        .order_by(TeamRow.name)
    )
    return list(reader.session.scalars(asked))


def of_function(reader: Reader, function: str) -> list[TeamRow]:
    """Active teams with a function, by name."""
    asked = (
        select(TeamRow).where(TeamRow.function == function, TeamRow.state == "active").order_by(TeamRow.name)
    )
    return list(reader.session.scalars(asked))


def publish_key(unit: Unit, team: TeamRow, key: TeamKeyRow) -> TeamKeyRow:
    """Store a new version of a team's public key and make it the current one."""
    team.key_version = key.version
    return unit.add(key)


def find_key(reader: Reader, team_id: str, version: int) -> TeamKeyRow | None:
    """One version of a team's public key, or None."""
    asked = select(TeamKeyRow).where(TeamKeyRow.team_id == team_id, TeamKeyRow.version == version)
    return reader.session.scalars(asked).one_or_none()


def get_key(reader: Reader, team_id: str, version: int) -> TeamKeyRow:
    """One version of a team's public key. NotFound otherwise."""
    return present(find_key(reader, team_id, version))


def current_key(reader: Reader, team_id: str) -> TeamKeyRow | None:
    """The key that the team uses now, or None when it has none yet."""
    return current_keys(reader, [team_id]).get(team_id)


def current_keys(reader: Reader, team_ids: Collection[str]) -> dict[str, TeamKeyRow]:
    """The keys in use of several teams, by team id."""
    now = and_(TeamKeyRow.team_id == TeamRow.id, TeamKeyRow.version == TeamRow.key_version)
    asked = select(TeamKeyRow).join(TeamRow, now).where(TeamRow.id.in_(set(team_ids)))
    return {row.team_id: row for row in reader.session.scalars(asked)}


def with_keys(reader: Reader, team_ids: Collection[str]) -> dict[str, tuple[TeamRow, TeamKeyRow | None]]:
    """Teams with the key that each uses now, by id, in one question."""
    now = and_(TeamKeyRow.team_id == TeamRow.id, TeamKeyRow.version == TeamRow.key_version)
    asked = select(TeamRow, TeamKeyRow).outerjoin(TeamKeyRow, now).where(TeamRow.id.in_(set(team_ids)))
    return {team.id: (team, key) for team, key in reader.session.execute(asked)}


def keys(reader: Reader, team_id: str) -> list[TeamKeyRow]:
    """Every version of a team's key, oldest first."""
    asked = select(TeamKeyRow).where(TeamKeyRow.team_id == team_id).order_by(TeamKeyRow.version)
    return list(reader.session.scalars(asked))
