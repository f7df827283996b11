"""Finding a family again within a team, asking to erase it, and what may never come back from a backup."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class IndexTokenRow(Base):
    """How members of a team find a case by name and date of birth: one row per case, all of one length."""

    __tablename__ = "index_tokens"
    __witness__ = ("case_id", "team_id", "key_version", "token", "created_at")
    __table_args__ = (Index(None, "team_id"),)

    case_id: Mapped[str] = mapped_column(refers_to("cases.id"), primary_key=True)
    team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    key_version: Mapped[int]
    """Of the team's secret whose index key made it."""
    token: Mapped[bytes]
    created_at: Mapped[datetime]


class ErasureRow(Base):
    """A card to erase before its term: somebody asked, somebody else has to agree. Goes with the card."""

    __tablename__ = "erasures"
    __witness__ = ("case_id", "reason", "requested_by", "requested_at")

    case_id: Mapped[str] = mapped_column(refers_to("cases.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(64))
    requested_by: Mapped[str] = mapped_column(refers_to("users.id"))
    requested_at: Mapped[datetime]


class RevocationRow(Base):
    """On its way to the revocation journal: stands here from the commit until the file has it on disk."""

    __tablename__ = "revocations"

    id: Mapped[Id]
    at: Mapped[datetime | None] = mapped_column(default=None)
    """Of the event that tells of it."""
    kind: Mapped[str] = mapped_column(String(32))
    target: Mapped[str] = mapped_column(String(64))
    more: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
