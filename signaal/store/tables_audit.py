"""The log: head, leaves, events as stored, and what is derived from them for searching.

Leaves and events refuse UPDATE and DELETE by triggers; they stand in the migration that makes the tables.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, BigNumber, Id


class AuditHeadRow(Base):
    """One row: appends wait for each other here."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigNumber)
    peaks: Mapped[bytes]
    """Hashes of the full subtrees, left to right, 32 bytes each."""


class AuditLeafRow(Base):
    __tablename__ = "audit_leaves"

    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    leaf: Mapped[bytes]


class AuditEventRow(Base):
    __tablename__ = "audit_events"

    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    stored: Mapped[bytes] = mapped_column("bytes")
    """The canonical bytes as hashed; never rebuilt from columns."""


class AuditIndexRow(Base):
    """Derived: finds events by time, name, user and organisation."""

    __tablename__ = "audit_index"
    __table_args__ = (
        Index(None, "organisation_id", "seq"),
        Index(None, "organisation_id", "event", "seq"),
        Index(None, "user_id", "seq"),
        Index(None, "at"),
    )

    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[str] = mapped_column(String(8))
    user_id: Mapped[str | None] = mapped_column(String(32), default=None)
    organisation_id: Mapped[str | None] = mapped_column(String(32), default=None)


class AuditSubjectRow(Base):
    """Derived: which events touched a case or a referral."""

    __tablename__ = "audit_subjects"

    subject: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)


class AuditCheckpointRow(Base):
    __tablename__ = "audit_checkpoints"
    __table_args__ = (Index(None, "size"),)

    id: Mapped[Id]
    size: Mapped[int] = mapped_column(BigNumber)
    root: Mapped[bytes]
    note: Mapped[str]
    """The signed note as published."""
    created_at: Mapped[datetime]
