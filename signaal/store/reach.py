"""Whom a message reaches now: of memberships and accounts only what telling needs. A sweep asks this for each step."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select

from signaal.store.memberships import ACTIVE
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, UserRow


class Reached(NamedTuple):
    """An active account with one of its active memberships; `id` and `email` of the account."""

    id: str
    email: str
    lead: bool
    organisation_id: str


_Asked = Select[str, str, bool, str]

_ALL = (
    select(UserRow.id, UserRow.email, MembershipRow.lead, MembershipRow.organisation_id)
    .select_from(MembershipRow)
    .join(UserRow, UserRow.id == MembershipRow.user_id)
    .where(ACTIVE, UserRow.state == "active")
    .order_by(UserRow.name, MembershipRow.id)
)
_OF_TEAM = _ALL.where(MembershipRow.team_id == bindparam("team"))
_LEADS = _OF_TEAM.where(MembershipRow.lead)
_ANYWHERE = _ALL.where(MembershipRow.role == bindparam("role"))
_WITH_ROLE = _ANYWHERE.where(MembershipRow.organisation_id == bindparam("organisation"))


def of_team(reader: Reader, team_id: str, now: datetime) -> list[Reached]:
    """Who works in a team at this moment, by name."""
    return _found(reader, _OF_TEAM, team=team_id, now=now)


def leads(reader: Reader, team_id: str, now: datetime) -> list[Reached]:
    """A team's leads at this moment, by name."""
    return _found(reader, _LEADS, team=team_id, now=now)


def with_role(reader: Reader, organisation_id: str, role: str, now: datetime) -> list[Reached]:
    """Who has a role in an organisation at this moment, by name."""
    return _found(reader, _WITH_ROLE, organisation=organisation_id, role=role, now=now)


def with_role_anywhere(reader: Reader, role: str, now: datetime) -> list[Reached]:
    """Who has a role in any organisation at this moment, by name."""
    return _found(reader, _ANYWHERE, role=role, now=now)


def _found(reader: Reader, asked: _Asked, **values: str | datetime) -> list[Reached]:
    return [Reached(*found) for found in reader.session.execute(asked, values)]
