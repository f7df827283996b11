"""What a door gets to see: frozen values, never a row, never a key.

Everything is opened and decided before a view is made, so that no query and no decryption can happen in a template.
Moments are aware UTC datetimes; sentences come as `Say` and are spoken by the door.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from signaal.terms import CaseState, ClockKind, ClockState, ReferralState, Say


@dataclass(frozen=True)
class StepView:
    number: int
    at: datetime
    taken_at: datetime | None
    late: bool
    what: Say


@dataclass(frozen=True)
class ClockView:
    """One clock as it is now. `overdue` was computed for this view (R14)."""

    id: str
    kind: ClockKind
    state: ClockState
    code: str
    case_code: str | None
    started_at: datetime
    due_at: datetime
    overdue: bool
    leg: int
    holder: str
    acknowledged_at: datetime | None
    steps: tuple[StepView, ...]
    undo_until: datetime | None
    what: Say
    visible_outside: bool
    with_duty: bool
    ended_at: datetime | None = None
    threats: int = 0
    link: str = ""


@dataclass(frozen=True)
class ChildView:
    name: str
    birth_date: date | None


@dataclass(frozen=True)
class ContactView:
    children: tuple[ChildView, ...] = ()
    due_date: date | None = None
    parent_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    call_when: str = ""
    call_how_not: str = ""
    interpreter: str = ""
    language: str = ""
    wishes: tuple[str, ...] = ()

    @property
    def names(self) -> str:
        """The names of a line in a list: children first, else the parent. May be empty."""
        return ", ".join(child.name for child in self.children if child.name) or self.parent_name


@dataclass(frozen=True)
class SignalView:
    id: str
    setting: str
    seen: tuple[str, ...]
    told: tuple[str, ...]
    about: tuple[str, ...]
    remark: str
    seen_on: date | None
    submitted_at: datetime
    author: str
    threats: tuple[str, ...]
    replaced: bool


@dataclass(frozen=True)
class TalkView:
    at: datetime
    author: str
    partner: tuple[str, ...]
    wish: str
    goes_well: str
    helpers: str
    decides: str


@dataclass(frozen=True)
class ConsentView:
    id: str
    state: str
    recipient: str
    bundle: str
    feedback: bool
    item_of: str
    asked: tuple[str, ...]
    given_at: datetime
    withdrawn_at: datetime | None
    may_withdraw: bool
    team_id: str | None
    sent: bool


@dataclass(frozen=True)
class SentReferral:
    reference: str
    inside: bool
    recipient: str
    provision: str | None
    provision_id: str | None
    state: ReferralState
    sent_at: datetime | None
    accepted_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    return_reason: str | None
    follow_up: datetime | None
    proposed_team: str | None = None
    letter: bool = False


@dataclass(frozen=True)
class AttemptView:
    at: datetime
    channel: str
    reached: bool
    author: str


@dataclass(frozen=True)
class CaseLine:
    """One line of the team's list; `names` only within the 15 minutes that somebody asked for them (R5)."""

    pseudonym: str
    age_band: str
    state: CaseState
    owner: str
    updated_at: datetime
    clocks: tuple[ClockView, ...]
    names: str | None = None


@dataclass(frozen=True)
class CasePage:
    lines: tuple[CaseLine, ...]
    following: str | None
    names_until: datetime | None
    state: str | None


@dataclass(frozen=True)
class CaseView:
    pseudonym: str
    age_band: str
    state: CaseState
    close_reason: str | None
    team: str
    team_id: str
    owner: str
    created_at: datetime
    expires_at: datetime | None
    renewals: int
    told_at: datetime | None
    told_how: str | None
    contact: ContactView
    signals: tuple[SignalView, ...]
    talks: tuple[TalkView, ...]
    consents: tuple[ConsentView, ...]
    referrals: tuple[SentReferral, ...]
    clocks: tuple[ClockView, ...]
    attempts: tuple[AttemptView, ...]
    may: frozenset[str]
    neutral: Say
    pregnancy: bool


@dataclass(frozen=True)
class Receipt:
    """What somebody sees after the last button; the same again when the form is posted twice."""

    form_id: str
    kind: str
    pseudonym: str | None = None
    reference: str | None = None
    following: tuple[Say, ...] = ()
    clock: ClockView | None = None
    neutral: Say | None = None


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
    lines: tuple[InboxLine, ...]
    following: str | None
    names_until: datetime | None


@dataclass(frozen=True)
class ThreatView:
    """One threat of a running calm clock: what it is and which measures can answer it."""

    code: str
    moment: datetime | None
    measures: tuple[str, ...]


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


@dataclass(frozen=True)
class Task:
    """Something that waits for me, with where to do it and by when."""

    what: Say
    code: str | None
    link: str
    due_at: datetime | None
    overdue: bool


@dataclass(frozen=True)
class MessageView:
    id: str
    what: Say
    code: str | None
    link: str
    at: datetime


@dataclass(frozen=True)
class DraftLine:
    id: str
    form: str
    updated_at: datetime


@dataclass(frozen=True)
class Today:
    tasks: tuple[Task, ...]
    messages: tuple[MessageView, ...]
    drafts: tuple[DraftLine, ...]
    teams: tuple[str, ...] = ()
    sweep_silent_since: datetime | None = None


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
class LogLine:
    seq: int
    at: datetime
    event: str
    outcome: str
    user: str
    role: str | None
    subjects: tuple[str, ...]
    part: str | None
    purpose: str | None
    explanation: str | None


@dataclass(frozen=True)
class LogPage:
    lines: tuple[LogLine, ...]
    following: int | None


@dataclass(frozen=True)
class Integrity:
    ok: bool
    size: int
    root: str
    checkpoint_at: datetime | None
    checkpoint_size: int
    problems: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Recipient:
    """A team that may receive a package. `compared` is False while nobody compared its key by voice."""

    team_id: str
    name: str
    organisation: str
    function: str
    compared: bool


@dataclass(frozen=True)
class WaitingMember:
    membership_id: str
    name: str
    login: str
    role: str
    profession: str | None
    since: datetime
