"""How somebody stands to a thing: the fact from which `policy.decide` decides.

The caller hands over facts from rows; who belongs where is decided here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signaal.access.actors import Actor, Kind
from signaal.terms import Role


class Relation(StrEnum):
    OWN_CASE = "own_case"
    TEAM_CASE = "team_case"
    ASSIGNED_TASK = "assigned_task"
    COVER = "cover"
    RECEIVED_REFERRAL = "received_referral"
    SENT_REFERRAL = "sent_referral"
    FAMILY_REQUEST = "family_request"
    REVIEW = "review"
    AFTER_YES = "after_yes"
    OWN_TEAM = "own_team"
    OWN_ORGANISATION = "own_organisation"
    OWN_ACCOUNT = "own_account"
    PUBLIC = "public"
    NONE = "none"


class Explanation(StrEnum):
    """What makes an access expected in the log (design/audit.md). Team membership alone explains nothing."""

    OWN_CASE = "own_case"
    ASSIGNED_TASK = "assigned_task"
    RECEIVED_REFERRAL = "received_referral"
    COVER = "cover"
    FAMILY_REQUEST = "family_request"
    REVIEW = "review"


@dataclass(frozen=True)
class CaseFacts:
    """What the policy needs of a case; `assigned` and `covering`: user ids with a task, a stand-in."""

    team_id: str
    owner_user_id: str
    assigned: frozenset[str] = frozenset()
    covering: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ReferralFacts:
    """`recipient_team_id` is None for a referral outside signaal."""

    case: CaseFacts
    recipient_team_id: str | None = None
    assigned: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ClockFacts:
    """`seen_by`: the organisations of receiving teams; their coordinator sees it from the yes on (R8)."""

    case: CaseFacts
    yes_given: bool
    seen_by: frozenset[str] = frozenset()


def to_case(actor: Actor, case: CaseFacts) -> Relation:
    """The strongest relation to a case. Outside its team: NONE, whoever asks."""
    if not actor.in_team(case.team_id):
        return Relation.NONE
    if actor.user_id == case.owner_user_id:
        return Relation.OWN_CASE
    if actor.user_id in case.assigned:
        return Relation.ASSIGNED_TASK
    if actor.user_id in case.covering:
        return Relation.COVER
    return Relation.TEAM_CASE


def to_package(actor: Actor, referral: ReferralFacts) -> Relation:
    """As the receiving team stands to a package."""
    if referral.recipient_team_id is None or not actor.in_team(referral.recipient_team_id):
        return Relation.NONE
    return Relation.ASSIGNED_TASK if actor.user_id in referral.assigned else Relation.RECEIVED_REFERRAL


def to_sent(actor: Actor, referral: ReferralFacts) -> Relation:
    """As the sending team stands to its referral: through the case, a plain colleague as SENT_REFERRAL."""
    found = to_case(actor, referral.case)
    return Relation.SENT_REFERRAL if found is Relation.TEAM_CASE else found


def to_clock(actor: Actor, clock: ClockFacts) -> Relation:
    """As a coordinator stands to a clock: AFTER_YES, or NONE as long as the family has not said yes."""
    here = any(m.role is Role.COORDINATOR and m.organisation_id in clock.seen_by for m in actor.memberships)
    return Relation.AFTER_YES if here and clock.yes_given else Relation.NONE


def to_review(actor: Actor, team_id: str, organisation_id: str, done_by: str) -> Relation:
    """As the second person who looks at a clock ended as a mistake: never the one who ended it."""
    near = actor.in_team(team_id) or actor.in_organisation(organisation_id)
    return Relation.REVIEW if near and actor.user_id != done_by else Relation.NONE


def to_team(actor: Actor, team_id: str) -> Relation:
    return Relation.OWN_TEAM if actor.in_team(team_id) else Relation.NONE


def to_organisation(actor: Actor, organisation_id: str) -> Relation:
    if actor.kind is Kind.OPERATOR:
        return Relation.OWN_ORGANISATION
    return Relation.OWN_ORGANISATION if actor.in_organisation(organisation_id) else Relation.NONE


def to_account(actor: Actor, user_id: str) -> Relation:
    return Relation.OWN_ACCOUNT if user_id and actor.user_id == user_id else Relation.NONE
