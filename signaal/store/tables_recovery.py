"""The recovery paper of a team, and the turning of a team's secret."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class RecoveryPaperRow(Base):
    """A paper whose code derives a key pair. Here stands its public half, and the team's secret sealed to it."""

    __tablename__ = "recovery_papers"
    __witness__ = (
        "id", "team_id", "state", "public", "fingerprint", "mark", "pin_version", "pin_fingerprint", "pin_mark",
        "key_version", "sealed_team_secret", "sealed_code", "made_by", "made_at", "confirmed_at", "drilled_at",
        "drilled_by", "used_by", "ended_at",
    )  # fmt: skip
    __table_args__ = (Index(None, "team_id", "state"),)

    id: Mapped[Id]
    team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    state: Mapped[str] = mapped_column(String(16), default="draft")
    """draft (not typed back yet), active, used, replaced or dropped. One active paper per team."""
    public: Mapped[bytes]
    fingerprint: Mapped[bytes]
    mark: Mapped[bytes]
    """Under the team's roster key: a member made this paper. Made again at every rotation."""
    pin_version: Mapped[int]
    pin_fingerprint: Mapped[bytes]
    pin_mark: Mapped[bytes]
    """The team's key when the paper was made, under a key that only the code derives."""
    key_version: Mapped[int]
    sealed_team_secret: Mapped[bytes | None] = mapped_column(default=None)
    """To the public half; None as soon as the paper was used or replaced."""
    sealed_code: Mapped[bytes | None] = mapped_column(default=None)
    """For whoever makes it, until it was typed back."""
    made_by: Mapped[str] = mapped_column(refers_to("users.id"))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was typed back: from then on it counts."""
    drilled_at: Mapped[datetime | None] = mapped_column(default=None)
    drilled_by: Mapped[str | None] = mapped_column(String(32), default=None)
    used_by: Mapped[str | None] = mapped_column(String(32), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class RotationRow(Base):
    """One turning of a team's secret: asked by one, approved by another, carried out in batches."""

    __tablename__ = "rotations"
    __witness__ = (
        "id", "team_id", "from_version", "state", "asked_by", "asked_at", "asked_mark", "approved_by",
        "approved_at", "approval", "started_by", "started_at", "ended_at", "total", "turned", "left_behind",
        "sealed_previous",
    )  # fmt: skip
    __table_args__ = (Index(None, "team_id", "state"),)

    id: Mapped[Id]
    team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    from_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default="asked")
    """asked, approved, running, done or cancelled."""
    asked_by: Mapped[str] = mapped_column(refers_to("users.id"))
    asked_at: Mapped[datetime]
    asked_mark: Mapped[bytes]
    """Under the team's roster key: a lead asked, nobody who only has the database."""
    approved_by: Mapped[str | None] = mapped_column(String(32), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approval: Mapped[bytes | None] = mapped_column(default=None)
    """A mark of the team (second lead), or the privacy officer's signature."""
    started_by: Mapped[str | None] = mapped_column(String(32), default=None)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    total: Mapped[int] = mapped_column(default=0)
    """Grants to turn when it began."""
    turned: Mapped[int] = mapped_column(default=0)
    left_behind: Mapped[int] = mapped_column(default=0)
    """Grants that did not open, and so could not come along."""
    sealed_previous: Mapped[bytes | None] = mapped_column(default=None)
    """The secret of before under the new one, as long as anything still needs it."""
