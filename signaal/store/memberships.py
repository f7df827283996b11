"""What somebody is, in which team, from when until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select

from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.units import Unit

# Put together once, with `now` and the like handed in: a sweep asks who is there for each step that it takes.
ACTIVE = and_(
    MembershipRow.state == "active",
    MembershipRow.starts_at <= bindparam("now"),
    or_(MembershipRow.ends_at.is_(None), MembershipRow.ends_at > bindparam("now")),
)
"""At the moment that is handed in as `now`."""
_OF_USER = (
    select(MembershipRow)
    .where(MembershipRow.user_id == bindparam("user"), ACTIVE)
    .order_by(MembershipRow.created_at, MembershipRow.id)
)
_IN_TEAM = (
    select(MembershipRow)
    .where(MembershipRow.user_id == bindparam("user"), MembershipRow.team_id == bindparam("team"), ACTIVE)
    .order_by(MembershipRow.created_at)
)
_JOINED = select(MembershipRow, UserRow).join(UserRow, UserRow.id == MembershipRow.user_id)
_THERE = _JOINED.where(ACTIVE, UserRow.state == "active").order_by(UserRow.name, MembershipRow.id)
_OF_TEAM = _THERE.where(MembershipRow.team_id == bindparam("team"))
_LEADS = _OF_TEAM.where(MembershipRow.lead)
_KEY_HOLDERS = _OF_TEAM.where(MembershipRow.sealed_team_secret.is_not(None))
_ANYWHERE = _THERE.where(MembershipRow.role == bindparam("role"))
_WITH_ROLE = _ANYWHERE.where(MembershipRow.organisation_id == bindparam("organisation"))


class Member(NamedTuple):
    """A membership and the account it belongs to."""

    membership: MembershipRow
    user: UserRow


def add(unit: Unit, row: MembershipRow) -> MembershipRow:
    """Store a new membership."""
    return unit.add(row)


def find(reader: Reader, membership_id: str) -> MembershipRow | None:
    """By id, or None."""
    return reader.find(MembershipRow, membership_id)


def get(reader: Reader, membership_id: str) -> MembershipRow:
    """By id. NotFound otherwise."""
    return reader.get(MembershipRow, membership_id)


def of_user(reader: Reader, user_id: str, now: datetime) -> list[MembershipRow]:
    """What somebody is at this moment, oldest first."""
    return list(reader.session.scalars(_OF_USER, {"user": user_id, "now": now}))


def ever_of_user(reader: Reader, user_id: str) -> list[MembershipRow]:
    """Everything somebody is, will be or was, oldest first."""
    asked = select(MembershipRow).where(MembershipRow.user_id == user_id)
    return list(reader.session.scalars(asked.order_by(MembershipRow.created_at, MembershipRow.id)))


def in_team(reader: Reader, user_id: str, team_id: str, now: datetime) -> MembershipRow | None:
    """Somebody's active membership of one team, or None."""
    return reader.session.scalars(_IN_TEAM, {"user": user_id, "team": team_id, "now": now}).first()


def of_team(reader: Reader, team_id: str, now: datetime) -> list[Member]:
    """Who works in a team at this moment: active members with an active account, by name."""
    return _all(reader, _OF_TEAM, team=team_id, now=now)


def leads(reader: Reader, team_id: str, now: datetime) -> list[Member]:
    """A team's leads at this moment, by name."""
    return _all(reader, _LEADS, team=team_id, now=now)


def key_holders(reader: Reader, team_id: str, now: datetime) -> list[Member]:
    """Members who can open the team's secret at this moment, by name."""
    return _all(reader, _KEY_HOLDERS, team=team_id, now=now)


def with_role(reader: Reader, organisation_id: str, role: str, now: datetime) -> list[Member]:
    """Who has a role in an organisation at this moment (coordinator, admin, privacy officer ...), by name."""
    return _all(reader, _WITH_ROLE, organisation=organisation_id, role=role, now=now)


def with_role_anywhere(reader: Reader, role: str, now: datetime) -> list[Member]:
    """Who has a role in any organisation at this moment, by name."""
    return _all(reader, _ANYWHERE, role=role, now=now)


def waiting(reader: Reader, team_id: str) -> list[Member]:
    """Who waits to be admitted by a lead, longest first."""
    asked = _JOINED.where(MembershipRow.team_id == team_id, MembershipRow.state == "waiting")
    return _all(reader, asked.order_by(MembershipRow.created_at, MembershipRow.id))


def returning(reader: Reader, team_id: str, now: datetime) -> list[Member]:
    """Members whose new credentials wait to be admitted, by name."""
    return [member for member in of_team(reader, team_id, now) if member.user.pending is not None]


def ever_of_team(reader: Reader, team_id: str) -> list[Member]:
    """Everybody who is, will be or was in a team, oldest first."""
    asked = _JOINED.where(MembershipRow.team_id == team_id)
    return _all(reader, asked.order_by(MembershipRow.created_at, MembershipRow.id))


def of_organisation(reader: Reader, organisation_id: str) -> list[Member]:
    """Everybody's memberships that have not ended, by name: the admin's list."""
    asked = _JOINED.where(MembershipRow.organisation_id == organisation_id, MembershipRow.state != "ended")
    return _all(reader, asked.order_by(UserRow.name, MembershipRow.id))


def count_with_role(reader: Reader, role: str) -> int:
    """How many memberships with a role there ever were, ended ones included."""
    asked = select(func.count()).select_from(MembershipRow).where(MembershipRow.role == role)
    return reader.session.scalars(asked).one()


def lapsed(reader: Reader, now: datetime) -> list[MembershipRow]:
    """Memberships whose end date has passed and that still hold a key or are not marked as ended."""
    asked = select(MembershipRow).where(MembershipRow.state != "ended", MembershipRow.ends_at <= now)
    return list(reader.session.scalars(asked.order_by(MembershipRow.id)))


def there_of(reader: Reader, membership_ids: Collection[str]) -> list[MembershipRow]:
    """Which of these have not ended, as their rows say."""
    asked = select(MembershipRow).where(MembershipRow.state != "ended").order_by(MembershipRow.id)
    return [row for row in reader.session.scalars(asked) if row.id in membership_ids]


def end(_unit: Unit, row: MembershipRow, at: datetime) -> None:
    """End a membership: the sealed team secret is deleted."""
    row.state = "ended"
    row.ends_at = at
    row.sealed_team_secret = None


def _all(reader: Reader, asked: Select[MembershipRow, UserRow], **values: str | datetime) -> list[Member]:
    return [Member(membership, user) for membership, user in reader.session.execute(asked, values)]
