"""The privacy officer's own work: incidents, holds, and clocks that run for an organisation and not for a card."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to
from signaal.store.tables_clocks import RUNNING, STEPS_WAIT


class OfficeClockRow(Base):
    """A clock of the same engine without a card behind it. Overdue is no column: it is computed (R14)."""

    __tablename__ = "office_clocks"
    __witness__ = (
        "id", "kind", "organisation_id", "target_id", "link", "state", "started_at", "due_at", "steps",
        "next_step_at", "next_step", "taken", "ended_at", "end_reason",
    )  # fmt: skip
    __table_args__ = (
        Index(None, "next_step_at", "id", sqlite_where=STEPS_WAIT, postgresql_where=STEPS_WAIT),
        Index(None, "organisation_id", "due_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index(None, "target_id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(24))
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    target_id: Mapped[str] = mapped_column(String(32))
    """What it runs for: an incident, a request, a sample."""
    link: Mapped[str] = mapped_column(String(120))
    """The page where it is answered; never a name, never a code."""
    state: Mapped[str] = mapped_column(String(16), default="running")
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    next_step_at: Mapped[datetime | None] = mapped_column(default=None)
    next_step: Mapped[int] = mapped_column(default=0)
    taken: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    """Steps that were taken: n, at, late, told (how many people)."""
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str | None] = mapped_column(String(64), default=None)
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(120), default=None)
    """The class of the error, never its text: that could hold a value."""


class IncidentRow(Base):
    """Something that went wrong with data (AVG art. 33 lid 5), and what was decided about it."""

    __tablename__ = "incidents"
    __witness__ = (
        "id", "organisation_id", "kind", "happened_from", "happened_until", "known_at", "what", "people",
        "registered_by", "registered_at", "report", "report_ground", "inform", "inform_ground", "measures",
        "decided_by", "decided_at",
    )  # fmt: skip
    __table_args__ = (Index(None, "organisation_id", "known_at"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    kind: Mapped[str] = mapped_column(String(40))
    happened_from: Mapped[datetime]
    happened_until: Mapped[datetime | None] = mapped_column(default=None)
    known_at: Mapped[datetime]
    what: Mapped[str]
    """In the officer's words, without names; at most 500 characters."""
    people: Mapped[str] = mapped_column(String(40))
    """About how many families: a word of the closed list."""
    registered_by: Mapped[str] = mapped_column(refers_to("users.id"))
    registered_at: Mapped[datetime]
    report: Mapped[bool | None] = mapped_column(default=None)
    """Told to the authority? None: not decided yet."""
    report_ground: Mapped[str | None] = mapped_column(String(40), default=None)
    inform: Mapped[bool | None] = mapped_column(default=None)
    """Told to the families?"""
    inform_ground: Mapped[str | None] = mapped_column(String(40), default=None)
    measures: Mapped[str | None] = mapped_column(default=None)
    """What was done about it, without names; at most 500 characters."""
    decided_by: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)


class HoldRow(Base):
    """A card that may not be erased for now, until when and why. Goes with the card."""

    __tablename__ = "holds"
    __witness__ = (
        "id", "case_id", "organisation_id", "reason", "until", "placed_by", "placed_at", "lifted_by",
        "lifted_at",
    )  # fmt: skip
    __table_args__ = (Index(None, "case_id"), Index(None, "organisation_id", "until"))

    id: Mapped[Id]
    case_id: Mapped[str] = mapped_column(refers_to("cases.id"))
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    reason: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]
    placed_by: Mapped[str] = mapped_column(refers_to("users.id"))
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None] = mapped_column(refers_to("users.id"), default=None)
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
