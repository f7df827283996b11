"""Decides: may this actor do this, here? Denies by default, says why not, and what explains a yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signaal.access.actors import Actor, Kind, Membership, TeamMode
from signaal.access.permissions import Permission
from signaal.access.relations import Explanation, Relation
from signaal.access.table import REGISTER, SHELL, TABLE, Relations
from signaal.terms import Role, Say

_LEADABLE = frozenset({Role.SIGNALLER, Role.RESPONDER})
_LOG = frozenset(
    {
        Permission.LOG_SEARCH,
        Permission.LOG_VERIFY,
        Permission.CHECKPOINT_READ,
        Permission.PROOF_MAKE,
        Permission.REVIEW_READ,
        Permission.REVIEW_WORK,
    }
)
_COLLEAGUES = frozenset({Relation.TEAM_CASE, Relation.SENT_REFERRAL, Relation.FAMILY_REQUEST})
_EXPLAINS: Mapping[Relation, Explanation] = {
    Relation.OWN_CASE: Explanation.OWN_CASE,
    Relation.ASSIGNED_TASK: Explanation.ASSIGNED_TASK,
    Relation.COVER: Explanation.COVER,
    Relation.RECEIVED_REFERRAL: Explanation.RECEIVED_REFERRAL,
    Relation.FAMILY_REQUEST: Explanation.FAMILY_REQUEST,
    Relation.REVIEW: Explanation.REVIEW,
}


@dataclass(frozen=True)
class Place:
    """Where the thing is: its team and its organisation. A mark or a role elsewhere opens nothing here."""

    team_id: str | None = None
    organisation_id: str | None = None

    def covers(self, member: Membership) -> bool:
        """A work role counts in its own team only; the other roles count in their whole organisation."""
        if member.role in _LEADABLE and self.team_id is not None:
            return member.team_id == self.team_id
        return member.organisation_id == self.organisation_id


@dataclass(frozen=True)
class Decision:
    """`explanation` is what the log keeps as the reason that this access was to be expected, or None."""

    allowed: bool
    explanation: Explanation | None
    why: Say


def relations_for(role: Role, lead: bool, permission: Permission) -> Relations:
    """The relations under which this role (with or without the lead mark) holds the permission."""
    line = TABLE[permission]
    by_role: Mapping[Role, Relations] = {
        Role.SIGNALLER: line.signaller,
        Role.RESPONDER: line.responder,
        Role.COORDINATOR: line.coordinator,
        Role.PRIVACY_OFFICER: line.privacy_officer,
        Role.SUPERVISOR: line.supervisor,
        Role.ADMIN: line.admin,
    }
    found = by_role[role] | line.everybody
    return found | line.lead if lead and role in _LEADABLE else found


def permits(role: Role, lead: bool, permission: Permission) -> bool:
    """Could this role ever do it? For menus and route checks; `decide` says whether it may do it here."""
    return TABLE[permission].anybody or bool(relations_for(role, lead, permission))


def holds(actor: Actor, permission: Permission) -> bool:
    """Could this actor ever do it, in any of the memberships?"""
    line = TABLE[permission]
    if line.anybody:
        return True
    if actor.kind is not Kind.PERSON:
        return (line.system and actor.kind is Kind.SYSTEM) or (line.operator and actor.kind is Kind.OPERATOR)
    return bool(line.everybody) or any(permits(m.role, m.lead, permission) for m in actor.memberships)


def decide(actor: Actor, permission: Permission, relation: Relation, place: Place | None = None) -> Decision:
    """May this actor do this to a thing it stands in this relation to?

    Raises:
        ValueError: somebody with several memberships asks about work without saying where it is.
    """
    refusal = why_not(actor, permission, relation, place)
    if refusal is not None:
        return Decision(False, None, refusal)
    explanation = _EXPLAINS.get(relation)
    if permission in _LOG and actor.kind is Kind.PERSON:
        explanation = Explanation.REVIEW  # reading the log is the review itself
    return Decision(True, explanation, Say(f"access.because.{relation.value}"))


def widest(actor: Actor, permission: Permission, place: Place) -> Relation | None:
    """How far somebody's list reaches in a team: all cases, the inbox, the own cases, or nothing (None)."""
    for relation in (Relation.TEAM_CASE, Relation.RECEIVED_REFERRAL, Relation.OWN_CASE):
        if why_not(actor, permission, relation, place) is None:
            return relation
    return None


def why_not(
    actor: Actor, permission: Permission, relation: Relation, place: Place | None = None
) -> Say | None:
    """The first rule that says no, as a sentence; None when allowed. Raises ValueError as `decide` does."""
    line = TABLE[permission]
    if line.anybody:
        return None
    if actor.kind is Kind.ANONYMOUS:
        return Say("access.not.log_in")
    if not holds(actor, permission):
        return _not_this_role(actor, permission)
    if actor.kind is not Kind.PERSON or relation in line.everybody:
        return None
    allowing = [
        m for m in _here(actor, relation, place) if relation in relations_for(m.role, m.lead, permission)
    ]
    if not allowing:
        return Say("access.not.before_yes" if line == REGISTER else "access.not.yours")
    if all(_belongs_to_colleague(m, relation) for m in allowing):
        return Say("access.not.colleagues_case")
    return None


def _here(actor: Actor, relation: Relation, place: Place | None) -> tuple[Membership, ...]:
    if relation is Relation.OWN_ACCOUNT:
        return actor.memberships
    if place is not None:
        return tuple(m for m in actor.memberships if place.covers(m))
    if len(actor.memberships) > 1:
        raise ValueError("this person works in several places: say where the thing is (Place)")
    return actor.memberships


def _belongs_to_colleague(member: Membership, relation: Relation) -> bool:
    """In a personal team (school) a colleague's case exists only for a lead."""
    return relation in _COLLEAGUES and member.team_mode is TeamMode.PERSONAL and not member.lead


def _not_this_role(actor: Actor, permission: Permission) -> Say:
    line = TABLE[permission]
    if line.system or line == SHELL:
        return Say("access.not.machine_only")
    roles = {m.role for m in actor.memberships}
    if roles and roles <= {Role.SUPERVISOR}:
        return Say("access.not.supervisor_reads")
    if line.lead and not (line.signaller or line.responder):
        return Say("access.not.lead_only")
    if roles and roles.isdisjoint(_LEADABLE):
        return Say("access.not.no_content")
    return Say("access.not.your_role")
