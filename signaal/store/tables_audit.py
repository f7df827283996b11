"""The log: head, leaves, events as stored, and what is derived from them for searching.

Leaves and events refuse UPDATE and DELETE by triggers; they stand in the migration that makes the tables.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, BigNumber, Id, refers_to


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


class AuditNodeRow(Base):
    """Derived: the roots of the full subtrees of 256, 65,536, ... leaves, so that a proof reads some hundred rows."""

    __tablename__ = "audit_nodes"

    level: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """8, 16, ...: a node of this level stands over 2 to the power of it leaves."""
    position: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class AuditPrunedRow(Base):
    """The one door: events below `size` may go, because the event at `announced` says so. Written once."""

    __tablename__ = "audit_pruned"

    size: Mapped[int] = mapped_column(BigNumber, primary_key=True, autoincrement=False)
    announced: Mapped[int] = mapped_column(BigNumber)
    at: Mapped[datetime]


class AuditIndexRow(Base):
    """Derived: finds events by time, name, user and organisation."""

    __tablename__ = "audit_index"
    __table_args__ = (
        Index(None, "organisation_id", "at", "seq"),
        Index(None, "organisation_id", "event", "at", "seq"),
        Index(None, "user_id", "at", "seq"),
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
    __table_args__ = (Index(None, "seq", "subject"),)

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


class AuditWitnessRow(Base):
    """Somebody elsewhere who keeps our checkpoints and signs them (C2SP cosignatures)."""

    __tablename__ = "audit_witnesses"
    __witness__ = ("id", "name", "public", "added_by", "added_at", "ended_at")

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    public: Mapped[bytes]
    """Its Ed25519 public key: 32 bytes."""
    added_by: Mapped[str] = mapped_column(String(32), refers_to("users.id"))
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class AuditCosignatureRow(Base):
    """A checkpoint with the signature of one witness below it."""

    __tablename__ = "audit_cosignatures"
    __table_args__ = (Index(None, "witness_id", "size"),)
    __witness__ = ("id", "witness_id", "size", "statement", "signed_at", "kept_at")

    id: Mapped[Id]
    witness_id: Mapped[str] = mapped_column(String(32), refers_to("audit_witnesses.id"))
    size: Mapped[int] = mapped_column(BigNumber)
    statement: Mapped[str]
    """The checkpoint with the log's own signature and this one."""
    signed_at: Mapped[datetime]
    """When the witness says it signed."""
    kept_at: Mapped[datetime]
