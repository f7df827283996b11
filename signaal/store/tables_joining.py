"""What is decided about who belongs: the second pair of eyes, and the keys that somebody had before a reset."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class TeamApprovalRow(Base):
    """A second look at a team: at its first leads, or at whether it may be chosen as recipient."""

    __tablename__ = "team_approvals"
    __witness__ = (
        "id", "team_id", "what", "leads", "asked_by", "approved_by", "created_at", "approved_at",
    )  # fmt: skip

    id: Mapped[Id]
    team_id: Mapped[str] = mapped_column(refers_to("teams.id"), index=True)
    what: Mapped[str] = mapped_column(String(16))
    """founding: these leads may make the team's key; receiving: other teams may send to it."""
    leads: Mapped[list[str]] = mapped_column(default_factory=list)
    """The memberships of the leads that were seen: nobody else founds the team."""
    asked_by: Mapped[str] = mapped_column(String(32))
    """An account, or "operator" for the shell."""
    approved_by: Mapped[str | None] = mapped_column(String(32), default=None)
    created_at: Mapped[datetime]
    approved_at: Mapped[datetime | None] = mapped_column(default=None)


class FormerKeyRow(Base):
    """The public half of a pair that was replaced: what it signed can still be checked, until it is sealed again."""

    __tablename__ = "former_keys"
    __witness__ = ("id", "user_id", "kem_public", "sign_public", "fingerprint", "replaced_at")

    id: Mapped[Id]
    user_id: Mapped[str] = mapped_column(refers_to("users.id"), index=True)
    kem_public: Mapped[bytes]
    sign_public: Mapped[bytes]
    fingerprint: Mapped[bytes]
    replaced_at: Mapped[datetime]
