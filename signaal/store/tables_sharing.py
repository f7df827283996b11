"""What may leave a team: the yes, and the referral made on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class ConsentRow(Base):
    """A yes, a no, or a yes taken back. The sealed proof outlives the case, so no foreign key to it."""

    __tablename__ = "consents"
    __witness__ = (
        "id", "case_id", "record_id", "recipient_team_id", "recipient_function", "state", "given_at",
        "withdrawn_at", "key_id", "key_commitment", "keep_until", "created_at",
    )  # fmt: skip
    __table_args__ = (Index(None, "case_id", "created_at"), Index(None, "keep_until"))

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(String(32))
    record_id: Mapped[str] = mapped_column(String(32))
    recipient_team_id: Mapped[str | None] = mapped_column(refers_to("teams.id"), default=None)
    recipient_function: Mapped[str | None] = mapped_column(String(64), default=None)
    state: Mapped[str] = mapped_column(String(16))
    """given, declined or withdrawn."""
    given_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    key_id: Mapped[str] = mapped_column(String(32))
    key_commitment: Mapped[bytes]
    keep_until: Mapped[datetime]
    """24 months (R20)."""
    created_at: Mapped[datetime]


class ReferralRow(Base):
    """Inside: a package for a team under its own key. Outside: a letter or text for the family to use."""

    __tablename__ = "referrals"
    __witness__ = (
        "id", "reference", "case_id", "consent_id", "inside", "sender_team_id", "author_user_id",
        "recipient_team_id", "state", "key_id", "key_commitment", "notes_key_id", "notes_commitment",
        "return_reason", "outcome_reason", "created_at", "sent_at", "accepted_at", "accepted_by",
        "closed_at", "proposed_team_id", "nudged_at",
    )  # fmt: skip
    __table_args__ = (
        Index(None, "case_id", "created_at"),
        Index(None, "recipient_team_id", "state", "sent_at", "id"),
        Index(None, "recipient_team_id", "sent_at", "id"),
        Index(None, "consent_id"),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(11), unique=True)
    case_id: Mapped[str] = mapped_column(refers_to("cases.id"))
    consent_id: Mapped[str | None] = mapped_column(refers_to("consents.id"), default=None)
    """None only outside, when the family itself takes the letter along."""
    inside: Mapped[bool]
    sender_team_id: Mapped[str] = mapped_column(refers_to("teams.id"), index=True)
    author_user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    recipient_team_id: Mapped[str | None] = mapped_column(refers_to("teams.id"), default=None)
    state: Mapped[str] = mapped_column(String(24))
    key_id: Mapped[str] = mapped_column(String(32))
    key_commitment: Mapped[bytes]
    notes_key_id: Mapped[str | None] = mapped_column(String(32), default=None)
    notes_commitment: Mapped[bytes | None] = mapped_column(default=None)
    return_reason: Mapped[str | None] = mapped_column(String(64), default=None)
    outcome_reason: Mapped[str | None] = mapped_column(String(64), default=None)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_by: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    proposed_team_id: Mapped[str | None] = mapped_column(refers_to("teams.id"), default=None)
    nudged_at: Mapped[datetime | None] = mapped_column(default=None)
