"""Who asks: a person with memberships, the scheduler, the shell of the machine, or nobody known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signaal.terms import Profession, Role


class TeamMode(StrEnum):
    """Shared: every member's key opens the team's cases. Personal (school): the owner's and the leads' do."""

    SHARED = "shared"
    PERSONAL = "personal"


class Kind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"
    OPERATOR = "operator"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Membership:
    """One role in one team or organisation. Officers, coordinators and admins have no team_id."""

    role: Role
    lead: bool
    team_id: str | None
    organisation_id: str
    team_mode: TeamMode = TeamMode.SHARED
    profession: Profession | None = None


@dataclass(frozen=True)
class Actor:
    """Somebody or something that asks, with active memberships only: the caller leaves the others out."""

    user_id: str
    memberships: tuple[Membership, ...] = ()
    kind: Kind = Kind.PERSON

    def in_team(self, team_id: str) -> bool:
        return any(m.team_id == team_id for m in self.memberships)

    def in_organisation(self, organisation_id: str) -> bool:
        return any(m.organisation_id == organisation_id for m in self.memberships)

    def roles_in(self, team_id: str) -> tuple[Membership, ...]:
        return tuple(m for m in self.memberships if m.team_id == team_id)


SYSTEM = Actor("system", kind=Kind.SYSTEM)
"""The scheduler: sweeps, delivers, signs checkpoints, tidies up. Opens nothing: it holds no key."""

OPERATOR = Actor("operator", kind=Kind.OPERATOR)
"""Whoever may start programs on the machine: creates, migrates, adds people, verifies. Holds no key."""

ANONYMOUS = Actor("", kind=Kind.ANONYMOUS)
"""Nobody logged in."""
