"""What the reports of a month rest on once a card is gone, and what of them was published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from signaal.store.base import Base, Id, refers_to


class ClockResultRow(Base):
    """What came of one clock whose card was erased. Leads to no case: a month, whole hours, no moments."""

    __tablename__ = "clock_results"
    __witness__ = (
        "id", "month", "sender_team_id", "recipient_team_id", "came", "no_duty", "against", "to_contact", "to_answer",
        "inside", "outside", "to_calm",
    )  # fmt: skip
    __table_args__ = (Index(None, "month"),)

    id: Mapped[Id]
    month: Mapped[str] = mapped_column(String(7))
    """The month in which it began, as 2026-11."""
    sender_team_id: Mapped[str] = mapped_column(refers_to("teams.id"))
    recipient_team_id: Mapped[str | None] = mapped_column(refers_to("teams.id"), default=None)
    """Only where the family's yes stood to the end (R8)."""
    came: Mapped[str] = mapped_column(String(16))
    no_duty: Mapped[bool] = mapped_column(default=False)
    against: Mapped[str | None] = mapped_column(String(16), default=None)
    to_contact: Mapped[int | None] = mapped_column(default=None)
    to_answer: Mapped[int | None] = mapped_column(default=None)
    inside: Mapped[int | None] = mapped_column(default=None)
    outside: Mapped[int | None] = mapped_column(default=None)
    to_calm: Mapped[int | None] = mapped_column(default=None)


class PublishedMonthRow(Base):
    """The figures of a month as they were published: made once, so that no later version can be subtracted."""

    __tablename__ = "published_months"
    __witness__ = ("id", "organisation_id", "month", "published_at", "figures")
    __table_args__ = (UniqueConstraint("organisation_id", "month"),)

    id: Mapped[Id]
    organisation_id: Mapped[str] = mapped_column(refers_to("organisations.id"))
    month: Mapped[str] = mapped_column(String(7))
    published_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
