"""Cases, the keys that open them, sealed records and the signals they hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class CaseRow(Base):
    """A household in one team's care: nothing here but what lists may show (R5)."""

    __tablename__ = "cases"
    __witness__ = (
        "id", "pseudonym", "team_id", "owner_user_id", "personal", "age_band", "state", "close_reason",
        "key_id", "key_commitment", "created_at", "updated_at", "expires_at", "renewals", "told_at",
        "told_how", "outside_at", "pregnancy_over",
    )  # fmt: skip
    __table_args__ = (
        Index(None, "team_id", "updated_at", "id"),
        Index(None, "team_id", "state", "updated_at", "id"),
        Index(None, "owner_user_id", "updated_at", "id"),
        Index(None, "expires_at"),
    )

    id: Mapped[Id]
    pseudonym: Mapped[str] = mapped_column(String(9), unique=True)
    team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    owner_user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    personal: Mapped[bool] = mapped_column(default=False)
    """Granted to its owner and the care team only."""
    age_band: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    close_reason: Mapped[str | None] = mapped_column(String(64), default=None)
    key_id: Mapped[str] = mapped_column(String(32))
    key_commitment: Mapped[bytes]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    renewals: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    told_how: Mapped[str | None] = mapped_column(String(64), default=None)
    outside_at: Mapped[datetime | None] = mapped_column(default=None)
    """The first yes: from here on somebody outside the organisation may know (R8)."""
    pregnancy_over: Mapped[bool] = mapped_column(default=False)


class GrantRow(Base):
    """A case, referral, notes or consent key, sealed for one holder."""

    __tablename__ = "grants"
    __witness__ = (
        "id", "object_kind", "object_id", "key_id", "holder_kind", "holder_id", "holder_version",
        "method", "sealed_key", "signature", "signer_kind", "signer_id", "signer_version", "created_at",
        "ended_at",
    )  # fmt: skip
    __table_args__ = (
        Index(None, "object_id", "holder_id"),
        Index(None, "holder_id", "object_kind"),
        Index(None, "holder_id", "holder_version"),
        Index(None, "signer_id", "signer_version"),
    )

    id: Mapped[Id]
    object_kind: Mapped[str] = mapped_column(String(16))
    """case, referral, notes or consent."""
    object_id: Mapped[str] = mapped_column(String(32))
    key_id: Mapped[str] = mapped_column(String(32))
    holder_kind: Mapped[str] = mapped_column(String(8))
    """team or user."""
    holder_id: Mapped[str] = mapped_column(String(32))
    holder_version: Mapped[int]
    method: Mapped[str] = mapped_column(String(8))
    """aead (a team's own) or hpke (signed by the sealing team)."""
    sealed_key: Mapped[bytes | None] = mapped_column(default=None)
    """None once ended: taking back deletes the key, the row stays as a trace."""
    signature: Mapped[bytes | None] = mapped_column(default=None)
    signer_kind: Mapped[str | None] = mapped_column(String(8), default=None)
    """team, or user: a teacher grants the own case to the care team."""
    signer_id: Mapped[str | None] = mapped_column(String(32), default=None)
    signer_version: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class RecordRow(Base):
    """What was said or seen, sealed. A correction is a new revision; the old one is marked replaced."""

    __tablename__ = "records"
    __witness__ = (
        "id", "kind", "object_kind", "object_id", "revision", "owner_team_id", "key_id", "sealed",
        "author_user_id", "created_at", "replaced_at",
    )  # fmt: skip
    __table_args__ = (Index(None, "object_id", "kind", "created_at"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    """signal, talk, contact, consent, help, package, note, calm, attempt or statement."""
    object_kind: Mapped[str] = mapped_column(String(16))
    object_id: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(default=1)
    owner_team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    key_id: Mapped[str] = mapped_column(String(32))
    sealed: Mapped[bytes]
    author_user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)


class SignalRow(Base):
    __tablename__ = "signals"
    __witness__ = ("id", "case_id", "record_id", "author_user_id", "created_at", "replaced_by")
    __table_args__ = (Index(None, "case_id", "created_at"),)

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(refers_to("cases.id"))
    record_id: Mapped[str] = mapped_column(refers_to("records.id"))
    author_user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    created_at: Mapped[datetime]
    replaced_by: Mapped[str | None] = mapped_column(String(32), default=None)
    """The signal that corrects this one; a signal itself is never edited."""
