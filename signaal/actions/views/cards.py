"""A card, its list, and what a receipt says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from signaal.actions.views.clocks import ClockView
from signaal.actions.views.help import IncomeView
from signaal.terms import CaseState, ReferralState, Say


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
    child_ages: tuple[int, ...] = ()
    """Of the children whose items it was about, at that moment."""
    household: bool = True


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
    income: IncomeView | None = None
    consent_id: str | None = None


@dataclass(frozen=True)
class AttemptView:
    at: datetime
    channel: str
    reached: bool
    author: str


@dataclass(frozen=True)
class StatementView:
    """The family's own statement: whose words (a code of persons.toml), which, since when."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True)
class KeptView:
    """What else stands sealed on a card: a reason in words, or what gave calm as (threat, measure, until)."""

    at: datetime
    text: str = ""
    calm: tuple[tuple[str, str, datetime | None], ...] = ()


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
    statements: tuple[StatementView, ...] = ()
    kept: tuple[KeptView, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """What somebody sees after the last button; the same again when the form is posted twice."""

    form_id: str
    kind: str
    pseudonym: str | None = None
    reference: str | None = None
    letter: bool = False
    """Its reference is of help outside signaal, for which there is a letter."""
    following: tuple[Say, ...] = ()
    clock: ClockView | None = None
    neutral: Say | None = None
