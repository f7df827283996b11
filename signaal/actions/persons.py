"""From the rows of somebody's account to who they are: the actor, their team keys, the context of a visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from signaal.access.actors import Actor, Membership, TeamMode
from signaal.actions.context import Ctx, Me, Tools
from signaal.actions.keyring import Keyring, Seat, charter_of
from signaal.store import memberships, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, TeamKeyRow, TeamRow, UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.terms import Profession, Role
from signaal.vault.keys import UserKeys


@dataclass(frozen=True)
class Person:
    """Somebody as the database says they are at one moment: what is ended or not yet begun is left out."""

    user: UserRow
    actor: Actor
    seats: tuple[Seat, ...]
    now: datetime

    def ctx(
        self,
        tools: Tools,
        request_id: str,
        address: str | None,
        session: SessionRow | None = None,
    ) -> Ctx:
        """The context of a visit, without keys: it opens nothing."""
        return Ctx(
            tools,
            self.actor,
            self.now,
            request_id,
            me=Me(self.user.id, self.user.login, self.user.name, self.user.email, self.user.language),
            session_id=session.id if session is not None else None,
            address=address,
            names_until=session.names_until if session is not None else None,
            login_at=session.full_login_at if session is not None else None,
            step_up_at=session.step_up_at if session is not None else None,
            language=self.user.language,
        )

    def with_keys(self, visit: Ctx, keys: UserKeys, csrf_key: bytes) -> Ctx:
        """The same visit with what this person can open."""
        return replace(visit, keyring=Keyring(keys, self.seats), csrf_key=csrf_key)


def read(reader: Reader, user: UserRow, now: datetime) -> Person:
    """Who somebody is now, in two questions."""
    rows = memberships.of_user(reader, user.id, now)
    team_ids = {row.team_id for row in rows if row.team_id}
    found = teams.with_keys(reader, team_ids) if team_ids else {}
    there = [(row, *found.get(row.team_id or "", (None, None))) for row in rows]
    seats = (_seat(reader, row, team, key) for row, team, key in there if team is not None)
    actor = Actor(user.id, tuple(membership(row, team) for row, team, _ in there))
    return Person(user, actor, tuple(seats), now)


def _seat(reader: Reader, row: MembershipRow, team: TeamRow, key: TeamKeyRow | None) -> Seat:
    """With the keys in between, for who pinned another version than the present one."""
    if key is None or row.pin_version in (None, key.version):
        return Seat(row, charter_of(team), key)
    return Seat(row, charter_of(team), key, tuple(teams.keys(reader, key.team_id)))


def membership(row: MembershipRow, team: TeamRow | None) -> Membership:
    """A row as the rules of access know it."""
    return Membership(
        role=Role(row.role),
        lead=row.lead,
        team_id=row.team_id,
        organisation_id=row.organisation_id,
        team_mode=TeamMode(team.mode) if team is not None else TeamMode.SHARED,
        profession=Profession(row.profession) if row.profession else None,
    )
