"""Clocks, the steps they took, attempts to reach a family, and who has duty."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to

RUNNING = text("state = 'running'")
CALM = text("kind = 'calm_48h'")
STEPS_WAIT = text("state = 'running' AND next_step_at IS NOT NULL")


class DeadlineRow(Base):
    """One clock. Overdue is no column: it is computed when somebody looks (R14)."""

    __tablename__ = "deadlines"
    __witness__ = (
        "id", "kind", "case_id", "referral_id", "linked_id", "state", "leg", "started_at", "due_at",
        "leg_started_at", "holder_team_id", "holder_user_id", "steps", "next_step_at", "next_step",
        "confirmed_at", "undo_until", "yes_at", "acknowledged_at", "acknowledged_by", "ended_at",
        "end_reason", "no_duty",
    )  # fmt: skip
    __table_args__ = (
        Index(None, "next_step_at", "id", sqlite_where=STEPS_WAIT, postgresql_where=STEPS_WAIT),
        Index(None, "due_at", "id", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index(None, "holder_team_id", "due_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index(None, "started_at", sqlite_where=CALM, postgresql_where=CALM),
        Index(None, "case_id"),
        Index(None, "referral_id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(24))
    case_id: Mapped[str] = mapped_column(refers_to("cases.id"))
    referral_id: Mapped[str | None] = mapped_column(refers_to("referrals.id"), default=None)
    linked_id: Mapped[str | None] = mapped_column(String(32), default=None)
    """The earlier clock that this one follows: a later yes after a no, a new date."""
    state: Mapped[str] = mapped_column(String(16), default="running")
    leg: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leg_started_at: Mapped[datetime]
    holder_team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    holder_user_id: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    """The steps of this leg, computed once at its start: n, at, to, key."""
    next_step_at: Mapped[datetime | None] = mapped_column(default=None)
    next_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    undo_until: Mapped[datetime | None] = mapped_column(default=None)
    yes_at: Mapped[datetime | None] = mapped_column(default=None)
    """From here on the coordinator may see it (R8)."""
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_by: Mapped[str | None] = mapped_column(String(64), default=None)
    """A user's id, or a function when it was done by phone."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(String(64), default=None)
    no_duty: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(120), default=None)
    """The class of the error, never its text: that could hold a value."""


class DeadlineStepRow(Base):
    """A step that was taken: once per clock, leg and number."""

    __tablename__ = "deadline_steps"
    __witness__ = ("id", "deadline_id", "leg", "number", "planned_at", "taken_at", "late", "told")
    __table_args__ = (UniqueConstraint("deadline_id", "leg", "number"),)

    id: Mapped[Id]
    deadline_id: Mapped[str] = mapped_column(refers_to("deadlines.id"))
    leg: Mapped[int]
    number: Mapped[int]
    planned_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    told: Mapped[list[Any]] = mapped_column(default_factory=list)
    """Who got a message: ids of users, or functions that were missing."""


class AttemptRow(Base):
    """A try to reach the family."""

    __tablename__ = "attempts"
    __witness__ = (
        "id", "case_id", "deadline_id", "at", "channel", "part_of_day", "reached", "author_user_id",
        "by_closed_letter_or_visit",
    )  # fmt: skip
    __table_args__ = (Index(None, "case_id", "at"), Index(None, "deadline_id"))

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(refers_to("cases.id"))
    deadline_id: Mapped[str | None] = mapped_column(refers_to("deadlines.id"), default=None)
    at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(32))
    part_of_day: Mapped[str] = mapped_column(String(32))
    reached: Mapped[bool]
    author_user_id: Mapped[str] = mapped_column(refers_to("users.id"))
    by_closed_letter_or_visit: Mapped[bool] = mapped_column(default=False)


class DutyRow(Base):
    """When a function can be called, and on which number."""

    __tablename__ = "duty"
    __witness__ = (
        "id", "organisation_id", "function", "phone", "days", "from_minute", "to_minute", "second",
        "position",
    )  # fmt: skip
    __table_args__ = (Index(None, "organisation_id", "position"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    function: Mapped[str]
    phone: Mapped[str]
    days: Mapped[list[int]] = mapped_column(default_factory=list)
    """0 is Monday; empty is every day."""
    from_minute: Mapped[int]
    """Minutes after midnight, Amsterdam."""
    to_minute: Mapped[int]
    second: Mapped[bool] = mapped_column(default=False)
    """Second on duty: called when the first did not answer."""
    position: Mapped[int] = mapped_column(default=0)
