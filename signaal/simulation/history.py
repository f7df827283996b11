"""What was committed, in the order of commits: plain values, kept apart from the rows that the product reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple


class Planned(NamedTuple):
    """One step of a plan."""

    number: int
    at: datetime
    key: str
    until_taken: bool


@dataclass(frozen=True)
class ClockSeen:
    """A clock as it was committed last."""

    id: str
    kind: str
    case_id: str
    referral_id: str | None
    state: str
    leg: int
    started_at: datetime
    due_at: datetime
    leg_started_at: datetime
    holder_team_id: str
    acknowledged_at: datetime | None
    yes_at: datetime | None
    plan: tuple[Planned, ...]
    linked: bool = False

    @property
    def running(self) -> bool:
        return self.state == "running"

    @classmethod
    def of(cls, row: Any, before: ClockSeen | None) -> ClockSeen:
        same = before is not None and (before.leg, before.leg_started_at) == (row.leg, row.leg_started_at)
        return cls(
            id=row.id, kind=row.kind, case_id=row.case_id, referral_id=row.referral_id, state=row.state,
            leg=row.leg, started_at=row.started_at, due_at=row.due_at, leg_started_at=row.leg_started_at,
            holder_team_id=row.holder_team_id, acknowledged_at=row.acknowledged_at, yes_at=row.yes_at,
            plan=before.plan if same and before is not None else _plan(row.steps),
            linked=row.linked_id is not None,
        )  # fmt: skip


class Taken(NamedTuple):
    """A step that stands in the database."""

    id: str
    clock_id: str
    leg: int
    number: int
    planned_at: datetime
    taken_at: datetime
    late: bool
    told: int


class Sent(NamedTuple):
    """A package to a team, as it was committed last."""

    id: str
    reference: str
    case_id: str
    consent_id: str | None
    inside: bool
    team_id: str | None
    state: str


class Note(NamedTuple):
    """A message of the outbox."""

    id: str
    user_id: str
    channel: str
    message: str
    code: str | None
    link: str
    step_id: str | None
    not_before: datetime
    message_id: str


class CardSeen(NamedTuple):
    """A card: whose it is."""

    code: str
    team_id: str
    owner_id: str
    personal: bool


@dataclass
class History:
    """Everything that stands, by id."""

    clocks: dict[str, ClockSeen] = field(default_factory=dict)
    of_case: dict[str, list[str]] = field(default_factory=dict)
    taken: dict[str, Taken] = field(default_factory=dict)
    sent: dict[str, Sent] = field(default_factory=dict)
    by_reference: dict[str, str] = field(default_factory=dict)
    sent_of_case: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    by_message_id: dict[str, str] = field(default_factory=dict)
    cases: dict[str, CardSeen] = field(default_factory=dict)
    by_code: dict[str, str] = field(default_factory=dict)
    consents: dict[str, str] = field(default_factory=dict)
    """Consent id to state."""

    def running(self, code: str, kind: str) -> list[ClockSeen]:
        """The running clocks of one kind on a card, oldest first."""
        found = (self.clocks.get(clock_id) for clock_id in self.of_case.get(self.by_code.get(code, ""), ()))
        return [clock for clock in found if clock is not None and clock.kind == kind and clock.running]

    def given(self, code: str) -> list[str]:
        """The yeses of a card that stand."""
        mine = self.sent_of_case.get(self.by_code.get(code, ""), ())
        asked = (self.sent[sent_id].consent_id for sent_id in mine if sent_id in self.sent)
        return [consent for consent in asked if consent and self.consents.get(consent) == "given"]

    def forget(self, table: str, key: str) -> None:
        """A row was deleted."""
        kept: dict[str, dict[str, Any]] = {
            "cases": self.cases, "consents": self.consents, "referrals": self.sent, "deadlines": self.clocks,
            "deadline_steps": self.taken,
        }  # fmt: skip
        gone = kept[table].pop(key, None)
        if table == "cases" and gone is not None:
            self.by_code.pop(gone.code, None)
        elif table == "referrals" and gone is not None:
            self.by_reference.pop(gone.reference, None)

    def keep_case(self, row: Any) -> None:
        self.cases[row.id] = CardSeen(row.pseudonym, row.team_id, row.owner_user_id, row.personal)
        self.by_code[row.pseudonym] = row.id

    def keep_sent(self, row: Any) -> None:
        if row.id not in self.sent:
            self.sent_of_case.setdefault(row.case_id, []).append(row.id)
            self.by_reference[row.reference] = row.id
        self.sent[row.id] = Sent(
            row.id, row.reference, row.case_id, row.consent_id, row.inside, row.recipient_team_id, row.state
        )


def taken_of(row: Any) -> Taken:
    """A row of deadline_steps as plain values."""
    return Taken(
        row.id,
        row.deadline_id,
        row.leg,
        row.number,
        row.planned_at,
        row.taken_at,
        row.late,
        len(row.told) - 1,
    )


def note_of(row: Any) -> Note:
    """A row of the outbox as plain values."""
    return Note(
        row.id, row.user_id, row.channel, row.message, row.subject_code, row.link, row.deadline_step_id,
        row.not_before, row.message_id,
    )  # fmt: skip


def _plan(steps: list[dict[str, Any]]) -> tuple[Planned, ...]:
    return tuple(
        Planned(step["n"], datetime.fromisoformat(step["at"]), step["key"], bool(step["ack"]))
        for step in steps
    )
