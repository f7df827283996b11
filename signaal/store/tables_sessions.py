"""Logging in and typing: sessions, throttles, drafts, receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class SessionRow(Base):
    __tablename__ = "sessions"
    __witness__ = ("id", "token_hash", "user_id", "created_at", "ended_at", "ended_reason")
    __table_args__ = (Index(None, "user_id", "ended_at"),)

    id: Mapped[Id]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    """SHA-256 of the cookie's token."""
    user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    full_login_at: Mapped[datetime]
    step_up_at: Mapped[datetime | None] = mapped_column(default=None)
    names_until: Mapped[datetime | None] = mapped_column(default=None)
    sealed_secret: Mapped[bytes | None] = mapped_column(default=None)
    """The user secret under the token; None once locked or ended."""
    key_mark: Mapped[bytes | None] = mapped_column(default=None)
    """The owner's public key, marked at full login: a locked session seals what was typed to no other key."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_reason: Mapped[str | None] = mapped_column(String(32), default=None)


class ThrottleRow(Base):
    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    """What is slowed down, hashed where it could name somebody."""
    failures: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime | None] = mapped_column(default=None)


class DraftRow(Base):
    __tablename__ = "drafts"
    __table_args__ = (Index(None, "user_id", "updated_at"),)

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    form: Mapped[str] = mapped_column(String(64))
    subject_code: Mapped[str | None] = mapped_column(String(16), default=None, index=True)
    """The card or referral that it is about, so that erasing finds it."""
    sealed: Mapped[bytes]
    """To the user's public key."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ReceiptRow(Base):
    __tablename__ = "receipts"
    __table_args__ = (Index(None, "created_at"),)

    form_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Random per form: the second post of the same form finds this row."""
    user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    action: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Codes and moments to show the same receipt again; no content."""
    created_at: Mapped[datetime]
