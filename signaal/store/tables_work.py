"""The machine's own work: messages to deliver, counters, signs of life, settings kept in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to

TO_SEND = text("state IN ('queued', 'leased')")
UNSEEN = text("seen_at IS NULL")


class OutboxRow(Base):
    """A message: which template, which code, which link. Never content."""

    __tablename__ = "outbox"
    __witness__ = (
        "id", "user_id", "channel", "message", "subject_code", "link", "deadline_step_id", "not_before",
        "message_id", "created_at",
    )  # fmt: skip
    __table_args__ = (
        Index(None, "not_before", "id", sqlite_where=TO_SEND, postgresql_where=TO_SEND),
        Index(None, "user_id", "created_at", sqlite_where=UNSEEN, postgresql_where=UNSEEN),
        Index(None, "subject_code"),
        Index(None, "deadline_step_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    channel: Mapped[str] = mapped_column(String(8))
    """mail, app, or pager (filed under the first person who was told)."""
    message: Mapped[str] = mapped_column(String(64))
    subject_code: Mapped[str | None] = mapped_column(String(16), default=None)
    """A case's or a referral's code."""
    link: Mapped[str]
    sealed_link: Mapped[bytes | None] = mapped_column(default=None)
    """The secret end of a one-time link, under the key file; gone as soon as the mail has left. Volatile."""
    deadline_step_id: Mapped[str | None] = mapped_column(String(32), default=None)
    not_before: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(8), default="queued")
    """queued, leased, sent, dead, held or given_up."""
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(120), default=None)
    message_id: Mapped[str] = mapped_column(unique=True)
    """Derived from the row, so that a message sent twice is recognised as one."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)


class CounterRow(Base):
    """A count that leads to no case: added to when something is written."""

    __tablename__ = "counters"

    team_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    """2026-11."""
    what: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    n: Mapped[int] = mapped_column(default=0)


class HeartbeatRow(Base):
    """When a job last ran, whether it went well, and who may run it now."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    ok: Mapped[bool]
    detail: Mapped[str | None] = mapped_column(String(120), default=None)
    holder: Mapped[str | None] = mapped_column(String(64), default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)


class MetaRow(Base):
    """What the installation knows about itself: the log's origin and epoch, what `init` did."""

    __tablename__ = "meta"
    __witness__ = ("key", "value")

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str]
