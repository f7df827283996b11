"""The words of signaal: small closed types that every room may use.

Pure: no framework, no I/O, no clock. Codes are English and stable; what a person reads stands in `texts`.
Source of the words: the glossary in docs/glossary.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from signaal.terms.canonical import canonical as canonical


class Role(StrEnum):
    """What a membership lets somebody do. `lead` is a mark on a membership, not a role."""

    SIGNALLER = "signaller"
    RESPONDER = "responder"
    COORDINATOR = "coordinator"
    PRIVACY_OFFICER = "privacy_officer"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Profession(StrEnum):
    """Closed list: decides which provisions somebody may apply for."""

    JGZ_NURSE = "jgz_nurse"
    JGZ_DOCTOR = "jgz_doctor"
    TEACHER = "teacher"
    CARE_COORDINATOR = "care_coordinator"
    SCHOOL_HEAD = "school_head"
    BRIDGE_OFFICER = "bridge_officer"
    SOCIAL_WORKER = "social_worker"
    DEBT_ADVISER = "debt_adviser"
    FUND_COORDINATOR = "fund_coordinator"


class OrganisationKind(StrEnum):
    JGZ = "jgz"
    SCHOOL = "school"
    MUNICIPALITY = "municipality"
    FUND = "fund"
    DEBT_HELP = "debt_help"


class Setting(StrEnum):
    """Where something was noticed. 'Ouder vertelt' is not a setting: every code can be `told`."""

    JGZ_0_4 = "jgz_0_4"
    JGZ_4_12 = "jgz_4_12"
    JGZ_12_18 = "jgz_12_18"
    JGZ_PREGNANCY = "jgz_pregnancy"
    SCHOOL_PRIMARY = "school_primary"
    SCHOOL_SECONDARY = "school_secondary"
    HOME_VISIT = "home_visit"


class AgeBand(StrEnum):
    """The readable age of a case: all that a list shows of a child."""

    PREGNANCY = "pregnancy"
    UNDER_4 = "0-4"
    UNDER_12 = "4-12"
    UNDER_18 = "12-18"
    UNKNOWN = "unknown"


class SourceOf(StrEnum):
    """Observed by the professional, or said by the family (R2)."""

    SEEN = "seen"
    TOLD = "told"


class Bundle(StrEnum):
    """What a yes covers (R8); the first is the default."""

    CALL_ONLY = "call_only"
    CALL_AND_WHY = "call_and_why"
    EVERYTHING = "everything"


class CaseState(StrEnum):
    OPEN = "open"
    TALKING = "talking"
    HELPING = "helping"
    AFTERCARE = "aftercare"
    CLOSED = "closed"


class ReferralState(StrEnum):
    """Inside: sent, accepted, delivered, not_delivered, returned, consent_withdrawn. Outside: the rest."""

    SENT = "sent"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PREPARED = "prepared"
    HANDED_OVER = "handed_over"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    UNKNOWN = "unknown"


class ClockKind(StrEnum):
    CALM_48H = "calm_48h"
    WGS_3_WORKING_DAYS = "wgs_3_working_days"
    REFERRAL_RESPONSE = "referral_response"
    FOLLOW_UP = "follow_up"
    INFORM_FAMILY = "inform_family"
    EXPIRY = "expiry"
    FAMILY_REQUEST = "family_request"
    INCIDENT_72H = "incident_72h"
    AGE_TURNS = "age_turns"
    REVIEW_DUE = "review_due"


class ClockState(StrEnum):
    """`running` or an end state. Overdue is never stored: it is computed when somebody looks (R14)."""

    RUNNING = "running"
    MET = "met"
    MET_LATE = "met_late"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    HANDED_OVER = "handed_over"
    MISTAKE = "mistake"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Say:
    """A sentence not yet spoken: a key of `texts` and its parameters. Rules return this, never prose."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)


class SignaalError(Exception):
    """Base of every error that a door shows to a person. `say` holds what to tell them."""

    status = 400

    def __init__(self, say: Say) -> None:
        super().__init__(say.key)
        self.say = say


class NotFound(SignaalError):
    """It does not exist, or not for you: both look the same (404)."""

    status = 404

    def __init__(self) -> None:
        super().__init__(Say("errors.not_found"))


class NotAllowed(SignaalError):
    """The role does not permit this at all (403)."""

    status = 403

    def __init__(self, say: Say | None = None) -> None:
        super().__init__(say or Say("errors.not_allowed"))


class LoginNeeded(SignaalError):
    status = 401

    def __init__(self) -> None:
        super().__init__(Say("errors.login_needed"))


class Conflict(SignaalError):
    """Somebody else was first, or the state no longer permits it (409)."""

    status = 409


class Unavailable(SignaalError):
    """A locked or full database, a log that cannot be written: nothing was shown or stored (503)."""

    status = 503


class Refused(SignaalError):
    """Input that a rule refuses: one sentence per field, nothing stored (422)."""

    status = 422

    def __init__(self, problems: Mapping[str, Say]) -> None:
        super().__init__(Say("errors.check_fields"))
        self.problems = dict(problems)


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so a code can be read aloud and typed."""

_PSEUDONYM = re.compile(rf"^[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\Z")
_REFERENCE = re.compile(rf"^V-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}\Z")


def tidy_code(typed: str) -> str:
    """Upper case, look-alikes mended (O to 0, I and L to 1), spaces out. No check."""
    return typed.strip().upper().replace("O", "0").replace("I", "1").replace("L", "1").replace(" ", "")


def is_pseudonym(text: str) -> bool:
    """True for a case code such as K7QM-4TX9 (40 bits)."""
    return _PSEUDONYM.match(text) is not None


def is_reference(text: str) -> bool:
    """True for a referral code such as V-K7QM-4TX9: a code of its own, so that no team's code travels."""
    return _REFERENCE.match(text) is not None


def aware(moment: datetime) -> datetime:
    """The same moment in UTC.

    Raises:
        ValueError: the datetime is naive. Local time plus 48 hours is 47 or 49 hours at a clock change.
    """
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone; use datetime.now(UTC) through signaal.clock")
    return moment.astimezone(UTC)
