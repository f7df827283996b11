"""What a receiving team and a coordinator see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.actions.views.cards import AttemptView, ContactView
from signaal.actions.views.clocks import ClockView
from signaal.terms import ReferralState


@dataclass(frozen=True)
class NoteView:
    text: str
    author: str
    at: datetime


@dataclass(frozen=True)
class InboxLine:
    reference: str
    sender: str
    state: ReferralState
    sent_at: datetime
    clocks: tuple[ClockView, ...]
    names: str | None = None


@dataclass(frozen=True)
class InboxPage:
    """`urgent`: running clocks on top, on the first page only; they do not come back among the lines."""

    lines: tuple[InboxLine, ...]
    following: str | None
    names_until: datetime | None
    urgent: tuple[InboxLine, ...] = ()
    team: str = ""


@dataclass(frozen=True)
class ThreatView:
    """One threat of a running calm clock: what it is and which measures can answer it."""

    code: str
    moment: datetime | None
    measures: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True)
class PackageView:
    """What the family agreed to hand over, and what the receiving team did with it."""

    reference: str
    sender_team: str
    sender_organisation: str
    state: ReferralState
    bundle: str
    feedback: bool
    sent_at: datetime
    accepted_at: datetime | None
    contact: ContactView
    why: tuple[str, ...]
    wish: str
    goes_well: str
    helpers: str
    remark: str
    threats: tuple[ThreatView, ...]
    clocks: tuple[ClockView, ...]
    attempts: tuple[AttemptView, ...]
    notes: tuple[NoteView, ...]
    may: frozenset[str]
    return_reason: str | None = None
    outcome: str | None = None
    accepted_by: str = ""
    closed_at: datetime | None = None
    proposed_team: str | None = None
    grounds: tuple[str, ...] = ()
    """On which law the receiving organisation does its own task."""


@dataclass(frozen=True)
class OverviewRow:
    team: str
    sender: str
    code: str
    reference: str | None
    state: ReferralState | None
    clock: ClockView
    may_nudge: bool
    may_propose: bool


@dataclass(frozen=True)
class TeamCount:
    team: str
    state: str
    n: int


@dataclass(frozen=True)
class Recipient:
    """A team that may receive a package. `compared` is False while nobody compared its key by voice."""

    team_id: str
    name: str
    organisation: str
    function: str
    compared: bool
